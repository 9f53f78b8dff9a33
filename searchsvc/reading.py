"""How queries are read: the words of the published collection, thesaurus, pins, names of values.

Thesaurus and pins may be changed while the service runs; a file with errors is refused, said in the
log, and the old one stays.
"""

import logging
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from index.analyse import Analyser
from index.complete import folded_text
from index.engine import Engine
from index.gazetteer import municipality_name, names
from index.language.thesaurus import Thesaurus, ThesaurusError, load_thesaurus
from index.pins import Pins, PinsError, load_pins
from index.places import counties, municipalities
from index.query import Facet
from index.topics import Audience, Taxonomy, Topic
from searchsvc.config import Config
from searchsvc.params import KINDS, TYPED, Known

KIND_SPELLINGS = {
    "veiledning": "veileder veiledere rettleiing rettleiar guidance guide guides",
    "webinar": "webinarer webinarar arrangement seminar event events webinars",
    "podkast": "podcast episode episoder episodar episodes",
    "prosjekt": "prosjekter prosjektar project projects",
    "tilskudd": "tilskot støtte utlysning grant grants",
    "nyhet": "nyheter nyheit nyheiter fagmelding news",
    "eksempel": "eksempler døme example examples",
    "dokument": "dokumenter pdf document documents",
}
LANGUAGE_SPELLINGS = {"nb": "nb bokmål", "nn": "nn nynorsk", "en": "en engelsk english"}
Loaded = TypeVar("Loaded")
log = logging.getLogger(__name__)


class Watched(Generic[Loaded]):
    """What is loaded from a file, loaded anew when the file changes."""

    def __init__(self, path: Path, load: Callable[[Path], Loaded]) -> None:
        self._path = path
        self._load = load
        self._stamp = self._now()
        self._loaded = load(path)

    def __call__(self) -> Loaded:
        """The last that could be loaded."""
        stamp = self._now()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._loaded = self._load(self._path)
            except (ThesaurusError, PinsError) as error:
                log.error("%s; the old one stays", error)
        return self._loaded

    def edition(self) -> int:
        """Another one whenever the file has changed."""
        self()
        return self._stamp

    def _now(self) -> int:
        try:
            return self._path.stat().st_mtime_ns
        except OSError:  # gone, perhaps only until an editor has written it anew
            return 0


class Fixed(Generic[Loaded]):
    """What is used where no file is configured."""

    def __init__(self, held: Loaded) -> None:
        self._held = held

    def __call__(self) -> Loaded:
        """Always the same."""
        return self._held

    def edition(self) -> int:
        """Always the same."""
        return 0


class QueryReader:
    """Gives the analyser and the names that go with what is published now."""

    def __init__(self, engine: Callable[[], Engine], taxonomy: Taxonomy, config: Config) -> None:
        self._engine = engine
        self._taxonomy = taxonomy
        self._thesaurus = _watched(config.thesaurus, load_thesaurus, load_thesaurus())
        no_pins: Pins = {}
        self._pins = _watched(config.pins, load_pins, no_pins)
        self._analysers: tuple[tuple[str, Thesaurus], Analyser] | None = None
        self._known = lru_cache(1)(self._make_known)

    def analyser(self) -> Analyser:
        """The analyser for the published generation and the thesaurus as it is now."""
        engine = self._engine()
        key = (engine.generation, self._thesaurus())
        held = self._analysers
        if held is None or held[0][0] != key[0] or held[0][1] is not key[1]:
            made = Analyser(
                lexicon=engine.lexicon,
                thesaurus=key[1],
                filter_names=frozenset(TYPED),
                taxonomy=self._taxonomy,
            )
            self._analysers = held = (key, made)
        return held[1]

    def edition(self) -> tuple[int, int]:
        """Another one whenever thesaurus or pins have changed."""
        return self._thesaurus.edition(), self._pins.edition()

    def known(self) -> Known:
        """The values of each facet, by every way to write them."""
        return self._known(self._engine().generation)

    def pinned(self, text: str) -> tuple[str, ...]:
        """Addresses that come first for a query."""
        return self._pins().get(folded_text(text), ())

    def _make_known(self, generation: str) -> Known:
        del generation  # what the cache is keyed by
        kinds = {word: kind.value for word, kind in KINDS.items()}
        for word, spellings in KIND_SPELLINGS.items():
            kinds |= dict.fromkeys(spellings.split(), KINDS[word].value)
        sources = {
            spelling: source.source
            for source in self._engine().coverage().sources
            for spelling in (source.publisher, source.source)
        }
        languages = {
            spelling: code
            for code, names in LANGUAGE_SPELLINGS.items()
            for spelling in names.split()
        }
        return {
            Facet.KIND: _folded(kinds),
            Facet.TOPIC: _folded(_spelled(self._taxonomy.topics)),
            Facet.SOURCE: _folded(sources),
            Facet.LANGUAGE: _folded(languages),
            Facet.YEAR: {str(year): str(year) for year in range(1990, 2101)},
            Facet.COUNTY: _folded({county: county for county in counties()}),
            Facet.MUNICIPALITY: _folded(_numbers()),
            Facet.AUDIENCE: _folded(_spelled(self._taxonomy.audiences)),
            Facet.STATUS: _published(self._engine(), Facet.STATUS),
            Facet.MEASURE: _published(self._engine(), Facet.MEASURE),
        }


def _watched(
    name: str, load: Callable[[Path], Loaded], otherwise: Loaded
) -> Watched[Loaded] | Fixed[Loaded]:
    """What a configured file holds, or something else where none is configured."""
    return Watched(Path(name), load) if name else Fixed(otherwise)


def _published(engine: Engine, facet: Facet) -> dict[str, str]:
    return _folded({value: value for value in engine.values(facet)})


def _numbers() -> dict[str, str]:
    """Numbers of municipalities, by number and by every name that only one of them bears."""
    found = {number: number for number in municipalities()}
    found |= {municipality_name(number): number for number in municipalities()}
    return {name: number for name, known in names().items() if (number := known.number(()))} | found


def _spelled(entries: Iterable[Topic | Audience]) -> dict[str, str]:
    """Ids by every way to write them."""
    return {
        spelling: entry.id
        for entry in entries
        for spelling in (entry.en, entry.nn, entry.nb, entry.id)
    }


def _folded(values: dict[str, str]) -> dict[str, str]:
    return {folded_text(spelling): value for spelling, value in values.items()}
