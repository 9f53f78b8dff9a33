"""Lexicon: what the words of one collection teach, and how its texts and queries are analysed.

Learned from document frequencies at build time and saved with the generation, so that queries are
read exactly as the texts were.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from index.language.compounds import REMEMBERED, Splitter, free_stems
from index.language.nynorsk import to_bokmal
from index.language.spelling import PLAIN, PlainWords, Speller
from index.language.stem import stem
from index.language.stopwords import STOP_WORDS
from index.language.words import fold, without_digraphs, words
from index.recall import recalling
from index.table import (
    Extended,
    Numbers,
    open_meanings,
    open_numbers,
    save_meanings,
    save_numbers,
)

FINGERPRINT = "norwegian-5"
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

    `nynorsk` are the words of the collection that were found to be another in bokmål; `name` tells
    what it was learned from. Words are read by the frequencies that were `learned`, so that those
    which have come since change nothing in how others are read.
    """

    def __init__(
        self, frequency: Mapping[str, int], nynorsk: Mapping[str, str], name: str = ""
    ) -> None:
        self.name = name
        self.frequency = frequency
        self.learned = frequency
        self.nynorsk = nynorsk
        self.token = recalling(self._token, REMEMBERED)
        self.bokmal = recalling(self._bokmal, REMEMBERED)

    @classmethod
    def learn(cls, counted: Mapping[str, int], name: str = "") -> "Lexicon":
        """Learn from folded words and the number of pages that hold them."""
        frequency: dict[str, int] = {}
        nynorsk: dict[str, str] = {}
        for word, count in counted.items():
            bokmal = _bokmal_of(word, counted)
            frequency[bokmal] = frequency.get(bokmal, 0) + count
            if bokmal != word:
                nynorsk[word] = bokmal
        return cls(frequency, nynorsk, name)

    @cached_property
    def words(self) -> Numbers:
        """All words in their order, with their document frequencies."""
        return Numbers.of(self.frequency)

    @cached_property
    def stems(self) -> Mapping[str, int]:
        """The stems of all words, with the pages that hold each (at most: words are added up)."""
        pages: dict[str, int] = {}
        for word, count in self.frequency.items():
            pages[stem(word)] = pages.get(stem(word), 0) + count
        return pages

    @cached_property
    def free_stems(self) -> Mapping[str, int]:
        """The stems of words that can be parts of compounds."""
        return free_stems(self.learned, self.nynorsk)

    @cached_property
    def plain_words(self) -> PlainWords:
        """The words in plain letters."""
        return PlainWords.of(self.frequency)

    @cached_property
    def letters(self) -> Mapping[str, str]:
        """The words with æ, ø or å, by their plain letters and by those of their stems."""
        found: dict[str, list[str]] = {}
        for word in self.frequency:
            plain = word.translate(PLAIN)
            if plain != word:
                for letters in {plain, stem(word).translate(PLAIN)}:
                    found.setdefault(letters, []).append(word)
        return {letters: " ".join(known) for letters, known in found.items()}

    @cached_property
    def forms(self) -> Mapping[str, str]:
        """The words of texts that hold a stem, whole or as a part."""
        known = (*self.frequency, *self.nynorsk)
        return forms_of(known, map(self.token, known), {})

    @cached_property
    def splitter(self) -> Splitter:
        """Splits compounds into words of this collection."""
        return Splitter(self.learned, self.nynorsk, self.free_stems)

    @cached_property
    def speller(self) -> Speller:
        """Finds the word of this collection that was meant."""
        return Speller(self.frequency, self.plain_words, self.letters)

    def same_letters(self, surface: str) -> list[str]:
        """Stems with æ, ø or å that a word written without them may stand for."""
        if len(surface) < SHORTEST_PLAIN:
            return []
        own = stem(surface)
        words = f"{self.letters.get(surface, '')} {self.letters.get(own, '')}".split()
        return sorted({stem(word) for word in words} - {own})

    def _bokmal(self, word: str) -> str:
        """A folded word in bokmål, as this collection knows it."""
        if word in self.nynorsk:
            return self.nynorsk[word]
        if word in self.learned:
            return word
        return _bokmal_of(word, self.learned)

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


def forms_of(
    words: Iterable[str], tokens: Iterable[Token], spellings: Mapping[str, str]
) -> dict[str, str]:
    """The words that hold each stem, whole or as a part, in each of their spellings."""
    found: dict[str, list[str]] = {}
    for word, token in zip(words, tokens, strict=True):
        for own in {token.stem, *token.parts}:
            held = found.setdefault(own, [])
            held.append(word)
            if word in spellings:
                held.append(spellings[word])
    return {own: " ".join(held) for own, held in found.items()}


class SavedLexicon(Lexicon):
    """A lexicon in the files of a generation, which are mapped into memory, not read.

    Words that have come since it was learned are known and marked, but not yet suggested.
    """

    def __init__(self, folder: Path, name: str = "") -> None:
        self._folder = folder
        self.words = open_numbers(folder, "words")
        super().__init__(self.words, open_meanings(folder, "nynorsk"), name)
        self.free_stems = open_numbers(folder, "free-stems")
        self.plain_words = PlainWords.open(folder)
        self.letters = open_meanings(folder, "letters")
        self.frequency = Extended(self.words, open_numbers(folder, "new-words").in_memory())
        stems, forms = open_numbers(folder, "new-stems"), open_meanings(folder, "new-forms")
        self.stems = Extended(open_numbers(folder, "stems"), stems.in_memory())
        self.forms = Extended(open_meanings(folder, "forms"), forms.in_memory())

    def in_memory(self) -> Lexicon:
        """The same, to read many words with."""
        nynorsk = open_meanings(self._folder, "nynorsk").in_memory()
        lexicon = Lexicon(self.words.in_memory(), nynorsk, self.name)
        lexicon.free_stems = open_numbers(self._folder, "free-stems").in_memory()
        return lexicon


def save_lexicon(
    lexicon: Lexicon,
    words: Sequence[str],
    tokens: Iterable[Token],
    spellings: Mapping[str, str],
    folder: Path,
) -> None:
    """Write a lexicon with what is derived from it.

    `words` are those of the texts, folded; `tokens` what each was read as; `spellings` how texts
    spell a word otherwise, in lower case.
    """
    folder.mkdir()
    save_numbers(folder, "words", lexicon.frequency)
    save_meanings(folder, "nynorsk", lexicon.nynorsk)
    save_numbers(folder, "stems", lexicon.stems)
    save_numbers(folder, "free-stems", lexicon.free_stems)
    save_meanings(folder, "letters", lexicon.letters)
    save_meanings(folder, "forms", forms_of(words, tokens, spellings))
    PlainWords.save(folder, lexicon.frequency)
    _save_new(folder, {}, {}, {})


def known_words(lexicon: Lexicon) -> Set[str]:
    """The words of texts that a lexicon was learned from."""
    return lexicon.learned.keys() | lexicon.nynorsk.keys()


def carry_lexicon(
    lexicon: Lexicon,
    earlier: Path,
    counted: Mapping[str, int],
    spellings: Mapping[str, str],
    folder: Path,
) -> None:
    """Write a lexicon as it was saved earlier, with the words that have come since, counted."""
    shutil.copytree(earlier, folder)
    tokens = [lexicon.token(word) for word in counted]
    words: dict[str, int] = {}
    stems: dict[str, int] = {}
    for token, count in zip(tokens, counted.values(), strict=True):
        if token.surface not in lexicon.learned:
            words[token.surface] = words.get(token.surface, 0) + count
    known = open_numbers(earlier, "stems")
    for word, count in words.items():
        own = stem(word)
        stems[own] = stems.get(own, known.get(own, 0)) + count
    before = open_meanings(earlier, "forms")
    forms = {
        own: f"{before.get(own, '')} {new}".strip()
        for own, new in forms_of(counted, tokens, spellings).items()
    }
    _save_new(folder, words, stems, forms)


def _save_new(
    folder: Path, words: Mapping[str, int], stems: Mapping[str, int], forms: Mapping[str, str]
) -> None:
    save_numbers(folder, "new-words", words)
    save_numbers(folder, "new-stems", stems)
    save_meanings(folder, "new-forms", forms)


def grams(word: str) -> set[str]:
    """The 5-grams of a word with its bounds; of a short word itself."""
    bounded = f"_{word}_"
    if len(bounded) <= GRAM:
        return {bounded}
    return {bounded[start : start + GRAM] for start in range(len(bounded) - GRAM + 1)}
