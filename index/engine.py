"""Engine: the one door through which the web finds and shows what is published.

Errors:
    EngineError
    └── NothingPublishedError   no generation has been built yet
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from index.forward import ForwardIndex
from index.known import Visited
from index.language.lexicon import Lexicon
from index.query import Facet, Query
from index.record import Thing
from index.resource import Check, Link
from index.results import Connection, Coverage, Explanation, Page, Sums


class EngineError(Exception):
    """The engine cannot answer."""


class NothingPublishedError(EngineError):
    """No generation has been built yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingLink:
    """A link of one thing, and the thing it leads to where that is collected.

    `check` is how the link was when it was asked for last.
    """

    thing: str
    link: Link
    heading: str
    target: str | None
    check: Check | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """All that a generation is made of; a row of `forward` for each thing."""

    things: Iterable[Thing]
    forward: ForwardIndex
    lexicon: Lexicon
    count: int
    links: Iterable[ThingLink]
    coverage: Coverage
    visited: Iterable[Visited] = ()  # also what leads to none of the things


class Engine(Protocol):
    """Reads the published generation. Safe to share between threads."""

    @property
    def generation(self) -> str:
        """The name of the published generation; changes with every build."""
        ...

    @property
    def lexicon(self) -> Lexicon:
        """The words of the published collection: with these a query is analysed."""
        ...

    def current(self) -> "Engine":
        """The engine held to the generation that is published now: never a mix of two."""
        ...

    def next_change(self, now: datetime) -> datetime:
        """Until when, counted from `now`, the generation shows and ranks everything as now.

        A midnight in Oslo, or before it the moment at which an event begins or is over.
        """
        ...

    def search(self, query: Query) -> Page:
        """Find; a query without terms lists everything that passes its filters."""
        ...

    def values(self, facet: Facet) -> tuple[str, ...]:
        """All values of a facet that something published has."""
        ...

    def sums(self, query: Query) -> Sums:
        """What the projects that a query finds got, together and by the values of each facet."""
        ...

    def explain(self, query: Query, thing_id: str) -> Explanation | None:
        """What a thing's score for a query is made of."""
        ...

    def complete(self, text: str) -> tuple[str, ...]:
        """What a reader who has typed this may be about to type."""
        ...

    def get(self, thing_id: str) -> Thing | None:
        """A thing by the id of any of its records."""
        ...

    def changed(self, first: int, most: int) -> tuple[tuple[str, datetime], ...]:
        """The ids of so many things from the `first` on (from 0), and when each last changed."""
        ...

    def find(self, address: str) -> Thing | None:
        """The thing that has this address, or had it."""
        ...

    def visited(self, address: str) -> Visited | None:
        """The last visit to an address that leads to no thing; None where it is not known."""
        ...

    def links_out(self, thing_id: str) -> tuple[Connection, ...]:
        """What a thing links to."""
        ...

    def links_in(self, thing_id: str) -> tuple[Connection, ...]:
        """What links to a thing."""
        ...

    def coverage(self) -> Coverage:
        """What the generation holds."""
        ...


class Publisher(Protocol):
    """Writes a new generation beside the published one, and swaps them."""

    def publish(self, collection: Collection, progress: Callable[[int], None]) -> str:
        """Write, check and swap; `progress` is told how many things are written."""
        ...

    def forget_earlier(self) -> None:
        """Remove every generation but the published one."""
        ...


def open_engine(folder: Path, seconds: float = 0.5) -> Engine:
    """The engine over the generations in a folder, and the time that a search may take."""
    from index.engines.whoosh import WhooshEngine

    return WhooshEngine(folder, seconds)


def open_publisher(folder: Path) -> Publisher:
    """What publishes generations in a folder."""
    from index.engines.whoosh import WhooshPublisher

    return WhooshPublisher(folder)
