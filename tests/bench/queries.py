"""Queries of every class, chosen by how many pages of the collection hold their words."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise
from typing import Any

from collection import KINDS, SOURCES, TODAY, Pages

from index.language.lexicon import Lexicon
from index.language.stem import stem
from index.language.stopwords import STOP_WORDS
from index.query import Alternative, Facet, Phrase, Query, Sort, Unit
from index.resource import OSLO

NOW = datetime(2026, 11, 25, 12, tzinfo=OSLO)
EACH = 40  # queries of a class
PREFIX, TYPO, WHOLE = "prefix", "typo", "whole request"
LETTERS = "abdefgiklmnoprstuv"


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: a text, and the query that it means where that is settled beforehand.

    A settled query has plain words, without alternatives and without 5-grams: the same work for
    every engine.
    """

    text: str
    query: Query | None = None


class Asks:
    """Makes the queries of each class; the same for the same collection and seed."""

    def __init__(self, pages: Pages, lexicon: Lexicon, seed: int) -> None:
        self._rng = random.Random(seed)
        self._pages = pages
        self._lexicon = lexicon
        self._share = {
            word: count / pages.count
            for word, count in sorted(lexicon.frequency.items())
            if len(word) > 3 and word.isalpha() and word not in STOP_WORDS
        }
        self._rare = self._between(0, 0.002)
        self._middle = self._between(0.01, 0.08)
        self._common = self._between(0.2, 1)

    def of_each_class(self) -> dict[str, list[Ask]]:
        """So many different queries of each class."""
        makers: dict[str, Callable[[], Ask]] = {
            "rare word": lambda: self._plain(self._rare, 1),
            "common word": lambda: self._plain(self._common, 1),
            "3 words, any": self._any,
            "3 words, all": lambda: self._plain(self._common, 3),
            "phrase": self._phrase,
            PREFIX: self._prefix,
            TYPO: self._typo,
            "filter": self._filter,
            "facets over all": self._facets,
            "newest, of three years": self._newest,
            WHOLE: self.whole,
        }
        return {name: list(islice(_different(make), EACH)) for name, make in makers.items()}

    def whole(self) -> Ask:
        """A reader's text: two to four words, some frequent, some not, some compounds."""
        chosen = [self._rng.choice(self._common), self._rng.choice(self._middle)]
        chosen += self._rng.sample(self._middle, self._rng.randint(0, 1))
        chosen += [self._rng.choice(self._rare)] * self._rng.randint(0, 1)
        self._rng.shuffle(chosen)
        return Ask(" ".join(chosen))

    def _between(self, least: float, most: float) -> list[str]:
        """Words that such a share of the pages hold; the nearest ones where there are few."""
        found = [word for word, share in self._share.items() if least <= share <= most]
        if len(found) < EACH:
            middle = (least + most) / 2
            found = sorted(self._share, key=lambda word: abs(self._share[word] - middle))[:EACH]
        return found

    def _plain(self, words: list[str], count: int, **more: Any) -> Ask:
        units = tuple(map(_unit, self._rng.sample(words, count)))
        return _ask(units, **more)

    def _any(self) -> Ask:
        """One of three words, which is one word with two others for it."""
        words = self._rng.sample(self._common, 3)
        return _ask((_unit(words[0], *words[1:]),))

    def _phrase(self) -> Ask:
        """Two frequent words that stand side by side on some page."""
        while True:
            number = self._rng.randrange(self._pages.count)
            tokens = list(self._lexicon.tokens(self._pages.page(number).passages[0].text))
            pairs = [
                (one, other)
                for one, other in pairwise(tokens)
                if min(self._share.get(t.surface, 0) for t in (one, other)) > 0.05
            ]
            if pairs:
                chosen = self._rng.choice(pairs)
                surfaces = tuple(token.surface for token in chosen)
                phrase = Phrase(stems=tuple(token.stem for token in chosen), surfaces=surfaces)
                return _ask(tuple(map(_unit, surfaces)), phrases=(phrase,))

    def _prefix(self) -> Ask:
        word = self._rng.choice(self._middle)
        return Ask(word[: self._rng.randint(3, 5)])

    def _typo(self) -> Ask:
        """A word with a letter too few, too many, or wrong."""
        while True:
            word = self._rng.choice(self._middle)
            place = self._rng.randint(1, len(word) - 2)
            letter = self._rng.choice(["", word[place] * 2, self._rng.choice(LETTERS)])
            typed = word[:place] + letter + word[place + 1 :]
            if len(word) > 6 and typed not in self._lexicon.frequency:
                return Ask(typed)

    def _filter(self) -> Ask:
        kind, source = self._rng.choice(list(KINDS)[:5]), self._rng.choice(SOURCES)
        return self._plain(
            self._common, 1, filters={Facet.KIND: (kind.value,), Facet.SOURCE: (source,)}
        )

    def _facets(self) -> Ask:
        """Everything, or everything of a kind from a year."""
        kind, year = self._rng.choice(list(KINDS)[:5]), TODAY.year - self._rng.randint(0, 10)
        filters = {Facet.KIND: (kind.value,), Facet.YEAR: (str(year),)}
        return _ask((), filters=filters if self._rng.random() < 0.9 else {})

    def _newest(self) -> Ask:
        first = TODAY.year - self._rng.randint(2, 6)
        years = tuple(str(first + more) for more in range(3))
        return self._plain(self._common, 1, filters={Facet.YEAR: years}, sort=Sort.NEWEST)


def _different(make: Callable[[], Ask]) -> Iterator[Ask]:
    """Different ones, as long as there are some to be found."""
    seen = set()
    for _ in range(50 * EACH):
        ask = make()
        if repr(ask) not in seen:
            seen.add(repr(ask))
            yield ask


def _ask(units: tuple[Unit, ...], **more: Any) -> Ask:
    text = " ".join(unit.word for unit in units)
    return Ask(text, Query(now=NOW, text=text, units=units, **more))


def _unit(word: str, *others: str) -> Unit:
    """A word, and others that count as much."""
    stems = dict.fromkeys(map(stem, (word, *others)))
    ways = tuple(Alternative(stems=(found,), weight=1.0, why=found) for found in stems)
    return Unit(word=word, surface=word, stem=stem(word), alternatives=ways)
