"""Posting lists of a generation as arrays: which things hold a term, and how often."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader, TermNotFound

from index.engines.whoosh.schema import SURFACE
from index.language.lexicon import COMMON_GRAM, Lexicon

CACHED = 20_000


class Postings(NamedTuple):
    """Positions of things (ascending) and how often each holds the term; of equal length."""

    positions: NDArray[np.int64]
    counts: NDArray[np.float64]


EMPTY = Postings(np.zeros(0, dtype=np.int64), np.zeros(0))


class PostingReader:
    """Reads the posting lists of one generation, and keeps those that were asked for."""

    def __init__(self, reader: IndexReader, lexicon: Lexicon, size: int) -> None:
        self._reader = reader
        self._lexicon = lexicon
        self._size = size
        self.postings = lru_cache(CACHED)(self._postings)
        self.gram = lru_cache(CACHED)(self._gram)

    def _postings(self, field: str, term: str) -> Postings:
        try:
            matcher = self._reader.postings(field, term)
        except TermNotFound:
            return EMPTY
        positions, counts = [], []
        while matcher.is_active():
            positions.append(matcher.id())
            counts.append(matcher.weight())
            matcher.next()
        return Postings(np.array(positions, dtype=np.int64), np.array(counts))

    def _gram(self, gram: str) -> Postings:
        """The union of the lists of the words that hold the gram; empty for a common one."""
        counts = np.zeros(self._size)
        for word in self._lexicon.words_by_gram.get(gram, ()):
            found = self.postings(SURFACE, word)
            counts[found.positions] += found.counts
        positions = np.flatnonzero(counts)
        if len(positions) > COMMON_GRAM * self._size:
            return EMPTY
        return Postings(positions, counts[positions])

    def adjacent(self, field: str, terms: tuple[str, ...]) -> NDArray[np.bool_]:
        """Which things hold the terms side by side."""
        found: set[tuple[int, int]] | None = None
        for offset, term in enumerate(terms):
            here = self._starts(field, term, offset)
            found = here if found is None else found & here
        mask = np.zeros(self._size, dtype=bool)
        mask[[position for position, _ in found or ()]] = True
        return mask

    def _starts(self, field: str, term: str, offset: int) -> set[tuple[int, int]]:
        """Where a phrase would have to start for the term to stand at its place in it."""
        try:
            matcher = self._reader.postings(field, term)
        except TermNotFound:
            return set()
        starts = set()
        while matcher.is_active():
            thing = matcher.id()
            starts |= {(thing, at - offset) for at in matcher.value_as("positions")}
            matcher.next()
        return starts
