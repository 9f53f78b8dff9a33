"""The same things, analysed once, for engines that are not ours.

This is the one place that looks into what a build publishes (`index.engine.Collection`).
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np

from index.build import Plan, build
from index.engine import Collection, KeptGeneration
from index.forward import BOUND
from index.grams import gram_table
from index.language.lexicon import COMMON_GRAM
from index.language.stopwords import STOP_WORDS
from index.places import counties_of
from index.query import Facet
from index.ragged import Ragged, spread
from index.record import Thing
from index.store import Store

STOP = "¶"  # stands after each text, so that no phrase reaches across


class Document(msgspec.Struct, frozen=True):
    """A thing's terms in each layer, parted by spaces, its facets, its day, and itself as JSON."""

    stem: str
    part: str
    surface: str
    gram: str
    title: str
    facets: dict[Facet, list[str]]
    day: int
    thing: str


class Preparation(msgspec.Struct, frozen=True):
    """What it takes from the store to analysed documents, on one thread.

    Seconds by the clock and of the processor, and those of the processor for analysing alone; the
    others are for reading the store and its words, and for learning the lexicon.
    """

    count: int
    seconds: float
    cpu: float
    analysing: float


class _Words:
    """The terms of each word of a collection, by its number; each word is analysed once."""

    def __init__(self, collection: Collection) -> None:
        self._lexicon = collection.lexicon
        written = collection.forward.words
        tokens = [self._lexicon.token(word) for word in written]
        kept = [
            word not in STOP_WORDS and token.surface not in STOP_WORDS
            for word, token in zip(written, tokens, strict=True)
        ]
        self._stems = _terms([token.stem for token in tokens], kept) | {BOUND: STOP}
        surfaces = [token.surface for token in tokens]
        self._surfaces = _terms(surfaces, kept) | {BOUND: STOP}
        self._grams = _terms(_grams(surfaces, kept, collection.forward.rows), kept)
        self._parts = _terms([" ".join(token.parts) for token in tokens], kept)

    def document(self, thing: Thing, numbers: Sequence[int]) -> Document:
        """A thing, whose texts are these words, with its terms in each layer."""
        title = self._lexicon.tokens(thing.record.resource.title)
        return Document(
            stem=_text(self._stems, numbers),
            part=_text(self._parts, numbers),
            surface=_text(self._surfaces, numbers),
            gram=_text(self._grams, numbers),
            title=title_term(token.stem for token in title),
            facets=_facets(thing),
            day=thing.day.toordinal() if thing.day else 0,
            thing=msgspec.json.encode(thing).decode(),
        )


class _Keeper:
    """A publisher that writes documents instead of an index."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.analysing = 0.0
        self.writing = self.writing_cpu = 0.0  # not counted: an engine would not write documents

    def lexicon(self) -> None:
        """None: all is analysed anew."""

    def publish(self, collection: Collection, progress: Callable[[int], None]) -> str:
        began = time.process_time()
        words = _Words(collection)
        self.analysing = time.process_time() - began
        with self._path.open("wb") as file:
            for position, item in enumerate(collection.things):
                thing = item.read()
                began = time.process_time()
                document = words.document(thing, collection.forward.rows[position].tolist())
                done, clock = time.process_time(), time.perf_counter()
                self.analysing += done - began
                file.write(msgspec.json.encode(document) + b"\n")
                self.writing += time.perf_counter() - clock
                self.writing_cpu += time.process_time() - done
                progress(position + 1)
        return ""

    def generations(self) -> tuple[KeptGeneration, ...]:
        return ()

    def roll_back(self, name: str = "") -> str:
        raise NotImplementedError

    def forget_earlier(self) -> None:
        """One file, written anew."""


def prepare(
    store: Store, plan: Plan, path: Path, progress: Callable[[int, int], None]
) -> Preparation:
    """Write the documents of everything in the store."""
    keeper = _Keeper(path)
    clock, cpu = time.perf_counter(), time.process_time()
    count = build(store, keeper, plan, progress).count
    return Preparation(
        count=count,
        seconds=time.perf_counter() - clock - keeper.writing,
        cpu=time.process_time() - cpu - keeper.writing_cpu,
        analysing=keeper.analysing,
    )


def read_documents(path: Path) -> Iterator[Document]:
    """The documents, one at a time."""
    decoder = msgspec.json.Decoder(Document)
    with path.open("rb") as file:
        yield from map(decoder.decode, file)


def title_term(stems: Iterable[str]) -> str:
    """A title, or a query that may be one, as one term."""
    return " ".join(sorted(set(stems)))


def _terms(terms: list[str], kept: list[bool]) -> dict[int, str]:
    """Terms by the number of their word; none for words that are left out."""
    return {
        n: term for n, (term, keep) in enumerate(zip(terms, kept, strict=True)) if keep and term
    }


def _grams(surfaces: Sequence[str], kept: Sequence[bool], rows: Ragged) -> list[str]:
    """The 5-grams of each word, without those that too many things hold, as ours has them."""
    table = gram_table(surfaces)
    order = np.argsort(table.words, kind="stable")
    grams = np.repeat(np.arange(len(table.grams)), np.diff(table.ends, prepend=0))[order]
    sizes = np.bincount(table.words, minlength=len(surfaces))
    begins = np.cumsum(sizes) - sizes
    is_kept = np.array([*kept, False])  # the last stands for BOUND
    held = np.zeros(len(table.grams), dtype=np.int64)
    for number in range(len(rows)):
        row = np.minimum(rows[number], len(surfaces))
        words = row[is_kept[row]]
        held[grams[spread(begins[words], sizes[words])]] += 1  # by one, however often one is there
    is_rare = held <= int(COMMON_GRAM * len(rows))
    each = np.split(grams, begins[1:])
    return [" ".join([table.grams[gram] for gram in own[is_rare[own]].tolist()]) for own in each]


def _text(terms: dict[int, str], numbers: Sequence[int]) -> str:
    return " ".join([terms[number] for number in numbers if number in terms])


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
