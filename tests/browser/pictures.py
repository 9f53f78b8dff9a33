"""Takes a picture of every page: `make pictures`. Not collected by `make test`."""

import re
from pathlib import Path
from typing import Any

import pytest
from places import PLACES
from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "print": {"viewport": {"width": 794, "height": 1123}},
}
SHOWN = {"front": "/", "results": "/sok?q=utslippsfri+byggeplass", "topic": "/tema/overvann"}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("place", PLACES)
def test_picture(
    browser: Browser, service: str, things: dict[str, str], place: str, look: str
) -> None:
    name = re.sub(r"\W+", "-", place)
    address = service + PLACES[place].format(**things)
    take(browser, address, look, ROOT / "var" / "pictures" / f"{name}-{look}.png", whole=True)


@pytest.mark.parametrize("name", SHOWN)
def test_picture_of_the_readme(browser: Browser, service: str, name: str) -> None:
    path = ROOT / "docs" / "pictures" / f"{name}.png"
    take(browser, service + SHOWN[name], "desktop", path)


def take(browser: Browser, address: str, look: str, path: Path, whole: bool = False) -> None:
    with browser.new_context(locale="nb-NO", **LOOKS[look]) as context:
        page = context.new_page()
        page.goto(address)
        if look == "print":
            page.emulate_media(media="print")
        page.screenshot(path=path, full_page=whole)
