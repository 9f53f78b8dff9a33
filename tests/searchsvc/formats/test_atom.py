"""Atom: what independent readers make of our feeds."""

from collections.abc import Callable
from xml.etree.ElementTree import fromstring

import feedparser
import pytest

LISTS = ("/sok", "/sok?q=overvann", "/tema/overvann", "/webinarer", "/tilskudd", "/prosjekter")
PREFIXES = {"nb": "", "nn": "/nn", "en": "/en"}


def ending(path: str, format: str) -> str:  # noqa: A002
    bare, mark, words = path.partition("?")
    return f"{bare}.{format}{mark}{words}"


def feed(visit: Callable, path: str) -> feedparser.FeedParserDict:
    answer = visit(ending(path, "atom"))
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    read = feedparser.parse(answer.text)
    assert not read.bozo
    assert read.version == "atom10"
    return read


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("code", PREFIXES)
def test_every_list_is_a_feed(visit: Callable, path: str, code: str) -> None:
    read = feed(visit, PREFIXES[code] + path)
    assert read.entries
    assert read.feed.language == code
    assert read.feed.updated_parsed
    links = {link.rel: link.href for link in read.feed.links}
    own = PREFIXES[code] + path
    assert links == {
        "self": f"http://localhost{ending(own, 'atom')}",
        "alternate": f"http://localhost{own}",
    }
    ids = [entry.id for entry in read.entries]
    assert len(set(ids)) == len(ids) <= 50
    for entry in read.entries:
        assert entry.id.startswith("urn:uuid:")
        assert entry.title
        assert entry.summary
        assert entry.author
        assert entry.updated_parsed
        assert visit(entry.link.removeprefix("http://localhost")).status == 200


def test_a_thing_has_one_id_in_every_feed_and_language_and_on_every_host(visit: Callable) -> None:
    paths = ("/sok.atom?q=fordrøy", "/nn/sok.atom?q=fordrøy", "/tema/overvann.atom")
    for host in ("http://a.example", "http://b.example"):
        read = [feedparser.parse(visit(path, base_url=host).text).entries for path in paths]
        by_title = [{entry.title: entry.id for entry in entries} for entries in read]
        assert len({titles["Overvann i arealplan"] for titles in by_title}) == 1


def test_the_newest_come_first_unless_another_order_is_asked_for(visit: Callable) -> None:
    titles = [entry.title for entry in feed(visit, "/sok?q=overvann").entries]
    asked = [entry.title for entry in feed(visit, "/sok?q=overvann&sorter=nyeste").entries]
    assert titles == asked


def test_entries_say_their_language_and_topics(visit: Callable) -> None:
    (entry,) = (
        e for e in feed(visit, "/en/tema/overvann").entries if e.title.endswith("arealplan")
    )
    assert entry.title_detail.language == "nb"
    assert {"overvann", "arealplan", "guidance"} <= {tag.term for tag in entry.tags}


def test_words_that_would_do_harm_stay_words(visit: Callable) -> None:
    read = fromstring(visit("/sok.atom?q=angrepsord").text)
    title = read.find(".//{*}entry/{*}title")
    assert title is not None
    assert title.text is not None
    assert "<script>alert('x')</script>" in title.text
    assert fromstring(visit("/sok.atom?q=%00%01%EF%BF%BE<b>").text).find("{*}title") is not None


def test_nothing_found_is_a_feed_too(visit: Callable) -> None:
    read = feed(visit, "/sok?q=ordsomikkefinnes")
    assert read.entries == []
    assert read.feed.updated_parsed
