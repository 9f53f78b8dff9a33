"""Completion: what a reader may be about to type. Titles first, then words."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from index.language.lexicon import Lexicon
from index.language.stem import stem
from index.language.stopwords import STOP_WORDS
from index.language.words import fold, without_digraphs, words

MOST_TITLES = 3
MOST_WORDS = 5
SHORTEST = 2


class Completer:
    """Completes by the words and titles of a collection."""

    def __init__(self, lexicon: Lexicon, titles: Iterable[str]) -> None:
        self._frequency = lexicon.frequency
        self._words = sorted(word for word in lexicon.frequency if not word.isdecimal())
        self._titles = sorted((folded_text(title), title) for title in set(titles) if title)

    def complete(self, text: str) -> tuple[str, ...]:
        """At most three titles that begin so, then five whole words."""
        begun = folded_text(text)
        if len(begun) < SHORTEST:
            return ()
        found = [title for _, title in _from(self._titles, begun)][:MOST_TITLES]
        before, _, last = text.rpartition(" ")
        if len(fold(last)) >= SHORTEST:
            ends = self.words(fold(last)) or self.words(without_digraphs(fold(last)))
            found += [f"{before} {word}".strip() for word in ends]
        return tuple(dict.fromkeys(found))

    def words(self, prefix: str) -> list[str]:
        """The commonest form of each of the stems whose words, begun so, are most frequent."""
        forms: dict[str, list[str]] = {}
        for at in range(bisect_left(self._words, prefix), len(self._words)):
            word = self._words[at]
            if not word.startswith(prefix):
                break
            if word not in STOP_WORDS:
                forms.setdefault(stem(word), []).append(word)
        pages = {own: sum(map(self._frequency.__getitem__, found)) for own, found in forms.items()}
        likely = sorted(forms, key=lambda own: (-pages[own], len(own), own))[:MOST_WORDS]
        return [min(forms[own], key=self._rank) for own in likely]

    def _rank(self, word: str) -> tuple[int, int, str]:
        return -self._frequency[word], len(word), word


def folded_text(text: str) -> str:
    """The folded words of a text."""
    return " ".join(without_digraphs(fold(word)) for word in words(text))


def _from(ordered: list[tuple[str, str]], begun: str) -> Iterator[tuple[str, str]]:
    for entry in ordered[bisect_left(ordered, (begun, "")) :]:
        if not entry[0].startswith(begun):
            return
        yield entry
