"""A site served on loopback, and a visitor who reaches all of its hosts through one port."""

import http.client
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from scrapers.sample.server import serving
from scrapers.sample.site import Site

TODAY = date(2026, 11, 25)


@dataclass(frozen=True)
class Seen:
    """What a visitor got."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def page(self) -> BeautifulSoup:
        is_xml = "xml" in self.headers["Content-Type"]
        return BeautifulSoup(self.body, "xml" if is_xml else "lxml")


@dataclass
class Visitor:
    """Asks the one server for addresses of any host, over one connection that is kept."""

    base: str
    requests: list[tuple[str, str, int]]
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(self.base).netloc, timeout=10)

    def get(self, address: str, **headers: str) -> Seen:
        return self.ask("GET", address, **headers)

    def ask(self, method: str, address: str, **headers: str) -> Seen:
        host, _, path = address.partition("//")[2].partition("/")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, f"/{path}", headers={"Host": host, **named})
        answer = self.connection.getresponse()
        return Seen(answer.status, answer.headers, answer.read())


@pytest.fixture(scope="session")
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def site() -> Site:
    return Site(TODAY)


@pytest.fixture(scope="session")
def visit(site: Site) -> Iterator[Callable[..., Seen]]:
    requests: list[tuple[str, str, int]] = []
    with serving(site, requests=requests) as base:
        visitor = Visitor(base, requests)
        yield visitor.get
        visitor.connection.close()


@pytest.fixture
def visitor(site: Site) -> Iterator[Visitor]:
    requests: list[tuple[str, str, int]] = []
    with serving(site, requests=requests) as base:
        visitor = Visitor(base, requests)
        yield visitor
        visitor.connection.close()
