"""A generated collection: pages as real ones look, the same for the same seed, one at a time."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np
from words import Vocabulary

from index.places import municipalities
from index.resource import (
    Call,
    Episode,
    Event,
    Example,
    Grant,
    Kind,
    Link,
    Outcome,
    Passage,
    Period,
    Project,
    Resource,
    Speaker,
    Visit,
)
from index.store import Store

TODAY = date(2026, 11, 25)
COLLECTED = datetime(2026, 11, 25, 3, tzinfo=UTC)
KINDS = {
    Kind.GUIDANCE: 0.32, Kind.NEWS: 0.26, Kind.PROJECT: 0.15, Kind.EVENT: 0.12,
    Kind.EPISODE: 0.06, Kind.EXAMPLE: 0.05, Kind.GRANT: 0.03, Kind.DOCUMENT: 0.01,
}  # fmt: skip
SOURCES = tuple(f"kilde-{letter}" for letter in "abcdefghijkl")
MEDIAN, SPREAD = 440, 0.8  # words of a main text: log-normal
LONG, EVERY = 70_000, 5_000  # words of a very long document, and how many pages have one
MENTIONED = ("klima", "kommune")  # each in three of four pages
BATCH = 200  # pages stored in one transaction

Random = np.random.Generator


class Pages:
    """So many pages of a seed. `edition` is how often a page has been written anew."""

    def __init__(self, count: int, seed: int) -> None:
        self.count = count
        self._seed = seed
        self._vocabulary = Vocabulary(seed)
        self._title = lru_cache(100_000)(self._new_title)
        self._places = tuple(municipalities().values())

    def page(self, number: int, edition: int = 0) -> Resource:
        """The page of this number; each edition is as long, so that none is taken for a loss."""
        rng = np.random.default_rng((self._seed, number, 0))
        kind = rng.choice(list(KINDS), p=list(KINDS.values()))
        is_long = number % EVERY == 7
        kind = Kind.DOCUMENT if is_long else Kind(kind)
        size = LONG if is_long else int(np.clip(rng.lognormal(np.log(MEDIAN), SPREAD), 30, 20_000))
        rng = np.random.default_rng((self._seed, number, edition)) if edition else rng
        source = self._source(number)
        published = TODAY - timedelta(days=int(rng.exponential(1200)))
        return Resource(
            address=self.address(number),
            kind=kind,
            source=source,
            publisher=source.title(),
            title=self._title(number),
            lead=_sentence(self._words(rng, 18)),
            passages=tuple(self._passages(rng, size, source, by_page=kind is Kind.DOCUMENT)),
            links=tuple(self._links(rng, number)),
            published=published if rng.random() < 0.8 else None,
            modified=published + timedelta(days=int(rng.integers(0, 200))),
            **self._facts(rng, kind),
        )

    def address(self, number: int) -> str:
        """The address of a page: its title is in it, as on real sites."""
        slug = "-".join(self._title(number).lower().split())
        return f"https://{self._source(number)}.example/{number // 100}/{slug}-{number}/"

    def _source(self, number: int) -> str:
        """A few sources hold most pages."""
        rng = np.random.default_rng((self._seed, number, 1_000_000))
        return SOURCES[int(len(SOURCES) * rng.random() ** 2)]

    def _new_title(self, number: int) -> str:
        rng = np.random.default_rng((self._seed, number, 2_000_000))
        return _capital(" ".join(self._words(rng, int(rng.integers(2, 8)))))

    def _words(self, rng: Random, count: int) -> list[str]:
        return self._vocabulary.words(self._vocabulary.draw(rng, count))

    def _passages(self, rng: Random, size: int, source: str, by_page: bool) -> Iterator[Passage]:
        """Text under headings, in paragraphs; the last paragraph is one that the source repeats."""
        words = self._text(rng, size)
        lengths = rng.integers(60, 260, size // 60 + 1)
        start, number = 0, 0
        while start < size:
            stretch = words[start : start + int(lengths[number])]
            start += len(stretch)
            text = "\n".join(_sentences(rng, stretch))
            if start >= size:
                text += f"\nHar du spørsmål om denne siden, er det {source} som svarer på dem."
            number += 1
            yield Passage(
                text=text,
                heading="" if by_page else _capital(" ".join(self._words(rng, 3))),
                anchor="" if by_page else f"del-{number}",
                page=number if by_page else None,
            )

    def _text(self, rng: Random, size: int) -> list[str]:
        """Words, a fifth of them said before on the page: what is mentioned is mentioned again."""
        ranks = self._vocabulary.draw(rng, size)
        again = np.flatnonzero(rng.random(size) < 0.2)
        ranks[again] = ranks[(rng.random(len(again)) * again).astype(np.int64)]
        words = self._vocabulary.words(ranks)
        for word in MENTIONED:
            if rng.random() < 0.75:
                for place in rng.integers(0, size, 1 + rng.poisson(1.5)):
                    words[place] = word
        return words

    def _links(self, rng: Random, number: int) -> Iterator[Link]:
        """To pages near by, and to a few that many link to."""
        near = number + rng.integers(-50, 50, rng.poisson(3))
        hubs = (rng.random(rng.poisson(1)) ** 4 * self.count).astype(np.int64)
        for other in (*near.tolist(), *hubs.tolist()):
            if other != number and 0 <= other < self.count:
                yield Link(target=self.address(other), text=self._title(other), passage=0)

    def _facts(self, rng: Random, kind: Kind) -> dict[str, Any]:
        """What only this kind has."""
        place = self._places[int(rng.integers(len(self._places)))]
        day = TODAY + timedelta(days=int(rng.integers(-2000, 120)))
        if kind is Kind.EVENT:
            period = Period(first=day, last=day, starts=time(9), ends=time(11, 30))
            speaker = Speaker(name=_capital(" ".join(self._words(rng, 2))), role="rådgiver")
            return {"event": Event(periods=(period,), place=place.name, speakers=(speaker,))}
        if kind is Kind.PROJECT:
            project = Project(county=place.county, applicant=place.name, year=day.year)
            return {"project": project}
        if kind is Kind.GRANT:
            call = Call(opens=day - timedelta(days=60), deadline=day)
            return {"grant": Grant(calls=(call,), applicants="kommuner")}
        if kind is Kind.EXAMPLE:
            return {"example": Example(municipality=place.name, county=place.county)}
        return {"episode": Episode(duration=1800)} if kind is Kind.EPISODE else {}


def _sentences(rng: Random, words: list[str]) -> Iterator[str]:
    """Paragraphs of a few sentences each."""
    lengths = iter(rng.integers(6, 24, len(words) // 6 + 1).tolist())
    rest, paragraph = iter(words), list[str]()
    while sentence := list(islice(rest, next(lengths, 20))):
        paragraph.append(_sentence(sentence))
        if len(paragraph) == 4:
            yield " ".join(paragraph)
            paragraph = []
    if paragraph:
        yield " ".join(paragraph)


def _sentence(words: list[str]) -> str:
    return _capital(" ".join(words)) + "."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def visit(resource: Resource, at: datetime) -> Visit:
    """The visit that read a page."""
    return Visit(
        address=resource.address,
        source=resource.source,
        at=at,
        outcome=Outcome.READ,
        status=200,
        size=len(resource.text),
        readings=(resource,),
    )


def remember(
    store: Store,
    pages: Pages,
    numbers: Iterable[int],
    edition: int,
    told: Callable[[int], None],
) -> None:
    """Store the pages of these numbers as one harvest; `told` gets how many are stored."""
    at = COLLECTED + timedelta(days=edition)
    harvest, done = store.begin_harvest(at), 0
    rest = iter(numbers)
    while batch := list(islice(rest, BATCH)):
        store.remember(harvest, [visit(pages.page(number, edition), at) for number in batch])
        done += len(batch)
        told(done)
    store.end_harvest(harvest, at)
