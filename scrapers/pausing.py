"""Pausing: how long a host is left in peace between two requests, and when it asks for more."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response

from scrapers.hosts import Hosts
from scrapers.manners import Manners

JITTER = 0.2
BUSY = (429, 503)
NO_ANSWER = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)


def pause_of(delay: float) -> float:
    """The mean pause that never falls under the promised one, whatever the jitter."""
    return delay / (1 - JITTER)


def set_least_pause(crawler: Crawler, host: str, delay: float) -> None:
    """Let a host have longer pauses than others."""
    assert crawler.engine is not None
    downloader = crawler.engine.downloader
    pause = pause_of(delay)
    if pause > downloader.per_slot_settings.get(host, {}).get("delay", downloader._delay):
        downloader.per_slot_settings[host] = {"delay": pause}
        if host in downloader.slots:
            downloader.slots[host].delay = max(pause, downloader.slots[host].delay)


class Throttle(AutoThrottle):
    """Slower where a host is slow, and never faster than its robots.txt asks for."""

    def _response_downloaded(self, response: Response, request: Request, spider: Any) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        if slot and key:
            least = self.crawler.engine.downloader.per_slot_settings.get(key, {})
            slot.delay = max(slot.delay, least.get("delay", 0))


class RetryAfterMiddleware:
    """Waits as long as a busy host asks for; leaves it where that is too long or goes on."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.manners: Manners = crawler.settings["MANNERS"]
        self.hosts: Hosts = crawler.settings["HOSTS"]
        crawler.signals.connect(self._answered, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RetryAfterMiddleware":
        """Made by Scrapy."""
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note that a host did not answer."""
        if isinstance(exception, NO_ANSWER):
            self.hosts.failed(urlsplit(request.url).hostname or "")

    def _answered(self, request: Request, response: Response, **_: Any) -> None:
        """Wait, or leave the host: this comes before the next request to it is sent."""
        host = urlsplit(request.url).hostname or ""
        wait = asked_wait(response, datetime.now(UTC))
        if wait is None:
            self.hosts.answered(host)
        elif wait > self.manners.limits.retry_after:
            self.hosts.leave(host, f"it asks to wait {wait:.0f} seconds", "retry_after")
            request.meta["dont_retry"] = True
        elif request.meta.get("retry_times", 0) >= self.manners.retries:
            self.hosts.leave(host, "it goes on asking to wait", "retry_after")
        else:
            self._pause(request, wait)

    def _pause(self, request: Request, seconds: float) -> None:
        """Put off all that waits for the host."""
        assert self.crawler.engine is not None
        slot = self.crawler.engine.downloader.slots[request.meta["download_slot"]]
        slot.lastseen = monotonic() + seconds


def asked_wait(response: Response, now: datetime) -> float | None:
    """Seconds that a busy host asks to wait: a number, or until a date; None if it does not."""
    if response.status not in BUSY:
        return None
    text = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text[:12])
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())
