"""Crawl: visit sources politely, in a child process, and yield each Visit as it is made.

Errors:
    CrawlError      the crawl could not start, or its process ended before its work
"""

import multiprocessing
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Protocol

from index.resource import Visit
from scrapers.documents.document import DocumentLimits
from scrapers.source import Source

AGENT = "Klimasok/0.1"


class CrawlError(Exception):
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
    def transcript(self) -> bool:
        """Whether it is that of a transcript of something that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a crawl behaves; seconds and bytes.

    `resolve` maps a host to the "address:port" that answers for it, over plain HTTP.
    """

    contact: str = ""
    delay: float = 1.0
    timeout: float = 30.0
    largest: int = 3_000_000
    retries: int = 2
    depth: int = 12
    documents: DocumentLimits = field(default_factory=DocumentLimits)
    resolve: Mapping[str, str] = field(default_factory=dict)

    @property
    def user_agent(self) -> str:
        """Name, version, and whom to write to."""
        return f"{AGENT} (+{self.contact})" if self.contact else AGENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What a crawl is sent out with: all sources, the names of those to visit, what is known."""

    sources: tuple[Source, ...]
    chosen: tuple[str, ...]
    earlier: tuple[EarlierVisit, ...]
    manners: Manners


def crawl(errand: Errand) -> Generator[Visit, None, None]:
    """Visit the chosen sources and what they link to; a real site needs a contact address."""
    check_contact(errand.sources, errand.manners)
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(there, errand), daemon=True)
    process.start()
    there.close()
    try:
        yield from _received(here)
    finally:
        process.terminate()
        process.join(5)
        process.kill()
        process.join()
        process.close()
        here.close()


def check_contact(sources: Iterable[Source], manners: Manners) -> None:
    """Refuse to visit real hosts without a contact, also those that the sources link to."""
    real = {host for source in sources for host in source.hosts} - set(manners.resolve)
    if real and not manners.contact:
        raise CrawlError(
            "set `contact` in the configuration (an e-mail address or a page about you) before"
            " collecting real sites: their owners must be able to reach you"
        )


def _received(connection: Connection) -> Iterator[Visit]:
    while True:
        try:
            message = connection.recv()
        except EOFError as error:
            raise CrawlError("the crawling process ended before its work was done") from error
        if message is None:
            return
        yield message


def _run(connection: Connection, errand: Errand) -> None:
    """In the child: run the spider to its end, and say so."""
    from scrapers.spider import run_spider

    run_spider(errand, connection.send)
    connection.send(None)
