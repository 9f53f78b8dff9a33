"""Whole errands, by keyboard alone and with JavaScript off."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STOPS = 400


@pytest.fixture
def reader(browser: Browser, service: str) -> Iterator[Page]:
    """The front page, for one who has no mouse and runs no script."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(service)
        yield page


def go_to(target: Locator) -> None:
    """Press Tab until the focus is there."""
    for _ in range(STOPS):
        target.page.keyboard.press("Tab")
        if target.first.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab never comes to {target}")


def follow(target: Locator) -> None:
    """Go to a link or a button and press Enter; done when the next page has been read."""
    go_to(target)
    with target.page.expect_navigation():
        target.page.keyboard.press("Enter")


def search_for(reader: Page, words: str) -> None:
    go_to(reader.locator("#q"))
    reader.keyboard.type(words)
    with reader.expect_navigation():
        reader.keyboard.press("Enter")


def test_from_the_front_page_by_search_and_filter_to_a_webinar(reader: Page) -> None:
    search_for(reader, "overvann")
    go_to(reader.get_by_role("checkbox", name="Webinar"))
    reader.keyboard.press("Space")
    follow(reader.get_by_role("button", name="Vis treff"))
    expect(reader.get_by_role("link", name="fjern filteret Type: Webinar")).to_be_visible()
    name = reader.locator(".hit .name a").first
    title = name.inner_text()
    follow(name)
    expect(reader.get_by_role("heading", level=1)).to_have_text(title)


def test_from_a_topic_to_a_grant(reader: Page) -> None:
    follow(reader.get_by_role("link", name="Temaer"))
    follow(reader.get_by_role("main").get_by_role("link", name="Tilskudd til klimatilpasning"))
    grants = reader.get_by_role("region", name="Tilskudd")
    name = grants.locator(".name a").first
    title = name.inner_text()
    follow(name)
    expect(reader.get_by_role("heading", level=1)).to_have_text(title)
    expect(reader.get_by_role("main")).to_contain_text("Hvem kan søke")


def test_zero_hits_are_repaired_by_leaving_out_the_filter_that_is_to_blame(reader: Page) -> None:
    search_for(reader, "overvann type:tilskudd år:2001")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Ingen treff")
    follow(reader.get_by_role("link", name="Det samme søket uten filteret").first)
    expect(reader.get_by_role("heading", level=1)).to_contain_text("treff for «overvann»")
    assert reader.locator(".hit").count() > 0


def test_a_slip_is_repaired_and_what_was_typed_is_one_step_away(reader: Page) -> None:
    search_for(reader, "utslipsfri byggeplass")
    expect(reader.get_by_text("Viser treff for")).to_contain_text("utslippsfri")
    follow(reader.get_by_role("link", name="Søk heller etter"))
    expect(reader.get_by_role("heading", level=1)).to_contain_text("utslipsfri")


def test_five_things_are_put_in_a_list_and_printed(reader: Page) -> None:
    search_for(reader, "overvann")
    for _ in range(5):
        follow(reader.get_by_role("link", name="Legg i liste"))
    follow(reader.locator(".list-bar a"))
    expect(reader.locator(".sources > li")).to_have_count(5)
    reader.emulate_media(media="print")
    expect(reader.locator(".sources .cited").last).to_be_visible()
    expect(reader.get_by_role("banner")).to_be_hidden()
    expect(reader.get_by_role("button")).to_have_count(0)


def test_the_skip_link_leads_past_the_menu(reader: Page) -> None:
    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.closest('main') !== null")


def test_nothing_happens_while_the_reader_only_types_and_chooses(page: Page, service: str) -> None:
    asked: list[str] = []
    page.goto(f"{service}/sok?q=overvann")
    before = page.get_by_role("main").inner_text()
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("checkbox", name="Webinar").check()
    with page.expect_response("**/forslag.json?q=klima*"):
        page.locator("#q").fill("klimabudsjett")
    assert page.get_by_role("main").inner_text() == before
    assert {address.split("?")[0] for address in asked} == {f"{service}/forslag.json"}
