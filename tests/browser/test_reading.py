"""What a reader does, in a real browser."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_from_the_front_page_to_the_source(page: Page, service: str) -> None:
    page.goto(service)
    page.get_by_label("Hva trenger du å vite?").fill("utslippsfri byggeplass")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("treff for «utslippsfri bygge")
    before = page.get_by_role("status").inner_text()
    page.get_by_role("checkbox", name="Prosjekt").check()
    page.get_by_role("button", name="Vis treff").click()
    assert page.get_by_role("status").inner_text() != before
    expect(page.get_by_role("link", name="fjern filteret Type: Prosjekt")).to_be_visible()
    page.locator(".hit .name a").first.click()
    expect(page.get_by_text("Hvor dette kommer fra")).to_be_visible()
    out = page.locator("a.primary").get_attribute("href") or ""
    assert urlsplit(out).netloc == "www.klimadirektoratet.example"


def test_the_page_and_its_json_twin_show_the_same_hits(page: Page, service: str) -> None:
    page.goto(f"{service}/sok?q=utslippsfri+byggeplass")
    shown = page.locator(".hit .name").all_inner_texts()
    data = page.request.get(f"{service}/sok.json?q=utslippsfri+byggeplass").json()
    assert shown == [hit["title"] for hit in data["hits"]]


def test_all_of_it_works_without_javascript(browser: Browser, service: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{service}/sok?q=klima")
    page.get_by_role("checkbox", name="Nynorsk").check()
    page.get_by_role("button", name="Vis treff").click()
    expect(page.get_by_role("link", name="fjern filteret Språk: Nynorsk")).to_be_visible()
    assert page.locator(".hit").count() > 0
    context.close()


def test_a_topic_leads_from_the_front_page(page: Page, service: str) -> None:
    page.goto(service)
    page.get_by_role("link", name="Overvann (tema)").click()
    expect(page.get_by_role("heading", level=1, name="Overvann")).to_be_visible()
    expect(page.get_by_role("heading", level=2, name="Kommende webinarer")).to_be_visible()


def test_an_old_address_pasted_into_the_box_leads_to_the_page_of_today(
    page: Page, service: str
) -> None:
    page.goto(service)
    page.get_by_label("Hva trenger du å vite?").fill(
        "http://www.klimadirektoratet.example/myndigheter/klimaarbeid/klimatilpasning/ros-analyse/"
    )
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Adressen du søkte etter")
    page.locator(".traced .hits a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ROS-analyse")
