"""Compounds: split by the words of the collection itself.

A word is split into parts that the collection knows as words of their own, joined by nothing, s or
e; the last part is known by its stem. The best split has the highest mean log frequency of its
parts, less a price for each.
"""

from collections.abc import Iterator, Mapping
from math import log
from typing import NamedTuple

from index.language.data import read_words
from index.language.stem import stem
from index.recall import recalling

REMEMBERED = 1 << 14  # words, so that what readers type never fills the memory
SHORTEST_WORD = 7
LONGEST_WORD = 60
SHORTEST_PART = 3
LONG_PART = 5
LEAST = {3: 4, 4: 2}  # pages that so short a word must stand on to be a part
PRICE = 1.0
JOINTS = ("", "s", "e")
# Endings and beginnings that are words elsewhere, but never parts.
FRAGMENTS = frozenset(read_words("fragments.txt"))


class _Split(NamedTuple):
    score: float
    parts: tuple[str, ...]


def free_stems(frequency: Mapping[str, int], nynorsk: Mapping[str, str]) -> dict[str, int]:
    """The stems of the words that can be parts, with the pages of the most frequent such word."""
    found: dict[str, int] = {}
    for word in (*frequency, *nynorsk):
        count = _free(word, frequency, nynorsk)
        known = stem(word) if count else ""
        if len(known) >= SHORTEST_PART:
            found[known] = max(count, found.get(known, 0))
    return found


class Splitter:
    """Splits words by the document frequencies of the collection's words and of their stems."""

    def __init__(
        self,
        frequency: Mapping[str, int],
        nynorsk: Mapping[str, str],
        stems: Mapping[str, int],
    ) -> None:
        self._frequency = frequency
        self._nynorsk = nynorsk
        self._stems = stems
        self._best_split = recalling(self._best, REMEMBERED)

    def parts(self, word: str) -> tuple[str, ...]:
        """The parts of a folded word, two or more; empty where it is not split."""
        if not SHORTEST_WORD <= len(word) <= LONGEST_WORD or not word.isalpha():
            return ()
        return self._best_split(word)

    def runs(self, word: str) -> Iterator[str]:
        """The parts of a word, and each run of parts that is a word of the collection itself."""
        parts = self.parts(word)
        yield from parts
        for start in range(len(parts)):
            for end in range(start + 2, len(parts) + (start > 0)):
                for joint in JOINTS:
                    joined = joint.join(parts[start:end])
                    if _free(joined, self._frequency, self._nynorsk):
                        yield joined

    def _best(self, word: str) -> tuple[str, ...]:
        splits = list(self._splits(word, 0, 4))
        if not splits:
            return ()
        return tuple(self._nynorsk.get(part, part) for part in max(splits).parts)

    def _splits(self, word: str, start: int, most: int) -> Iterator[_Split]:
        """All splits of the rest of a word into at most so many parts."""
        for parts, weights in self._rests(word, start, most):
            if len(parts) >= 2:
                yield _Split(sum(weights) / len(weights) - PRICE * len(parts), parts)

    def _rests(
        self, word: str, start: int, most: int
    ) -> Iterator[tuple[tuple[str, ...], tuple[float, ...]]]:
        rest = word[start:]
        weight = self._last(rest)
        if weight is not None and start > 0:
            yield (rest,), (weight,)
        if most == 1:
            return
        for end in range(start + SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            part = word[start:end]
            weight = self._first(part)
            if weight is None:
                continue
            for joint in JOINTS:
                if word.startswith(joint, end):
                    for parts, weights in self._rests(word, end + len(joint), most - 1):
                        yield (part, *parts), (weight, *weights)

    def _first(self, part: str) -> float | None:
        """The weight of a part that is not the last; a long one may be known by its stem."""
        free = self._weight(part)
        if free is None and len(part) >= LONG_PART and part not in FRAGMENTS:
            known = self._stem_weight(part)
            return known - PRICE if known is not None else None
        return free

    def _last(self, rest: str) -> float | None:
        """The weight of a last part, known as a word or by its stem."""
        if len(rest) < SHORTEST_PART or rest in FRAGMENTS:
            return None
        free = self._weight(rest)
        return free if free is not None or len(rest) <= SHORTEST_PART else self._stem_weight(rest)

    def _weight(self, part: str) -> float | None:
        count = _free(part, self._frequency, self._nynorsk)
        return log(1 + count) if count else None

    def _stem_weight(self, part: str) -> float | None:
        count = self._stems.get(stem(part))
        return log(1 + count) if count else None


def _free(word: str, frequency: Mapping[str, int], nynorsk: Mapping[str, str]) -> int:
    """On how many pages a word stands that can be a part of others; 0 where it cannot be."""
    if len(word) < SHORTEST_PART or word in FRAGMENTS or not word.isalpha():
        return 0
    count = frequency.get(word, 0)
    if not count and len(word) > SHORTEST_PART and word in nynorsk:
        return _free(nynorsk[word], frequency, {})
    least = LEAST.get(len(word), 1)
    return count if count >= least else 0
