"""Crawl: visit sources politely, in a child process, and yield each Visit as it is made.

Errors:
    CrawlError      the crawl could not start, or its process ended before its work
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any, Generic, Protocol, TypeVar

from index.expected import ExpectedError
from index.resource import Robots, Visit
from scrapers.manners import Manners
from scrapers.source import Source

Told = TypeVar("Told")


class CrawlError(ExpectedError):
    """The crawl could not start, or its process ended before its work."""


class EarlierVisit(Protocol):
    """What is known of an address from earlier visits."""

    @property
    def address(self) -> str:
        """The address."""

    @property
    def source(self) -> str:
        """The name of the source that visits it."""

    @property
    def etag(self) -> str:
        """The ETag of the last answer that was read."""

    @property
    def last_modified(self) -> str:
        """Its Last-Modified."""

    @property
    def last_visit(self) -> datetime | None:
        """When it was visited last."""

    @property
    def transcript(self) -> bool:
        """Whether it is that of a transcript of something that is known."""

    @property
    def depth(self) -> int:
        """How many links led there from a start address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What a crawl is sent out with: all sources, the names of those to visit, what is known.

    `done` are keys of addresses that are not asked for again; `resting` those that are asked for
    only where a sitemap or a feed says that they are new. A `full` crawl sends no conditions, one
    that will `explain` says of each field where the page has it. Two errands of one
    `scope` set out to visit the same.
    """

    sources: tuple[Source, ...]
    chosen: tuple[str, ...]
    earlier: tuple[EarlierVisit, ...]
    manners: Manners
    done: frozenset[str] = frozenset()
    resting: frozenset[str] = frozenset()
    robots: tuple[Robots, ...] = ()
    full: bool = False
    explain: bool = False
    scope: str = ""


class Crawl(Generic[Told]):
    """A crawl that is under way: an iterator of what it tells, closed at its end or early.

    `run` runs in a process of its own, on the errand; it calls what it is handed to tell.
    """

    def __init__(self, run: Callable[[Any, Callable[[Told], None]], None], errand: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, there = context.Pipe(duplex=False)
        self._process = context.Process(target=_run, args=(there, run, errand), daemon=True)
        self._process.start()
        there.close()
        self._stopped = False

    def stop(self) -> None:
        """Ask for nothing more; what was sent until now can still be taken."""
        self._stopped = True
        self._process.kill()

    def close(self) -> None:
        """End the crawling process."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._connection.close()

    def __iter__(self) -> Iterator[Told]:
        return self

    def __next__(self) -> Told:
        try:
            told: Told | None = self._connection.recv()
        except (EOFError, OSError) as error:
            if self._stopped:
                raise StopIteration from error
            raise CrawlError("the crawling process ended before its work was done") from error
        if told is None:
            raise StopIteration
        return told


def crawl(errand: Errand) -> Crawl[Visit]:
    """Visit the chosen sources and what they link to; a real site needs a contact address."""
    check_contact(errand.sources, errand.manners)
    return Crawl(_run_pages, errand)


def check_contact(sources: Iterable[Source], manners: Manners) -> None:
    """Refuse to visit real hosts without a contact, also those that the sources link to."""
    need_contact((host for source in sources for host in source.hosts), manners)


def need_contact(hosts: Iterable[str], manners: Manners) -> None:
    """Refuse to visit real hosts without a contact."""
    if set(hosts) - set(manners.resolve) and not manners.contact:
        raise CrawlError(
            "set `contact` in the configuration (an e-mail address or a page about you) before"
            " collecting real sites: their owners must be able to reach you"
        )


def _run_pages(errand: Errand, tell: Callable[[Visit], None]) -> None:
    from scrapers.spider import run_spider

    run_spider(errand, tell)


def _run(connection: Connection, run: Callable[..., None], errand: Any) -> None:
    """In the child: run the spider to its end, and say so. Ctrl-C is for the parent to hear."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_die_with_parent, daemon=True).start()
    run(errand, connection.send)
    connection.send(None)


def _die_with_parent() -> None:
    """Never go on asking a site when nobody is left to remember what it says."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
