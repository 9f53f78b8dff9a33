"""Spelling: the word of the collection that a reader meant.

Letters are folded first (æøå as a and o), then the optimal string alignment distance decides. Of
words as near it is the likeliest: by document frequency, the kind of slip, and the first letter.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from math import log

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

PLAIN = str.maketrans("æøå", "aoa")
# In units of log frequency
EASY_SLIP = 3.0
FIRST_LETTER = 1.5
OTHER_LETTERS = 2.0  # for each letter that differs, æøå told apart
SHORTEST = 3  # letters of a word that is ever repaired
SHORT = 5  # a word of so many letters may be off by one, a longer one by two
EDGE = 3  # first or last letters, of which one slip in a word longer than both leaves one whole


class Speller:
    """Knows the words of a collection by their plain letters and their lengths."""

    def __init__(self, frequency: Mapping[str, int]) -> None:
        self._frequency = frequency
        self._by_letters: dict[str, list[str]] = {}
        self._by_length: dict[int, list[str]] = {}
        for word in frequency:
            self._by_letters.setdefault(word.translate(PLAIN), []).append(word)
        self._by_edge: dict[str, list[str]] = {}
        for letters in self._by_letters:
            self._by_length.setdefault(len(letters), []).append(letters)
            for edge in _edges(letters):
                self._by_edge.setdefault(edge, []).append(letters)

    def nearest(self, word: str, most: int = 2) -> str | None:
        """The word that was meant, at most so many slips away; None if no word is near."""
        letters = word.translate(PLAIN)
        if letters.isdecimal() or len(letters) < SHORTEST:
            return None
        for slips in range(most + 1 if len(letters) > SHORT else 2):
            near = [known for known in self._within(letters, slips) if known != word]
            if near:
                return max(near, key=lambda known: (self._likely(word, known), known))
        return None

    def _within(self, letters: str, slips: int) -> Iterator[str]:
        """The words that are so many slips away, or fewer."""
        for others in self._lists(letters, slips):
            found = extract(letters, others, scorer=OSA.distance, score_cutoff=slips, limit=None)
            for other, _, _ in found:
                yield from self._by_letters[other]

    def _lists(self, letters: str, slips: int) -> Iterator[Collection[str]]:
        """Lists that hold every word which may be so near."""
        if slips == 0:
            yield {letters} & self._by_letters.keys()
        elif slips == 1 and len(letters) > 2 * EDGE:
            first, last = (self._by_edge.get(edge, ()) for edge in _edges(letters))
            yield {*first, *last}
        else:
            for length in range(len(letters) - slips, len(letters) + slips + 1):
                yield self._by_length.get(length, ())

    def _likely(self, word: str, known: str) -> float:
        """How likely the word is a slip for a known one, as a log probability up to a constant."""
        score = log(1 + self._frequency[known])
        score += EASY_SLIP if _is_easy_slip(word, known) else 0.0
        score -= FIRST_LETTER if word[0] != known[0] else 0.0
        return score - OTHER_LETTERS * OSA.distance(word, known)


def _edges(letters: str) -> tuple[str, str]:
    return f"{letters[:EDGE]}-", f"-{letters[-EDGE:]}"


def _is_easy_slip(word: str, known: str) -> bool:
    """A letter left out, two letters swapped, or one typed twice: there are few ways to do so."""
    if len(word) + 1 == len(known):
        return any(known[:at] + known[at + 1 :] == word for at in range(len(known)))
    if len(word) == len(known):
        return sorted(word) == sorted(known)
    return any(a == b and word[:at] + word[at + 1 :] == known for at, (a, b) in _pairs(word))


def _pairs(word: str) -> Iterator[tuple[int, tuple[str, str]]]:
    return enumerate(pairwise(word))
