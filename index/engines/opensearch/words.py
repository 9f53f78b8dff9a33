"""The words of things as the cluster is given them: terms with their weights, and in their order.

Where nothing is kept all texts are counted first: how long each is, and how many things hold each
stem and each 5-gram.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Floats, average_length, inverse_frequency, length_norms
from index.concepts import TELLING, ConceptTable, nothing_told, strongest
from index.engines.opensearch.packing import FLOATS, packed, term_hashes
from index.engines.opensearch.schema import NO_WORD, SCALE, STEMS, SURFACES
from index.forward import BOUND, ForwardIndex
from index.grams import NO_GRAMS, gram_table
from index.language.lexicon import COMMON_GRAM, Lexicon
from index.language.many import read_all
from index.layers import GRAM, NAME, PART, STEM, SURFACE, HeldWords, Layers
from index.ragged import spread
from index.subjects import (
    Directions,
    Vectors,
    Weights,
    chosen_things,
    learn_directions,
    of_length_one,
    open_directions,
    save_directions,
)
from index.table import Texts, open_texts, save_texts

COMMON = "common"
AT_A_TIME = 200  # things whose terms are counted together
TERMS = 32  # bits of the number of a term
MOST_LONGER = 0.01  # by which things are longer or shorter than those that it was learned of
Integers = NDArray[np.int64]
Numbers = NDArray[np.uint32]
Spelled = NDArray[np.object_]  # of terms by their numbers, then NO_WORD


class Counted(NamedTuple):
    """How often each term stands in each of `size` things, counted from the first of them.

    Things, and within each its terms by their numbers, in ascending order; three arrays of equal
    length.
    """

    things: Integers
    terms: Integers
    counts: Integers
    size: int

    def only(self, chosen: NDArray[np.bool_]) -> "Counted":
        """Some of the entries."""
        things, terms, counts = (each[chosen] for each in self[:3])
        return Counted(things, terms, counts, self.size)

    def lengths(self) -> Integers:
        """The terms of each thing, each as often as it stands there."""
        return np.bincount(self.things, self.counts, minlength=self.size).astype(np.int64)

    def weights(self, norms: Floats) -> Weights:
        """BM25 without idf, in texts of these norms."""
        weights = self.counts / (self.counts + norms[self.things])
        return Weights(self.things, self.terms, weights)


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
    """The words of some things; without what was `learned` it is learned of them.

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
        self.tokens = [*read_all(self.words, lexicon)]
        self._layers = Layers(self.words, self.tokens, lexicon)
        self._terms = {name: list(self._layers.terms[name]) for name in (STEM, PART, SURFACE)}
        self._hashes = term_hashes(self._terms[STEM])
        self._grams = _Grams(self._terms[SURFACE])
        terms = {**self._terms, GRAM: self._grams.names}
        self._spelled = {name: np.array([*of, NO_WORD], dtype=object) for name, of in terms.items()}
        self.learned = learned or self._learn(average_size(forward))
        self._grams.leave_out(self.learned.common)
        terms_of_stems = Texts.of(self._terms[STEM])
        self._directions = self.learned.directions.rows(terms_of_stems)
        self._concepts = ConceptTable(terms_of_stems)

    def of(self, rows: Sequence[int]) -> Iterator[dict[str, str]]:
        """The fields of words of some of the things."""
        layers = self._layered(rows)
        stems, surfaces = _counted(layers[STEM]), _counted(layers[SURFACE])
        norms = length_norms(stems.lengths(), self.learned.directions.usual)
        counted = {STEM: stems, PART: _counted(layers[PART]), SURFACE: surfaces}
        counted[GRAM] = self._grams.rare(surfaces)
        fields = {name: _weighed(of, self._spelled[name], norms) for name, of in counted.items()}
        for field, name in ((STEMS, STEM), (SURFACES, SURFACE)):
            fields[field] = [_in_order(numbers, self._spelled[name]) for numbers in layers[name]]
        fields[NAME] = [packed(self._hashes[numbers]) for numbers in layers[NAME]]
        fields["subject"] = [*map(packed, self._subjects(stems, norms).astype(FLOATS))]
        told = nothing_told(stems.size)
        for name, weight in TELLING.items():
            self._concepts.add(told, counted[name].weights(norms), weight)
        fields["concepts"] = [*map(packed, strongest(told))]
        for values in zip(*fields.values(), strict=True):
            yield dict(zip(fields, values, strict=True))

    def _layered(self, rows: Sequence[int]) -> dict[str, list[Numbers]]:
        """The layers of some of the things."""
        each = [self._layers.of(self._held.of(row)) for row in rows]
        return {name: [layers[name] for layers in each] for name in (STEM, PART, SURFACE, NAME)}

    def _learn(self, words: float) -> Learned:
        """Count how long things are and what they hold, and learn directions of subjects."""
        size = len(self._rows)
        lengths = np.zeros(size, dtype=np.int64)
        held = np.zeros(len(self._terms[STEM]), dtype=np.int64)
        chosen = chosen_things(size)
        kept: list[Counted] = []
        for first in range(0, size, AT_A_TIME):
            layers = self._layered(self._rows[first : first + AT_A_TIME])
            stems = _counted(layers[STEM])
            lengths[first : first + AT_A_TIME] = stems.lengths()
            held += np.bincount(stems.terms, minlength=len(held))
            self._grams.count(_counted(layers[SURFACE]))
            own = stems._replace(things=stems.things + first)
            kept.append(own.only(np.isin(own.things, chosen)))
        usual = average_length(lengths)
        norms = length_norms(lengths, usual)
        known = Weights.together([each.weights(norms) for each in kept])
        known = known._replace(things=np.searchsorted(chosen, known.things))
        idf = inverse_frequency(held, size)
        directions = learn_directions(known, idf, Texts.of(self._terms[STEM]), usual)
        return Learned(directions, self._grams.common(int(COMMON_GRAM * size)), words)

    def _subjects(self, stems: Counted, norms: Floats) -> Vectors:
        """The vectors of things."""
        directions = self.learned.directions
        places = directions.places(stems.weights(norms), self._directions, stems.size)
        return of_length_one(places)


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
        self._is_rare = np.ones(len(table.grams), dtype=bool)

    def count(self, words: Counted) -> None:
        """Count more things that hold these words."""
        grams = self._counted(words, self._is_rare).terms
        self._held += np.bincount(grams, minlength=len(self._held))

    def common(self, most: int) -> frozenset[str]:
        """Those that more than so many things hold."""
        return frozenset(self.names[gram] for gram in np.flatnonzero(self._held > most).tolist())

    def leave_out(self, common: frozenset[str]) -> None:
        """Leave some out."""
        self._is_rare = np.array([gram not in common for gram in self.names], dtype=bool)

    def rare(self, words: Counted) -> Counted:
        """Those of some words that are not left out, each as often as words that hold it."""
        return self._counted(words, self._is_rare)

    def _counted(self, words: Counted, wanted: NDArray[np.bool_]) -> Counted:
        sizes = self._sizes[words.terms]
        grams = self._of_words[spread(self._begins[words.terms], sizes)]
        things, counts = np.repeat(words.things, sizes), np.repeat(words.counts, sizes)
        return _added_up(Counted(things, grams, counts, words.size).only(wanted[grams]))


def _counted(layers: Sequence[Numbers]) -> Counted:
    """How often each term stands in each thing, without what is no term."""
    numbers = np.concatenate(layers).astype(np.int64)
    things = np.repeat(np.arange(len(layers)), [*map(len, layers)])
    each = Counted(things, numbers, np.ones(len(numbers), dtype=np.int64), len(layers))
    return _added_up(each.only(numbers != BOUND))


def _added_up(each: Counted) -> Counted:
    """Each term of a thing once, with all its counts."""
    keys = (each.things << TERMS) | each.terms
    order = np.argsort(keys)
    keys = keys[order]
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.add.reduceat(each.counts[order], first) if len(first) else each.counts
    return Counted(keys[first] >> TERMS, keys[first] & ((1 << TERMS) - 1), counts, each.size)


def _weighed(counted: Counted, spelled: Spelled, norms: Floats) -> list[str]:
    """For each thing its terms with their frequencies, as the cluster takes them apart."""
    weights = np.maximum(np.rint(counted.counts * SCALE / norms[counted.things]), 1)
    distinct, numbers = np.unique(weights.astype(np.int64), return_inverse=True)
    written = np.array([f"|{weight} " for weight in distinct.tolist()], dtype=object)
    pieces = np.empty((len(counted.terms), 2), dtype=object)
    pieces[:, 0] = spelled[counted.terms]
    pieces[:, 1] = written[numbers]
    ends = 2 * np.searchsorted(counted.things, np.arange(counted.size), "right")
    joined = pieces.ravel().tolist()
    starts = [0, *ends.tolist()]
    return [f"{NO_WORD}|1 {''.join(joined[start:end])}" for start, end in pairwise(starts)]


def _in_order(numbers: Numbers, spelled: Spelled) -> str:
    """Terms as they stand in a text; the name for what is none is the last."""
    return " ".join(spelled[np.minimum(numbers, len(spelled) - 1)])
