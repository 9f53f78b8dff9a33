"""The inverted index of one field as memory-mapped arrays.

Of a field with t terms, p postings and q positions, in b blocks of 65,536 documents:

    terms.txt, terms.ends           all terms in the order of their bytes: `index.table`
    posting_ends (t, b), uint32     where each term's postings in each block end
    docs (p,), uint16               the documents of each term in a block, ascending
    counts (p,), uint8, narrow      how often the document holds the term: `narrow`
    position_ends (t,), uint64      where each term's positions end: of fields with positions
    positions (q,), uint16, narrow  where the term stands, document by document, ascending
"""

from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.engines.whoosh.narrow import NarrowArray, Unsigned
from index.ragged import spread
from index.recall import recalling
from index.table import map_array, open_texts, text_bytes

BLOCK = 1 << 16  # documents that two bytes tell apart
REMEMBERED = 1 << 14  # terms that were looked up


class Postings(NamedTuple):
    """Documents (ascending) and how often each holds the term; of equal length."""

    docs: NDArray[np.int64]
    counts: Unsigned


class FieldArrays:
    """Terms, postings and positions by a term's number."""

    def __init__(self, folder: Path, field: str) -> None:
        def load(name: str) -> NDArray[Any]:
            return map_array(folder / f"{field}-{name}.npy")

        self.terms = open_texts(folder, f"{field}-terms")
        self._block_ends = load("posting_ends")
        self._docs = load("docs")
        self.counts = NarrowArray(folder, f"{field}-counts")
        self.has_positions = (folder / f"{field}-positions.npy").exists()
        if self.has_positions:
            self.position_ends = load("position_ends")
            self.positions = NarrowArray(folder, f"{field}-positions")
        self.number = recalling(self._number, REMEMBERED)

    def _number(self, term: str) -> int | None:
        """The number of a term; None where no document holds it."""
        return self.terms.find(text_bytes(term))

    @property
    def posting_ends(self) -> NDArray[np.uint32]:
        """Where the postings of each term end."""
        ends: NDArray[np.uint32] = self._block_ends[:, -1]
        return ends

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """Of how many postings each term is."""
        ends = self.posting_ends.astype(np.int64)
        return ends - np.concatenate(([0], ends[:-1]))

    @property
    def bound(self) -> int:
        """No document has a number as great."""
        return BLOCK * int(self._block_ends.shape[1])

    def size(self, number: int) -> int:
        """Of how many postings a term is."""
        span = self.span((number, number + 1))
        return int(span.stop - span.start)

    def postings(self, number: int) -> Postings:
        """The postings of a term."""
        span = self.span((number, number + 1))
        docs = self._docs[span].astype(np.int64)
        for end in self._block_ends[number, :-1].tolist():
            docs[end - span.start :] += BLOCK
        return Postings(docs, self.counts[span])

    def documents(self, numbers: tuple[int, int]) -> NDArray[np.uint32]:
        """The documents of a range of terms, term after term."""
        return self._whole(self._docs[self.span(numbers)], np.arange(*numbers))

    def postings_of(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.uint32], Unsigned]:
        """The documents of some terms and how often each holds them, term after term."""
        sizes = self.sizes[numbers]
        at = spread(self.posting_ends[numbers] - sizes, sizes)
        return self._whole(self._docs[at], numbers), self.counts[at]

    def span(self, numbers: tuple[int, int]) -> slice:
        """Where the postings of a range of terms lie."""
        return _span(self.posting_ends, numbers)

    def _whole(self, docs: NDArray[np.uint16], numbers: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The documents of some terms by their whole numbers."""
        ends = self._block_ends[numbers].astype(np.int64)
        begins = np.where(numbers, self.posting_ends[numbers - 1], 0)
        sizes = np.diff(ends, prepend=begins[:, np.newaxis])
        blocks = np.arange(ends.shape[1], dtype=np.uint32) * np.uint32(BLOCK)
        whole: NDArray[np.uint32] = np.repeat(np.tile(blocks, len(ends)), sizes.ravel())
        whole += docs
        return whole

    def positions_of(self, number: int) -> Unsigned:
        """The positions of a term, document by document, as often as each one's count."""
        return self.positions[self.position_span((number, number + 1))]

    def position_span(self, numbers: tuple[int, int]) -> slice:
        """Where the positions of a range of terms lie."""
        return _span(self.position_ends, numbers)


def _span(ends: NDArray[Any], numbers: tuple[int, int]) -> slice:
    first, last = numbers
    return slice(int(ends[first - 1]) if first else 0, int(ends[last - 1]) if last else 0)
