"""Every answer bears the headers that keep browsers safe, whatever was asked for, and how."""

import http.client
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path

import pytest
from running import Running, starting

from searchsvc.config import Config

pytestmark = pytest.mark.slow

PROMISED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
UNREAD = {
    "no request at all": (b"evil\r\n\r\n", 400),
    "a header without a name": (b"GET / HTTP/1.1\r\n: evil\r\n\r\n", 400),
    "a header with a NUL": (b"GET / HTTP/1.1\r\nX: \0evil\r\n\r\n", 400),
    "a line that ends too soon": (b"GET / HTTP/1.1\r\nHost: a\nX: evil\r\n\r\n", 400),
    "two lengths": (b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    "a length below zero": (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
    "a length and chunks": (
        b"POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: evil\r\n\r\n", 501,
    ),
    "chunks that are none": (
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nevil\r\n", 400,
    ),
    "a body without measure": (b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", 413),
    "headers without measure": (b"GET / HTTP/1.1\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", 431),
    "a name without measure": (b"GET / HTTP/1.1\r\n" + b"a" * 300_000, 431),
}  # fmt: skip


@pytest.fixture(scope="module")
def service(evil: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("service")
    (folder / "searchsvc.toml").write_text('embed_hosts = ["www.kommunen.example"]')
    with starting(folder) as start:
        yield start(Path(evil.data), processes=1)


def said(service: Running, sent: bytes) -> HTTPResponse:
    """The answer to bytes that are sent as they are."""
    with service.connect() as connection:
        connection.sendall(sent)
        answer = HTTPResponse(connection)
        answer.begin()
        answer.text = answer.read().decode()
        return answer


def assert_safe(answer: HTTPResponse, address: str) -> None:
    """All of them are there, none is there twice, and nothing tells what the service is made of."""
    headers = answer.headers
    for name, value in PROMISED.items():
        assert headers.get_all(name) == [value], (address, name)
    assert headers["Permissions-Policy"].count("=()") > 10
    (policy,) = headers.get_all("Content-Security-Policy")
    assert policy == POLICY or (address.endswith("/embed") and "unsafe" not in policy)
    is_shared = "Access-Control-Allow-Origin" in headers or address.endswith("/embed")
    (resources,) = headers.get_all("Cross-Origin-Resource-Policy")
    assert resources == ("cross-origin" if is_shared else "same-origin"), address
    for name in ("Server", "Via", "X-Powered-By", "Set-Cookie"):
        assert name not in headers, (address, name)


def get(service: Running, address: str, method: str = "GET", **headers: str) -> HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    connection.request(method, address, headers=headers)
    answer = connection.getresponse()
    answer.text = answer.read().decode("latin-1")
    connection.close()
    return answer


def test_every_kind_of_answer_has_them(service: Running, addresses: list[str]) -> None:
    for address in addresses:
        assert_safe(get(service, address), address)


def test_what_is_kept_held_moved_or_refused_has_them_too(service: Running) -> None:
    style = get(service, "/om").text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    asked = [
        ("/sok?q=overvann", "GET", 200), ("/sok?q=overvann", "GET", 200),
        ("/sok?q=overvann", "HEAD", 200), ("/", "OPTIONS", 200), (style, "GET", 200),
        ("/finnes-ikke", "GET", 404), ("/ressurs/nei.json", "GET", 404), ("/", "POST", 405),
        ("/sok", "DELETE", 405), ("/", "TRACE", 405), ("/static/../worker.py", "GET", 404),
        ("/nn", "GET", 308), ("/kildeliste?q=overvann", "GET", 303), ("/static/nei.js", "GET", 404),
        ("/" + "a" * 2_000, "GET", 404), ("/sok?q=http://ond.example/guidance/0", "GET", 303),
        ("/liste?liste=" + ".".join(map(str, range(60))), "GET", 400),
    ]  # fmt: skip
    for address, method, status in asked:
        answer = get(service, address, method)
        assert answer.status == status, address
        assert_safe(answer, address)
    for address in (style, "/", "/sok.json?q=overvann"):
        etag = get(service, address).headers["ETag"]
        held = get(service, address, **{"If-None-Match": etag})
        assert held.status == 304
        assert_safe(held, address)


@pytest.mark.parametrize(("sent", "status"), UNREAD.values(), ids=UNREAD)
def test_what_is_no_request_gets_a_page_of_ours(service: Running, sent: bytes, status: int) -> None:
    answer = said(service, sent)
    assert answer.status == status
    assert_safe(answer, "")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1>" in answer.text
    assert "evil" not in answer.text
    assert "waitress" not in answer.text
    assert service.ask("/").startswith(b"HTTP/1.1 200")
