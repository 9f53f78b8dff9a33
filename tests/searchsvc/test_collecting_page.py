"""The page «Slik samler vi inn»: of the published generation, in words that readers know."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from index.build import read_words
from index.coverage import About
from index.engine import Collection, Engine, Item, open_engine, open_publisher
from index.language.lexicon import Lexicon
from index.record import Record, Thing
from index.resource import Kind, Resource
from index.results import Coverage, SourceCoverage
from index.store import Known, Store
from scrapers.source import Source
from searchsvc.app import create_app
from searchsvc.collecting import about_sources
from searchsvc.config import Config

SOURCE = SourceCoverage(
    source="rad",
    publisher="Rådet",
    count=3,
    kinds={"guidance": 3},
    oldest=None,
    newest=None,
    last_visit=None,
    missing={},
    outcomes={"read": 3, "listed": 2, "unchanged": 40, "refused": 5, "failed": 1},
    known=1234,
    reasons={
        "refused": {"robots.txt": 2, "document: no text layer": 2, "HTTP 403": 1},
        "failed": {"HTTP 503": 1},
    },
)


SEEN = datetime(2026, 11, 25, 6, tzinfo=UTC)
PAGE = Resource(
    address="https://r.example/a", kind=Kind.GUIDANCE, source="rad", publisher="Rådet", title="Råd",
    language="nb",
)  # fmt: skip
ITEM = Item.of(
    Thing(
        record=Record(
            id="a", resource=PAGE, addresses=(), first_seen=SEEN, last_seen=SEEN, last_changed=SEEN
        )
    )
)


@pytest.fixture
def show(tmp_path: Path, now: datetime) -> Callable[..., Tag]:
    """The main part of the page, where a generation with this source alone is published."""

    def show(source: SourceCoverage, path: str = "/innsamling") -> Tag:
        forward = read_words([ITEM], tmp_path / "words")
        collection = Collection(
            things=[ITEM],
            forward=forward,
            lexicon=Lexicon.learn(forward.frequency()),
            count=1,
            coverage=Coverage(built=now, harvested=now, sources=(source,)),
        )
        open_publisher(tmp_path / "index").publish(collection, lambda _: None)
        app = create_app(Config(), open_engine(tmp_path / "index"), lambda: now)
        main = BeautifulSoup(app.test_client().get(path).text, "lxml").main
        assert main is not None
        return main

    return show


def facts(main: Tag) -> dict[str, str]:
    return {
        row.dt.get_text(): row.dd.get_text().replace("\u00a0", " ") for row in main.select("dl div")
    }


def test_the_counts_of_a_source_are_shown(show: Callable) -> None:
    found = facts(show(SOURCE))
    assert found["Kjente adresser"] == "1 234"
    assert (found["Hentet"], found["Uendret siden sist"]) == ("5", "40")
    assert (found["Ikke lest"], found["Feilet"], found["Borte"]) == ("5", "1", "0")


def test_why_pages_were_not_read_is_said_in_the_readers_words(show: Callable) -> None:
    text = show(SOURCE).get_text()
    assert "nettstedet ber oss la siden være (robots.txt): 2" in text
    assert "dokumentet kan ikke leses: 2" in text
    assert "siden er stengt for oss: 1" in text
    assert "nettstedet meldte feil: 1" in text
    assert "the site reported an error: 1" in show(SOURCE, "/en/innsamling").get_text()


def test_the_next_visit_is_a_day_or_the_next_collection(show: Callable, now: datetime) -> None:
    later = replace(SOURCE, next_visit=now + timedelta(days=3))
    assert facts(show(later))["Neste besøk"] == "28. november 2026"
    assert facts(show(replace(SOURCE, next_visit=now)))["Neste besøk"] == "ved neste innsamling"


def test_what_the_guard_holds_back_and_the_licence_are_said(show: Callable) -> None:
    assert facts(show(SOURCE))["Vakt"] == "slipper alt gjennom"
    assert "Lisens: ukjent" in show(SOURCE).get_text()
    held = show(replace(SOURCE, guard="loses 40 of 100 pages", licence="NLOD 2.0"))
    assert facts(held)["Vakt"].startswith("holder tilbake det siste")
    assert "Lisens: NLOD 2.0" in held.get_text()


def test_the_page_is_found_from_the_page_of_the_sources(visit: Callable) -> None:
    assert visit("/kilder").main.select_one('a[href="/innsamling"]').get_text() == (
        "Slik samler vi inn"
    )
    assert visit("/innsamling").main.h1.get_text() == "Slik samler vi inn"


def test_it_is_told_of_the_published_generation_without_a_store(
    visit: Callable, engine: Engine, folder: Path
) -> None:
    titles = [title.get_text() for title in visit("/innsamling").main.select("h2")][1:]
    assert titles == [source.publisher for source in engine.coverage().sources]


def test_a_source_is_next_visited_when_its_first_page_is_due(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source(name="rad", owner="R", hosts=("r.example",), linked=None, licence="NLOD")
    known = [
        Known(
            address=f"http://r.example{path}",
            source="rad",
            status=status,
            last_visit=now - timedelta(hours=hours),
        )
        for path, status, hours in (("/a", 200, 60), ("/b", 200, 24), ("/borte", 404, 12))
    ]
    with Store(tmp_path / "resources.sqlite") as store:
        monkeypatch.setattr(store, "known", lambda _: known[1:])
        assert about_sources(store, (replace(source, days={"list": 3}),), now) == {
            "rad": About(licence="NLOD", next_visit=now + timedelta(hours=36))
        }
        monkeypatch.setattr(store, "known", lambda _: known)
        assert about_sources(store, (source,), now)["rad"].next_visit == now
