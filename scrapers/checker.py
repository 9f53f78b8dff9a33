"""The checker: the spider that asks for links. Runs in a process of its own."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from twisted.python.failure import Failure

from index.resource import Check, Health, Outcome, Robots, address_key, is_front
from scrapers.answer import cause_of, header, is_html, redirect_target
from scrapers.checking import LinkErrand
from scrapers.pages import decode
from scrapers.pages.emptiness import NO_SUCH_PAGE, excuse_of
from scrapers.pages.plain import read_plain
from scrapers.settings import scrapy_settings

ENOUGH = 200_000  # bytes of a page: by then it has said what it is
MOST_WORDS = 150  # of a page that says that there is none, its menus included
BUSY = (429, 503)
GONE = (404, 410)
REFUSED = (401, 402, 403, 407, 451)
BETWEEN = re.compile(r"\s[|–—:-]\s")  # the name of a page and that of its site
Found = tuple[Health, str]  # and why


def run_checker(errand: LinkErrand, tell: Callable[[Check], None]) -> None:
    """Run to the end; every check is told as it is made."""
    settings = scrapy_settings(errand.manners, errand.robots)
    del settings["DOWNLOADER_MIDDLEWARES"]["scrapers.documents.middleware.DocumentMiddleware"]
    process = CrawlerProcess(settings)
    process.crawl(LinkSpider, errand=errand, tell=tell)
    process.start(install_signal_handlers=False)


class LinkSpider(Spider):
    """Asks for the head of each address, and for the page where that does not settle it."""

    name = "links"

    def __init__(self, errand: LinkErrand, tell: Callable[[Check], None], **_: Any) -> None:
        super().__init__()
        self.errand = errand
        self.tell = tell
        self.robots: list[Robots] = []  # read since the last check that was told of

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Made by Scrapy."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(_cut_off, signals.bytes_received)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The head of each address."""
        for address in self.errand.addresses:
            yield self._request("HEAD", address, address, 0)

    def is_ours(self, address: str) -> bool:
        """Whether a robots.txt may be followed there."""
        return not self.errand.excludes(address)

    def _request(self, method: str, address: str, link: str, hops: int) -> Request:
        return Request(
            address,
            method=method,
            callback=self.came,
            errback=self.failed,
            headers={"Accept-Encoding": "identity"},  # a page that is cut off can still be read
            meta={"received": 0},
            cb_kwargs={"link": link, "hops": hops},
            dont_filter=True,
        )

    def came(self, response: Response, link: str, hops: int) -> Iterator[Request]:
        """An answer came: follow it, look at the page, or say what is known."""
        target = redirect_target(response)
        is_head = response.request is not None and response.request.method == "HEAD"
        if target:
            stop = self._stop(link, target, hops)
            if stop:
                self._say(link, response, stop)
            else:
                yield self._request("HEAD", target, link, hops + 1)
        elif is_head and _is_open(response):
            yield self._request("GET", response.url, link, hops)
        else:
            self._say(link, response, _found(response))

    def _stop(self, link: str, target: str, hops: int) -> Found | None:
        """Why a redirect is not followed, and what that says of the link."""
        if is_front(target) and not is_front(link):
            return Health.SOFT, "leads to the front page"
        if hops >= self.errand.manners.limits.redirects:
            return Health.UNKNOWN, f"more than {hops} redirects"
        if self.errand.excludes(target):
            return Health.UNKNOWN, "leads to what is not asked for"
        return None

    def failed(self, failure: Failure) -> None:
        """No answer came, or it was not to be asked for."""
        request: Request = failure.request  # type: ignore[attr-defined]
        outcome, reason, _ = cause_of(failure)
        health = Health.REFUSED if outcome is Outcome.REFUSED else Health.UNKNOWN
        self._tell(Check(
            address=request.cb_kwargs["link"], at=datetime.now(UTC), health=health, reason=reason
        ))  # fmt: skip

    def _say(self, link: str, response: Response, found: Found) -> None:
        health, reason = found
        moved = health is Health.OK and address_key(link) != address_key(response.url)
        self._tell(Check(
            address=link,
            at=datetime.now(UTC),
            health=Health.MOVED if moved else health,
            status=response.status,
            moved_to=response.url if moved else "",
            reason=reason,
        ))  # fmt: skip

    def _tell(self, check: Check) -> None:
        """Tell of a check, with what was learnt since the last one."""
        robots, self.robots = tuple(self.robots), []
        self.tell(replace(check, robots=robots))


def _is_open(response: Response) -> bool:
    """Whether only the page itself can tell: of a page, and where its head is refused."""
    if response.status in BUSY:
        return False
    return not 200 <= response.status < 300 or is_html(response)


def _found(response: Response) -> Found:
    """What the last answer says of a link."""
    status = response.status
    if status in GONE:
        return Health.GONE, f"HTTP {status}"
    if status in REFUSED:
        return Health.REFUSED, f"HTTP {status}"
    if not 200 <= status < 300:
        return Health.UNKNOWN, f"HTTP {status}"
    excuse = _excuse(response) if is_html(response) else ""
    if excuse:
        return (Health.SOFT if excuse == NO_SUCH_PAGE else Health.REFUSED), excuse
    return Health.OK, ""


def _excuse(response: Response) -> str:
    """Why a page is not what its address promises, by its heading or a part of its title."""
    page = read_plain(decode(response.body, header(response, "Content-Type")))
    if sum(len(line.text.split()) for line in page.lines) > MOST_WORDS:
        return ""
    titles = (page.heading, *(part.strip() for part in BETWEEN.split(page.title)))
    return next(filter(None, map(excuse_of, titles)), "")


def _cut_off(data: bytes, request: Request, **_: object) -> None:
    """Read no more of a page than its first part."""
    if "received" in request.meta:
        request.meta["received"] += len(data)
        if request.meta["received"] >= ENOUGH:
            raise StopDownload(fail=False)
