"""What the terms of a generation give each thing: BM25, presence, phrases, prefixes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index import ranking
from index.bm25 import average_length, inverse_frequency, length_norms
from index.engines.whoosh.arrays import FieldArrays
from index.engines.whoosh.codec import LENGTHS
from index.engines.whoosh.columns import Bools, Positions
from index.layers import GRAM, NAME, PART, STEM, SURFACE, TITLE
from index.ragged import distinct, spread
from index.table import text_bytes

Scores = NDArray[np.float64]


class Weighed(NamedTuple):
    """Positions of things (ascending) and what a term gives each; of equal length."""

    positions: Positions
    scores: Scores


NOTHING = Weighed(np.zeros(0, dtype=np.int64), np.zeros(0))


class Postings:
    """The fields of a generation, read whole, term by term."""

    def __init__(self, folder: Path) -> None:
        self._fields = {
            name: FieldArrays(folder, name) for name in (STEM, PART, SURFACE, GRAM, NAME, TITLE)
        }
        lengths = np.load(folder / LENGTHS, allow_pickle=False)
        self._norm = length_norms(lengths, average_length(lengths))
        self.size = len(self._norm)
        names = self._fields[NAME]
        every = (0, len(names.terms))
        counts = names.counts[names.span(every)]
        self.name_lengths = np.bincount(names.documents(every), counts, minlength=self.size)

    def weighed(self, field: str, term: str, weight: float, among: Bools | None) -> Weighed:
        """The weighted BM25 of a term, in all things or some."""
        arrays = self._fields[field]
        number = arrays.number(term)
        if number is None:
            return NOTHING
        positions, counts = arrays.postings(number)
        held = len(positions)
        if among is not None:
            chosen = among[positions]
            positions, counts = positions[chosen], counts[chosen]
        scores = self._norm[positions]
        scores += counts
        np.divide(counts, scores, out=scores)
        scores *= weight * (ranking.K1 + 1) * inverse_frequency(held, self.size)
        return Weighed(positions, scores)

    def holding(self, field: str, term: str) -> Positions:
        """The things that hold a term."""
        arrays = self._fields[field]
        number = arrays.number(term)
        return NOTHING.positions if number is None else arrays.postings(number).docs

    def in_names(self, weights: Mapping[str, float]) -> Scores:
        """How often the names of each thing hold some stems, each by its weight."""
        arrays = self._fields[NAME]
        found = np.zeros(self.size)
        for stem, weight in weights.items():
            number = arrays.number(stem)
            if number is not None:
                docs, counts = arrays.postings(number)
                found[docs] += weight * counts
        return found

    def beginning(self, field: str, prefix: str) -> Positions:
        """The things that hold a term which begins so, each as often as it holds such terms."""
        arrays = self._fields[field]
        return arrays.documents(arrays.terms.beginning(text_bytes(prefix))).astype(np.int64)

    def adjacent(self, field: str, terms: Sequence[str]) -> Positions:
        """The things that hold the terms side by side, in this order."""
        arrays = self._fields[field]
        numbers = [arrays.number(term) for term in terms]
        found: NDArray[np.int64] | None = None  # a thing, and where in it the phrase begins
        rarest_first = sorted(
            ((number, offset) for offset, number in enumerate(numbers) if number is not None),
            key=lambda term: arrays.size(term[0]),
        )
        if len(rarest_first) < len(numbers):
            return NOTHING.positions
        for number, offset in rarest_first:
            starts = self._starts(arrays, number, offset, found)
            found = starts if found is None else _common(found, starts)
        return distinct(found >> 32) if found is not None else NOTHING.positions

    def _starts(
        self, arrays: FieldArrays, number: int, offset: int, among: NDArray[np.int64] | None
    ) -> NDArray[np.int64]:
        """Where a phrase begins whose word at `offset` is this one, in the things of `among`."""
        docs, held = arrays.postings(number)
        counts, stand = held.astype(np.int64), arrays.positions_of(number)
        if among is not None:
            wanted = np.zeros(self.size, dtype=bool)
            wanted[among >> 32] = True
            chosen = np.flatnonzero(wanted[docs])
            begins = (np.cumsum(counts) - counts)[chosen]
            docs, counts = docs[chosen], counts[chosen]
            stand = stand[spread(begins, counts)]
        starts = stand.astype(np.int64) - offset
        starts += np.repeat(docs << 32, counts)
        return starts if not offset else starts[stand >= offset]


def _common(found: NDArray[np.int64], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """What is in both of two ascending arrays."""
    at = np.searchsorted(starts, found)
    at[at == len(starts)] = 0
    return found[starts[at] == found] if len(starts) else starts
