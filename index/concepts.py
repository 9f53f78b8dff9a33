"""Concepts: how near what a thing is about lies to what the words of a query ask about.

Explicit semantic analysis (Gabrilovich and Markovitch 2007), with a list of the field's matters in
the place of an encyclopedia: every word of `concepts.txt` tells of one or several of them, the less
of each the more they are. A thing is about those of which its words tell most.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import ranking
from index.bm25 import Floats, inverse_frequency
from index.language.data import read_words
from index.language.stem import stem
from index.language.words import fold
from index.layers import PART, STEM
from index.naming import name_terms
from index.query import Unit
from index.ragged import spread
from index.subjects import Weights
from index.table import Texts

ABOUT = np.dtype([("concept", "<u2"), ("weight", "<f2")])
Told = NDArray[np.float32]  # how much things tell of each concept: (things, concepts)
Abouts = NDArray[Any]  # of ABOUT: (things, ranking.CONCEPTS), each thing's weights of length 1
TELLING = {STEM: 1.0, PART: ranking.PART}  # how much the terms of a field tell
AT_A_TIME = 4_096  # things whose strongest concepts are sought together


@dataclass(frozen=True, slots=True)
class Concepts:
    """The concepts by their numbers, and of which of them each stem tells, and how much."""

    names: tuple[str, ...]
    told_by: Mapping[str, tuple[int, ...]]

    def telling(self, stem: str) -> float:
        """How much a stem tells of each of its concepts."""
        of = self.told_by.get(stem)
        return log(1 + len(self.names) / len(of)) if of else 0.0


@cache
def default_concepts() -> Concepts:
    """The concepts that come with the service, read once."""
    names, told_by = [], dict[str, dict[int, None]]()
    for number, line in enumerate(read_words("concepts.txt")):
        name, _, telling = line.partition(":")
        names.append(name)
        for word in telling.split():
            told_by.setdefault(stem(fold(word)), {})[number] = None
    return Concepts(tuple(names), {stem: tuple(of) for stem, of in told_by.items()})


class ConceptTable:
    """The concepts of each of some stems, by their numbers."""

    def __init__(self, terms: Texts) -> None:
        concepts, stems = default_concepts(), terms.many((0, len(terms)))
        told = [concepts.told_by.get(stem, ()) for stem in stems]
        self._concepts = np.array([number for of in told for number in of], dtype=np.int64)
        self._sizes = np.array([*map(len, told)], dtype=np.int64)
        self._begins = np.cumsum(self._sizes) - self._sizes
        self._telling = np.array([concepts.telling(stem) for stem in stems])

    def add(self, told: Told, known: Weights, weight: float) -> None:
        """Add to what things tell of each concept that of some of their words."""
        known = known.only(self._sizes[known.stems] > 0)
        sizes = self._sizes[known.stems]
        concepts = self._concepts[spread(self._begins[known.stems], sizes)]
        weights = np.repeat(weight * known.weights * self._telling[known.stems], sizes)
        places = np.repeat(known.things * told.shape[1], sizes) + concepts
        np.add.at(told.reshape(-1), places, weights.astype(np.float32))


def nothing_told(size: int) -> Told:
    """What so many things tell of each concept, before any word of theirs."""
    return np.zeros((size, len(default_concepts().names)), dtype=np.float32)


def strongest(told: Told) -> Abouts:
    """Of each thing the concepts that its words tell most of."""
    abouts = np.zeros((len(told), ranking.CONCEPTS), dtype=ABOUT)
    for first in range(0, len(told), AT_A_TIME):
        some = told[first : first + AT_A_TIME]
        chosen = np.argsort(-some, axis=1, kind="stable")[:, : ranking.CONCEPTS]
        weights = np.take_along_axis(some, chosen, axis=1)
        lengths = np.linalg.norm(weights, axis=1, keepdims=True)
        here = abouts[first : first + AT_A_TIME]
        here["concept"] = chosen
        here["weight"] = np.divide(weights, lengths, out=weights, where=lengths > 0)
    return abouts


def asked_about(units: Sequence[Unit], held: NDArray[Any], size: int) -> Floats:
    """How much the words of a query ask about each concept; of a length of 1 at most.

    Its length is the square of the share of its words that tell of any, by their rarity: so hardly
    anything where it is about another field. `held` tells how many of `size` things hold each word.
    """
    concepts = default_concepts()
    told = np.zeros((len(units), len(concepts.names)))
    for row, unit in zip(told, units, strict=True):
        for term, weight in name_terms(unit).items():
            for number in concepts.told_by.get(term, ()):
                row[number] = max(row[number], weight * concepts.telling(term))
    rarity = inverse_frequency(held, size)
    asked = rarity @ told
    length = np.linalg.norm(asked)
    if not length:
        return np.asarray(asked)
    share = rarity @ told.any(axis=1) / rarity.sum()
    return np.asarray(asked / length * share**2)


def concept_lifts(sums: Floats, asked: Floats, abouts: Abouts) -> Floats:
    """What the best hits, the best first, get for being about what is asked about.

    `sums` are what their words give them.
    """
    if not len(sums):
        return np.zeros(0)
    near = (asked[abouts["concept"]] * abouts["weight"]).sum(axis=1)
    return np.asarray(ranking.CONCEPT * sums[: ranking.LIKE_FEW].max() * near)
