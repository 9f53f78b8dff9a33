"""Inversion: from the numbers of terms, document by document, to the arrays of a field.

A token becomes one 64-bit key of term, document and position; sorted keys are the postings in their
order. Terms are taken in ranges, so that memory holds no more than so many keys at a time.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.engine import EngineError
from index.engines.whoosh.arrays import BLOCK
from index.engines.whoosh.narrow import ArrayFile, NarrowFile
from index.ragged import Ragged
from index.table import save_texts

KEYS = 3 << 20  # keys that are sorted at a time
BOUND = 0xFFFFFFFF  # a token that is no term, but takes a position

Keys = NDArray[np.uint64]
Integers = NDArray[np.int64]


class FieldFiles:
    """The arrays of a field while they are written, term after term."""

    def __init__(self, folder: Path, field: str, *, positions: bool = False) -> None:
        self._folder, self._field = folder, field
        self._docs = ArrayFile(self._path("docs"), np.uint16)
        self._counts = NarrowFile(folder, f"{field}-counts", np.uint8)
        self._positions = NarrowFile(folder, f"{field}-positions", np.uint16) if positions else None
        self._below: list[NDArray[np.uint32]] = []  # of each term its postings up to each block
        self._tokens: list[Integers] = []

    def add(
        self,
        postings: Integers,
        docs: NDArray[Any],
        counts: NDArray[Any],
        positions: NDArray[Any] | None = None,
    ) -> None:
        """The next terms: how many postings each has, then all these postings."""
        last = np.cumsum(postings)
        self._below.append(_up_to_blocks(docs, last - postings, postings))
        self._docs.add(docs % BLOCK)
        self._counts.add(counts)
        if self._positions and positions is not None:
            ends = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
            self._tokens.append(ends[last] - ends[last - postings])
            self._positions.add(positions)

    def finish(self, terms: Sequence[str]) -> None:
        """Write what is left, for these terms, in the order in which their postings came."""
        save_texts(self._folder, f"{self._field}-terms", terms)
        self._save("posting_ends", _block_ends(self._below))
        self._docs.finish()
        self._counts.finish()
        if self._positions:
            self._save("position_ends", np.cumsum(_joined(self._tokens)).astype(np.uint64))
            self._positions.finish()

    def _save(self, name: str, array: NDArray[Any]) -> None:
        np.save(self._path(name), array)

    def _path(self, name: str) -> Path:
        return self._folder / f"{self._field}-{name}.npy"


class Layout:
    """How many bits of a key hold the document and what stands in it; the rest holds the term."""

    def __init__(self, docs: int, most: int, terms: int) -> None:
        doc_bits, low_bits = docs.bit_length(), most.bit_length()
        if doc_bits + low_bits + terms.bit_length() > 64:
            raise EngineError(f"{docs} texts of up to {most} words are too many to index")
        self._low, self._both = np.uint64(low_bits), np.uint64(doc_bits + low_bits)
        self._low_mask = np.uint64((1 << low_bits) - 1)
        self._doc_mask = np.uint64((1 << doc_bits) - 1)

    def keys(self, terms: NDArray[Any], docs: NDArray[Any], low: NDArray[Any]) -> Keys:
        """Keys that sort by term, then document, then position (or whatever is lowest)."""
        key = terms.astype(np.uint64) << self._both
        key |= docs.astype(np.uint64) << self._low
        key |= low.astype(np.uint64)
        return key

    def postings(self, keys: Keys) -> tuple[Integers, NDArray[np.uint64], Integers]:
        """Of sorted keys: where each posting begins, its document and its term."""
        pairs = keys >> self._low
        begins = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1])))
        return begins, pairs[begins] & self._doc_mask, (keys[begins] >> self._both).astype(np.int64)

    def low(self, keys: Keys) -> NDArray[np.uint64]:
        """The lowest part of each key."""
        return keys & self._low_mask


def invert(
    tokens: Ragged, terms: Collection[str], folder: Path, field: str, *, positions: bool
) -> None:
    """Write the arrays of a field; a row of tokens is a document, a number the place of a term."""
    counts = np.zeros(len(terms), dtype=np.int64)
    for chunk in tokens.chunks():
        counts += np.bincount(chunk.numbers[chunk.numbers != BOUND], minlength=len(terms))
    texts = list(terms)
    held = np.flatnonzero(counts).tolist()
    order = sorted(held, key=texts.__getitem__)
    rank = np.full(len(terms) + 1, len(terms), dtype=np.uint32)  # the last stands for BOUND
    rank[order] = np.arange(len(order), dtype=np.uint32)
    files = FieldFiles(folder, field, positions=positions)
    layout = Layout(len(tokens), tokens.longest, len(terms))
    for first, last in ranges(counts[order]):
        keys = np.concatenate([*_keys(tokens, rank, layout, first, last)])
        keys.sort()
        begins, docs, found = layout.postings(keys)
        files.add(
            postings=np.bincount(found, minlength=last - first),
            docs=docs,
            counts=np.diff(begins, append=len(keys)),
            positions=layout.low(keys),
        )
    files.finish([texts[number] for number in order])


def _keys(
    tokens: Ragged, rank: NDArray[np.uint32], layout: Layout, first: int, last: int
) -> Iterator[Keys]:
    """The keys of the tokens whose terms are in a range."""
    for chunk in tokens.chunks():
        ranks = rank[np.minimum(chunk.numbers, len(rank) - 1)]
        here = np.flatnonzero((ranks >= first) & (ranks < last))
        yield layout.keys(ranks[here] - np.uint32(first), *chunk.placed(here))


def ranges(sizes: NDArray[Any], most: int | None = None) -> Iterator[tuple[int, int]]:
    """Ranges of terms that together have about so many keys, by default KEYS."""
    ends = np.cumsum(sizes)
    first = 0
    while first < len(ends):
        before = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + (most or KEYS), "right")))
        yield first, last
        first = last


def _up_to_blocks(docs: NDArray[Any], begins: Integers, sizes: Integers) -> NDArray[np.uint32]:
    """Of each term how many of its postings are in each block of documents or one before it."""
    bounds = range(BLOCK, int(docs.max(initial=0)) + 1, BLOCK)
    below = [np.add.reduceat(docs < bound, begins, dtype=np.uint32) for bound in bounds]
    return np.stack([*below, sizes.astype(np.uint32)], axis=1)


def _block_ends(below: list[NDArray[np.uint32]]) -> NDArray[np.uint32]:
    """Where the postings of all terms in each block end; there are as many as any term needs."""
    blocks = max((part.shape[1] for part in below), default=1)
    wide = [np.pad(part, ((0, 0), (0, blocks - part.shape[1])), "edge") for part in below]
    held = np.concatenate([np.zeros((0, blocks), dtype=np.uint32), *wide])
    begins = np.cumsum(held[:, -1], dtype=np.uint32) - held[:, -1]
    held += begins[:, np.newaxis]
    return held


def _joined(arrays: list[Integers]) -> Integers:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=np.int64)
