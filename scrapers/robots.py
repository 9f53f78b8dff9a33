"""robots.txt (RFC 9309): read once a host, by its status and age, and obeyed."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from index.resource import Outcome, Robots
from scrapers.hosts import NotAsked
from scrapers.manners import PRODUCT, Manners
from scrapers.pausing import set_least_pause

MOST_REDIRECTS = 5
FIRST = 1_000


class UnreadableError(Exception):
    """A robots.txt could not be had; the message says why, in a few words."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a robots.txt asks for, or why it could not be had."""

    at: datetime
    parsed: Protego | None
    unreadable: str = ""


class RobotsMiddleware:
    """Lets pass what robots.txt allows; nothing of a host whose robots.txt cannot be read."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.manners: Manners = crawler.settings["MANNERS"]
        self.known: dict[str, Robots] = dict(crawler.settings["ROBOTS"])
        self.rules: dict[str, asyncio.Future[Rules]] = {}
        crawler.signals.connect(self._cut_off, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsMiddleware":
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """NotAsked for what is not allowed."""
        if "robots_bytes" in request.meta:
            return
        parts = urlsplit(request.url)
        rules = await self._rules(f"{parts.scheme}://{parts.netloc}")
        if rules.parsed is None:
            raise NotAsked(f"robots.txt could not be read: {rules.unreadable}", Outcome.FAILED)
        if not rules.parsed.can_fetch(request.url, PRODUCT):
            raise NotAsked("robots.txt")
        delay = rules.parsed.crawl_delay(PRODUCT) or 0
        if delay > self.manners.limits.crawl_delay:
            reason = f"robots.txt asks for a pause of {delay:g} seconds"
            raise NotAsked(reason, Outcome.FAILED, "crawl_delay")
        set_least_pause(self.crawler, parts.hostname or "", delay)

    async def _rules(self, origin: str) -> Rules:
        """The rules of a host, asked for once however many requests wait for them."""
        known = self.rules.get(origin)
        if known is None or (known.done() and self._is_old(known.result().at)):
            self.rules[origin] = known = asyncio.ensure_future(self._read(origin))
        return await asyncio.shield(known)

    def _is_old(self, at: datetime) -> bool:
        age = (datetime.now(UTC) - at).total_seconds()
        return not 0 <= age <= self.manners.limits.robots_age

    async def _read(self, origin: str) -> Rules:
        robots = self.known.get(origin)
        if robots is None or self._is_old(robots.at):
            now = datetime.now(UTC)
            try:
                robots = Robots(origin=origin, at=now, body=await self._fetch(origin))
            except UnreadableError as error:
                return Rules(now, None, str(error))
            self.crawler.spider.robots.append(robots)  # type: ignore[union-attr]
        return Rules(robots.at, Protego.parse(robots.body))

    async def _fetch(self, origin: str) -> str:
        """The text of a robots.txt; empty where there is none."""
        address = f"{origin}/robots.txt"
        for _ in range(MOST_REDIRECTS + 1):
            response = await self._ask(address)
            if response.status // 100 == 2:
                text = self._first_part(response.body).decode("utf-8-sig", "replace")
                return text.replace("\0", "")
            location = response.headers.get("Location")
            if response.status // 100 == 3 and location:
                address = self._next(urljoin(address, location.decode("latin-1")))
            elif response.status // 100 == 4 and response.status != 429:
                return ""
            else:
                raise UnreadableError(f"HTTP {response.status}")
        return ""

    async def _ask(self, address: str) -> Response:
        request = Request(
            address,
            callback=NO_CALLBACK,
            headers={"Accept-Encoding": "identity"},
            meta={"robots_bytes": 0},
            priority=FIRST,
        )
        assert self.crawler.engine is not None
        try:
            return await self.crawler.engine.download_async(request)
        except NotAsked:
            raise
        except Exception as error:
            raise UnreadableError(str(error) or type(error).__name__) from error

    def _next(self, address: str) -> str:
        """Where a redirect leads: only ever to a host of a source."""
        spider = self.crawler.spider
        if not spider.is_ours(address):  # type: ignore[union-attr]
            raise UnreadableError("leads to a host of no source")
        return address

    def _first_part(self, body: bytes) -> bytes:
        """Whole lines alone: half a path would forbid more than its site does."""
        most = self.manners.limits.robots_bytes
        return body if len(body) <= most else body[: body.rfind(b"\n", 0, most) + 1]

    def _cut_off(self, data: bytes, request: Request, **_: object) -> None:
        """Read no more of a robots.txt than its first part."""
        if "robots_bytes" in request.meta:
            request.meta["robots_bytes"] += len(data)
            if request.meta["robots_bytes"] >= self.manners.limits.robots_bytes:
                raise StopDownload(fail=False)
