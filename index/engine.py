"""Engine: the one door through which the web finds and shows what is published.

Errors:
    EngineError
    ├── NothingPublishedError   no generation has been built yet
    └── UnavailableError        the cluster does not answer now, and may when it is asked again
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from index.expected import ExpectedError
from index.failures import Failure, Failures
from index.forward import ForwardIndex
from index.known import Visited
from index.language.lexicon import Lexicon
from index.query import Facet, Query
from index.record import Thing
from index.resource import Check, Link
from index.results import Connection, Coverage, Explanation, Page, Sums

PROGRAM = version("klimasok")


class EngineError(ExpectedError):
    """The engine cannot answer."""


class NothingPublishedError(EngineError):
    """No generation has been built yet."""


class UnavailableError(EngineError):
    """The cluster does not answer now, and may when it is asked again; `failure` is why."""

    def __init__(self, says: str, failure: Failure) -> None:
        super().__init__(says)
        self.failure = failure


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


class Item(NamedTuple):
    """A thing and its links, to be read if they are wanted.

    Their keys, of 64 bits, are others if anything of them has changed, but for checks of links.
    """

    key: int
    read: Callable[[], Thing]
    links_key: int
    links: Callable[[], Iterable[ThingLink]]

    @classmethod
    def of(cls, thing: Thing, links: Sequence[ThingLink] = ()) -> "Item":
        """A thing that is at hand, with its links."""
        own, leads = map(msgspec.json.encode, (thing, links))
        return cls(key_of(own), lambda: thing, key_of(leads), lambda: links)


def key_of(data: bytes) -> int:
    """64 bits that are others for other data."""
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """All that a generation is made of; a row of `forward` for each thing."""

    things: Iterable[Item]
    forward: ForwardIndex
    lexicon: Lexicon
    count: int
    coverage: Coverage
    health: Mapping[str, Check] = field(default_factory=dict)  # of addresses, by their keys
    visited: Iterable[Visited] = ()  # also what leads to none of the things
    anew: bool = False  # nothing is to be taken from what is published


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptGeneration:
    """A generation that can be served, and whether it is; when and by which version it was built.

    `pages` is how many it holds.
    """

    name: str
    built: datetime
    program: str
    pages: int
    is_served: bool


def to_roll_back_to(names: Sequence[str], served: str, wanted: str) -> str:
    """The wanted one of generations, the latest first; without one that before the served one.

    EngineError where there is none.
    """
    earlier = names[names.index(served) + 1 :] if served in names else names
    name = wanted or next(iter(earlier), "")
    if name not in names:
        raise EngineError(f"there is no generation {name or 'before the one that is served'}")
    return name


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
        """The engine held to the generation that is published now: never a mix of two.

        It is for one reader, whose time begins now.
        """
        ...

    def check(self) -> None:
        """EngineError where not all that is published can be asked just now."""
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
        """Ids of all records of so many things from the `first` (0) on, and when each changed."""
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

    def lexicon(self) -> Lexicon | None:
        """The lexicon of what is published, to read more words with; None where none is whole."""
        ...

    def publish(self, collection: Collection, progress: Callable[[int], None]) -> str:
        """Write, try out and swap; `progress` is told how many things are written.

        What was read with the same lexicon and has not changed may be taken from what is published.
        """
        ...

    def generations(self) -> tuple[KeptGeneration, ...]:
        """The generations that are kept, the latest first."""
        ...

    def roll_back(self, name: str = "") -> str:
        """Serve an earlier generation again, the one of this name or the one before; its name.

        EngineError where there is none, or where it is damaged or of another version.
        """
        ...

    def forget_earlier(self) -> None:
        """Remove every generation but the published one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Where an OpenSearch cluster is, and as whom it is asked.

    The path of the address is what the names of all indices begin with; of several hosts the others
    are asked where one does not answer: `https://one:9200,two:9200/klimasok`.
    """

    address: str
    user: str = ""
    secret: str = field(default="", repr=False)
    ca: str = ""  # file of the authority that vouches for it; empty: those that are known anyway


def open_engine(
    where: Path | Cluster,
    seconds: float = 0.5,
    failures: Failures | None = None,
    *,
    reading: bool = False,
) -> Engine:
    """The engine over the generations in a folder or a cluster, and the time of a search.

    For `reading`, every file is read to see whether it is as it was written; else those alone that
    something was done to. A cluster sees to its own files; there the time is that of all that a
    reader asks, and `failures` are counted.
    """
    if isinstance(where, Cluster):
        from index.engines.opensearch import open_cluster

        return open_cluster(where, seconds, failures or Failures())
    from index.engines.whoosh import WhooshEngine

    return WhooshEngine(where, seconds, reading=reading)


def open_publisher(where: Path | Cluster, kept: int = 3) -> Publisher:
    """What publishes generations in a folder or a cluster, and keeps so many earlier ones."""
    if isinstance(where, Cluster):
        from index.engines.opensearch import OpenSearchPublisher

        return OpenSearchPublisher(where, kept)
    from index.engines.whoosh import WhooshPublisher

    return WhooshPublisher(where, kept)
