"""The spider: what to ask for next, and what came of it. Runs in the crawl's own process."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.utils.sitemap import Sitemap
from twisted.python.failure import Failure

from index.resource import Kind, Outcome, Resource, Visit, address_key
from scrapers.answer import (
    content_type,
    is_html,
    redirect_target,
    robots_tag,
    visit_by_status,
    visit_of,
)
from scrapers.crawl import EarlierVisit, Errand, Manners
from scrapers.documents.document import DocumentError
from scrapers.documents.middleware import READ
from scrapers.documents.resource import resource_of
from scrapers.pages import Refused, directives, open_page, read_page
from scrapers.pages.feed import read_feed
from scrapers.source import Rule, Source, owner_of
from scrapers.transcripts import TranscriptError, read_transcript

MOST_REDIRECTS = 10
FEED_FIRST, LISTS_NEXT = 20, 10
LEAST_DELAY = 0.001  # seconds; without any, Scrapy 2.19 sends all that waits for a host at once
Reader = Callable[[Response, Source], Visit]


def run_spider(errand: Errand, send: Callable[[Visit], None]) -> None:
    """Run to the end; every visit is sent as it is made."""
    process = CrawlerProcess(_settings(errand.manners))
    process.crawl(PageSpider, errand=errand, send=send)
    process.start()


def _settings(manners: Manners) -> dict[str, Any]:
    handler = "scrapers.resolving.ResolvingHandler"
    return {
        "AUTOTHROTTLE_ENABLED": manners.delay > 0,
        "AUTOTHROTTLE_START_DELAY": manners.delay,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "COOKIES_ENABLED": False,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "nb, nn;q=0.9, no;q=0.8, en;q=0.5",
        },
        "DEPTH_LIMIT": manners.depth,
        "DOWNLOAD_DELAY": max(manners.delay, LEAST_DELAY),
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "DOCUMENT_LIMITS": manners.documents,
        "DOWNLOADER_MIDDLEWARES": {"scrapers.documents.middleware.DocumentMiddleware": 50},
        "DOWNLOAD_MAXSIZE": manners.largest,
        "DOWNLOAD_TIMEOUT": manners.timeout,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "HTTPERROR_ALLOW_ALL": True,
        "LOG_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "RESOLVE": dict(manners.resolve),
        "RETRY_TIMES": manners.retries,
        "ROBOTSTXT_OBEY": True,
        "TELNETCONSOLE_ENABLED": False,
        "USER_AGENT": manners.user_agent,
    }


class PageSpider(Spider):
    """Visits what the sources start with, what was known before, and what these lead to."""

    name = "pages"

    def __init__(self, errand: Errand, send: Callable[[Visit], None], **_: Any) -> None:
        super().__init__()
        self.sources = {source.name: source for source in errand.sources}
        self.chosen = [self.sources[name] for name in errand.chosen]
        self.earlier = {address_key(earlier.address): earlier for earlier in errand.earlier}
        self.send = send
        self.largest_document = errand.manners.documents.size
        self.asked: set[str] = set()
        self.transcripts = {key for key, earlier in self.earlier.items() if earlier.transcript}

    async def start(self) -> AsyncIterator[Request]:
        """Feeds first, then sitemaps and lists, then all that was known before."""
        for source in self.chosen:
            for address in source.feeds:
                yield self._request(address, source, self._feed, FEED_FIRST)
            for address in source.sitemaps:
                yield self._request(address, source, self._sitemap, LISTS_NEXT)
            for request in self._requests(
                ((source.name, address) for address in source.start), LISTS_NEXT
            ):
                yield request
        known = ((earlier.source, earlier.address) for earlier in self.earlier.values())
        for request in self._requests(pair for pair in known if self._is_still_ours(*pair)):
            yield request

    def _is_still_ours(self, name: str, address: str) -> bool:
        """Whether a known address is one that its source, as it is today, would read."""
        source = self.sources.get(name)
        if source is None or source not in self.chosen:
            return False
        return source.address(address) is not None and not source.refuses(address)

    def _requests(self, found: Iterable[tuple[str, str]], priority: int = 0) -> Iterator[Request]:
        """Requests for the addresses that were not asked for before."""
        for name, address in found:
            key = address_key(address)
            if key not in self.asked:
                self.asked.add(key)
                yield self._request(address, self.sources[name], self._page, priority)

    def _request(self, address: str, source: Source, reader: Reader, priority: int) -> Request:
        self.asked.add(address_key(address))
        return Request(
            address,
            callback=self.came,
            errback=self.failed,
            headers=_conditions(self.earlier.get(address_key(address))),
            cb_kwargs={"source": source, "reader": reader},
            dont_filter=True,  # `asked` knows better: it holds twins of an address for one
            meta={"download_maxsize": self.largest_document} if _is_file(address, source) else {},
            priority=priority,
        )

    def came(self, response: Response, source: Source, reader: Reader) -> Iterator[Request]:
        """An answer came: read it, tell of it, and go on to what it leads to."""
        redirect = redirect_target(response)
        if redirect:
            stop = self._stop(response, redirect)
            self.send(visit_of(response, source, Outcome.MOVED, moved_to=redirect, reason=stop))
            if self._is_transcript(response.url) and _file_name(response.url) == _file_name(
                redirect
            ):
                self.transcripts.add(address_key(redirect))
            if not stop:
                yield from self._redirected(response, source, reader, redirect)
            return
        visit = visit_by_status(response, source) or self._read(response, source, reader)
        self.send(visit)
        yield from self._requests(visit.found)

    def failed(self, failure: Failure) -> None:
        """No answer came, or robots.txt forbids to ask."""
        request: Request = failure.request  # type: ignore[attr-defined]
        refused = isinstance(failure.value, IgnoreRequest)
        self.send(
            Visit(
                address=request.url,
                source=request.cb_kwargs["source"].name,
                at=datetime.now(UTC),
                outcome=Outcome.REFUSED if refused else Outcome.FAILED,
                reason="robots.txt" if refused else _reason(failure),
            )
        )

    def _stop(self, response: Response, target: str) -> str:
        """Why a redirect is not followed; empty if it may be."""
        own = owner_of(target, self.sources.values())
        if own is None:
            return "leads to a host of no source"
        if response.meta.get("hops", 0) >= MOST_REDIRECTS:
            return f"more than {MOST_REDIRECTS} redirects"
        is_page = response.cb_kwargs["reader"] == self._page
        return "leads to what is never read" if is_page and own.refuses(target) else ""

    def _redirected(
        self, response: Response, source: Source, reader: Reader, target: str
    ) -> Iterator[Request]:
        """Follow a redirect once; a twin of the address is asked again, and a feed's always."""
        assert response.request is not None
        own = owner_of(target, self.sources.values())
        assert own is not None
        reader = reader if own is source else self._page
        twin = address_key(target) == address_key(response.request.url)
        if twin or reader != self._page or address_key(target) not in self.asked:
            request = self._request(target, own, reader, response.request.priority)
            request.meta["hops"] = response.meta.get("hops", 0) + 1
            yield request

    def _read(self, response: Response, source: Source, reader: Reader) -> Visit:
        try:
            return reader(response, source)
        except (Refused, TranscriptError) as refusal:
            return visit_of(response, source, Outcome.REFUSED, reason=str(refusal))
        except Exception as error:  # noqa: BLE001 - whatever a site sends, the crawl goes on
            reason = f"could not be read: {type(error).__name__}: {error}"[:300]
            return visit_of(response, source, Outcome.FAILED, reason=reason)

    def _feed(self, response: Response, source: Source) -> Visit:
        readings = tuple(read_feed(response.body, source))
        found = tuple(self._leads(source, (reading.address for reading in readings)))
        found += tuple(self._transcripts(source, readings))
        return visit_of(response, source, Outcome.LISTED, readings=readings, found=found)

    def _transcripts(
        self, source: Source, readings: Iterable[Resource]
    ) -> Iterator[tuple[str, str]]:
        """The addresses of what is said in recordings; what is read there is a transcript."""
        for reading in readings:
            for address in reading.transcripts:
                self.transcripts.add(address_key(address))
                yield source.name, address

    def _is_transcript(self, address: str) -> bool:
        return address_key(address) in self.transcripts

    def _sitemap(self, response: Response, source: Source) -> Visit:
        addresses = (str(entry.get("loc", "")) for entry in Sitemap(response.body))
        found = tuple(self._leads(source, addresses))
        return visit_of(response, source, Outcome.LISTED, found=found)

    def _document(self, response: Response, source: Source) -> Visit:
        document = response.meta[READ]
        if isinstance(document, DocumentError):
            raise Refused(str(document))
        reading = resource_of(document, source.address(response.url) or response.url, source)
        return visit_of(response, source, Outcome.READ, readings=(reading,), reason=document.cut)

    def _page(self, response: Response, source: Source) -> Visit:
        if self._is_transcript(response.url):
            said = read_transcript(response.body, response.url, source)
            return visit_of(response, source, Outcome.READ, readings=(said,))
        if READ in response.meta:
            return self._document(response, source)
        if not isinstance(response, TextResponse) or not is_html(response):
            raise Refused(f"not a page: {content_type(response) or 'no content type'}")
        rule = _rule(response.url, source)
        if rule and rule.kind is Kind.DOCUMENT:
            raise Refused("a page in place of a document")
        page = open_page(response.url, response.text, rule or Rule(), source)
        found = list(self._leads(source, (target for target, _ in page.links)))
        reading = read_page(page, rule, source) if rule else None
        if reading:
            found += self._leads_elsewhere(source, reading)
            found += self._transcripts(source, (reading,))
        if "nofollow" in directives(page.meta.get("robots", "")) | robots_tag(response):
            found = []
        outcome = Outcome.READ if reading else Outcome.LISTED
        readings = (reading,) if reading else ()
        return visit_of(response, source, outcome, readings=readings, found=tuple(found))

    def _leads(self, source: Source, addresses: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Addresses that the source follows on its own hosts."""
        for address in dict.fromkeys(addresses):
            own = source.address(address)
            if own and source.follows(own):
                yield source.name, own

    def _leads_elsewhere(self, source: Source, reading: Resource) -> Iterator[tuple[str, str]]:
        """What the main text links to on the hosts of other sources, too."""
        for link in reading.links:
            owner = owner_of(link.target, self.sources.values())
            address = owner.address(link.target) if owner else None
            if owner and address and not owner.refuses(address):
                reaches = owner is not source and owner.linked is not None
                if owner.follows(address) or reaches:
                    yield owner.name, address


def _rule(address: str, source: Source) -> Rule | None:
    """How a page is read: by its rule, as a list, or as what others' links lead to."""
    rule = source.rule(address)
    if rule or source.linked is None or source.lists(address):
        return rule
    return Rule(kind=source.linked)


def _is_file(address: str, source: Source) -> bool:
    rule = source.rule(address)
    return rule is not None and rule.kind is Kind.DOCUMENT


def _file_name(address: str) -> str:
    return urlsplit(address).path.rpartition("/")[2]


def _conditions(earlier: EarlierVisit | None) -> dict[str, str]:
    """Headers that let the site answer that nothing has changed."""
    headers = {}
    if earlier and earlier.etag:
        headers["If-None-Match"] = earlier.etag
    if earlier and earlier.last_modified:
        headers["If-Modified-Since"] = earlier.last_modified
    return headers


def _reason(failure: Failure) -> str:
    name = failure.type.__name__ if failure.type else "unknown"
    return f"{name}: {failure.getErrorMessage()}"[:300]
