"""Behind nginx and Caddy, as the examples have them: what readers get, and what is written down."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import SHUT_WR

import pytest
from place import Place, fill
from proxy import NAME, READER, Begin, caddy, is_there, nginx
from running import Start, answering

pytestmark = pytest.mark.slow

SOUGHT = "hemmeligheten"
FORGED = "192.0.2.9"
NONSENSE = (
    b"\x16\x03\x01\x00\x05hello",
    f"GET /sok?q={SOUGHT} HTTP/1.1\r\n\r\n".encode(),
    f"GET /sok?q={SOUGHT} HTTP/9\r\nHost: {FORGED}\r\n\r\n".encode(),
)


@pytest.fixture(params=[nginx, caddy], ids=["nginx", "caddy"])
def begin(request: pytest.FixtureRequest) -> Begin:
    """Begins a web server before a service."""
    if not is_there(request.param.__name__):
        pytest.skip(f"{request.param.__name__} is missing: sudo apt install nginx caddy")
    return request.param


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = Place(tmp_path_factory.mktemp("place"))
    fill(place, range(12))
    place.run("build")
    return place.data


@contextmanager
def listening(heard: list[dict[str, str]]) -> Iterator[int]:
    """The port of a service that only notes what it is told."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with answering(server):
        yield server.server_port


def test_readers_are_answered_over_tls_also_while_the_service_is_away(
    begin: Begin, published: Path, start: Start, tmp_path: Path
) -> None:
    service = start(published)
    with begin(service.port, tmp_path) as proxy:
        answer = proxy.ask("/sok?q=overvann")
        assert (answer.status, answer.headers["X-Content-Type-Options"]) == (200, "nosniff")
        assert "/" not in answer.headers.get("Server", "")  # no version
        assert proxy.ask(f"/liste?liste={'x' * 30_000}").status < 500
        plainly = proxy.ask_plainly("/sok?q=overvann")
        assert (plainly.status // 100, plainly.headers["Location"]) == (
            3,
            f"https://{NAME}/sok?q=overvann",
        )
        service.stop()
        assert proxy.ask("/").status == 502


def test_neither_who_asks_nor_what_for_is_written_down(
    begin: Begin, published: Path, start: Start, tmp_path: Path
) -> None:
    service = start(published)
    with begin(service.port, tmp_path) as proxy:
        proxy.ask(f"/sok?q={SOUGHT}", **{"X-Forwarded-For": FORGED, "Referer": SOUGHT})
        with suppress(OSError):  # it may be cut off before all is said
            proxy.ask(f"/sok?q={'x' * 300_000}{SOUGHT}")
        proxy.ask_plainly(f"/sok?q={SOUGHT}")
        for port in (proxy.port, proxy.plain):
            for words in NONSENSE:
                with proxy.connect(port) as connection:
                    connection.sendall(words)
                    connection.shutdown(SHUT_WR)
                    with suppress(ConnectionResetError):
                        connection.recv(1_000)
        service.stop()
        assert proxy.ask(f"/sok?q={SOUGHT}").status == 502
    written = proxy.written()
    assert "/sok" in written
    assert "502" in written
    assert [secret for secret in (SOUGHT, READER, FORGED) if secret in written] == []


def test_the_service_is_told_who_asks_not_what_is_claimed(begin: Begin, tmp_path: Path) -> None:
    heard: list[dict[str, str]] = []
    claims = {
        "X-Forwarded-For": FORGED,
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "a.example",
    }
    with listening(heard) as port, begin(port, tmp_path) as proxy:
        proxy.ask("/", **claims)
    told = heard[-1]
    assert (told["x-forwarded-for"], told["x-forwarded-proto"]) == (READER, "https")
    assert told["host"].partition(":")[0] == NAME
    assert "a.example" not in told.values()
