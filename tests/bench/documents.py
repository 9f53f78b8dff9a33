"""The same things, analysed once, for engines that are not ours.

This is the one place that looks into what a build publishes (`index.engine.Collection`).
"""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from index.build import Plan, build
from index.engine import Collection
from index.language.lexicon import Lexicon
from index.places import counties_of
from index.query import Facet
from index.record import Thing
from index.store import Store
from index.texts import texts_of

BOUND = "¶"  # stands between two texts, so that no phrase reaches across


class Document(msgspec.Struct, frozen=True):
    """A thing's terms in each layer, parted by spaces, its facets, its day, and itself as JSON."""

    stem: str
    part: str
    surface: str
    title: str
    facets: dict[Facet, list[str]]
    day: int
    thing: str


class Preparation(msgspec.Struct, frozen=True):
    """Seconds from the store to documents, on one thread, with the parts that they are made of."""

    count: int
    reading: float  # from the store, and learning the lexicon
    analysing: float


class _Keeper:
    """A publisher that writes documents instead of an index."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.analysing = self.writing = 0.0

    def publish(self, collection: Collection, progress: Callable[[int], None]) -> str:
        with self._path.open("wb") as file:
            for number, thing in enumerate(collection.things, 1):
                began = time.perf_counter()
                document = analysed(thing, collection.lexicon)
                self.analysing += time.perf_counter() - began
                file.write(msgspec.json.encode(document) + b"\n")
                self.writing += time.perf_counter() - began
                progress(number)
        self.writing -= self.analysing
        return ""


def prepare(
    store: Store, plan: Plan, path: Path, progress: Callable[[int, int], None]
) -> Preparation:
    """Write the documents of everything in the store."""
    keeper = _Keeper(path)
    began = time.perf_counter()
    count = build(store, keeper, plan, progress)
    seconds = time.perf_counter() - began
    reading = seconds - keeper.analysing - keeper.writing
    return Preparation(count=count, reading=reading, analysing=keeper.analysing)


def read_documents(path: Path) -> Iterator[Document]:
    """The documents, one at a time."""
    decoder = msgspec.json.Decoder(Document)
    with path.open("rb") as file:
        yield from map(decoder.decode, file)


def analysed(thing: Thing, lexicon: Lexicon) -> Document:
    """A thing with its words in the three layers."""
    texts = [list(lexicon.tokens(text)) for text in texts_of(thing)]
    tokens = [token for text in texts for token in text]
    title = lexicon.tokens(thing.record.resource.title)
    return Document(
        stem=_bounded([token.stem for token in text] for text in texts),
        part=" ".join(part for token in tokens for part in token.parts),
        surface=_bounded([token.surface for token in text] for text in texts),
        title=title_term(token.stem for token in title),
        facets=_facets(thing),
        day=thing.day.toordinal() if thing.day else 0,
        thing=msgspec.json.encode(thing).decode(),
    )


def title_term(stems: Iterable[str]) -> str:
    """A title, or a query that may be one, as one term."""
    return " ".join(sorted(set(stems)))


def _bounded(texts: Iterable[list[str]]) -> str:
    return " ".join(term for text in texts if text for term in (*text, BOUND))


def _facets(thing: Thing) -> dict[Facet, list[str]]:
    read = [record.resource for record in thing.records]
    values = {
        Facet.KIND: {thing.kind.value},
        Facet.TOPIC: {topic for record in thing.records for topic in record.topics},
        Facet.SOURCE: {resource.source for resource in read},
        Facet.LANGUAGE: {resource.language for resource in read if resource.language},
        Facet.YEAR: {str(thing.day.year)} if thing.day else set(),
        Facet.COUNTY: {county for resource in read for county in counties_of(resource)},
    }
    return {facet: sorted(found) for facet, found in values.items()}
