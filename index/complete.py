"""Completion: what a reader may be about to type. Titles first, then words."""

from collections.abc import Iterator

import numpy as np

from index.language.stem import stem
from index.language.stopwords import STOP_WORDS
from index.language.words import fold, without_digraphs, words
from index.table import Numbers, Texts, text_bytes

MOST_TITLES = 3
MOST_WORDS = 5
SHORTEST = 2
LOOKED_AT = 200  # of the words that begin so, the most frequent


class Completer:
    """Completes by the words of a collection, and its titles as `title_line` has each, in order."""

    def __init__(self, words: Numbers, titles: Texts) -> None:
        self._words = words
        self._titles = titles

    def complete(self, text: str) -> tuple[str, ...]:
        """At most three titles that begin so, then five whole words."""
        begun = folded_text(text)
        if len(begun) < SHORTEST:
            return ()
        first, last = self._titles.beginning(text_bytes(begun))
        lines = self._titles.many((first, min(last, first + MOST_TITLES)))
        found = [line.partition("\t")[2] for line in lines]
        before, _, typed = text.rpartition(" ")
        if len(fold(typed)) >= SHORTEST:
            ends = self.words(fold(typed)) or self.words(without_digraphs(fold(typed)))
            found += [f"{before} {word}".strip() for word in ends]
        return tuple(dict.fromkeys(found))

    def words(self, prefix: str) -> list[str]:
        """The commonest form of each of the stems whose words, begun so, are most frequent."""
        forms: dict[str, list[tuple[int, str]]] = {}
        for pages, word in self._likeliest(prefix):
            if word not in STOP_WORDS and not word.isdecimal():
                forms.setdefault(stem(word), []).append((pages, word))
        likely = sorted(forms, key=lambda own: (-sum(n for n, _ in forms[own]), len(own), own))
        return [min(forms[own], key=_rank)[1] for own in likely[:MOST_WORDS]]

    def _likeliest(self, prefix: str) -> Iterator[tuple[int, str]]:
        """The most frequent words that begin so."""
        first, last = self._words.texts.beginning(text_bytes(prefix))
        pages = self._words.numbers[first:last]
        if len(pages) <= LOOKED_AT:
            yield from zip(pages.tolist(), self._words.texts.many((first, last)), strict=True)
            return
        for place in np.argpartition(pages, -LOOKED_AT)[-LOOKED_AT:].tolist():
            yield int(pages[place]), self._words.texts[first + place]


def title_line(title: str) -> str:
    """A title after its folded words; nothing for none."""
    return f"{folded_text(title)}\t{' '.join(title.split())}" if title else ""


def folded_text(text: str) -> str:
    """The folded words of a text."""
    return " ".join(without_digraphs(fold(word)) for word in words(text))


def _rank(form: tuple[int, str]) -> tuple[int, int, str]:
    pages, word = form
    return -pages, len(word), word
