"""Every page, in every language, light and dark, on a desk and on a phone: nothing is wrong."""

import pytest
from flask import Flask
from gate import Visit, findings
from nu_checker import NuChecker
from places import DATA, LANGUAGES, PLACES
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_wrong_with(
    page: Page, service: str, nu: NuChecker, things: dict[str, str], place: str, language: str
) -> None:
    address = service + LANGUAGES[language] + PLACES[place].format(**things)
    found = findings(Visit(page, address), nu)
    assert not found, "\n".join(f"{finding.check}: {finding.text}" for finding in found)


def test_no_page_of_the_service_is_missing_from_the_table(app: Flask) -> None:
    routes = app.url_map.bind("localhost")
    known = {routes.match(address.split("?")[0])[0] for address in PLACES.values()
             if address != PLACES["not found"]}  # fmt: skip
    own = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith(("/nn/", "/en/"))
    }
    assert own - known == DATA
