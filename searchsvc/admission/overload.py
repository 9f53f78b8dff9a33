"""Overload: who cannot be answered soon is told so at once, and newcomers always find a place.

Requests wait in a queue of a fixed length for a thread. Those for whom there is no room are told so
by a thread of its own, with a page that is made once a minute. Where all connections are taken, the
one that has gone without a whole request for the longest time makes room.
"""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask

from searchsvc.admission.limiting import WATCHED
from searchsvc.admission.prepared import Prepared, prepared
from searchsvc.admission.shares import Share
from searchsvc.admission.unread import Unread
from searchsvc.formats.media import FORMATS
from searchsvc.pages.errors import please_wait
from searchsvc.wording import LANGUAGES

CONNECTIONS = 500  # open at once; below the usual limit of 1,024 files
WAITING = 50  # requests for each thread: together about a second of pages that have to be made
AGAIN = 5  # seconds after which those who are refused may ask again
LASTS = 60.0  # seconds for which a refusal is as it was made
Refuse = Callable[[str], Prepared]


def refusals(app: Flask) -> Refuse:
    """What those are told, by the address that they ask for."""

    @lru_cache(maxsize=16)
    def made(address: str, _minute: int) -> Prepared:
        return prepared(app, address, lambda: please_wait(503, AGAIN, "crowd"))

    return lambda path: made(_alike(path), int(time.monotonic() // LASTS))


def _alike(path: str) -> str:
    """An address of the same language and format."""
    first = f"/{path.strip('/').partition('/')[0]}"
    prefix = first if first in LANGUAGES.values() else ""
    ending = path.rpartition(".")[2]
    return f"{prefix}/.{ending}" if ending in FORMATS else f"{prefix}/"


class Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Hands requests to threads as long as few enough wait; `refused` counts the others."""

    def __init__(self, threads: int, refuse: Refuse) -> None:
        super().__init__()
        self.refused = 0
        self._most = threads * WAITING
        self._refuse = refuse
        self._refusing = ThreadedTaskDispatcher()
        self._refusing.set_thread_count(1)
        self.set_thread_count(threads)

    def add_task(self, task: HTTPChannel) -> None:
        """Have the first request of a connection answered, or refused."""
        if len(self.queue) < self._most or _path(task) in WATCHED:
            super().add_task(task)
        else:
            self.refused += 1
            self._refusing.add_task(Refused(task, self._refuse))


class Refused(NamedTuple):
    """A connection whose request is refused."""

    channel: HTTPChannel
    refuse: Refuse

    def service(self) -> None:
        """Say so."""
        answer = self.refuse(_path(self.channel))
        request = self.channel.requests[0]
        is_head = getattr(request, "command", "") == "HEAD"
        request.error = answer._replace(body=b"") if is_head else answer
        self.channel.service()


def _path(channel: HTTPChannel) -> str:
    """The path that is asked for first; empty where it could not be read."""
    return getattr(channel.requests[0], "path", "")


class Task(WSGITask):  # type: ignore[misc]
    """Answers a request, and says so where it is the last of its connection."""

    def build_response_header(self) -> bytes:
        """The head of the answer."""
        if self.channel.server.lets_go():
            self.request.headers["CONNECTION"] = "close"
        return bytes(super().build_response_header())


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that knows since when it is without a whole request."""

    error_task_class = Unread
    task_class = Task

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.silent_since = time.monotonic()

    def service(self) -> None:
        """Answer one request."""
        super().service()
        self.silent_since = time.monotonic()


class Server(TcpWSGIServer):  # type: ignore[misc]
    """A server on which newcomers always find a place; `ends` once all are told to go."""

    channel_class = Channel

    def __init__(self, *args: Any, share: Share, **named: Any) -> None:
        self.share = share
        self.ends = False
        super().__init__(*args, **named)

    def lets_go(self) -> bool:
        """Whether a connection ends with its answer."""
        return self.ends or self.share.lets_go()

    def readable(self) -> bool:
        """Whether newcomers are looked for."""
        self.share.hold(len(self.active_channels))
        return bool(super().readable()) and not self.share.stands_back()

    def handle_accept(self) -> None:
        """Take a connection; where there are too many, another makes room."""
        if self.share.leaves():
            return
        if len(self.active_channels) >= CONNECTIONS:
            self._make_room()
        super().handle_accept()

    def _make_room(self) -> None:
        channels = self.active_channels.values()
        silent = [each for each in channels if not each.requests and not each.will_close]
        if silent:
            longest = min(silent, key=lambda channel: channel.silent_since)
            longest.will_close = True
            with suppress(OSError):
                longest.socket.shutdown(socket.SHUT_RDWR)  # also where it takes no answer
