"""A node on loopback that ails as it is told: it hangs, breaks off, refuses, or answers in part.

In front of a real node it hands on what it is asked; alone it answers with what is published.
"""

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from running import answering

PATIENCE = 30  # seconds until what hangs goes on in any case
JSON = "application/json; charset=UTF-8"
ALIASES = {"here-20260101-000000-abcdef": {"aliases": {"here": {}}}}

Ail = Callable[["Request"], None]


class Ailing:
    """The node, and what it was asked; well until `ail` is called."""

    def __init__(self, behind: str = "") -> None:
        self.behind = urlsplit(behind).netloc
        self.asked: list[str] = []
        self.released = threading.Event()
        self.tells: dict[str, Any] = {"_alias": ALIASES}  # by a part of the path, or "/"
        self._how: Ail | None = None
        self._times = 0
        self._only = ""
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
        self._server.daemon_threads = True
        self._server.node = self  # type: ignore[attr-defined]
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def ail(self, how: Ail, times: int = 1_000_000, only: str = "") -> None:
        """Ail from now on, so many times, where it is asked for what has `only` in its path."""
        with self._lock:
            self._how, self._times, self._only = how, times, only

    def recover(self) -> None:
        """Be well again; what hangs is let go."""
        self.ail(drop, 0)
        self.released.set()

    def treat(self, path: str) -> Ail:
        """How a request is treated."""
        with self._lock:
            self.asked.append(path)
            if self._how and self._times and self._only in path:
                self._times -= 1
                return self._how
        return hand_on if self.behind else tell


class Request(BaseHTTPRequestHandler):
    """What is asked of the node."""

    protocol_version = "HTTP/1.1"

    def treat(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.node: Ailing = self.server.node  # type: ignore[attr-defined]
        self.node.treat(self.path)(self)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = treat  # noqa: N815

    def fetch(self) -> tuple[int, str, bytes]:
        """What the node behind answers."""
        connection = http.client.HTTPConnection(self.node.behind)
        kind = {"Content-Type": self.headers.get("Content-Type", JSON)}
        connection.request(self.command, self.path, self.body, kind)
        answer = connection.getresponse()
        found = answer.status, answer.headers.get("Content-Type", JSON), answer.read()
        connection.close()
        return found

    def answer(self, status: int, kind: str, body: bytes, part: int | None = None) -> None:
        """Answer, or only so many bytes of it."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:part])

    def log_message(self, *_: object) -> None:
        pass


def hand_on(request: Request) -> None:
    """As the node behind does."""
    request.answer(*request.fetch())


def tell(request: Request) -> None:
    """What it is to tell; 404 where that is nothing."""
    for part, told in request.node.tells.items():
        if part == request.path or (part != "/" and part in request.path):
            request.answer(200, JSON, json.dumps(told).encode())
            return
    status(404)(request)


def drop(request: Request) -> None:
    """The connection ends without an answer."""
    request.close_connection = True


def lose(request: Request) -> None:
    """What is asked is done, and the connection ends without an answer."""
    request.fetch()
    request.close_connection = True


def break_off(request: Request) -> None:
    """The connection ends in the middle of the answer."""
    request.answer(200, JSON, json.dumps(ALIASES).encode(), 9)
    request.close_connection = True


def hang(request: Request) -> None:
    """Nothing comes until the node is released."""
    request.node.released.wait(PATIENCE)
    request.close_connection = True


def stall(request: Request) -> None:
    """Half an answer comes, and then nothing."""
    request.answer(200, JSON, json.dumps(ALIASES).encode(), 9)
    request.node.released.wait(PATIENCE)
    request.close_connection = True


def garble(request: Request) -> None:
    """An answer that is no JSON."""
    request.answer(200, JSON, b"<html>")


def status(number: int, reason: str = "", kind: str = "made_exception") -> Ail:
    """An error of this status."""

    def answer(request: Request) -> None:
        error = {"error": {"type": kind, "reason": reason, "root_cause": []}}
        request.answer(number, JSON, json.dumps(error).encode())

    return answer


def instead(change: Callable[[Any], Any]) -> Ail:
    """What the node behind answers, changed."""

    def answer(request: Request) -> None:
        number, kind, body = request.fetch()
        request.answer(number, kind, json.dumps(change(json.loads(body))).encode())

    return answer


@contextmanager
def ailing_node(behind: str = "") -> Iterator[Ailing]:
    """Such a node while the block runs."""
    node = Ailing(behind)
    with answering(node._server):
        try:
            yield node
        finally:
            node.released.set()
