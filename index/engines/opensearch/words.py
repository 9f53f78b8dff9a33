"""The words of things as the cluster is given them: terms with their weights, and in their order.

First all texts are counted: how long each is, and how many things hold each stem and each 5-gram.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Floats, average_length, inverse_frequency, length_norms
from index.engine import Collection
from index.engines.opensearch.schema import NO_WORD, SCALE, STEMS, SURFACES
from index.forward import BOUND
from index.grams import NO_GRAMS, gram_table
from index.language.lexicon import COMMON_GRAM
from index.language.many import read_all
from index.layers import GRAM, PART, STEM, SURFACE, TITLE, HeldWords, Layers, title_term
from index.ragged import spread
from index.subjects import (
    UNKNOWN,
    Directions,
    Weights,
    chosen_things,
    learn_directions,
    of_length_one,
)
from index.table import Texts

Integers = NDArray[np.int64]
Numbers = NDArray[np.uint32]


class Counted(NamedTuple):
    """Numbers of terms, ascending, and how often each stands in a text; of equal length."""

    terms: Integers
    counts: Integers


class Words:
    """The words of a collection, thing by thing."""

    def __init__(self, collection: Collection) -> None:
        self._size = len(collection.forward.rows)
        self._held = HeldWords(collection.forward, range(self._size))
        self.words = self._held.words
        self._lexicon = collection.lexicon
        self.tokens = [*read_all(self.words, collection.lexicon)]
        self._layers = Layers(self.words, self.tokens, collection.lexicon)
        self._terms = {name: list(self._layers.terms[name]) for name in (STEM, PART, SURFACE)}
        self._grams = _Grams(self._terms[SURFACE])
        self._count()

    def of(self, position: int, title: str) -> dict[str, str]:
        """The fields of words of a thing."""
        layers = self._layers.of(self._held.of(position))
        stems, surfaces = _counted(layers[STEM]), _counted(layers[SURFACE])
        norm = self._norms[position]
        return {
            STEM: _weighed(stems, self._terms[STEM], norm),
            PART: _weighed(_counted(layers[PART]), self._terms[PART], norm),
            SURFACE: _weighed(surfaces, self._terms[SURFACE], norm),
            GRAM: _weighed(self._grams.rare(surfaces), self._grams.names, norm),
            STEMS: _in_order(layers[STEM], self._terms[STEM]),
            SURFACES: _in_order(layers[SURFACE], self._terms[SURFACE]),
            TITLE: title_term(title, self._lexicon),
            "subject": self._subject(stems, norm),
        }

    def _count(self) -> None:
        """Count what the weights of terms depend on, and learn directions of subjects."""
        lengths = np.zeros(self._size, dtype=np.int64)
        held = np.zeros(len(self._terms[STEM]), dtype=np.int64)
        chosen = dict.fromkeys(chosen_things(self._size).tolist(), NO_COUNTED)
        for position in range(self._size):
            layers = self._layers.of(self._held.of(position))
            stems = _counted(layers[STEM])
            lengths[position] = stems.counts.sum()
            held[stems.terms] += 1
            self._grams.count(_counted(layers[SURFACE]))
            if position in chosen:
                chosen[position] = stems
        self._grams.leave_out(int(COMMON_GRAM * self._size))
        usual = average_length(lengths)
        self._norms = length_norms(lengths, usual)
        known = Weights.together(
            [
                Weights(np.full(len(stems.terms), row), stems.terms, _saturated(stems, norm))
                for row, (stems, norm) in enumerate(
                    zip(chosen.values(), self._norms[[*chosen]], strict=True)
                )
            ]
        )
        names = Texts.of(self._terms[STEM])
        idf = inverse_frequency(held, self._size)
        self._directions: Directions = learn_directions(known, idf, names, usual)
        self._rows = self._directions.rows(names)

    def _subject(self, stems: Counted, norm: float) -> str:
        """The vector of a thing, as little-endian 32-bit floats in base 64."""
        rows = self._rows[stems.terms]
        own = rows != UNKNOWN
        vector = _saturated(stems, norm)[own] @ self._directions.along[rows[own]]
        return b64encode(of_length_one(vector).astype("<f4").tobytes()).decode()


class _Grams:
    """The 5-grams of the words of a collection."""

    def __init__(self, words: Sequence[str]) -> None:
        table = gram_table(words) if words else NO_GRAMS
        grams = np.repeat(np.arange(len(table.grams)), np.diff(table.ends, prepend=0))
        order = np.argsort(table.words, kind="stable")
        self.names = table.grams
        self._of_words = grams[order]
        self._sizes = np.bincount(table.words, minlength=len(words))
        self._begins = np.cumsum(self._sizes) - self._sizes
        self._held = np.zeros(len(table.grams), dtype=np.int64)

    def count(self, words: Counted) -> None:
        """Count another thing that holds these words."""
        self._held[self._counted(words).terms] += 1

    def leave_out(self, most: int) -> None:
        """Leave out those that more than so many things hold."""
        self._is_rare = self._held <= most

    def rare(self, words: Counted) -> Counted:
        """Those of some words that are not left out, each as often as words that hold it."""
        terms, counts = self._counted(words)
        rare = self._is_rare[terms]
        return Counted(terms[rare], counts[rare])

    def _counted(self, words: Counted) -> Counted:
        sizes = self._sizes[words.terms]
        grams = self._of_words[spread(self._begins[words.terms], sizes)]
        return _added_up(grams, np.repeat(words.counts, sizes))


NO_COUNTED = Counted(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def _counted(numbers: Numbers) -> Counted:
    """How often each term stands in a text, without what is no term."""
    terms = numbers[numbers != BOUND].astype(np.int64)
    return _added_up(terms, np.ones(len(terms), dtype=np.int64))


def _added_up(terms: Integers, counts: Integers) -> Counted:
    """Each term once, with all its counts."""
    if not len(terms):
        return NO_COUNTED
    order = np.argsort(terms, kind="stable")
    terms, counts = terms[order], counts[order]
    first = np.flatnonzero(np.concatenate(([True], terms[1:] != terms[:-1])))
    return Counted(terms[first], np.add.reduceat(counts, first))


def _saturated(counted: Counted, norm: float) -> Floats:
    """BM25 without idf."""
    return np.asarray(counted.counts / (counted.counts + norm))


def _weighed(counted: Counted, names: Sequence[str], norm: float) -> str:
    """Terms with their frequencies, as the cluster takes them apart."""
    scaled = np.maximum(np.rint(counted.counts * SCALE / norm), 1).astype(np.int64)
    pairs = zip(counted.terms.tolist(), scaled.tolist(), strict=True)
    return " ".join([f"{NO_WORD}|1", *(f"{names[term]}|{weight}" for term, weight in pairs)])


def _in_order(numbers: Numbers, names: Sequence[str]) -> str:
    listed: Iterator[int] = iter(numbers.tolist())
    return " ".join(NO_WORD if number == BOUND else names[number] for number in listed)
