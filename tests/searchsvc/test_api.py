"""The twin of the search page for machines."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

SEARCHES = (
    "",
    "q=overvann",
    "q=overvann&type=webinar",
    "q=klimasats&type=tilskudd&type=nyhet&sorter=nyeste",
    "type=webinar&tilstand=kommende&sorter=frist",
    "tema=flom-skred",
    "side=2",
    "side=99",
    "q=ordsomikkefinnes",
    "kilde=laget&sprak=nb&ar=2025",
    "type=banan&q=bekk",
    "fra=2024-09-12&til=1.4.2025",
    "fra=snart&til=2021",
)


def data(visit: Callable, search: str, prefix: str = "") -> dict[str, Any]:
    answer = visit(f"{prefix}/sok.json?{search}")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    return json.loads(answer.text)


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
@pytest.mark.parametrize("search", SEARCHES)
def test_it_gives_the_hits_totals_and_facets_of_the_page(
    visit: Callable, search: str, prefix: str
) -> None:
    found, page = data(visit, search, prefix), visit(f"{prefix}/sok?{search}")
    links = [tag["href"] for tag in page.main.select(".hit .name a")]
    shown = [tag.get_text() for tag in page.main.select(".hit .name a")]
    assert [hit["title"] or hit["address"] for hit in found["hits"]] == shown
    assert len(links) == len(found["hits"])
    first = page.soup.h1.get_text().split()[0]
    assert found["total"] == (int(first) if first.isdecimal() else 0)
    offered = {
        (tag["name"], tag["value"]): int(tag.find_parent("label").select_one(".count").contents[0])
        for tag in page.main.select("form.filters input[type=checkbox]")
        if tag["name"] != "tilstand"
    }
    counts = {
        (name, value["value"]): value["count"]
        for name, values in found["facets"].items()
        for value in values
    }
    assert offered.items() <= counts.items()
    assert all(count > 0 or chosen(found, *key) for key, count in counts.items())
    for name in found["unknown_filters"]:
        assert name in page.main.select_one("[role=status]").get_text()


def chosen(found: dict[str, Any], name: str, word: str) -> bool:
    return any(value["chosen"] for value in found["facets"][name] if value["value"] == word)


def test_the_days_that_limit_a_search_are_told(visit: Callable) -> None:
    found = data(visit, "q=fra:1.9.2024&til=2025")
    assert (found["since"], found["until"]) == ("2024-09-01", "2025-12-31")
    assert (data(visit, "")["since"], data(visit, "")["until"]) == (None, None)


def test_the_page_leads_to_its_twin(visit: Callable) -> None:
    for prefix in ("", "/nn", "/en"):
        link = visit(f"{prefix}/sok?q=overvann&type=webinar").main.select_one("a[href*='.json']")
        twin = json.loads(visit(link["href"]).text)
        assert [hit["title"] for hit in twin["hits"]] == ["Bekkeåpning i byen"]
        assert urlsplit(link["href"]).path == f"{prefix}/sok.json"


def test_a_hit_has_what_machines_need(visit: Callable, ids: Callable) -> None:
    (hit,) = data(visit, "q=fordrøy")["hits"]
    assert hit.pop("score") > 0
    assert hit == {
        "id": ids("overvann"),
        "type": "veiledning",
        "title": "Overvann i arealplan",
        "address": "https://www.direktoratet.example/veileder/overvann/",
        "publisher": "Klimadirektoratet",
        "source": "direktoratet",
        "language": "nb",
        "published": "2023-05-02",
        "modified": "2026-03-14",
        "state": None,
        "recording": None,
        "topics": ["overvann", "arealplan"],
        "snippet": "Tretrinnsstrategien: fang opp, fordrøy og led trygt bort overvann.",
        "section": {"heading": "Tre ledd & ett mål", "anchor": "tre-ledd"},
        "page": None,
        "second": None,
        "opens_at": "https://www.direktoratet.example/veileder/overvann/#tre-ledd",
        "missing_words": [],
    }


@pytest.mark.parametrize(
    ("search", "state"),
    [
        ("q=bekkeåpning&type=webinar", "held"),
        ("q=utslippsfri+byggeplass&type=webinar", "coming"),
        ("q=fjernvarme&type=tilskudd", "open"),
        ("q=naturtilskudd&type=tilskudd", "closed"),
        ("q=energikartlegging&type=tilskudd", "coming"),
    ],
)
def test_states_are_those_of_the_moment(visit: Callable, search: str, state: str) -> None:
    assert data(visit, search)["hits"][0]["state"] == state


def test_it_says_which_page_of_what_it_is(visit: Callable) -> None:
    found = data(visit, "q=+overvann++i&side=7&type=banan")
    assert (found["query"], found["page"], found["size"]) == ("overvann i", 1, 10)
    assert found["unknown_filters"] == ["type: banan"]


def test_it_says_whether_the_time_was_enough(visit: Callable, visit_hurried: Callable) -> None:
    assert data(visit, "q=overvann")["partial"] is False
    hurried = data(visit_hurried, "q=overvann")
    assert hurried["partial"] is True
    assert hurried["hits"]


def test_letters_are_written_as_they_are(visit: Callable) -> None:
    assert "Bekkeåpning i byen" in visit("/sok.json?q=bekkeåpning").text


def test_it_sets_no_cookie_and_sends_the_same_headers(visit: Callable) -> None:
    headers = visit("/sok.json").headers
    assert "Set-Cookie" not in headers
    assert "Content-Security-Policy" in headers


def test_a_search_says_how_words_were_read_and_which_are_missing(visit: Callable) -> None:
    assert data(visit, "q=kvikkleirre")["read_as"] == {"kvikkleirre": "kvikkleire"}
    assert data(visit, "q=kvikkleire")["read_as"] == {}
    hits = data(visit, "q=kvikkleire+sykkelhotell")["hits"]
    missing = {hit["title"]: hit["missing_words"] for hit in hits}
    assert missing["Kvikkleire under tettstedet"] == ["sykkelhotell"]


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_what_is_begun_is_completed_with_topics_titles_and_words(
    visit: Callable, prefix: str
) -> None:
    def complete(text: str) -> list[str]:
        answer = visit(f"{prefix}/forslag.json", query_string={"q": text})
        assert answer.headers["Content-Type"] == "application/json"
        return json.loads(answer.text)

    assert complete("overv")[0] == "Overvann"
    assert "Overvann i arealplan" in complete("overv")
    assert "kvikkleire" in complete("kvikk")
    assert complete("støtte kvikk") == ["støtte kvikkleire"]
    for text in ("", " ", "x", "xyzzy", "\0", '"', "a" * 10_000, "🚲"):
        assert complete(text) == []
