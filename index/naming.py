"""Naming: what hits get for words of the query in their names, those of address and links to them.

Such words are few, and chosen to say what a page is about. They are weighed by BM25 as a text of
its own, all ways of a word being one term: its frequency is the sum of theirs, each by its weight,
and it is as rare as the word is in whole texts.
"""

from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import ranking
from index.bm25 import Floats, inverse_frequency, length_norms
from index.query import Unit


def name_terms(unit: Unit) -> dict[str, float]:
    """The stems by which a name can hold a word, and how much each counts."""
    weights: dict[str, float] = {}
    for way in unit.alternatives:
        for stem in way.stems:
            weights[stem] = max(weights.get(stem, 0.0), way.weight / sqrt(len(way.stems)))
    return weights


def named(frequencies: Floats, lengths: NDArray[Any], held: NDArray[Any], size: int) -> Floats:
    """What hits get for the words of the query in their names.

    `frequencies` are those of the words in each (words, hits), `lengths` the terms of each hit's
    names, `held` how many of `size` things hold each word.
    """
    norms = length_norms(lengths, ranking.NAME_LENGTH)
    weights = ranking.NAMING * (ranking.K1 + 1) * inverse_frequency(held, size)
    return np.asarray(weights @ (frequencies / (frequencies + norms)))
