"""What a site wrote is shown as words, never as markup, and never becomes what a click does."""

import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from index.record import Record

EVIL = "<script>alert('x')</script>"
PREFIXES = ("", "/nn", "/en")
LISTS = (
    "/",
    "/sok?q=angrepsord",
    "/sok?kilde=ondskap",
    "/sok?type=prosjekt",
    "/sok?q=angrepsord&kilde=ondskap&tilstand=holdt",
    "/kilder",
)


def hostile(records: dict[str, Record]) -> list[Record]:
    return [record for record in records.values() if record.resource.source == "ondskap"]


def assert_harmless(soup: BeautifulSoup) -> None:
    (script,) = soup.find_all("script", type=False)
    assert re.fullmatch(r"/static/klimasok\.\w+\.js", script["src"])
    assert not script.contents
    assert not [data for data in soup.find_all("script", type=True) if "<" in data.string]
    assert EVIL not in {str(tag) for tag in soup.find_all(True)}
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")], tag
    for link in soup.select("[href], [src], [action]"):
        address = link.get("href") or link.get("src") or link.get("action")
        assert address.startswith(("/", "#", "https://", "http://", "mailto:")), address


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("path", LISTS)
def test_lists_show_stored_text_as_words(visit: Callable, prefix: str, path: str) -> None:
    answer = visit(prefix + path)
    assert answer.faults == []
    assert_harmless(answer.soup)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_pages_of_things_show_stored_text_as_words(
    visit: Callable, records: dict[str, Record], prefix: str
) -> None:
    for record in hostile(records):
        answer = visit(f"{prefix}/ressurs/{record.id}")
        assert answer.faults == []
        assert_harmless(answer.soup)


def test_every_part_of_a_thing_is_there_to_read(
    visit: Callable, records: dict[str, Record], says: Callable
) -> None:
    event, _, project = hostile(records)
    shown = says(visit(f"/ressurs/{event.id}").main)
    for part in (
        event.resource.title,
        event.resource.lead,
        f"{EVIL} sted",
        f"{EVIL} PRIS",
        f"{EVIL} arrangør",
        f"{EVIL} sektor",
        f"{EVIL} overskrift",
        f"Ond {EVIL} utgiver",
        f'{EVIL} "omtale',
        f"{EVIL}, {EVIL}, {EVIL}",
    ):
        assert " ".join(part.split()) in shown
    assert f"{EVIL} kommune" in says(visit(f"/ressurs/{project.id}").main)


def test_the_snippet_of_a_hit_is_words_with_marks(visit: Callable) -> None:
    (hit,) = visit("/sok?q=angrepsord").main.select(".hit")
    snippet = hit.select_one(".snippet")
    assert [tag.name for tag in snippet.find_all(True)] == ["mark"]
    assert f"angrepsord {EVIL} og «anførsel» \"'>" in snippet.get_text()
    assert hit.select_one(".section a").get_text().startswith(f"{EVIL} overskrift: ")


def test_what_links_to_a_thing_is_told_in_words(visit: Callable, ids: Callable) -> None:
    answer = visit(f"/ressurs/{ids('folkevalgt')}")
    assert_harmless(answer.soup)
    assert f'Omtalt som «{EVIL} "omtale»' in answer.section("Lenket fra").get_text()


def test_an_address_that_is_not_of_the_web_is_no_action(
    visit: Callable, records: dict[str, Record]
) -> None:
    event, episode, _ = hostile(records)
    links = visit(f"/ressurs/{event.id}").main.select(".act a")
    assert [link["href"] for link in links] == [
        "https://ond.example/angrep/", f"/ressurs/{event.id}.ics"
    ]  # fmt: skip
    links = visit(f"/ressurs/{episode.id}").main.select(".act a")
    assert [link["href"] for link in links] == ["https://ond.example/lyd/"]


@pytest.mark.parametrize("path", ["/sok", "/nn/sok", "/en/sok"])
@pytest.mark.parametrize("name", ["q", "type", "tema", "kilde", "sprak", "ar", "tilstand", "side"])
@pytest.mark.parametrize("word", [EVIL, '"><img src=x onerror=alert(1)>', "javascript:alert(1)"])
def test_what_a_reader_types_is_shown_as_words(
    visit: Callable, path: str, name: str, word: str
) -> None:
    answer = visit(path, query_string={name: word, "type": "webinar"})
    assert answer.faults == []
    assert_harmless(answer.soup)


def test_an_address_that_is_not_found_is_shown_as_words(visit: Callable) -> None:
    answer = visit("/<script>alert(1)</script>/\"onclick='x'")
    assert answer.status == 404
    assert_harmless(answer.soup)


def test_json_is_told_to_be_no_page(visit: Callable) -> None:
    answer = visit("/sok.json?q=angrepsord")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
