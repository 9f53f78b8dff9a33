"""Lexicon: what the words of one collection teach, and how its texts and queries are analysed.

Learned from document frequencies at build time and saved with the generation, so that queries are
read exactly as the texts were.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import msgspec

from index.language.compounds import REMEMBERED, Splitter
from index.language.nynorsk import to_bokmal
from index.language.spelling import PLAIN, Speller
from index.language.stem import stem
from index.language.stopwords import STOP_WORDS
from index.language.words import fold, without_digraphs, words

FINGERPRINT = "norwegian-3"
GRAM = 5
SHORTEST_PLAIN = 4  # letters of a word that may stand for one with æ, ø or å
COMMON_GRAM = 0.2  # grams of more than this share of the pages tell nothing


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: its bokmål form, its stem, and the stems of its parts."""

    surface: str
    stem: str
    parts: tuple[str, ...]


class Lexicon:
    """The words of a collection, in bokmål, with their document frequencies.

    `nynorsk` are the words of the collection that were found to be another in bokmål.
    """

    def __init__(self, frequency: Mapping[str, int], nynorsk: Mapping[str, str]) -> None:
        self.frequency = frequency
        self.nynorsk = nynorsk
        self.token = lru_cache(REMEMBERED)(self._token)
        self.bokmal = lru_cache(REMEMBERED)(self._bokmal)

    @classmethod
    def learn(cls, counted: Mapping[str, int]) -> "Lexicon":
        """Learn from folded words and the number of pages that hold them."""
        frequency: dict[str, int] = {}
        nynorsk: dict[str, str] = {}
        for word, count in counted.items():
            bokmal = _bokmal_of(word, counted)
            frequency[bokmal] = frequency.get(bokmal, 0) + count
            if bokmal != word:
                nynorsk[word] = bokmal
        return cls(frequency, nynorsk)

    def save(self, path: Path) -> None:
        """Write the lexicon beside its generation."""
        path.write_bytes(msgspec.json.encode((self.frequency, self.nynorsk)))

    @classmethod
    def load(cls, path: Path) -> "Lexicon":
        """Read a lexicon that was saved."""
        kind = tuple[dict[str, int], dict[str, str]]
        return cls(*msgspec.json.decode(path.read_bytes(), type=kind))

    @cached_property
    def splitter(self) -> Splitter:
        """Splits compounds into words of this collection."""
        return Splitter(self.frequency, self.nynorsk)

    @cached_property
    def speller(self) -> Speller:
        """Finds the word of this collection that was meant."""
        return Speller(self.frequency)

    @cached_property
    def stems(self) -> dict[str, int]:
        """The stems of all words, with the pages that hold each (at most: words are added up)."""
        pages: dict[str, int] = {}
        for word, count in self.frequency.items():
            pages[stem(word)] = pages.get(stem(word), 0) + count
        return pages

    @cached_property
    def _stems_by_letters(self) -> dict[str, set[str]]:
        """Stems by the plain letters of their words and of themselves."""
        found: dict[str, set[str]] = {}
        for word in self.frequency:
            for letters in {word.translate(PLAIN), stem(word).translate(PLAIN)}:
                found.setdefault(letters, set()).add(stem(word))
        return found

    def same_letters(self, surface: str) -> list[str]:
        """Stems with æ, ø or å that a word written without them may stand for."""
        if len(surface) < SHORTEST_PLAIN:
            return []
        own = stem(surface)
        known = self._stems_by_letters
        return sorted((known.get(surface, set()) | known.get(own, set())) - {own})

    @cached_property
    def words_by_gram(self) -> dict[str, list[str]]:
        """The words that hold each 5-gram."""
        found: dict[str, list[str]] = {}
        for word in self.frequency:
            for gram in grams(word):
                found.setdefault(gram, []).append(word)
        return found

    def _bokmal(self, word: str) -> str:
        """A folded word in bokmål, as this collection knows it."""
        if word in self.nynorsk:
            return self.nynorsk[word]
        if word in self.frequency:
            return word
        return _bokmal_of(word, self.frequency)

    def _token(self, word: str) -> Token:
        """A word as it is written, analysed."""
        surface = self.bokmal(fold(word))
        parts = dict.fromkeys(stem(part) for part in self.splitter.runs(surface))
        return Token(surface, stem(surface), tuple(parts))

    def tokens(self, text: str) -> Iterator[Token]:
        """The words of a text in order, stop words left out."""
        for word in words(text):
            token = self.token(word)
            if fold(word) not in STOP_WORDS and token.surface not in STOP_WORDS:
                yield token


def _bokmal_of(word: str, frequency: Mapping[str, int]) -> str:
    """A folded word in bokmål; ae, oe and aa are letters where the collection knows the word so."""
    letters = without_digraphs(word)
    if letters != word and frequency.get(letters, 0) > frequency.get(word, 0):
        word = letters
    return to_bokmal(word, lambda known: frequency.get(known, 0))


def grams(word: str) -> set[str]:
    """The 5-grams of a word with its bounds; of a short word itself."""
    bounded = f"_{word}_"
    if len(bounded) <= GRAM:
        return {bounded}
    return {bounded[start : start + GRAM] for start in range(len(bounded) - GRAM + 1)}
