"""What the things of a generation are about, by the postings of stems: subjects and concepts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.bm25 import average_length, inverse_frequency, length_norms
from index.concepts import TELLING, Abouts, ConceptTable, nothing_told, strongest
from index.engines.whoosh.arrays import FieldArrays
from index.engines.whoosh.codec import LENGTHS
from index.engines.whoosh.invert import ranges
from index.layers import STEM
from index.subjects import (
    UNKNOWN,
    Directions,
    Floats,
    Vectors,
    Weights,
    chosen_things,
    learn_directions,
    of_length_one,
)
from index.table import map_array

SUBJECTS = "subjects.npy"
CONCEPTS = "concepts.npy"


def save_subjects(words: Path, directions: Directions) -> None:
    """Write the vector of each thing whose stems are in `words`, of length 1."""
    stems, norms = FieldArrays(words, STEM), length_norms(_lengths(words), directions.usual)
    rows = directions.rows(stems.terms)
    vectors = np.zeros((len(norms), directions.along.shape[1]))
    for part in _parts(stems, norms):
        vectors += directions.places(part, rows, len(norms))
    np.save(words / SUBJECTS, of_length_one(vectors))


def save_concepts(words: Path, usual: float) -> None:
    """Write the concepts of each thing in `words`; `usual` is the length of things on average."""
    norms = length_norms(_lengths(words), usual)
    told = nothing_told(len(norms))
    for field, weight in TELLING.items():
        terms = FieldArrays(words, field)
        table = ConceptTable(terms.terms)
        for part in _parts(terms, norms):
            table.add(told, part, weight)
    np.save(words / CONCEPTS, strongest(told))


def open_subjects(words: Path) -> Vectors:
    """The vectors of all things, memory-mapped: (things, directions)."""
    return map_array(words / SUBJECTS)


def open_concepts(words: Path) -> Abouts:
    """The concepts of all things, memory-mapped."""
    return map_array(words / CONCEPTS)


def directions_of(words: Path) -> Directions:
    """Learn directions from the stems in `words`."""
    stems, lengths = FieldArrays(words, STEM), _lengths(words)
    usual = average_length(lengths)
    norms = length_norms(lengths, usual)
    idf = inverse_frequency(stems.sizes, len(norms))
    chosen = chosen_things(len(norms))
    row = np.full(len(norms), UNKNOWN)
    row[chosen] = np.arange(len(chosen))
    inside = [part.only(row[part.things] != UNKNOWN) for part in _parts(stems, norms)]
    known = Weights.together(inside)
    return learn_directions(known._replace(things=row[known.things]), idf, stems.terms, usual)


def _lengths(words: Path) -> NDArray[Any]:
    return np.load(words / LENGTHS, allow_pickle=False)  # type: ignore[no-any-return]


def _parts(stems: FieldArrays, norms: Floats) -> Iterator[Weights]:
    """The BM25 of all stems in all things but for their idf, so many at a time."""
    for first, last in ranges(stems.sizes):
        things = stems.documents((first, last)).astype(np.int64)
        counts = stems.counts[stems.span((first, last))]
        of = np.repeat(np.arange(first, last), stems.sizes[first:last])
        yield Weights(things, of, counts / (counts + norms[things]))
