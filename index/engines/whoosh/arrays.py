"""The inverted index of one field as memory-mapped arrays.

Of a field with t terms, p postings and q positions:

    terms.txt, terms.ends           all terms in the order of their bytes: `index.table`
    posting_ends (t,), uint32       where each term's postings end
    docs (p,), uint32               the documents of each term, ascending
    counts (p,), uint8 or wider     how often the document holds the term
    position_ends (t,), uint64      where each term's positions end: of fields with positions
    positions (q,), uint16 or 32    where the term stands, document by document, ascending
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.recall import recalling
from index.table import map_array, open_texts, text_bytes

REMEMBERED = 1 << 14  # terms that were looked up


class Postings(NamedTuple):
    """Documents (ascending) and how often each holds the term; of equal length."""

    docs: NDArray[np.uint32]
    counts: NDArray[Any]


class FieldArrays:
    """Terms, postings and positions by a term's number."""

    def __init__(self, folder: Path, field: str) -> None:
        def load(name: str) -> NDArray[Any]:
            return map_array(folder / f"{field}-{name}.npy")

        self.terms = open_texts(folder, f"{field}-terms")
        self.posting_ends = load("posting_ends")
        self.docs = load("docs")
        self.counts = load("counts")
        self.has_positions = (folder / f"{field}-positions.npy").exists()
        if self.has_positions:
            self.position_ends = load("position_ends")
            self.positions = load("positions")
        self.number = recalling(self._number, REMEMBERED)

    def _number(self, term: str) -> int | None:
        """The number of a term; None where no document holds it."""
        return self.terms.find(text_bytes(term))

    def postings(self, number: int) -> Postings:
        """The documents of a term."""
        span = self.span((number, number + 1))
        return Postings(self.docs[span], self.counts[span])

    def span(self, numbers: tuple[int, int]) -> slice:
        """Where the postings of a range of terms lie."""
        return _span(self.posting_ends, numbers)

    def positions_of(self, number: int) -> NDArray[Any]:
        """The positions of a term, document by document, as often as each one's count."""
        found: NDArray[Any] = self.positions[self.position_span((number, number + 1))]
        return found

    def position_span(self, numbers: tuple[int, int]) -> slice:
        """Where the positions of a range of terms lie."""
        return _span(self.position_ends, numbers)


def _span(ends: NDArray[Any], numbers: tuple[int, int]) -> slice:
    first, last = numbers
    return slice(int(ends[first - 1]) if first else 0, int(ends[last - 1]) if last else 0)
