"""A service with more to do than it can: who is refused, how, and who makes room."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from running import turning
from waitress import wasyncore

from index.engine import Engine
from searchsvc.admission import overload
from searchsvc.admission.shares import Share, shared_counts
from searchsvc.app import create_app
from searchsvc.config import Config
from searchsvc.worker import make_server

PATIENCE = 20.0  # seconds
WAITING = 2  # requests that may wait for the one thread
PLACES = 5  # connections
LARGE = 8_000_000  # bytes: more than the kernel takes before somebody reads


@dataclass
class Busy:
    """A service of one thread, which a reader of /vent occupies until `done` is set."""

    port: int = 0
    begun: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    open: list[http.client.HTTPConnection] = field(default_factory=list)

    def wait(self) -> str:
        """The page that takes its time."""
        self.begun.set()
        assert self.done.wait(PATIENCE)
        return "endelig"

    def send(self, path: str, method: str = "GET") -> http.client.HTTPConnection:
        """Ask over a connection of its own, without waiting for the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, headers={"Host": "a"})
        self.open.append(connection)
        return connection

    def ask(self, path: str, method: str = "GET") -> tuple[http.client.HTTPResponse, str]:
        """The answer and its body."""
        answer = self.send(path, method).getresponse()
        return answer, answer.read().decode()

    def connect(self) -> socket.socket:
        """A connection on which nothing is asked yet."""
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE)

    def fill(self) -> list[http.client.HTTPConnection]:
        """Occupy the thread and the queue; those who are waited for."""
        first = self.send("/vent")
        assert self.begun.wait(PATIENCE)
        return [first, *(self.send("/om") for _ in range(WAITING))]


@pytest.fixture
def busy(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Busy]:
    monkeypatch.setattr(overload, "WAITING", WAITING)
    monkeypatch.setattr(overload, "CONNECTIONS", PLACES)
    service = Busy()
    app = create_app(Config(), engine)
    app.add_url_rule("/vent", view_func=service.wait)
    app.add_url_rule("/stor", view_func=lambda: "a" * LARGE)
    with socket.create_server(("127.0.0.1", 0)) as listener, listener:
        service.port = listener.getsockname()[1]
        server = make_server(app, listener, threads=1, share=Share(shared_counts(1), 0))
        with turning(server):
            yield service
            service.done.set()
            for connection in service.open:
                connection.close()
        for channel in list(server.active_channels.values()):
            channel.handle_close()
        wasyncore.close_all(server._map)


def test_who_finds_no_room_in_the_queue_is_refused_at_once(busy: Busy) -> None:
    waiting = busy.fill()
    answer, body = busy.ask("/nn/sok?q=klima")
    page = BeautifulSoup(body, "lxml")
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert page.html["lang"] == "nn"
    assert len(page.find_all("h1")) == 1
    busy.done.set()
    assert [each.getresponse().status for each in waiting] == [200, 200, 200]


def test_who_is_refused_can_try_the_same_again(busy: Busy) -> None:
    busy.fill()
    address = "http://a/sok?q=%22tett+flate%22&type=webinar"
    _, body = busy.ask(address.removeprefix("http://a"))
    again = BeautifulSoup(body, "lxml").main.select_one("a.primary")
    assert urljoin(address, again["href"]) == address


def test_a_refusal_has_the_headers_of_every_answer_and_ends_the_connection(busy: Busy) -> None:
    busy.fill()
    answer, _ = busy.ask("/")
    assert "Content-Security-Policy" in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Connection"] == "close"
    assert "Server" not in answer.headers


@pytest.mark.parametrize("path", ["/sok.json?q=klima", "/en/tema/overvann.json"])
def test_programs_are_refused_in_their_format(busy: Busy, path: str) -> None:
    busy.fill()
    answer, body = busy.ask(path)
    assert answer.headers.get_content_type() == "application/problem+json"
    assert json.loads(body)["status"] == answer.status == 503
    assert busy.ask("/sok.atom")[0].headers.get_content_type() == "text/plain"


def test_of_a_refusal_only_the_head_is_sent_where_only_that_is_asked_for(busy: Busy) -> None:
    busy.fill()
    with busy.connect() as connection:
        connection.sendall(b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        sent = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert sent.startswith(b"HTTP/1.1 503")
    assert sent.endswith(b"\r\n\r\n")


def test_nonsense_is_answered_too_when_there_is_no_room(busy: Busy) -> None:
    busy.fill()
    with busy.connect() as connection:
        connection.sendall(b"\x16\x03\x01 tull\r\n\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.0 503")


def test_those_who_watch_the_service_are_answered_though_there_is_no_room(busy: Busy) -> None:
    busy.fill()
    watching = busy.send("/healthz")
    assert busy.ask("/")[0].status == 503
    busy.done.set()
    assert watching.getresponse().status != 503


def test_when_there_is_room_again_nobody_is_refused(busy: Busy) -> None:
    for waiting in busy.fill():
        busy.done.set()
        assert waiting.getresponse().read()
    assert busy.ask("/")[0].status == 200


def test_newcomers_find_a_place_and_the_silent_make_room(busy: Busy) -> None:
    silent = [busy.connect() for _ in range(3 * PLACES)]
    for connection in silent:
        connection.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
    assert busy.ask("/om")[0].status == 200
    assert silent[0].recv(1) == b""
    for connection in silent:
        connection.close()


def test_who_waits_for_an_answer_never_makes_room(busy: Busy) -> None:
    first = busy.send("/vent")
    assert busy.begun.wait(PATIENCE)
    silent = [busy.connect() for _ in range(3 * PLACES)]
    assert silent[0].recv(1) == b""
    busy.done.set()
    assert first.getresponse().read() == b"endelig"
    for connection in silent:
        connection.close()


def test_who_takes_no_answer_makes_room(busy: Busy) -> None:
    deaf = [busy.connect() for _ in range(PLACES)]
    for connection in deaf:
        connection.sendall(b"GET /stor HTTP/1.1\r\nHost: a\r\n\r\n")
        assert connection.recv(8) == b"HTTP/1.1"
    assert busy.ask("/om")[0].status == 200
    taken = sum(map(len, iter(lambda: deaf[0].recv(65_536), b"")))
    assert taken < LARGE
    for connection in deaf:
        connection.close()
