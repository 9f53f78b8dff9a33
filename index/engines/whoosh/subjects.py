"""Subjects: what each thing is about, as a short vector of the words that stand together.

Latent semantic indexing (Deerwester and others 1990): the main directions in which things differ in
their stems are learned from some of the things, then all are placed along them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index import ranking
from index.engines.whoosh.arrays import FieldArrays
from index.engines.whoosh.invert import Integers, ranges
from index.engines.whoosh.postings import inverse_frequency, length_norms
from index.engines.whoosh.schema import STEM
from index.table import map_array

FILE = "subjects.npy"
LEARNED_FROM = 1_000  # things, evenly spread
AT_A_TIME = 2_048  # stems whose weights are laid out for all these things
LEAST = 1e-3  # strength of a direction; a weaker one is an error of rounding

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]


class _Weights(NamedTuple):
    """Entries of a matrix: what each of some stems weighs in each of some things."""

    things: Integers
    stems: Integers
    weights: Floats

    def only(self, chosen: NDArray[Any]) -> "_Weights":
        """Some of the entries."""
        return _Weights(self.things[chosen], self.stems[chosen], self.weights[chosen])


NO_WEIGHTS = _Weights(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))


def save_subjects(words: Path, folder: Path) -> None:
    """Learn from the stems in `words`, and write the vector of each thing, of length 1."""
    stems, norms = FieldArrays(words, STEM), length_norms(words)
    directions = _directions(stems, norms)
    vectors = np.zeros((len(norms), directions.shape[1]))
    for part in _parts(stems, norms):
        vectors += _times(part.things, part.stems, part.weights, directions, len(norms))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    np.save(folder / FILE, vectors.astype(np.float32))


def open_subjects(folder: Path) -> Vectors:
    """The vectors of all things, memory-mapped: (things, directions)."""
    return map_array(folder / FILE)


def _directions(stems: FieldArrays, norms: Floats) -> Floats:
    """Where each stem lies along each direction: (stems, directions)."""
    known = _learned_from(stems, norms)
    count = min(len(norms), LEARNED_FROM)
    squares, axes = np.linalg.eigh(_products(known, count))
    strengths = np.sqrt(np.maximum(squares[::-1][: ranking.SUBJECTS], 0.0))
    kept = strengths > LEAST
    axes = axes[:, ::-1][:, : ranking.SUBJECTS][:, kept]
    # A direction counts by the root of its strength, so that the first do not hide the others.
    scaled = axes / strengths[kept] ** 1.5
    return _times(known.stems, known.things, known.weights, scaled, len(stems.terms))


def _learned_from(stems: FieldArrays, norms: Floats) -> _Weights:
    """The stems that two or more of the chosen things hold; each thing's weights of length 1."""
    chosen = np.linspace(0, len(norms) - 1, min(len(norms), LEARNED_FROM)).astype(np.int64)
    row = np.full(len(norms), -1)
    row[chosen] = np.arange(len(chosen))
    parts = [NO_WEIGHTS]
    for part in _parts(stems, norms):
        inside = part.only(row[part.things] >= 0)
        held = np.bincount(inside.stems, minlength=len(stems.terms))
        parts.append(inside.only(held[inside.stems] > 1))
    found = _Weights(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    things = row[found.things]
    lengths = np.sqrt(np.bincount(things, found.weights**2, minlength=len(chosen)))
    return _Weights(things, found.stems, found.weights / lengths[things])


def _products(known: _Weights, count: int) -> Floats:
    """Of each two things, the product of their weights: (things, things)."""
    products = np.zeros((count, count))
    _, numbers = np.unique(known.stems, return_inverse=True)
    for first in range(0, int(numbers.max(initial=-1)) + 1, AT_A_TIME):
        here = (numbers >= first) & (numbers < first + AT_A_TIME)
        laid_out = np.zeros((count, AT_A_TIME))
        laid_out[known.things[here], numbers[here] - first] = known.weights[here]
        products += laid_out @ laid_out.T
    return products


def _parts(stems: FieldArrays, norms: Floats) -> Iterator[_Weights]:
    """The BM25 of all stems in all things, so many at a time."""
    ends = stems.posting_ends.astype(np.int64)
    sizes = np.diff(ends, prepend=0)
    idf = inverse_frequency(sizes, len(norms))
    for first, last in ranges(sizes):
        span = stems.span((first, last))
        things, counts = stems.docs[span].astype(np.int64), stems.counts[span]
        of = np.repeat(np.arange(first, last), sizes[first:last])
        yield _Weights(things, of, counts / (counts + norms[things]) * idf[of])


def _times(rows: Integers, columns: Integers, weights: Floats, dense: Floats, size: int) -> Floats:
    """A matrix of these entries times a dense one: (size, columns of the dense one)."""
    product = np.empty((size, dense.shape[1]))
    for place in range(dense.shape[1]):
        product[:, place] = np.bincount(rows, weights * dense[columns, place], minlength=size)
    return product
