"""What a site wrote is only ever words: in every format, as readers of other makers read it."""

import csv
from collections.abc import Callable
from io import StringIO

import feedparser
import html5lib
import pytest
from evil_site import ATTACKS, PAGES, EvilPage
from reading import READERS, faults

from scrapers.pages.text import clean


def test_no_answer_holds_anything_that_a_site_has_made(ask: Callable, addresses: list[str]) -> None:
    read = set()
    for address in addresses:
        answer = ask(address, follow_redirects=True)
        assert answer.status_code in (200, 404), address
        assert faults(answer) == [], address
        read.add(answer.mimetype)
    assert read == set(READERS)


@pytest.mark.parametrize("page", PAGES, ids=ATTACKS)
def test_the_words_are_there_to_read(ask: Callable, page: EvilPage) -> None:
    title = clean(page.title)
    hits = {hit["title"]: hit["id"] for hit in ask(f"/sok.json?q={page.mark}").json["hits"]}
    tree = html5lib.parse(ask(f"/ressurs/{hits[title]}").text, namespaceHTMLElements=False)
    assert "".join(tree.find(".//h1").itertext()).strip() == title
    entries = feedparser.parse(ask(f"/sok.atom?q={page.mark}").data).entries
    assert title in {" ".join(entry.title.split()) for entry in entries}
    table = ask(f"/sok.csv?q={page.mark}").data.decode("utf-8-sig")
    cells = {row["Tittel"] for row in csv.DictReader(StringIO(table))}
    assert cells & {title, f"'{title}"}
