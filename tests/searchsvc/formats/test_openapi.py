"""The API document is true: what it promises is what the service gives, whatever is sent."""

import json
from collections.abc import Callable

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from openapi_spec_validator import OpenAPIV31SpecValidator

from searchsvc.params import DAYS, FACETS, SUMS

ALLOWED = {200, 301, 304, 308, 400, 404, 405, 406, 410, 414, 429, 431, 503}
schema = schemathesis.pytest.from_fixture("document")


@pytest.fixture(scope="session")
def document(app):
    return schemathesis.openapi.from_wsgi("/api/openapi.json", app)


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_the_document_says(case: schemathesis.Case) -> None:
    answer = case.call()
    assert answer.status_code in ALLOWED
    case.validate_response(
        answer, excluded_checks=[schemathesis.checks.load_all_checks() or c for c in UNFIT]
    )


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_it_is_openapi(visit: Callable, prefix: str) -> None:
    answer = visit(f"{prefix}/api/openapi.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    document = json.loads(answer.text)
    OpenAPIV31SpecValidator(document).validate()
    assert document["servers"] == [{"url": f"http://localhost{prefix}"}]


def test_it_names_every_address_that_gives_data(visit: Callable, app) -> None:
    named = set(json.loads(visit("/api/openapi.json").text)["paths"])
    rules = {
        rule.rule.replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if "-formats." in rule.endpoint or "-suggestions." in rule.endpoint
    }
    endings = {"{any(atom,ics,csv,json):ending}": ("atom", "ics", "csv", "json"),
               "{any(ics,json):ending}": ("ics", "json")}  # fmt: skip
    given = {rule for rule in rules if not rule.startswith(("/nn/", "/en/"))}
    for marker, words in endings.items():
        given = {r.replace(marker, word) for r in given for word in words}
    assert named == given


def test_its_parameters_are_those_that_are_read(visit: Callable) -> None:
    named = json.loads(visit("/api/openapi.json").text)["components"]["parameters"]
    own = {"q", "tilstand", "sorter", "side", "antall"}
    assert set(named) == {*own, *FACETS, *DAYS, *SUMS}


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_the_page_for_people_tells_the_same(visit: Callable, prefix: str) -> None:
    named = json.loads(visit("/api/openapi.json").text)["components"]["parameters"]
    page = visit(f"{prefix}/api")
    shown = [tag.get_text() for tag in page.section_codes] if False else [
        tag.get_text() for tag in page.main.select("th[scope=row] code")
    ]
    assert shown == list(named)
    for link in page.main.select("a[href]"):
        assert visit(link["href"]).status == 200


def test_a_form_that_is_pasted_asks_here(visit: Callable) -> None:
    assert 'action="http://localhost/nn/sok"' in visit("/nn/api").main.get_text()
