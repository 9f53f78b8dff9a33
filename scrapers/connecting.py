"""Connecting: where a request is sent, and how long its answer and its headers may be."""

import asyncio
from base64 import b64encode
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from scrapy import signals
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import Request, Response
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS

from scrapers.hosts import Hosts, NotAsked
from scrapers.manners import Manners
from scrapers.resolving import is_private_literal, was_refused

CHUNK = 65_536  # bytes that Twisted reads at once


class TooSlowError(DownloadTimeoutError):
    """The answer took too long; `limit` says which time it took."""

    def __init__(self, reason: str, limit: str) -> None:
        super().__init__(reason)
        self.limit = limit


class TooLargeError(DownloadCancelledError):
    """The headers of an answer are too large."""


class ConnectingHandler(HTTP11DownloadHandler):
    """Downloads within limits, from public addresses or the places that the configuration names."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.manners: Manners = crawler.settings["MANNERS"]
        self.hosts: Hosts = crawler.settings["HOSTS"]
        most = self.manners.limits.header_bytes
        self._pool._factory = partial(_Factory, most=most)  # type: ignore[assignment]
        crawler.signals.connect(self._begun, signals.headers_received)

    async def download_request(self, request: Request) -> Response:
        """Download; the response bears the address that was asked for."""
        host = urlsplit(request.url).hostname or ""
        self.hosts.check(host)
        sent = self._addressed(request, host)
        try:
            response = await self._in_time(sent)
        except CannotResolveHostError as error:
            if was_refused(host):
                raise _private(host) from error
            raise
        except DownloadFailedError as error:
            reasons = getattr(error.__cause__, "reasons", ())
            if any(reason.check(TooLargeError) for reason in reasons):
                raise TooLargeError("headers too large") from error
            raise
        request.meta["download_latency"] = sent.meta.get("download_latency", 0)
        return response.replace(url=request.url)

    def _addressed(self, request: Request, host: str) -> Request:
        """The request as it is sent: to a mapped place, through the proxy, or straight."""
        if host in self.manners.resolve:
            return _mapped(request, self.manners.resolve[host])
        if host not in self.manners.private and is_private_literal(host):
            raise _private(host)
        return _proxied(request, self.manners.proxy) if self.manners.proxy else request

    async def _in_time(self, request: Request) -> Response:
        """Download, as long as the headers come in time, and then the body does."""
        try:
            async with asyncio.timeout(self.manners.timeout) as clock:
                request.meta.update(clock=clock, begun=False)
                return await super().download_request(request)
        except TimeoutError as error:
            if request.meta["begun"]:
                seconds = self.manners.limits.seconds
                raise TooSlowError(f"no end within {seconds:g} seconds", "seconds") from error
            seconds = self.manners.timeout
            raise TooSlowError(f"no answer within {seconds:g} seconds", "timeout") from error

    def _begun(self, request: Request, **_: Any) -> None:
        """The headers are there: from now on the time for all of the answer counts."""
        if not request.meta["begun"]:  # http and https have a handler each, and both hear of it
            request.meta["begun"] = True
            clock = request.meta["clock"]
            clock.reschedule(clock.when() - self.manners.timeout + self.manners.limits.seconds)


def _mapped(request: Request, place: str) -> Request:
    """Sent to another place in plain HTTP, with the host's own name."""
    parts = urlsplit(request.url)
    sent = request.replace(url=urlunsplit(("http", place, parts.path, parts.query, "")))
    sent.headers["Host"] = parts.netloc
    return sent


def _proxied(request: Request, proxy: str) -> Request:
    """Sent through a proxy, with the name and password that stand in its address."""
    parts = urlsplit(proxy)
    sent = request.copy()
    sent.meta["proxy"] = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    if parts.username:
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        sent.headers["Proxy-Authorization"] = b"Basic " + b64encode(secret.encode())
    return sent


class _Protocol(_LenientHTTP11ClientProtocol):
    """Gives up an answer whose headers do not end."""

    def __init__(self, quiescent: Any, most: int) -> None:
        super().__init__(quiescent)  # type: ignore[no-untyped-call]
        self.most = most
        self.seen = 0

    def request(self, request: Any) -> Any:
        """Send a request, and count the bytes of its headers anew."""
        sent = super().request(request)
        self.seen = 0
        assert self._parser is not None
        self._parser.MAX_LENGTH = self.most + CHUNK  # of a line: our own limit comes first
        return sent

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Read on, as long as the headers are within their limit."""
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self._in_headers():
            self.seen += len(data)
            if self.seen > self.most:
                self._giveUp(Failure(TooLargeError("headers too large")))  # type: ignore[no-untyped-call]

    def _in_headers(self) -> bool:
        return self._parser is not None and self._parser.state in (STATUS, HEADER)


class _Factory(_LenientHTTP11ClientFactory):
    """Makes a protocol for each connection."""

    def __init__(self, quiescent: Any, metadata: str, *, most: int) -> None:
        super().__init__(quiescent, metadata)  # type: ignore[no-untyped-call]
        self.most = most

    def buildProtocol(self, _: IAddress | None) -> _Protocol:  # noqa: N802 - Twisted's name
        """Make the protocol of one connection."""
        return _Protocol(self._quiescentCallback, self.most)


def _private(host: str) -> NotAsked:
    return NotAsked(f"{host} lies at a private address", limit="private")
