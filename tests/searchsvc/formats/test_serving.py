"""Which address gives what: endings, `Accept`, what is kept and for whom."""

import json
from collections.abc import Callable

import pytest
from flask import Flask

TYPES = {
    "atom": "application/atom+xml",
    "ics": "text/calendar",
    "csv": "text/csv",
    "json": "application/json",
}
LISTS = ("/sok", "/nn/sok", "/tema/overvann", "/en/prosjekter")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
formats = pytest.mark.parametrize("ending", TYPES)


@formats
@pytest.mark.parametrize("path", LISTS)
def test_accept_gives_the_same_as_the_ending(visit: Callable, ending: str, path: str) -> None:
    by_ending = visit(f"{path}.{ending}?type=prosjekt")
    accepted = visit(f"{path}?type=prosjekt", headers={"Accept": TYPES[ending]})
    assert accepted.text == by_ending.text
    assert accepted.headers["Content-Type"] == by_ending.headers["Content-Type"]
    assert "Accept" in accepted.headers["Vary"].split(", ")


@pytest.mark.parametrize("accept", [None, "*/*", BROWSER, "image/png", "tull", "", "text/*"])
def test_browsers_and_those_who_do_not_mind_get_the_page(
    visit: Callable, accept: str | None
) -> None:
    answer = visit("/sok", headers={} if accept is None else {"Accept": accept})
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Accept" in answer.headers["Vary"].split(", ")


def test_what_is_kept_for_one_format_is_not_given_for_another(visit: Callable) -> None:
    for _ in range(2):
        for kind in ("text/html", *TYPES.values(), "text/html"):
            answer = visit("/sok?q=bekk", headers={"Accept": kind})
            assert answer.headers["Content-Type"].startswith(kind)


def test_what_is_kept_for_one_host_is_not_given_at_another(visit: Callable) -> None:
    for host in ("http://a.example", "http://b.example", "http://a.example"):
        assert f"{host}/sok.atom" in visit("/sok.atom", base_url=host).text


def test_no_language_is_chosen_by_accept_language(visit: Callable) -> None:
    answer = visit("/sok", headers={"Accept-Language": "en"})
    assert answer.status == 200
    assert answer.soup.html["lang"] == "nb"


@formats
def test_a_format_can_be_asked_for_its_head_and_again(visit: Callable, ending: str) -> None:
    path = f"/sok.{ending}?q=overvann"
    whole, head = visit(path), visit(path, method="HEAD")
    assert (head.status, head.text) == (200, "")
    assert head.headers["ETag"] == whole.headers["ETag"]
    again = visit(path, headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status, again.text) == (304, "")
    assert visit(path, method="POST").status == 405


def test_an_unknown_ending_topic_or_role_is_not_found(visit: Callable) -> None:
    for path in ("/sok.xls", "/tema/finnes-ikke.atom", "/rolle/finnes-ikke.csv", "/kilder.json"):
        assert visit(path).status == 404
    assert visit("/tema/finnes-ikke", headers={"Accept": TYPES["csv"]}).status == 404


def test_json_gives_as_many_as_are_asked_for_and_leads_on(visit: Callable) -> None:
    every, path = [], "/sok.json?type=webinar&antall=3"
    while path:
        found = json.loads(visit(path).text)
        assert len(found["hits"]) <= found["size"] == 3
        every += [hit["id"] for hit in found["hits"]]
        path = (found["next"] or "").removeprefix("http://localhost")
    assert len(every) == len(set(every)) == found["total"] > 3
    assert json.loads(visit("/sok.json?antall=99999").text)["size"] == 1_000
    for nonsense in ("0", "-1", "²", "mange", ""):
        assert json.loads(visit(f"/sok.json?antall={nonsense}").text)["size"] == 10


def test_one_thing_is_given_with_its_facts_and_without_its_text(
    visit: Callable, ids: Callable
) -> None:
    one = ids("https://www.direktoratet.example/webinar/byggeplass/")
    answer = visit(f"/nn/ressurs/{one}.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    found = json.loads(answer.text)
    assert found["title"] == "Utslippsfri byggeplass i praksis"
    assert found["state"] == "coming"
    assert found["shown_at"] == f"http://localhost/nn/ressurs/{one}"
    assert found["event"]["periods"][0]["first"] == "2026-12-03"
    assert "anlegget drives" not in answer.text


def test_a_page_names_its_formats_and_they_are_there(visit: Callable) -> None:
    soup = visit("/sok?q=overvann&type=webinar").soup
    named = {link["type"]: link["href"] for link in soup.select("link[rel=alternate][type]")}
    assert set(named) == set(TYPES.values())
    for kind, address in named.items():
        answer = visit(address)
        assert answer.headers["Content-Type"].startswith(kind)
        assert "Bekkeåpning i byen" in answer.text
    assert not visit("/om").soup.select("link[rel=alternate][type]")


@pytest.mark.parametrize("host", ["x\"'<b>", "a b", "æ", "x:y:z", "[", "", "a.example:99999"])
@pytest.mark.parametrize(
    "path", ["/sok.atom", "/sok.ics", "/sok.json?antall=1", "/sitemap.xml", "/"]
)
def test_a_host_that_is_none_breaks_nothing(app: Flask, path: str, host: str) -> None:
    answer = app.test_client().get(path, environ_overrides={"HTTP_HOST": host})
    assert answer.status_code in (200, 400)
