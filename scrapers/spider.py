"""The spider: what to ask for next, and what came of it. Runs in the crawl's own process."""

import gc
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from index.resource import Kind, Outcome, Resource, Robots, Visit, address_key
from scrapers.answer import (
    content_type,
    failed_visit,
    header,
    is_html,
    redirect_target,
    refresh_target,
    robots_tag,
    visit_by_status,
    visit_of,
)
from scrapers.crawl import Errand
from scrapers.documents.document import LIMIT_OF, TOO_MANY_PAGES, DocumentError
from scrapers.documents.middleware import READ
from scrapers.documents.resource import resource_of
from scrapers.frontier import Found, Frontier
from scrapers.pages import (
    Empty,
    HtmlPage,
    Refused,
    decode,
    directives,
    open_page,
    open_plain,
    read_page,
)
from scrapers.pages.feed import read_feed
from scrapers.pages.origins import origins_of
from scrapers.pages.plain import read_plain
from scrapers.pages.sitemap import is_sitemap, read_sitemap
from scrapers.settings import scrapy_settings
from scrapers.source import Rule, Source, owner_of
from scrapers.transcripts import TranscriptError, read_transcript

FEED_FIRST, LISTS_NEXT = 20, 10
LARGE = 500_000  # bytes of an answer after which memory is tidied up at once
Reader = Callable[[Response, Source], Visit]


def run_spider(errand: Errand, send: Callable[[Visit], None]) -> None:
    """Run to the end; every visit is sent as it is made."""
    process = CrawlerProcess(scrapy_settings(errand.manners, errand.robots))
    process.crawl(PageSpider, errand=errand, send=send)
    process.start(install_signal_handlers=False)


class PageSpider(Spider):
    """Visits what the sources start with, what was known before, and what these lead to."""

    name = "pages"

    def __init__(self, errand: Errand, send: Callable[[Visit], None], **_: Any) -> None:
        super().__init__()
        self.errand = errand
        self.limits = errand.manners.limits
        self.sources = {source.name: source for source in errand.sources}
        self.chosen = [self.sources[name] for name in errand.chosen]
        self.earlier = {address_key(earlier.address): earlier for earlier in errand.earlier}
        self.frontier = Frontier(errand)
        self.send = send
        self.robots: list[Robots] = []  # read since the last visit that was told of
        self.transcripts = {key for key, earlier in self.earlier.items() if earlier.transcript}

    async def start(self) -> AsyncIterator[Request]:
        """Feeds first, then sitemaps and lists, then all that was known before."""
        for source in self.chosen:
            for addresses, reader, priority in (
                (source.feeds, self._feed, FEED_FIRST),
                (source.sitemaps, self._sitemap, LISTS_NEXT),
                (source.start, self._page, LISTS_NEXT),
            ):
                for address in addresses:
                    if self.frontier.admits(source.name, address):
                        yield self._request(address, source, reader, priority)
        for earlier in self.earlier.values():
            if self._is_still_ours(earlier.source, earlier.address):
                for request in self._requests([(earlier.source, earlier.address)]):
                    request.meta["depth"] = earlier.depth
                    yield request

    def is_ours(self, address: str) -> bool:
        """Whether an address is on a host of one of the sources."""
        return owner_of(address, self.sources.values()) is not None

    def _is_still_ours(self, name: str, address: str) -> bool:
        """Whether a known address is one that its source, as it is today, would read."""
        source = self.sources.get(name)
        if source is None or source not in self.chosen:
            return False
        return source.address(address) is not None and not source.refuses(address)

    def _requests(self, found: Iterable[Found]) -> Iterator[Request]:
        """Requests for the addresses that were not asked for before."""
        for name, address in found:
            if self.frontier.admits(name, address):
                yield self._request(address, self.sources[name], self._page)

    def _request(self, address: str, source: Source, reader: Reader, priority: int = 0) -> Request:
        meta = {"download_maxsize": self.limits.feed_bytes} if reader == self._feed else {}
        return Request(
            address,
            callback=self.came,
            errback=self.failed,
            headers={} if self.errand.full else self._conditions(address),
            meta=meta,
            cb_kwargs={"source": source, "reader": reader},
            dont_filter=True,  # the frontier knows better: it holds twins of an address for one
            priority=priority,
        )

    def _conditions(self, address: str) -> dict[str, str]:
        """Headers that let the site answer that nothing has changed."""
        earlier = self.earlier.get(address_key(address))
        headers = {}
        if earlier and earlier.etag:
            headers["If-None-Match"] = earlier.etag
        if earlier and earlier.last_modified:
            headers["If-Modified-Since"] = earlier.last_modified
        return headers

    def came(self, response: Response, source: Source, reader: Reader) -> Iterator[Request]:
        """An answer came: read it, tell of it, and go on to what it leads to."""
        response = response.replace(url=response.meta.get("named", response.url))
        redirect, visit = redirect_target(response), None
        if not redirect:
            visit = visit_by_status(response, source) or self._read(response, source, reader)
            redirect = refresh_target(response) if visit.outcome is Outcome.EMPTY else ""
        if visit is None or redirect:
            stop = self._stop(response, redirect)
            self._tell(visit_of(response, source, Outcome.MOVED, moved_to=redirect, reason=stop))
            if not stop:
                yield from self._redirected(response, source, reader, redirect)
            return
        found = tuple(self.frontier.sound(visit.found))
        if response.meta.get("depth", 0) >= self.limits.depth:
            self.frontier.reach(source.name, "depth", len(found))
            found = ()
        requests = list(self._requests(found))
        self._tell(replace(visit, found=found))
        yield from requests

    def failed(self, failure: Failure) -> None:
        """No answer came, or it was not to be asked for."""
        request: Request = failure.request  # type: ignore[attr-defined]
        visit, limit = failed_visit(failure, request)
        self.frontier.reach(visit.source, limit)
        self._tell(visit)

    def _tell(self, visit: Visit) -> None:
        """Send a visit, with what was reached and learnt since the last one."""
        robots, self.robots = tuple(self.robots), []
        reached = self.frontier.take_reached(visit.source)
        self.send(replace(visit, reached=reached, robots=robots))

    def _stop(self, response: Response, target: str) -> str:
        """Why a redirect is not followed; empty if it may be."""
        own = owner_of(target, self.sources.values())
        if own is None:
            return "leads to a host of no source"
        most = self.limits.redirects
        limit = "redirects" if response.meta.get("hops", 0) >= most else self.frontier.fault(target)
        if limit:
            self.frontier.reach(response.cb_kwargs["source"].name, limit)
            return f"more than {most} redirects" if limit == "redirects" else f"limit: {limit}"
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
        if self._is_transcript(response.url) and _file_name(response.url) == _file_name(target):
            self.transcripts.add(address_key(target))
        twin = address_key(target) == address_key(response.request.url)
        wanted = self.frontier.admits(own.name, target)
        if twin or reader != self._page or wanted:
            request = self._request(target, own, reader, response.request.priority)
            request.meta["hops"] = response.meta.get("hops", 0) + 1
            named = own.address(target)
            if named and named == own.address(response.request.url):  # it only adds a session id
                request.meta["named"] = named
            yield request

    def _read(self, response: Response, source: Source, reader: Reader) -> Visit:
        try:
            return reader(response, source)
        except (Refused, TranscriptError) as refusal:
            return visit_of(response, source, Outcome.REFUSED, reason=str(refusal))
        except Empty as finding:
            return visit_of(response, source, Outcome.EMPTY, reason=str(finding))
        except Exception as error:  # noqa: BLE001 - whatever a site sends, the crawl goes on
            reason = f"could not be read: {type(error).__name__}: {error}"[:300]
            return visit_of(response, source, Outcome.FAILED, reason=reason)
        finally:
            if len(response.body) > LARGE:
                gc.collect()  # the tree of a page holds itself, and the next may be as large

    def _feed(self, response: Response, source: Source) -> Visit:
        readings = tuple(read_feed(response.body, source))
        for reading in readings:
            self._renew(reading.address, reading.published)
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
        """Pages that the source follows, and what a sitemap index lists: more sitemaps."""
        sitemap = read_sitemap(response.body, self.limits.body_bytes)
        for address, modified in sitemap.pages:
            self._renew(address, modified)
        found = [*self._leads(source, (address for address, _ in sitemap.pages))]
        for address in sitemap.sitemaps:
            own = source.address(address)
            found += [(source.name, own)] if own and not source.refuses(own) else []
        return visit_of(response, source, Outcome.LISTED, found=tuple(found))

    def _renew(self, address: str, day: date | None) -> None:
        """Bring a page forward that has changed since it was visited."""
        earlier = self.earlier.get(address_key(address))
        if day and earlier and earlier.last_visit and day >= earlier.last_visit.date():
            self.frontier.renew(address)

    def _document(self, response: Response, source: Source) -> Visit:
        document = response.meta[READ]
        if isinstance(document, DocumentError):
            self.frontier.reach(source.name, LIMIT_OF.get(document.fault, ""))
            raise Refused(str(document))
        if document.cut.startswith(TOO_MANY_PAGES):
            self.frontier.reach(source.name, "document_pages")
        reading = resource_of(document, source.address(response.url) or response.url, source)
        return visit_of(response, source, Outcome.READ, readings=(reading,), reason=document.cut)

    def _page(self, response: Response, source: Source) -> Visit:
        if self._is_transcript(response.url):
            said = read_transcript(response.body, response.url, source)
            return visit_of(response, source, Outcome.READ, readings=(said,))
        if READ in response.meta:
            return self._document(response, source)
        if is_sitemap(response.body):
            return self._sitemap(response, source)
        if not isinstance(response, TextResponse) or not is_html(response):
            raise Refused(f"not a page: {content_type(response) or 'no content type'}")
        rule = source.reads(response.url)
        if rule and rule.kind is Kind.DOCUMENT:
            raise Refused("a page in place of a document")
        return self._html(response, source, rule)

    def _html(self, response: TextResponse, source: Source, rule: Rule | None) -> Visit:
        page, explain = self._opened(response, rule or Rule(), source), self.errand.explain
        found = list(self._leads(source, page.links))
        reading = read_page(page, rule, source) if rule else None
        if reading:
            reading = replace(reading, links=reading.links[: self.limits.links])
            is_own = source.rule(response.url) is not None
            found += self._leads_elsewhere(source, reading, is_own=is_own)
            found += self._transcripts(source, (reading,))
        if "nofollow" in directives(page.meta.get("robots", "")) | robots_tag(response):
            found = []
        outcome = Outcome.READ if reading else Outcome.LISTED
        return visit_of(
            response,
            source,
            outcome,
            readings=(reading,) if reading else (),
            found=tuple(dict.fromkeys(found)),
            origins=origins_of(page, rule, reading) if rule and reading and explain else {},
        )

    def _opened(self, response: TextResponse, rule: Rule, source: Source) -> HtmlPage:
        """The page; only its text where opening it would take too much memory."""
        markup, limits = decode(response.body, header(response, "Content-Type")), self.limits
        plain = read_plain(markup)
        for limit, size in (
            ("html_bytes", len(response.body)),
            ("elements", plain.elements),
            ("nesting", plain.deepest),
        ):
            if size > getattr(limits, limit):
                self.frontier.reach(source.name, limit)
                page = open_plain(response.url, plain, rule, source)
                break
        else:
            page = open_page(response.url, markup, rule, source)
        self.frontier.reach(source.name, "links", len(page.links) - limits.links)
        return replace(page, links=page.links[: limits.links])

    def _leads(self, source: Source, addresses: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Addresses that the source follows on its own hosts."""
        for address in dict.fromkeys(addresses):
            own = source.address(address)
            if own and source.follows(own):
                dropped = urlsplit(address).query and not urlsplit(own).query
                self.frontier.reach(source.name, "parameters", int(bool(dropped)))
                yield source.name, own

    def _leads_elsewhere(
        self, source: Source, reading: Resource, *, is_own: bool
    ) -> Iterator[tuple[str, str]]:
        """What the main text links to on the hosts of other sources, too.

        From a page of the source's own one hop further than the others follow; from one that was
        reached so, no further.
        """
        for link in reading.links:
            owner = owner_of(link.target, self.sources.values())
            address = owner.address(link.target) if owner else None
            if owner and address and not owner.refuses(address):
                reaches = owner is not source and owner.linked is not None and is_own
                if owner.follows(address) or reaches:
                    yield owner.name, address


def _file_name(address: str) -> str:
    return urlsplit(address).path.rpartition("/")[2]
