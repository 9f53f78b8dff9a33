"""Subjects: what each thing is about, as a short vector of the words that stand together.

Latent semantic indexing (Deerwester and others 1990): the main directions in which things differ in
their stems are learned from some of the things, then all are placed along them. Where a thing lies
depends on its own words and the directions alone: so these are kept as long as the lexicon is.

Files of directions: stems (those that lie along any), along.npy (where each stem lies, by its
weight), usual.npy (how long things were).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from index import ranking
from index.engines.whoosh.arrays import FieldArrays
from index.engines.whoosh.invert import Integers, ranges
from index.engines.whoosh.postings import average_length, inverse_frequency, length_norms
from index.engines.whoosh.schema import STEM
from index.table import Texts, map_array, open_texts, save_texts

SUBJECTS = "subjects.npy"
LEARNED_FROM = 1_000  # things, evenly spread
AT_A_TIME = 2_048  # stems whose weights are laid out for all these things
LEAST = 1e-3  # strength of a direction; a weaker one is an error of rounding
UNKNOWN = -1

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]


class Directions(NamedTuple):
    """Where each of some stems lies along each direction, times its idf: (stems, directions).

    `usual` is the average length of the things when these were learned.
    """

    stems: Texts
    along: Vectors
    usual: float

    def save(self, folder: Path) -> None:
        """Write them into a folder of their own."""
        folder.mkdir()
        save_texts(folder, "stems", self.stems)
        np.save(folder / "along.npy", self.along)
        np.save(folder / "usual.npy", self.usual)

    def rows(self, terms: Texts) -> Integers:
        """The row of each of some stems, or UNKNOWN."""
        known = {stem: row for row, stem in enumerate(self.stems.many((0, len(self.stems))))}
        listed = terms.many((0, len(terms)))
        return np.array([known.get(term, UNKNOWN) for term in listed], dtype=np.int64)


def open_directions(folder: Path) -> Directions:
    """Open what was saved."""
    usual = np.load(folder / "usual.npy", allow_pickle=False)
    return Directions(open_texts(folder, "stems"), map_array(folder / "along.npy"), float(usual))


class _Weights(NamedTuple):
    """Entries of a matrix: what each of some stems weighs in each of some things."""

    things: Integers
    stems: Integers
    weights: Floats

    def only(self, chosen: NDArray[Any]) -> "_Weights":
        """Some of the entries."""
        return _Weights(self.things[chosen], self.stems[chosen], self.weights[chosen])


NO_WEIGHTS = _Weights(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))


def save_subjects(words: Path, directions: Directions) -> None:
    """Write the vector of each thing whose stems are in `words`, of length 1."""
    stems, norms = FieldArrays(words, STEM), length_norms(words, directions.usual)
    rows = directions.rows(stems.terms)
    vectors = np.zeros((len(norms), directions.along.shape[1]))
    for part in _parts(stems, norms):
        own = part.only(rows[part.stems] != UNKNOWN)
        vectors += _times(own.things, rows[own.stems], own.weights, directions.along, len(norms))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    np.save(words / SUBJECTS, vectors.astype(np.float32))


def open_subjects(words: Path) -> Vectors:
    """The vectors of all things, memory-mapped: (things, directions)."""
    return map_array(words / SUBJECTS)


def learn_directions(words: Path) -> Directions:
    """Learn from the stems in `words`."""
    stems, usual = FieldArrays(words, STEM), average_length(words)
    norms = length_norms(words, usual)
    idf = inverse_frequency(np.diff(stems.posting_ends.astype(np.int64), prepend=0), len(norms))
    known = _learned_from(stems, norms, idf)
    numbers, rows = np.unique(known.stems, return_inverse=True)
    known = known._replace(stems=rows)
    count = min(len(norms), LEARNED_FROM)
    with threadpool_limits(1):  # more threads take more of the processor and no less time
        squares, axes = np.linalg.eigh(_products(known, count))
    strengths = np.sqrt(np.maximum(squares[::-1][: ranking.SUBJECTS], 0.0))
    kept = strengths > LEAST
    axes = axes[:, ::-1][:, : ranking.SUBJECTS][:, kept]
    # A direction counts by the root of its strength, so that the first do not hide the others.
    scaled = axes / strengths[kept] ** 1.5
    along = _times(known.stems, known.things, known.weights, scaled, len(numbers))
    along *= idf[numbers, np.newaxis]
    found = Texts.of(stems.terms[number] for number in numbers.tolist())
    return Directions(found, along.astype(np.float32), usual)


def _learned_from(stems: FieldArrays, norms: Floats, idf: Floats) -> _Weights:
    """The BM25 of stems that two or more of the chosen things hold; each thing's of length 1."""
    chosen = np.linspace(0, len(norms) - 1, min(len(norms), LEARNED_FROM)).astype(np.int64)
    row = np.full(len(norms), -1)
    row[chosen] = np.arange(len(chosen))
    parts = [NO_WEIGHTS]
    for part in _parts(stems, norms):
        inside = part.only(row[part.things] >= 0)
        held = np.bincount(inside.stems, minlength=len(stems.terms))
        parts.append(inside.only(held[inside.stems] > 1))
    found = _Weights(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    things, weights = row[found.things], found.weights * idf[found.stems]
    lengths = np.sqrt(np.bincount(things, weights**2, minlength=len(chosen)))
    return _Weights(things, found.stems, weights / lengths[things])


def _products(known: _Weights, count: int) -> Floats:
    """Of each two things, the product of their weights: (things, things)."""
    products = np.zeros((count, count))
    for first in range(0, int(known.stems.max(initial=-1)) + 1, AT_A_TIME):
        here = known.only((known.stems >= first) & (known.stems < first + AT_A_TIME))
        laid_out = np.zeros((count, AT_A_TIME))
        laid_out[here.things, here.stems - first] = here.weights
        products += laid_out @ laid_out.T
    return products


def _parts(stems: FieldArrays, norms: Floats) -> Iterator[_Weights]:
    """The BM25 of all stems in all things but for their idf, so many at a time."""
    ends = stems.posting_ends.astype(np.int64)
    sizes = np.diff(ends, prepend=0)
    for first, last in ranges(sizes):
        span = stems.span((first, last))
        things, counts = stems.docs[span].astype(np.int64), stems.counts[span]
        of = np.repeat(np.arange(first, last), sizes[first:last])
        yield _Weights(things, of, counts / (counts + norms[things]))


def _times(
    rows: Integers, columns: Integers, weights: Floats, dense: Floats | Vectors, size: int
) -> Floats:
    """A matrix of these entries times a dense one: (size, columns of the dense one)."""
    product = np.empty((size, dense.shape[1]))
    for place in range(dense.shape[1]):
        product[:, place] = np.bincount(rows, weights * dense[columns, place], minlength=size)
    return product
