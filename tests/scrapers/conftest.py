"""A small site on loopback whose answers a test can change, and crawls that visit it."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, fields, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any

import pytest
from running import answering

from index.resource import Kind, Visit
from index.store import Known, Store
from scrapers.crawl import Errand, crawl
from scrapers.manners import Manners
from scrapers.source import Rule, Source

sys.path.append(str(Path(__file__).parent))

GUIDE_HOST = "www.veileder.example"
PODCAST_HOST = "podkast.example"
WORDS = " ".join(f"Råd nummer {number} gjelder kommunen." for number in range(12))


@dataclass(frozen=True)
class Answer:
    """What the site answers; `act` takes the place of all of it, and gets the handler.

    `head` is the status where only the head is asked for, if that is another.
    """

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media: str = "text/html; charset=utf-8"
    act: Callable[[BaseHTTPRequestHandler], None] | None = None
    head: int = 0


@dataclass(frozen=True)
class Asked:
    """A request as it came; `at` by a clock of seconds."""

    address: str
    status: int
    headers: Mapping[str, str]
    at: float
    method: str = "GET"


class Website:
    """Answers by address without scheme ("host/path"); 404 for what it does not have."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self.came, self.closing = Event(), Event()
        self.awaited = (0, Event())
        self.server = _Server(("127.0.0.1", 0), _Handler)
        self.server.website = self  # type: ignore[attr-defined]
        self.lock = Lock()

    @property
    def place(self) -> str:
        """The "address:port" at which it answers."""
        return f"127.0.0.1:{self.server.server_port}"

    def when_asked(self, do: Callable[[], None]) -> None:
        """Do something when the next request has come."""
        Thread(target=lambda: (self.came.wait(), do()), daemon=True).start()

    def wait_for_requests(self, count: int) -> Event:
        """An event that is set when so many requests have come in all."""
        self.awaited = (count, Event())
        return self.awaited[1]

    @property
    def counts(self) -> Counter[str]:
        """How often each address was asked for."""
        return Counter(asked.address for asked in self.asked)

    def put(self, path: str, body: str | bytes = "", host: str = GUIDE_HOST, **more: Any) -> None:
        """Put an answer at a path."""
        self.answers[host + path] = Answer(body, **more)

    def page(self, path: str, title: str, main: str = WORDS, **more: Any) -> None:
        """Put a page with enough words of its own at a path."""
        self.put(path, f"<main><h1>{title}</h1><p>{main}</p></main>", **more)

    def move(self, path: str, location: str, status: int = 301, **more: Any) -> None:
        """Put a redirect at a path."""
        self.put(path, status=status, headers={"Location": location}, **more)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Visitors leave as they please."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        website: Website = self.server.website  # type: ignore[attr-defined]
        address = self.headers["Host"] + self.path
        answer = website.answers.get(address, Answer("Fant ikke siden", status=404))
        tag = answer.headers.get("ETag")
        if tag and self.headers["If-None-Match"] == tag:
            answer = replace(answer, status=304, body="")
        if self.command == "HEAD" and answer.head:
            answer = replace(answer, status=answer.head)
        with website.lock:
            website.asked.append(Asked(
                address, answer.status, dict(self.headers), monotonic(), self.command
            ))  # fmt: skip
        website.came.set()
        if len(website.asked) >= website.awaited[0]:
            website.awaited[1].set()
        if answer.act:
            answer.act(self)
        else:
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        self.send_response(answer.status)
        if answer.media:
            self.send_header("Content-Type", answer.media)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - the name that the server calls

    def log_message(self, *_: object) -> None:
        """Keep quiet: requests are noted in a list."""


@dataclass(frozen=True)
class Crawler:
    """Sends crawls to a website, with no pause and with the hosts of all its sources mapped."""

    website: Website
    sources: tuple[Source, ...]

    def manners(self, **more: Any) -> Manners:
        """Hosts of no source are added by `resolve`; None maps no host at all."""
        hosts = (host for source in self.sources for host in source.hosts)
        added = more.pop("resolve", {})
        mapped = {} if added is None else {**dict.fromkeys(hosts, self.website.place), **added}
        return Manners(**{"delay": 0, "retries": 0, "resolve": mapped, **more})

    def errand(self, earlier: tuple[Known, ...] = (), **more: Any) -> Errand:
        chosen = more.pop("chosen", tuple(source.name for source in self.sources))
        own = {item.name: more.pop(item.name) for item in fields(Errand) if item.name in more}
        return Errand(
            sources=self.sources,
            chosen=chosen,
            earlier=earlier,
            manners=self.manners(**more),
            **own,
        )

    def visits(self, earlier: tuple[Known, ...] = (), **more: Any) -> dict[str, Visit]:
        """The last visit to each address, the scheme left out."""
        with closing(crawl(self.errand(earlier, **more))) as visits:
            return {visit.address.partition("://")[2]: visit for visit in visits}


@pytest.fixture(scope="session")
def guide() -> Source:
    """A source of guidance and events, that takes in what others link to."""
    return Source(
        name="veileder",
        owner="Veilederen",
        hosts=(GUIDE_HOST, "veileder.example"),
        start=(f"http://{GUIDE_HOST}/start/",),
        follow=("^/start/",),
        never=("/utkast---",),
        linked=Kind.GUIDANCE,
        pages=(
            Rule(kind=Kind.EVENT, address="^/webinar/"),
            Rule(kind=Kind.GUIDANCE, address="^/klima/"),
        ),
    )


@pytest.fixture(scope="session")
def podcast() -> Source:
    """A source with a feed."""
    return Source(
        name="podkast",
        owner="Podkasten",
        hosts=(PODCAST_HOST,),
        start=(),
        feeds=(f"http://{PODCAST_HOST}/rss",),
        never=("^/rss",),
        pages=(Rule(kind=Kind.EPISODE, address="^/[^/]+$"),),
    )


@contextmanager
def serving() -> Iterator[Website]:
    """Serve a website while the block runs."""
    website = Website()
    with answering(website.server):
        try:
            yield website
        finally:
            website.closing.set()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "resources.sqlite") as store:
        yield store


@pytest.fixture
def website() -> Iterator[Website]:
    with serving() as website:
        yield website


@pytest.fixture
def crawler(website: Website, guide: Source) -> Crawler:
    """A crawler of the guidance alone; `replace` its sources for more."""
    return Crawler(website, (guide,))


@pytest.fixture(scope="module")
def shared_website() -> Iterator[Website]:
    """One that all tests of a module look at."""
    with serving() as website:
        yield website


@pytest.fixture(scope="module")
def shared_crawler(shared_website: Website, guide: Source) -> Crawler:
    """A crawler of it, of the guidance alone."""
    return Crawler(shared_website, (guide,))
