"""How queries are read while the service runs: names of values, thesaurus and pins."""

import logging
import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest
from werkzeug.datastructures import MultiDict

from index.engine import Engine
from index.language.lexicon import Lexicon
from index.language.thesaurus import ThesaurusError
from index.pins import PinsError
from index.query import Facet
from index.resource import OSLO
from index.results import Coverage, SourceCoverage
from index.topics import default_taxonomy
from searchsvc.config import Config
from searchsvc.params import Asked, read_query
from searchsvc.reading import QueryReader

NOW = datetime(2026, 11, 25, 12, tzinfo=OSLO)
GOOD_WORDS = '[[entry]]\neq = ["gamp", "hest"]\n'
GOOD_PINS = '[[pin]]\nqueries = ["hest"]\naddresses = ["https://www.ks.no/a"]\n'


@dataclass
class FakeEngine:
    """What a reader of queries asks of an engine."""

    generation: str = "1"
    lexicon: Lexicon = field(default_factory=lambda: Lexicon({"hest": 3}, {}))
    asked: Counter[str] = field(default_factory=Counter)

    def coverage(self) -> Coverage:
        self.asked["coverage"] += 1
        names = {"direktoratet": "Klimadirektoratet", "laget": "Kommunelaget & venner"}
        sources = (
            SourceCoverage(
                source=name,
                publisher=publisher,
                count=1,
                kinds={},
                oldest=None,
                newest=None,
                last_visit=None,
                missing={},
                outcomes={},
            )
            for name, publisher in names.items()
        )
        return Coverage(built=NOW, harvested=NOW, sources=tuple(sources))

    def values(self, facet: Facet) -> tuple[str, ...]:
        return {Facet.STATUS: ("Gjennomført",), Facet.MEASURE: ("Bygg og anlegg",)}[facet]


def reader(engine: FakeEngine | None = None, **settings: str) -> QueryReader:
    fake = cast("Engine", engine or FakeEngine())
    return QueryReader(lambda: fake, default_taxonomy(), Config(**settings))


def asked(text: str, queries: QueryReader | None = None, **address: str) -> Asked:
    """What a text in the search box asks for, with what the address says besides."""
    queries = queries or reader()
    args = MultiDict({"q": text, **address})
    return read_query(args, NOW, queries.analyser(), queries.known())


def rewrite(path: Path, text: str) -> None:
    """Write a file anew so that its time of change is another."""
    changed = path.stat().st_mtime_ns + 1_000_000_000 if path.exists() else 0
    path.write_text(text, "utf-8")
    if changed:
        os.utime(path, ns=(changed, changed))


@pytest.mark.parametrize(
    ("text", "facet", "value"),
    [
        ("type:veiledning", Facet.KIND, "guidance"),
        ("type:veileder", Facet.KIND, "guidance"),
        ("slag:rettleiing", Facet.KIND, "guidance"),
        ("kind:guide", Facet.KIND, "guidance"),
        ("type:webinar", Facet.KIND, "event"),
        ("type:webinarar", Facet.KIND, "event"),
        ("kind:event", Facet.KIND, "event"),
        ("type:podkast", Facet.KIND, "episode"),
        ("type:episodar", Facet.KIND, "episode"),
        ("kind:podcast", Facet.KIND, "episode"),
        ("type:prosjekt", Facet.KIND, "project"),
        ("type:prosjektar", Facet.KIND, "project"),
        ("kind:projects", Facet.KIND, "project"),
        ("type:tilskudd", Facet.KIND, "grant"),
        ("type:tilskot", Facet.KIND, "grant"),
        ("kind:grant", Facet.KIND, "grant"),
        ("type:nyhet", Facet.KIND, "news"),
        ("type:nyheit", Facet.KIND, "news"),
        ("kind:news", Facet.KIND, "news"),
        ("type:eksempel", Facet.KIND, "example"),
        ("type:døme", Facet.KIND, "example"),
        ("kind:example", Facet.KIND, "example"),
        ("type:dokument", Facet.KIND, "document"),
        ("type:PDF", Facet.KIND, "document"),
        ("kind:documents", Facet.KIND, "document"),
        ("språk:bokmål", Facet.LANGUAGE, "nb"),
        ("målform:Nynorsk", Facet.LANGUAGE, "nn"),
        ("sprak:nn", Facet.LANGUAGE, "nn"),
        ("språk:engelsk", Facet.LANGUAGE, "en"),
        ("language:English", Facet.LANGUAGE, "en"),
        ("kilde:direktoratet", Facet.SOURCE, "direktoratet"),
        ("kjelde:Klimadirektoratet", Facet.SOURCE, "direktoratet"),
        ('source:"kommunelaget & venner"', Facet.SOURCE, "laget"),
        ("fylke:Vestland", Facet.COUNTY, "Vestland"),
        ("county:VESTLAND", Facet.COUNTY, "Vestland"),
        ("fylke:«Møre og Romsdal»", Facet.COUNTY, "Møre og Romsdal"),
        ("fylke:Troendelag", Facet.COUNTY, "Trøndelag"),
        ("år:2023", Facet.YEAR, "2023"),
        ("ar:2023", Facet.YEAR, "2023"),
        ("year:2023", Facet.YEAR, "2023"),
    ],
)
def test_names_and_values_in_three_languages_make_filters(
    text: str, facet: Facet, value: str
) -> None:
    found = asked(f"hest {text}")
    assert found.query.filters == {facet: (value,)}
    assert found.query.text == "hest"
    assert found.unknown == ()


@pytest.mark.parametrize("name", ["tema", "emne", "topic"])
def test_every_topic_is_known_by_its_id_and_its_names(name: str) -> None:
    queries = reader()
    for topic in default_taxonomy().topics:
        for spelling in (topic.id, topic.nb, topic.nn, topic.en):
            found = asked(f'{name}:"{spelling}"', queries)
            assert found.query.filters == {Facet.TOPIC: (topic.id,)}, spelling


def test_the_address_and_the_search_box_narrow_together() -> None:
    found = asked("hest type:webinar", type="podkast", sprak="nn")
    assert found.query.filters == {
        Facet.KIND: ("episode", "event"),
        Facet.LANGUAGE: ("nn",),
    }


def test_a_value_that_is_not_known_is_left_out_and_said() -> None:
    found = asked("hest type:banan fylke:Atlantis år:1066")
    assert found.query.filters == {}
    assert found.unknown == ("type: banan", "fylke: Atlantis", "år: 1066")


def test_the_names_are_those_of_the_published_generation() -> None:
    engine = FakeEngine()
    queries = reader(engine)
    assert queries.known() is queries.known()
    assert engine.asked["coverage"] == 1
    engine.generation = "2"
    queries.known()
    assert engine.asked["coverage"] == 2


def test_the_analyser_is_kept_until_the_generation_changes() -> None:
    engine = FakeEngine()
    queries = reader(engine)
    first = queries.analyser()
    assert queries.analyser() is first
    engine.generation, engine.lexicon = "2", Lexicon({"gamp": 1}, {})
    assert queries.analyser().lexicon is engine.lexicon


def related(queries: QueryReader, word: str) -> set[tuple[str, ...]]:
    """What the thesaurus also finds for a word."""
    return set(queries.analyser().thesaurus.related.get((word,), {}))


def test_without_a_file_the_shipped_thesaurus_is_used_and_nothing_is_pinned() -> None:
    assert ("kommunedirektør",) in related(reader(), "rådmann")
    assert reader().pinned("hest") == ()


def test_a_changed_thesaurus_is_picked_up(tmp_path: Path) -> None:
    path = tmp_path / "ord.toml"
    rewrite(path, GOOD_WORDS)
    queries = reader(thesaurus=str(path))
    assert related(queries, "gamp") == {("hest",)}
    assert ("kommunedirektør",) in related(queries, "rådmann")
    rewrite(path, GOOD_WORDS.replace('"hest"', '"fole"'))
    assert related(queries, "gamp") == {("fole",)}


def test_a_broken_thesaurus_is_refused_with_its_line_and_the_old_one_stays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "ord.toml"
    rewrite(path, GOOD_WORDS)
    queries = reader(thesaurus=str(path))
    rewrite(path, GOOD_WORDS + '\n[[entry]]\neq = ["alene"]\n')
    with caplog.at_level(logging.ERROR, "searchsvc.reading"):
        assert related(queries, "gamp") == {("hest",)}
    (message,) = caplog.messages
    assert f"{path}, line 4" in message
    assert message.endswith("the old one stays")


def test_a_broken_file_is_said_once_and_forgotten_when_it_is_mended(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "ord.toml"
    rewrite(path, GOOD_WORDS)
    queries = reader(thesaurus=str(path))
    rewrite(path, "[[entry]\n")
    for _ in range(3):
        queries.analyser()
    assert len(caplog.messages) == 1
    rewrite(path, GOOD_WORDS.replace('"hest"', '"fole"'))
    assert related(queries, "gamp") == {("fole",)}
    assert len(caplog.messages) == 1


def test_changed_pins_are_picked_up(tmp_path: Path) -> None:
    path = tmp_path / "pins.toml"
    rewrite(path, GOOD_PINS)
    queries = reader(pins=str(path))
    assert queries.pinned("  HEST ") == ("https://www.ks.no/a",)
    assert queries.pinned("hester") == queries.pinned("") == ()
    rewrite(path, GOOD_PINS.replace("ks.no/a", "ks.no/b"))
    assert queries.pinned("hest") == ("https://www.ks.no/b",)


def test_broken_pins_are_refused_with_their_line_and_the_old_ones_stay(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "pins.toml"
    rewrite(path, GOOD_PINS)
    queries = reader(pins=str(path))
    rewrite(path, GOOD_PINS + '\n[[pin]]\nqueries = ["ku"]\n')
    assert queries.pinned("hest") == ("https://www.ks.no/a",)
    (message,) = caplog.messages
    assert f"{path}, line 5" in message


def test_a_file_that_is_taken_away_is_said_and_what_it_held_stays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "pins.toml"
    rewrite(path, GOOD_PINS)
    queries = reader(pins=str(path))
    path.unlink()
    assert queries.pinned("hest") == ("https://www.ks.no/a",)
    assert str(path) in caplog.text


def test_a_service_does_not_start_with_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "feil.toml"
    path.write_text("[[\n", "utf-8")
    with pytest.raises(ThesaurusError, match="line 1"):
        reader(thesaurus=str(path))
    with pytest.raises(PinsError, match="line 1"):
        reader(pins=str(path))
