"""The API document is true: what it promises is what the service gives, whatever is sent."""

import json
from collections.abc import Callable

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from searchsvc.params import DAYS, FACETS, SUMS

ALLOWED = {200, 301, 304, 308, 400, 404, 405, 406, 410, 414, 429, 431, 503}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
fuzzed = settings(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def test_every_answer_is_as_the_document_says(server: str) -> None:
    document = schemathesis.openapi.from_url(f"http://{server}/api/openapi.json")
    operations = [found.ok() for found in document.get_all_operations()]
    assert len(operations) > 25
    for operation in operations:
        assert_true(operation)


def assert_true(operation: schemathesis.APIOperation) -> None:
    """Whatever is sent, the answer is one that the document promises."""

    @fuzzed
    @given(case=operation.as_strategy())
    def ask(case: schemathesis.Case) -> None:
        answer = case.call()
        assert answer.status_code in ALLOWED
        case.validate_response(answer, checks=CHECKS)

    ask()


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_it_is_openapi(visit: Callable, prefix: str) -> None:
    answer = visit(f"{prefix}/api/openapi.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    document = json.loads(answer.text)
    OpenAPIV31SpecValidator(document).validate()
    assert document["servers"] == [{"url": f"http://localhost{prefix}"}]


def test_it_names_every_address_that_gives_data(visit: Callable, app: Flask) -> None:
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
    shown = [tag.get_text() for tag in page.main.select("th[scope=row] code")]
    assert sorted(shown) == sorted(named)
    for link in page.main.select("a[href]"):
        assert visit(link["href"]).status == 200


def test_a_form_that_is_pasted_asks_here(visit: Callable) -> None:
    assert 'action="http://localhost/nn/sok"' in visit("/nn/api").main.get_text()
