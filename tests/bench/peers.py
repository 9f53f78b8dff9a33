"""What every peer can do, and what is the same for all of them.

A peer is given terms that are analysed already, in the layers of our index (stems, parts of
compounds, surface forms, 5-grams) with our weights as far as it can, and our queries. It stores the
things themselves, and its hits are shown with our snippets.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec
from documents import Document

from index import ranking
from index.language.lexicon import Lexicon
from index.query import Facet, Query, Unit
from index.record import Thing
from index.snippet import mark, marker, snippet

Counts = dict[Facet, dict[str, int]]
STEM, PART, SURFACE, GRAM = "stem", "part", "surface", "gram"
TITLE, DAY, THING = "title", "day", "thing"
MOST_COMPLETED = 5
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Answer:
    """How many hits there are, the first ten things as JSON, and the counts of all facets."""

    total: int
    things: Sequence[str | bytes]
    facets: Counts


class Peer(Protocol):
    """An opened index of another engine; one thread."""

    def rank(self, query: Query) -> int:
        """Only find and rank the first ten; the number of all hits."""
        ...

    def answer(self, query: Query) -> Answer:
        """Find, rank, count facets over all hits, and fetch the first ten."""
        ...

    def complete(self, prefix: str) -> list[str]:
        """The most frequent words that begin so."""
        ...

    def repaired(self, word: str) -> int | None:
        """Find and rank by the engine's own search for misspelt words; None where it has none."""
        ...


class Maker(Protocol):
    """Builds the index of a peer in a folder, and opens it."""

    name: str
    layout: int  # raised when what is written changes: the kept index is then built anew

    def build(self, folder: Path, documents: Iterable[Document]) -> None: ...

    def open(self, folder: Path) -> Peer: ...


def show(answer: Answer, query: Query, lexicon: Lexicon) -> int:
    """Make the title and snippet of each hit, as our own engine does; how many words are marked."""
    answers = marker(lexicon, query.units)
    found = 0
    for text in answer.things:
        thing = msgspec.json.decode(text, type=Thing)
        found += max(
            snippet(r.resource.passages, answers, r.resource.lead).found
            + sum(marked for _, marked in mark(r.resource.title, answers))
            for r in thing.records
        )
    return found


def enough(query: Query, attempt: Callable[[list[list[Unit]]], tuple[int, Found]]) -> Found:
    """All words, or most of them where those are few, as our engine does.

    `attempt` is given sets of units, one of which a hit must hold whole.
    """
    for needed in range(max(len(query.units), 1), 0, -1):
        sets = [list(chosen) for chosen in combinations(query.units, needed)]
        total, found = attempt(sets or [[]])
        if total >= ranking.LEAST_HITS:
            break
    return found


def grams(query: Query) -> list[str]:
    """The 5-grams of each of its words: they raise the score of a hit, and make none."""
    return [gram for unit in query.units for gram in unit.grams]


def without(query: Query, facet: Facet) -> Mapping[Facet, tuple[str, ...]]:
    """The filters of all other facets."""
    return {other: values for other, values in query.filters.items() if other is not facet}
