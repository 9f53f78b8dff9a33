"""Spelling: the word of the collection that a reader meant.

Letters are folded first (æøå as a and o), then the optimal string alignment distance decides. Of
words as near it is the likeliest: by document frequency, the kind of slip, and the first letter.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import log
from pathlib import Path

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.table import Texts, open_texts, save_texts, text_bytes

PLAIN = str.maketrans("æøå", "aoa")
# In units of log frequency
EASY_SLIP = 3.0
FIRST_LETTER = 1.5
OTHER_LETTERS = 2.0  # for each letter that differs, æøå told apart
SHORTEST = 3  # letters of a word that is ever repaired
SHORT = 5  # a word of so many letters may be off by one, a longer one by two
EDGE = 3  # first or last letters, of which one slip in a word longer than both leaves one whole
MANY = 50_000  # of more words than this only those on two pages or more are suggested


@dataclass(frozen=True, slots=True)
class PlainWords:
    """The words of a collection in plain letters, in three orders: by beginning, end and length."""

    by_beginning: Texts
    by_end: Texts  # the last letters, a space, the word
    by_length: Texts  # the length, a space, the word

    @classmethod
    def of(cls, frequency: Mapping[str, int]) -> "PlainWords":
        """In memory."""
        return cls(*map(Texts.of, _orders(frequency)))

    @classmethod
    def open(cls, folder: Path) -> "PlainWords":
        """From the folder in which they were saved."""
        return cls(*(open_texts(folder, f"plain-{name}") for name in cls.__slots__))

    @classmethod
    def save(cls, folder: Path, frequency: Mapping[str, int]) -> None:
        """Write them into a folder."""
        for name, texts in zip(cls.__slots__, _orders(frequency), strict=True):
            save_texts(folder, f"plain-{name}", texts)

    def that_begin(self, letters: str) -> list[str]:
        """The words that begin so."""
        return self.by_beginning.many(self.by_beginning.beginning(text_bytes(letters)))

    def that_end(self, letters: str) -> list[str]:
        """The words whose last letters are these."""
        return self._keyed(self.by_end, letters)

    def of_length(self, length: int) -> list[str]:
        """The words of so many letters."""
        return self._keyed(self.by_length, str(length))

    def _keyed(self, texts: Texts, key: str) -> list[str]:
        found = texts.many(texts.beginning(text_bytes(f"{key} ")))
        return [text[len(key) + 1 :] for text in found]


def _orders(frequency: Mapping[str, int]) -> Iterator[list[str]]:
    least = 2 if len(frequency) > MANY else 1
    plain = sorted({word.translate(PLAIN) for word, n in frequency.items() if n >= least})
    yield plain
    yield sorted(f"{word[-EDGE:]} {word}" for word in plain)
    yield sorted(f"{len(word)} {word}" for word in plain)


class Speller:
    """Knows the words of a collection; `letters` gives the words with æøå of plain letters."""

    def __init__(
        self, frequency: Mapping[str, int], plain: PlainWords, letters: Mapping[str, str]
    ) -> None:
        self._frequency = frequency
        self._plain = plain
        self._letters = letters

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
        if slips == 0:
            yield from self._words(letters)
            return
        for others in self._lists(letters, slips):
            found = extract(letters, others, scorer=OSA.distance, score_cutoff=slips, limit=None)
            for other, _, _ in found:
                yield from self._words(other)

    def _words(self, letters: str) -> Iterator[str]:
        """The words of the collection that have these plain letters."""
        if letters in self._frequency:
            yield letters
        for word in self._letters.get(letters, "").split():
            if word.translate(PLAIN) == letters:
                yield word

    def _lists(self, letters: str, slips: int) -> Iterator[list[str]]:
        """Lists that together hold every word which may be so near."""
        if slips == 1 and len(letters) > 2 * EDGE:
            yield self._plain.that_begin(letters[:EDGE])
            yield self._plain.that_end(letters[-EDGE:])
        else:
            for length in range(len(letters) - slips, len(letters) + slips + 1):
                yield self._plain.of_length(length)

    def _likely(self, word: str, known: str) -> float:
        """How likely the word is a slip for a known one, as a log probability up to a constant."""
        score = log(1 + self._frequency[known])
        score += EASY_SLIP if _is_easy_slip(word, known) else 0.0
        score -= FIRST_LETTER if word[0] != known[0] else 0.0
        return score - OTHER_LETTERS * OSA.distance(word, known)


def _is_easy_slip(word: str, known: str) -> bool:
    """A letter left out, two letters swapped, or one typed twice: there are few ways to do so."""
    if len(word) + 1 == len(known):
        return any(known[:at] + known[at + 1 :] == word for at in range(len(known)))
    if len(word) == len(known):
        return sorted(word) == sorted(known)
    return any(a == b and word[:at] + word[at + 1 :] == known for at, (a, b) in _pairs(word))


def _pairs(word: str) -> Iterator[tuple[int, tuple[str, str]]]:
    return enumerate(pairwise(word))
