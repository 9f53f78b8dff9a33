"""Counts the terms of all topics in a text in one walk over its words.

A term is a word, a phrase, or the beginning* or *end of a word; each place in a text counts once
for a topic, by the longest of its terms there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from index.language.words import fold, words

LETTERS = 2  # by which terms that words begin with are looked up
MOST_KNOWN = 100_000  # words; what is read could fill the memory


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of a topic: its first word, the words after it, and where it is open."""

    topic: str
    first: str
    more: tuple[str, ...]
    open_start: bool
    open_end: bool

    def begins(self, word: str) -> bool:
        """Whether the first word of the term can be this one."""
        open_end = self.open_end and not self.more
        if self.open_start:
            return self.first in word if open_end else word.endswith(self.first)
        return word.startswith(self.first) if open_end else word == self.first

    def goes_on(self, following: list[str]) -> bool:
        """Whether the other words of the term follow."""
        if not self.more:
            return True
        *whole, last = self.more
        if following[: len(whole)] != whole or len(following) <= len(whole):
            return False
        end = following[len(whole)]
        return end.startswith(last) if self.open_end else end == last


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of many topics; what a word can begin is remembered."""

    closed: Mapping[str, list[_Term]]  # by the word
    begun: Mapping[str, list[_Term]]  # by the first letters of words that begin so
    inside: list[_Term]  # of words that hold it, or end so
    longest: int
    known: dict[str, list[_Term]] = field(default_factory=dict)

    def count(self, text: list[str]) -> Counter[str]:
        """How many places in the plain words of a text bear a term of each topic."""
        found: Counter[str] = Counter()
        ends: dict[str, int] = {}
        for place, word in enumerate(text):
            for term in self._beginning(word):
                if place >= ends.get(term.topic, 0) and term.goes_on(
                    text[place + 1 : place + self.longest]
                ):
                    found[term.topic] += 1
                    ends[term.topic] = place + 1 + len(term.more)
        return found

    def _beginning(self, word: str) -> list[_Term]:
        """The terms that a word can begin, the longest first."""
        found = self.known.get(word)
        if found is None:
            begun = chain.from_iterable(self.begun.get(word[:n], ()) for n in range(1, LETTERS + 1))
            terms = {t for t in chain(begun, self.inside) if t.begins(word)}
            terms.update(self.closed.get(word, ()))
            found = sorted(terms, key=lambda term: -len(term.more))
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[word] = found
        return found


def plain(text: str) -> list[str]:
    """The words of a text as terms are matched in them."""
    return [fold(word) for word in words(text)]


def make_terms(topics: Iterable[tuple[str, Iterable[str]]]) -> Terms:
    """Of topics and the terms of each."""
    terms = [_term(topic, term) for topic, written in topics for term in written]
    closed: dict[str, list[_Term]] = defaultdict(list)
    begun: dict[str, list[_Term]] = defaultdict(list)
    for term in terms:
        if not _is_open(term):
            closed[term.first].append(term)
        elif not term.open_start:
            begun[term.first[:LETTERS]].append(term)
    return Terms(
        closed=dict(closed),
        begun=dict(begun),
        inside=[term for term in terms if term.open_start],
        longest=1 + max((len(term.more) for term in terms), default=0),
    )


def _is_open(term: _Term) -> bool:
    return term.open_start or (term.open_end and not term.more)


def _term(topic: str, written: str) -> _Term:
    first, *more = plain(written)
    return _Term(topic, first, tuple(more), written.startswith("*"), written.endswith("*"))
