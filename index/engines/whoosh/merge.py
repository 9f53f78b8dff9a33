"""Merge: the postings of an earlier generation that still hold, and those of what has changed.

Both are segments of the same shape. Documents are numbered anew in an order that keeps the order of
each segment's own; what is no more is left out. Terms are taken in ranges, so that memory holds no
more than so many postings at a time.
"""

from bisect import bisect_left
from collections.abc import Iterable
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.engines.whoosh.arrays import FieldArrays
from index.engines.whoosh.invert import FieldFiles, Integers, ranges
from index.kept import GONE
from index.ragged import spread

NO_MORE = np.array(GONE).astype(np.uint32)  # the last number there is
AT_ONCE = 1 << 20  # postings that are merged at a time: few enough for a processor's caches


class Segment(NamedTuple):
    """A folder of arrays; `documents[d]` is the number that document d now has, or GONE."""

    folder: Path
    documents: Integers


class _Part(NamedTuple):
    """The postings of a range of terms in one segment, so many of each term.

    `stand` are their positions, if it has any.
    """

    sizes: Integers
    docs: NDArray[np.uint32]
    counts: NDArray[Any]
    stand: NDArray[Any] | None

    def without(self, places: Integers) -> "_Part":
        """All but the postings in some places."""
        if not len(places):
            return self
        stand = self.stand
        if stand is not None:
            begins = np.cumsum(self.counts, dtype=np.int64)[places] - self.counts[places]
            stand = np.delete(stand, spread(begins, self.counts[places].astype(np.int64)))
        terms = np.searchsorted(np.cumsum(self.sizes), places, "right")
        return _Part(
            self.sizes - np.bincount(terms, minlength=len(self.sizes)),
            np.delete(self.docs, places),
            np.delete(self.counts, places),
            stand,
        )


class _Field:
    """A field of a segment, with the numbers that its terms have among those of all segments."""

    def __init__(self, arrays: FieldArrays, documents: Integers, terms: Integers) -> None:
        self._arrays, self._terms = arrays, terms
        self._documents = documents.astype(np.uint32)
        self.sizes = arrays.sizes

    def part(self, first: int, last: int) -> _Part:
        """What holds of the postings of some terms."""
        here = np.searchsorted(self._terms, (first, last))
        low, high = int(here[0]), int(here[1])
        span = self._arrays.span((low, high))
        sizes = np.zeros(last - first, dtype=np.int64)
        sizes[self._terms[low:high] - first] = self.sizes[low:high]
        docs, stand = self._documents[self._arrays.documents((low, high))], None
        if self._arrays.has_positions:
            stand = self._arrays.positions[self._arrays.position_span((low, high))]
        part = _Part(sizes, docs, self._arrays.counts[span], stand)
        return part.without(np.flatnonzero(docs == NO_MORE))

    @property
    def postings(self) -> tuple[Integers, Integers]:
        """The numbers of its terms, and of how many postings each."""
        return self._terms, self.sizes


def merge_field(
    segments: Iterable[Segment], folder: Path, field: str, most: int | None = None
) -> dict[str, int]:
    """Write a field of several segments as one, without the terms of more than `most` documents.

    Returns those that were left out, with the number of their documents.
    """
    opened = [(FieldArrays(segment.folder, field), segment.documents) for segment in segments]
    terms, numbers = _all_terms([arrays.terms.many((0, len(arrays.terms))) for arrays, _ in opened])
    fields = [
        _Field(arrays, documents, numbers_of)
        for (arrays, documents), numbers_of in zip(opened, numbers, strict=True)
    ]
    wanted = np.zeros(len(terms), dtype=np.int64)
    for own, sizes in (each.postings for each in fields):
        wanted[own] += sizes
    files = FieldFiles(folder, field, positions=opened[0][0].has_positions)
    kept: list[str] = []
    common: dict[str, int] = {}
    for first, last in ranges(wanted, AT_ONCE):
        part = _joined([each.part(first, last) for each in fields])
        if most is not None and (is_common := part.sizes > most).any():
            common |= {terms[first + n]: int(part.sizes[n]) for n in np.flatnonzero(is_common)}
            part = part.without(np.flatnonzero(np.repeat(is_common, part.sizes)))
        held = part.sizes > 0
        files.add(part.sizes[held], part.docs, part.counts, part.stand)
        kept += [terms[first + n] for n in np.flatnonzero(held).tolist()]
    files.finish(kept)
    return common


def merge_rows(segments: Iterable[Segment], name: str, size: int) -> NDArray[Any]:
    """An array with a number or a row for each document, of several segments."""
    parts = [(np.load(folder / name, allow_pickle=False), docs) for folder, docs in segments]
    like = parts[0][0]
    merged = np.zeros((size, *like.shape[1:]), dtype=like.dtype)
    for held, documents in parts:
        merged[documents[documents != GONE]] = held[documents != GONE]
    return merged


def save_gone(segment: Segment, folder: Path, field: str) -> None:
    """Write what a field says of the documents that are no more, numbered from nought."""
    arrays = FieldArrays(segment.folder, field)
    is_gone = segment.documents == GONE
    now = np.cumsum(is_gone) - 1
    files, kept = FieldFiles(folder, field), []
    for first, last in ranges(arrays.sizes, AT_ONCE):
        docs = arrays.documents((first, last))
        held = np.flatnonzero(is_gone[docs])
        terms = np.searchsorted(np.cumsum(arrays.sizes[first:last]), held, "right")
        numbers, sizes = np.unique(terms, return_counts=True)
        files.add(sizes, now[docs[held]], arrays.counts[arrays.span((first, last))][held])
        kept += [arrays.terms[first + number] for number in numbers.tolist()]
    files.finish(kept)


def _all_terms(lists: list[list[str]]) -> tuple[list[str], list[Integers]]:
    """The terms of all segments in order, and of each segment the numbers of its terms there."""
    terms, numbers = lists[0], [np.arange(len(lists[0]))]
    for more in lists[1:]:
        terms, now, own = _united(terms, more)
        numbers = [*(now[before] for before in numbers), own]
    return terms, numbers


def _united(terms: list[str], more: list[str]) -> tuple[list[str], Integers, Integers]:
    """Two ascending lists as one, and the numbers that the terms of each have there."""
    at = np.array([bisect_left(terms, term) for term in more], dtype=np.int64)
    pairs = zip(at.tolist(), more, strict=True)
    is_new = np.array([n == len(terms) or terms[n] != term for n, term in pairs], dtype=bool)
    before = np.cumsum(is_new)  # new terms up to each of `more`
    now = np.arange(len(terms)) + np.searchsorted(at[is_new], np.arange(len(terms)), "right")
    new = [more[number] for number in np.flatnonzero(is_new).tolist()]
    return sorted([*terms, *new]), now, at + before - is_new


def _joined(parts: Iterable[_Part]) -> _Part:
    """Postings of several segments in the order of terms, then documents."""
    return reduce(_inserted, sorted(parts, key=lambda part: -len(part.docs)))


def _inserted(most: _Part, some: _Part) -> _Part:
    """Some postings put in their places among most of them."""
    if not len(some.docs):
        return most
    at = _places(most, some)
    stand = None
    if most.stand is not None and some.stand is not None:
        begins = np.concatenate(([0], np.cumsum(most.counts, dtype=np.int64)))
        stand = _insert(most.stand, np.repeat(begins[at], some.counts), some.stand)
    return _Part(
        most.sizes + some.sizes,
        _insert(most.docs, at, some.docs),
        _insert(most.counts, at, some.counts),
        stand,
    )


def _insert(most: NDArray[Any], at: Integers, some: NDArray[Any]) -> NDArray[Any]:
    return np.insert(most.astype(np.promote_types(most.dtype, some.dtype), copy=False), at, some)


def _places(most: _Part, some: _Part) -> Integers:
    """Before which of most postings each of some belongs: by halves of the postings of its term."""
    ends = np.cumsum(most.sizes)
    high = np.repeat(ends, some.sizes)
    low = high - np.repeat(most.sizes, some.sizes)
    while len(open_ := np.flatnonzero(low < high)):
        middle = (low[open_] + high[open_]) // 2
        is_before = most.docs[middle] < some.docs[open_]
        low[open_[is_before]] = middle[is_before] + 1
        high[open_[~is_before]] = middle[~is_before]
    return low
