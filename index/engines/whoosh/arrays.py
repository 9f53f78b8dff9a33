"""The inverted index of one field as memory-mapped arrays.

Of a field with t terms, p postings and q positions:

    terms (bytes, uint8)            all terms in the order of their UTF-8 bytes, without a separator
    term_ends (t,), uint32          where each term's bytes end
    posting_ends (t,), uint32       where each term's postings end
    docs (p,), uint32               the documents of each term, ascending
    counts (p,), uint8 or wider     how often the document holds the term
    position_ends (t,), uint64      where each term's positions end: of fields with positions
    positions (q,), uint16 or 32    where the term stands, document by document, ascending
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

REMEMBERED = 50_000  # terms that were looked up


class Postings(NamedTuple):
    """Documents (ascending) and how often each holds the term; of equal length."""

    docs: NDArray[np.uint32]
    counts: NDArray[Any]


class FieldArrays:
    """Terms by their bytes, postings and positions by a term's number."""

    def __init__(self, folder: Path, field: str) -> None:
        def load(name: str) -> NDArray[Any]:
            loaded = np.load(folder / f"{field}-{name}.npy", mmap_mode="r", allow_pickle=False)
            return loaded.view(np.ndarray)  # type: ignore[no-any-return]

        self._text: memoryview = load("terms").data
        self._text_ends: memoryview = load("term_ends").data
        self.posting_ends = load("posting_ends")
        self.docs = load("docs")
        self.counts = load("counts")
        self.has_positions = (folder / f"{field}-positions.npy").exists()
        if self.has_positions:
            self.position_ends = load("position_ends")
            self.positions = load("positions")
        self.number = lru_cache(REMEMBERED)(self._number)

    def __len__(self) -> int:
        return len(self._text_ends)

    def term(self, number: int) -> bytes:
        """The term of a number."""
        ends = self._text_ends
        return bytes(self._text[ends[number - 1] if number else 0 : ends[number]])

    def terms(self, start: int = 0) -> Iterator[bytes]:
        """The terms in their order, from a number on."""
        return map(self.term, range(start, len(self)))

    def first_from(self, text: bytes) -> int:
        """The number of the first term that is not before a text."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.term(middle) < text:
                low = middle + 1
            else:
                high = middle
        return low

    def _number(self, text: bytes) -> int | None:
        """The number of a term; None where no document holds it."""
        found = self.first_from(text)
        return found if found < len(self) and self.term(found) == text else None

    def postings(self, number: int) -> Postings:
        """The documents of a term."""
        span = self.span(number, number + 1)
        return Postings(self.docs[span], self.counts[span])

    def span(self, first: int, last: int) -> slice:
        """Where the postings of the terms `first` to `last` lie, without the last."""
        ends = self.posting_ends
        return slice(int(ends[first - 1]) if first else 0, int(ends[last - 1]) if last else 0)

    def positions_of(self, number: int) -> NDArray[Any]:
        """The positions of a term, document by document, as often as each one's count."""
        ends = self.position_ends
        found: NDArray[Any] = self.positions[int(ends[number - 1]) if number else 0 : ends[number]]
        return found
