"""The words of things as the cluster is given them: terms with their weights, and in their order.

Where nothing is kept all texts are counted first: how long each is, and how many things hold each
stem and each 5-gram.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Floats, average_length, inverse_frequency, length_norms
from index.engines.opensearch.packing import FLOATS, packed, term_hashes
from index.engines.opensearch.schema import NO_WORD, SCALE, STEMS, SURFACES
from index.forward import BOUND, ForwardIndex
from index.grams import NO_GRAMS, gram_table
from index.language.lexicon import COMMON_GRAM, Lexicon
from index.language.many import read_all
from index.layers import GRAM, NAME, PART, STEM, SURFACE, TITLE, HeldWords, Layers, title_term
from index.ragged import spread
from index.subjects import (
    UNKNOWN,
    Directions,
    Weights,
    chosen_things,
    learn_directions,
    of_length_one,
    open_directions,
    save_directions,
)
from index.table import Texts, open_texts, save_texts

COMMON = "common"
MOST_LONGER = 0.01  # by which things are longer or shorter than those that it was learned of
Integers = NDArray[np.int64]
Numbers = NDArray[np.uint32]
Spelled = NDArray[np.object_]  # of terms by their numbers, then NO_WORD


class Counted(NamedTuple):
    """Numbers of terms, ascending, and how often each stands in a text; of equal length."""

    terms: Integers
    counts: Integers


class Learned(NamedTuple):
    """What weights depend on beside the words of a thing; kept as long as the lexicon is.

    `common` are the 5-grams that are left out, `size` the words of a thing on average, those that
    are no terms too.
    """

    directions: Directions
    common: frozenset[str]
    size: float

    def save(self, folder: Path) -> None:
        """Write it into a folder of its own."""
        save_directions(folder, self.directions)
        save_texts(folder, COMMON, sorted(self.common))
        np.save(folder / "size.npy", self.size)

    @classmethod
    def open(cls, folder: Path) -> "Learned":
        """Open what was saved."""
        common = open_texts(folder, COMMON)
        size = float(np.load(folder / "size.npy", allow_pickle=False))
        return cls(open_directions(folder), frozenset(common.many((0, len(common)))), size)


class Words:
    """The words of some things, thing by thing; without what was `learned` it is learned of them.

    `rows` are the places of these things in the forward index.
    """

    def __init__(
        self,
        forward: ForwardIndex,
        rows: Sequence[int],
        lexicon: Lexicon,
        learned: Learned | None = None,
    ) -> None:
        self._rows = rows
        self._held = HeldWords(forward, rows)
        self.words = self._held.words
        self._lexicon = lexicon
        self.tokens = [*read_all(self.words, lexicon)]
        self._layers = Layers(self.words, self.tokens, lexicon)
        self._terms = {name: list(self._layers.terms[name]) for name in (STEM, PART, SURFACE)}
        self._hashes = term_hashes(self._terms[STEM])
        self._grams = _Grams(self._terms[SURFACE])
        terms = {**self._terms, GRAM: self._grams.names}
        self._spelled = {name: np.array([*of, NO_WORD], dtype=object) for name, of in terms.items()}
        self.learned = learned or self._learn(average_size(forward))
        self._grams.leave_out(self.learned.common)
        self._directions = self.learned.directions.rows(Texts.of(self._terms[STEM]))

    def of(self, row: int, title: str) -> dict[str, str]:
        """The fields of words of a thing."""
        layers = self._layers.of(self._held.of(row))
        stems, surfaces = _counted(layers[STEM]), _counted(layers[SURFACE])
        norm = float(length_norms(stems.counts.sum(), self.learned.directions.usual))
        return {
            STEM: _weighed(stems, self._spelled[STEM], norm),
            PART: _weighed(_counted(layers[PART]), self._spelled[PART], norm),
            SURFACE: _weighed(surfaces, self._spelled[SURFACE], norm),
            GRAM: _weighed(self._grams.rare(surfaces), self._spelled[GRAM], norm),
            STEMS: _in_order(layers[STEM], self._spelled[STEM]),
            SURFACES: _in_order(layers[SURFACE], self._spelled[SURFACE]),
            NAME: packed(self._hashes[layers[NAME]]),
            TITLE: title_term(title, self._lexicon),
            "subject": self._subject(stems, norm),
        }

    def _learn(self, words: float) -> Learned:
        """Count how long things are and what they hold, and learn directions of subjects."""
        size = len(self._rows)
        lengths = np.zeros(size, dtype=np.int64)
        held = np.zeros(len(self._terms[STEM]), dtype=np.int64)
        chosen = dict.fromkeys(chosen_things(size).tolist(), NO_COUNTED)
        for number, row in enumerate(self._rows):
            layers = self._layers.of(self._held.of(row))
            stems = _counted(layers[STEM])
            lengths[number] = stems.counts.sum()
            held[stems.terms] += 1
            self._grams.count(_counted(layers[SURFACE]))
            if number in chosen:
                chosen[number] = stems
        usual = average_length(lengths)
        norms = length_norms(lengths[[*chosen]], usual)
        known = Weights.together(
            [
                Weights(np.full(len(stems.terms), row), stems.terms, _saturated(stems, norm))
                for row, (stems, norm) in enumerate(zip(chosen.values(), norms, strict=True))
            ]
        )
        idf = inverse_frequency(held, size)
        directions = learn_directions(known, idf, Texts.of(self._terms[STEM]), usual)
        return Learned(directions, self._grams.common(int(COMMON_GRAM * size)), words)

    def _subject(self, stems: Counted, norm: float) -> str:
        """The vector of a thing."""
        rows = self._directions[stems.terms]
        own = rows != UNKNOWN
        vector = _saturated(stems, norm)[own] @ self.learned.directions.along[rows[own]]
        return packed(of_length_one(vector).astype(FLOATS))


def average_size(forward: ForwardIndex) -> float:
    """The words of a thing on average, those that are no terms too."""
    ends = forward.rows.ends
    return float(ends[-1]) / len(ends) if len(ends) else 0.0


def is_alike(forward: ForwardIndex, learned: Learned) -> bool:
    """Whether things are about as long as those that it was learned of."""
    return abs(average_size(forward) - learned.size) <= MOST_LONGER * learned.size


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

    def common(self, most: int) -> frozenset[str]:
        """Those that more than so many things hold."""
        return frozenset(self.names[gram] for gram in np.flatnonzero(self._held > most).tolist())

    def leave_out(self, common: frozenset[str]) -> None:
        """Leave some out."""
        self._is_rare = np.array([gram not in common for gram in self.names], dtype=bool)

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


def _weighed(counted: Counted, spelled: Spelled, norm: float) -> str:
    """Terms with their frequencies, as the cluster takes them apart."""
    counts = np.flatnonzero(np.bincount(counted.counts))
    scaled = np.maximum(np.rint(counts * SCALE / norm), 1).astype(np.int64)
    weights = np.array([f"|{weight}" for weight in scaled.tolist()], dtype=object)
    own = weights[np.searchsorted(counts, counted.counts)]
    return " ".join([f"{NO_WORD}|1", *(spelled[counted.terms] + own)])


def _in_order(numbers: Numbers, spelled: Spelled) -> str:
    """Terms as they stand in a text; the name for what is none is the last."""
    return " ".join(spelled[np.where(numbers == BOUND, len(spelled) - 1, numbers)])
