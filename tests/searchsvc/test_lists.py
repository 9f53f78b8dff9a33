"""Collecting hits for a case file: from search to list, in order, noted in, and taken along."""

import csv
import re
from collections.abc import Callable
from io import StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import bibtexparser
import pytest
import rispy

SEARCH = "/sok?q=overvann"


def found(visit: Callable, address: str = SEARCH) -> list[str]:
    """The ids of the hits of a search."""
    return [hit["id"].removeprefix("t-") for hit in visit(address).main.select(".hit[id]")]


def held(page: Any) -> list[str]:
    """The things that a page's list holds."""
    names = page.main.select(".sources > li h2 a")
    return [urlsplit(name["href"]).path.rpartition("/")[2] for name in names]


def where(answer: Any) -> str:
    return str(answer.headers["Location"])


def link(page: Any, text: str, number: int = 0) -> str:
    every = [a for a in page.soup.find_all("a") if a.get_text().startswith(text)]
    return str(every[number]["href"])


def test_hits_are_added_one_by_one_and_the_search_stays(visit_site: Callable) -> None:
    first, second = found(visit_site)[:2]
    page = visit_site(link(visit_site(SEARCH), "Legg i liste"))
    assert "overvann" in page.soup.h1.get_text()
    page = visit_site(link(page, "Legg i liste"))
    assert [a.get_text() for a in page.soup.select(".list-bar a")] == ["Listen din: 2 ting"]
    assert held(visit_site(page.soup.select_one(".list-bar a")["href"])) == [first, second]


def test_the_list_goes_along_through_filters_pages_topics_and_things(visit_site: Callable) -> None:
    thing = found(visit_site)[0]
    page = visit_site(f"{SEARCH}&liste={thing}")
    forms = page.soup.find_all("form")
    assert all(form.find("input", {"name": "liste", "value": thing}) for form in forms)
    inside = [a["href"] for a in page.soup.select("main a, .menu a") if a["href"].startswith("/")]
    lost = [
        href for href in inside
        if parse_qs(urlsplit(href).query).get("liste", [""])[0].split(".")[0] != thing
        and not re.search(r"\.(?:atom|ics|csv|json)|/kildeliste", href)
    ]  # fmt: skip
    assert lost == []
    assert visit_site(inside[0]).soup.select_one(".list-bar")


def test_a_page_without_a_list_says_nothing_of_one(visit_site: Callable) -> None:
    page = visit_site(SEARCH)
    assert not page.soup.select(".list-bar, input[name=liste]")
    assert "liste=" not in " ".join(a["href"] for a in page.soup.select(".menu a, h3 a"))


def test_things_are_moved_and_taken_away(visit_site: Callable) -> None:
    a, b, c = found(visit_site)[:3]
    page = visit_site(f"/liste?liste={a}.{b}.{c}")
    assert held(page) == [a, b, c]
    assert held(visit_site(link(page, "Flytt ned"))) == [b, a, c]
    assert held(visit_site(link(page, "Flytt opp", 1))) == [a, c, b]
    assert held(visit_site(link(page, "Ta bort", 1))) == [a, c]


def test_notes_go_into_the_address(visit_site: Callable) -> None:
    thing = found(visit_site)[0]
    answer = visit_site(
        "/liste", query_string={"liste": thing, "n": "Sak 12/26", f"n-{thing}": "Se s. 3 ~ 4"}
    )
    assert answer.status == 303
    page = visit_site(where(answer))
    assert page.main.select_one(".lead").get_text() == "Sak 12/26"
    assert page.main.select_one(".note").get_text() == "Se s. 3 ~ 4"
    assert page.main.find("input", {"name": f"n-{thing}"})["value"] == "Se s. 3 ~ 4"


@pytest.mark.parametrize(
    "note", ["<script>alert(1)</script>", '"><b>', "=1+1", "{\\evil}", "}} @book{x,", "%0d%0a"]
)
def test_a_hostile_note_is_only_text(visit_site: Callable, note: str) -> None:
    thing = found(visit_site)[0]
    address = where(visit_site("/liste", query_string={"liste": thing, f"n-{thing}": note}))
    page = visit_site(address)
    assert page.faults == []
    assert page.main.select_one(".note").get_text() == note
    exported = {
        ending: visit_site(address.replace("/liste?", f"/liste.{ending}?")) for ending in
        ("txt", "csv", "ris", "bib")
    }  # fmt: skip
    assert all(answer.status == 200 for answer in exported.values())
    rows = list(csv.reader(StringIO(exported["csv"].text.removeprefix("\ufeff"))))
    assert rows[1][-1] == (f"'{note}" if note.startswith("=") else note)
    assert [
        line
        for line in exported["ris"].text.split("\r\n")
        if not re.match(r"[A-Z][A-Z0-9]  - |$", line)
    ] == []
    assert exported["bib"].text.count("{") == exported["bib"].text.count("}")


def test_the_list_is_exported_as_references(visit_site: Callable) -> None:
    things = ".".join(found(visit_site)[:3])
    text = visit_site(f"/liste.txt?liste={things}")
    assert text.headers["Content-Disposition"] == 'attachment; filename="kildeliste.txt"'
    assert [line[:2] for line in text.text.splitlines()] == ["1.", "2.", "3."]
    assert "(kontrollert " in text.text
    titles = [name.get_text() for name in visit_site(f"/liste?liste={things}").main.select("h2")]
    ris = visit_site(f"/liste.ris?liste={things}").text
    assert [entry["title"] for entry in rispy.loads(ris)] == titles[:3]
    assert (ris.count("TY  - "), ris.count("ER  - ")) == (3, 3)
    bib = visit_site(f"/liste.bib?liste={things}").text
    assert [entry["title"] for entry in bibtexparser.loads(bib).entries] == [
        f"{{{title}}}" for title in titles[:3]
    ]
    assert len(re.findall(r"^@misc\{klimasok-", bib, re.MULTILINE)) == 3
    assert bib.count("{") == bib.count("}")


def test_numbers_are_those_of_the_page_where_something_is_gone(visit_site: Callable) -> None:
    first, second = found(visit_site)[:2]
    address = f"?liste=~Sak%2012.{first}.finnesikke.{second}"
    lines = visit_site(f"/liste.txt{address}").text.splitlines()
    assert lines[:2] == ["Sak 12", ""]
    assert [line[:2] for line in lines[2:]] == ["1.", "3."]
    rows = list(csv.reader(StringIO(visit_site(f"/liste.csv{address}").text)))
    assert [row[0] for row in rows[1:]] == ["1", "3"]
    document = visit_site(f"/liste.html{address}")
    assert document.faults == []
    assert [item["value"] for item in document.soup.find_all("li")] == ["1", "3"]
    assert document.soup.p.get_text() == "Sak 12"


def test_a_title_in_another_language_says_so(visit_site: Callable) -> None:
    page = visit_site(f"/en/liste?liste={found(visit_site)[0]}")
    title = page.main.select_one(".cited span[lang=nb]")
    assert title.get_text() == page.main.select_one(".sources h2").get_text()


def test_the_first_hits_of_a_search_become_a_list(visit_site: Callable) -> None:
    page = visit_site(where(visit_site(link(visit_site("/sok?q=klima"), "Kildeliste"))))
    assert len(held(page)) == 50
    assert held(page)[:10] == found(visit_site, "/sok?q=klima")


def test_too_long_a_list_is_said_and_what_to_do(visit_site: Callable) -> None:
    many = ".".join(f"{number:03}" for number in range(51))
    for address in (f"/liste?liste={many}", f"/liste.ris?liste={many}"):
        answer = visit_site(address)
        assert answer.status == 400
        assert "plass til 50 ting" in answer.main.select_one("[role=status]").get_text()
    page = visit_site(f"/liste?liste={many}")
    assert "51 ting" in page.text
    assert visit_site(page.main.select_one(".act a")["href"]).status == 200


def test_what_is_gone_is_named_and_what_is_not_understood_is_said(visit_site: Callable) -> None:
    page = visit_site("/liste?liste=finnesikke.@@")
    assert page.status == 200
    assert "finnesikke" in page.main.select_one(".sources").get_text()
    assert "1 del av adressen" in page.main.select_one("[role=status]").get_text()


def test_an_empty_list_says_how_to_begin(visit_site: Callable) -> None:
    assert "Legg i liste" in visit_site("/liste").main.select_one("[role=status]").get_text()


@pytest.mark.parametrize("prefix", ["/nn", "/en"])
def test_the_list_speaks_the_readers_language(visit_site: Callable, prefix: str) -> None:
    page = visit_site(f"{prefix}/liste?liste={found(visit_site)[0]}")
    assert page.faults == []
    assert "ting i listen." not in page.text or prefix == "/nn"


def test_lists_are_not_for_search_engines(visit_site: Callable) -> None:
    assert visit_site("/liste").soup.find("meta", {"name": "robots", "content": "noindex"})


class TestOldLinks:
    """`/lenke` says what is known of an address."""

    def test_an_address_of_a_thing_leads_to_it(self, visit_site: Callable) -> None:
        thing = visit_site(f"/ressurs/{found(visit_site)[0]}")
        own = thing.main.select_one(".address a")["href"]
        page = visit_site("/lenke", query_string={"url": own})
        assert thing.soup.h1.get_text() in page.main.select_one(".hits").get_text()

    @pytest.mark.parametrize(
        "url",
        ["https://ond.example/", "//ond.example", "javascript:alert(1)", "nei", "http://[", ""],
    )
    def test_nothing_is_forwarded_to(self, visit_site: Callable, url: str) -> None:
        page = visit_site("/lenke", query_string={"url": url})
        assert page.status == 200
        assert page.faults == []
        assert not page.headers.get("Location")
        assert not [
            a for a in page.main.find_all("a") if a["href"].startswith(("javascript", "//"))
        ]
