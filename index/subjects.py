"""Subjects: what each thing is about, as a short vector of the words that stand together.

Latent semantic indexing (Deerwester and others 1990): the main directions in which things differ in
their stems are learned from some of the things, then all are placed along them. Where a thing lies
depends on its own words and the directions alone: so these are kept as long as the lexicon is.

Files of directions: stems (those that lie along any), along.npy (where each stem lies, by its
weight), usual.npy (how long things were).
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from index import ranking
from index.table import Texts, map_array, open_texts, save_texts

LEARNED_FROM = 1_000  # things, evenly spread
AT_A_TIME = 2_048  # stems whose weights are laid out for all these things
LEAST = 1e-3  # strength of a direction; a weaker one is an error of rounding
UNKNOWN = -1

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]


class Directions(NamedTuple):
    """Where each of some stems lies along each direction, times its idf: (stems, directions).

    `usual` is the average length of the things when these were learned.
    """

    stems: Texts
    along: Vectors
    usual: float

    def rows(self, terms: Texts) -> Integers:
        """The row of each of some stems, or UNKNOWN."""
        known = {stem: row for row, stem in enumerate(self.stems.many((0, len(self.stems))))}
        listed = terms.many((0, len(terms)))
        return np.array([known.get(term, UNKNOWN) for term in listed], dtype=np.int64)

    def places(self, known: "Weights", rows: Integers, size: int) -> Floats:
        """Where so many things lie: (things, directions); `rows` are those of all stems."""
        own = known.only(rows[known.stems] != UNKNOWN)
        return times(own.things, rows[own.stems], own.weights, self.along, size)


class Weights(NamedTuple):
    """Entries of a matrix: what each of some stems weighs in each of some things."""

    things: Integers
    stems: Integers
    weights: Floats

    @classmethod
    def together(cls, parts: "list[Weights]") -> "Weights":
        """The entries of several parts."""
        return cls(*(np.concatenate(column) for column in zip(NO_WEIGHTS, *parts, strict=True)))

    def only(self, chosen: NDArray[Any]) -> "Weights":
        """Some of the entries."""
        return Weights(self.things[chosen], self.stems[chosen], self.weights[chosen])


NO_WEIGHTS = Weights(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))


def chosen_things(count: int) -> Integers:
    """The things, of so many, from which directions are learned."""
    return np.linspace(0, count - 1, min(count, LEARNED_FROM)).astype(np.int64)


def learn_directions(known: Weights, idf: Floats, stems: Texts, usual: float) -> Directions:
    """Learn from the BM25 of stems in the chosen things, but for its idf; `stems` names all."""
    known, count = _normalised(known, idf), int(known.things.max(initial=-1)) + 1
    numbers, rows = np.unique(known.stems, return_inverse=True)
    known = known._replace(stems=rows)
    with threadpool_limits(1):  # more threads take more of the processor and no less time
        squares, axes = np.linalg.eigh(_products(known, count))
    strengths = np.sqrt(np.maximum(squares[::-1][: ranking.SUBJECTS], 0.0))
    kept = strengths > LEAST
    axes = axes[:, ::-1][:, : ranking.SUBJECTS][:, kept]
    # A direction counts by the root of its strength, so that the first do not hide the others.
    scaled = axes / strengths[kept] ** 1.5
    along = times(known.stems, known.things, known.weights, scaled, len(numbers))
    along *= idf[numbers, np.newaxis]
    found = Texts.of(stems[number] for number in numbers.tolist())
    return Directions(found, along.astype(np.float32), usual)


def save_directions(folder: Path, directions: Directions) -> None:
    """Write directions into a folder of their own."""
    folder.mkdir()
    save_texts(folder, "stems", directions.stems)
    np.save(folder / "along.npy", directions.along)
    np.save(folder / "usual.npy", directions.usual)


def open_directions(folder: Path) -> Directions:
    """Open what was saved."""
    usual = np.load(folder / "usual.npy", allow_pickle=False)
    return Directions(open_texts(folder, "stems"), map_array(folder / "along.npy"), float(usual))


def of_length_one(vectors: Floats) -> Vectors:
    """Vectors of the same directions, but for those that have none."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    return vectors.astype(np.float32)


def lifts(sums: Floats, scores: Floats, vectors: Vectors) -> Floats:
    """What the best hits, the best first, get for being about the same as the very best.

    It is never less than nothing, so that no other comes before them by it. `sums` are what their
    words give them, `scores` what they are ranked by.
    """
    few = slice(0, ranking.LIKE_FEW)
    total = scores[few].sum()
    if not total:
        return np.zeros(len(scores))
    likeness = np.maximum(vectors @ (scores[few] / total @ vectors[few]), 0.0)
    return np.asarray(ranking.LIKENESS * sums[few].max() * likeness)


def times(
    rows: Integers, columns: Integers, weights: Floats, dense: Floats | Vectors, size: int
) -> Floats:
    """A matrix of these entries times a dense one: (size, columns of the dense one)."""
    product = np.empty((size, dense.shape[1]))
    for place in range(dense.shape[1]):
        product[:, place] = np.bincount(rows, weights * dense[columns, place], minlength=size)
    return product


def _normalised(known: Weights, idf: Floats) -> Weights:
    """With their idf, those of stems that two or more of the things hold; each of length 1."""
    known = known.only(np.bincount(known.stems)[known.stems] > 1)
    weights = known.weights * idf[known.stems]
    lengths = np.sqrt(np.bincount(known.things, weights**2))
    return known._replace(weights=weights / lengths[known.things])


def _products(known: Weights, count: int) -> Floats:
    """Of each two things, the product of their weights: (things, things)."""
    products = np.zeros((count, count))
    for first in range(0, int(known.stems.max(initial=-1)) + 1, AT_A_TIME):
        here = known.only((known.stems >= first) & (known.stems < first + AT_A_TIME))
        laid_out = np.zeros((count, AT_A_TIME))
        laid_out[here.things, here.stems - first] = here.weights
        products += laid_out @ laid_out.T
    return products
