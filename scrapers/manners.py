"""Manners: what the crawler promises the sites, and the limits that keep a site from eating it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

AGENT = "Klimasok/0.1"
PRODUCT = AGENT.partition("/")[0]


def _limit(default: float, about: str, least: float = 0) -> Any:
    """A limit with its default, what it means (docs/configuration.md), and the least it can be."""
    return field(default=default, metadata={"about": about, "least": least})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where the crawler stops. How often each was reached is counted under its name."""

    seconds: float = _limit(120.0, "seconds for one answer in all")
    header_bytes: int = _limit(64_000, "bytes of an answer's headers")
    body_bytes: int = _limit(15_000_000, "bytes of an answer, also after decompression")
    feed_bytes: int = _limit(2_000_000, "bytes of a feed")
    html_bytes: int = _limit(3_000_000, "bytes of a page above which only its text is read")
    elements: int = _limit(30_000, "elements of a page above which only its text is read")
    nesting: int = _limit(500, "elements within each other above which only a page's text is read")
    document_pages: int = _limit(500, "pages of a PDF; of a longer one the first are read")
    document_seconds: int = _limit(60, "seconds of work on a document before it is given up")
    document_memory: int = _limit(512, "megabytes that reading a document may take", least=200)
    links: int = _limit(5_000, "links of one page that are followed and kept")
    redirects: int = _limit(10, "redirects in a row")
    depth: int = _limit(12, "links from a start address to a page")
    address_length: int = _limit(2_048, "characters of an address")
    same_segment: int = _limit(2, "times that the path of an address may hold the same segment")
    variants: int = _limit(500, "addresses of one path that differ in their parameters only")
    source_pages: int = _limit(10_000, "addresses of one source that a harvest asks for")
    pages: int = _limit(50_000, "addresses that a harvest asks for")
    hosts: int = _limit(4, "hosts that are asked at the same time")
    failures: int = _limit(20, "requests in a row without answer after which a host is left")
    retry_after: float = _limit(3_600.0, "longest wait, in seconds, that a host may ask for")
    crawl_delay: float = _limit(60.0, "longest pause, in seconds, that a robots.txt may ask for")
    robots_bytes: int = _limit(512_000, "bytes of a robots.txt that are read")
    robots_age: float = _limit(86_400.0, "seconds for which a robots.txt counts")
    checked_links: int = _limit(200, "links that one run of `searchsvc links --check` asks for")
    resume_age: float = _limit(172_800.0, "seconds after which a stopped harvest is not resumed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a crawl behaves; times are seconds.

    `resolve` maps a host to the "address:port" that answers for it, over plain HTTP. `private`
    are hosts that may lie at an address of a private network. `proxy` is the address of an
    outgoing proxy, `about` that of a page about the crawler.
    """

    contact: str = ""
    about: str = ""
    delay: float = 1.0
    timeout: float = 30.0
    retries: int = 2
    resolve: Mapping[str, str] = field(default_factory=dict)
    private: tuple[str, ...] = ()
    proxy: str = ""
    limits: Limits = field(default_factory=Limits)

    @property
    def user_agent(self) -> str:
        """Name, version, where to read about the crawler, and whom to write to."""
        known = "; ".join(filter(None, (self.about, self.contact)))
        return f"{AGENT} (+{known})" if known else AGENT
