"""Takes the pictures of docs/pictures/: `make pictures`. Not collected by `make test`."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
PAGES = {
    "front": "/",
    "results": "/sok?q=utslippsfri+byggeplass",
    "topic": "/tema/overvann",
    "thing": "klimastafetten",
}


@pytest.mark.parametrize(("width", "suffix"), [(1280, ""), (390, "-phone")])
@pytest.mark.parametrize("name", PAGES)
def test_picture(browser: Browser, service: str, name: str, width: int, suffix: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    if PAGES[name].startswith("/"):
        page.goto(service + PAGES[name])
    else:
        page.goto(f"{service}/sok?q={PAGES[name]}")
        page.locator(".hit .name a").first.click()
    page.screenshot(path=FOLDER / f"{name}{suffix}.png")
    context.close()
