"""A small published generation with a thing of every sort, and readers who visit its pages."""

import http.client
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import waitress
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from waitress import wasyncore

from index.build import Plan, build
from index.engine import Engine, open_engine, open_publisher
from index.record import Record
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
    Speaker,
    Visit,
)
from index.store import Store
from index.topics import default_taxonomy
from searchsvc.app import create_app
from searchsvc.config import Config
from searchsvc.language import language
from searchsvc.showing import Showing

NOW = datetime(2026, 11, 25, 12, tzinfo=OSLO)
TODAY = NOW.date()
PATIENCE = 60.0  # seconds of a search, so that no answer is partial on a busy machine
SEEN = datetime(2026, 11, 25, 6, 12, tzinfo=OSLO)
BEFORE = datetime(2026, 10, 1, 8, tzinfo=OSLO)
EVIL = "<script>alert('x')</script>"

OWNERS = {
    "direktoratet": ("Klimadirektoratet", "https://www.direktoratet.example"),
    "laget": ("Kommunelaget", "https://www.laget.example"),
    "podkasten": ("Kommunevær", "https://podkast.example"),
    "ondskap": (f"Ond {EVIL} utgiver", "https://ond.example"),
}
ADDRESSES = {
    "overvann": "https://www.direktoratet.example/veileder/overvann/",
    "overvatn": "https://www.direktoratet.example/rettleiar/overvatn/",
    "folkevalgt": "https://www.laget.example/folkevalgt/",
    "opptak": "https://www.direktoratet.example/webinar/bekkeapning/",
    "episode": "https://podkast.example/hvem-gjor-hva/",
    "kopi": "https://www.direktoratet.example/klimapodkast/hvem-gjor-hva/",
}


def in_days(days: int) -> date:
    """So many days from the fixed day."""
    return TODAY + timedelta(days=days)


def page(source: str, path: str, kind: Kind, title: str, text: str = "", **more: Any) -> Resource:
    """A page of one of the sources."""
    publisher, base = OWNERS[source]
    passages = (Passage(text=text or f"{title} er omtalt her."),)
    return Resource(
        **{"address": f"{base}/{path}/", "passages": passages, **more},
        kind=kind,
        source=source,
        publisher=publisher,
        title=title,
    )


def event(path: str, title: str, day: int | None, text: str, **more: Any) -> Resource:
    """A webinar of an hour, so many days from the fixed day."""
    starts, ends = more.pop("starts", time(10)), more.pop("ends", time(11))
    periods = more.pop("periods", None)
    if periods is None and day is not None:
        periods = (Period(first=in_days(day), last=in_days(day), starts=starts, ends=ends),)
    known = Event(periods=periods or (), organiser="Klimadirektoratet", **more)
    return page("direktoratet", f"webinar/{path}", Kind.EVENT, title, text, event=known)


def grant(path: str, title: str, calls: tuple[Call, ...], text: str) -> Resource:
    """A grant with its calls."""
    known = Grant(calls=calls, applicants="Kommuner og fylkeskommuner", maximum="1 mill. kroner")
    return page("direktoratet", f"tilskudd/{path}", Kind.GRANT, title, text, grant=known)


def guidance() -> list[Resource]:
    """Guidance, in three languages; the bokmål and the nynorsk one are versions of each other."""
    return [
        page(
            "direktoratet",
            "veileder/overvann",
            Kind.GUIDANCE,
            "Overvann i arealplan",
            lead="Slik styrer kommunen overvannet gjennom planene sine.",
            step=2,
            sector="Klimatilpasning",
            published=date(2023, 5, 2),
            modified=date(2026, 3, 14),
            versions=(ADDRESSES["overvatn"],),
            passages=(
                Passage(text="Kommunen er ansvarlig for at regnvann ikke gjør skade nedstrøms."),
                Passage(
                    text="Tretrinnsstrategien: fang opp, fordrøy og led trygt bort overvann.",
                    heading="Tre ledd & ett mål",
                    anchor="tre-ledd",
                ),
            ),
            links=(
                Link(target=ADDRESSES["opptak"], text="opptak av webinaret", passage=1),
                Link(target="https://lov.example/plan-og-bygningsloven", text="plan- og bygning"),
            ),
        ),
        page(
            "direktoratet",
            "rettleiar/overvatn",
            Kind.GUIDANCE,
            "Overvatn i arealplanen",
            "Kommunen eig ikkje alt vatnet, og korleis ein styrer det, er ikkje gjeve.",
            published=date(2023, 5, 3),
            versions=(ADDRESSES["overvann"],),
        ),
        page(
            "laget",
            "folkevalgt",
            Kind.GUIDANCE,
            "Folkevalgtes rolle i klimaarbeidet",
            "Kommunestyret vedtar klimaplanen. Hvordan de folkevalgte følger den opp, står her.",
            published=date(2022, 1, 10),
            links=(Link(target=ADDRESSES["overvann"], text="veilederen om regnvann", passage=0),),
        ),
        page(
            "direktoratet",
            "en/stormwater",
            Kind.GUIDANCE,
            "Stormwater in municipal plans",
            "The municipality should map where the water goes, and this is how it can be done.",
            published=date(2021, 6, 1),
        ),
    ]


def events() -> list[Resource]:
    """Webinars: today, coming near and far, of two days, held with and without a recording."""
    days = tuple(Period(first=in_days(n), last=in_days(n), starts=time(9)) for n in (76, 77))
    return [
        event(
            "byggeplass",
            "Utslippsfri byggeplass i praksis",
            8,
            "Vi viser hvordan anlegget drives på strøm.",
            place="Teams",
            price="Gratis",
            signup="https://pamelding.example/byggeplass",
            speakers=(Speaker(name="Åse Lid", role="rådgiver", organisation="Lia kommune"),),
        ),
        event("ombruk", "Ombruk i kommunale bygg", 62, "Inventar får leve videre."),
        event("frokost", "Frokostmøte om sykling", 0, "Sykkelveier.", starts=time(13), ends=None),
        event("ros", "ROS-analyse med klima", None, "To dager om risiko.", periods=days),
        event(
            "bekkeapning",
            "Bekkeåpning i byen",
            -50,
            "Overvannet får renne åpent igjen.",
            recording="https://video.example/bekk",
        ),
        event("tall", "Utslippstall for nybegynnere", -6, "Tallene forklart."),
        event("kvikkleire", "Kvikkleire under tettstedet", -610, "Grunnforholdene kartlagt."),
        page("direktoratet", "webinar/uvisst", Kind.EVENT, "Webinar uten kjent dato"),
    ]


def grants() -> list[Resource]:
    """Grants: open, near, on the last day, closed, rolling, not yet open."""
    return [
        grant(
            "klimasats",
            "Klimasats: støtte til lokale klimatiltak",
            (Call(deadline=in_days(-300)), Call(opens=in_days(-3), deadline=in_days(82))),
            "Klimasats gir støtte til kommuner.",
        ),
        grant("flom", "Tilskudd til flomsikring", (Call(deadline=in_days(6)),), "Sikringstiltak."),
        grant("varme", "Støtte til fjernvarme", (Call(deadline=TODAY),), "Varme uten olje."),
        grant("natur", "Naturtilskudd", (Call(deadline=in_days(-40)),), "Åpne bekker."),
        grant("lading", "Støtte til ladepunkter", (Call(rolling=True),), "Lading av elbiler."),
        grant(
            "energi",
            "Energikartlegging",
            (Call(opens=in_days(46), deadline=in_days(96)),),
            "Kartlegg energibruken.",
        ),
        grant("uvisst", "Støtte uten kjent frist", (Call(),), "Mer kunngjøres."),
    ]


def the_rest() -> list[Resource]:
    """Episodes, projects, news, an example and a document."""
    return [
        page(
            "podkasten",
            "hvem-gjor-hva",
            Kind.EPISODE,
            "Hvem gjør hva i klimastafetten?",
            "Klimapådriver og kommunedirektør snakker om folkevalgte og administrasjon.",
            published=date(2021, 5, 4),
            keys=("guid:9",),
            episode=Episode(number=9, duration=2410, audio="https://lyd.example/9.mp3"),
            links=(
                Link(target=ADDRESSES["folkevalgt"], text="folkevalgtprogrammet", passage=0),
                Link(target=ADDRESSES["opptak"], text="opptak av webinaret", passage=0),
                Link(target=ADDRESSES["overvann"], text="", passage=0),
            ),
        ),
        page(
            "podkasten",
            "flaumen",
            Kind.EPISODE,
            "Då flaumen kom",
            "Korleis ein kommune vert rusta når elva ikkje held seg i faret, og kva dei lærte.",
            published=date(2024, 9, 12),
            episode=Episode(duration=600),
        ),
        page(
            "direktoratet",
            "klimasats/kvernbekken",
            Kind.PROJECT,
            "Åpning av Kvernbekken",
            "Bekken ble hentet opp i dagen.",
            project=Project(
                county="Innlandet",
                applicant="LAUVDAL KOMMUNE",
                amount=71_400_000,
                status="Avsluttet",
                year=2024,
                period=Period(first=date(2024, 3, 1), last=date(2025, 8, 31)),
                measures=("Overvann",),
                documents=(Link(target="https://www.direktoratet.example/r.pdf", text="Rapport"),),
            ),
        ),
        page(
            "direktoratet",
            "klimasats/gravemaskin",
            Kind.PROJECT,
            "Elektrisk gravemaskin",
            "Maskinen deles av fire.",
            project=Project(amount=480_000, status="Pågår"),
        ),
        page(
            "direktoratet",
            "nyheter/apnet",
            Kind.NEWS,
            "Klimasats er åpnet",
            "Søk nå.",
            published=in_days(-5),
        ),
        page(
            "direktoratet",
            "nyheter/gammel",
            Kind.NEWS,
            "Nye utslippstall",
            "Tallene er oppdatert.",
            published=date(2021, 2, 16),
        ),
        page(
            "laget",
            "eksempler/sykkelhotell",
            Kind.EXAMPLE,
            "Sykkelhotell ved stasjonen",
            "Hundre plasser under tak.",
            published=date(2025, 4, 1),
            example=Example(municipality="Lia", county="Vestland"),
        ),
        page("laget", "vedlegg/mal", Kind.DOCUMENT, "Mal for klimabudsjett", "Fyll ut malen."),
        page("laget", "uten-tittel", Kind.GUIDANCE, "", "En side som ikke har noen tittel."),
    ]


def hostile() -> list[Resource]:
    """A page whose every word would do harm if it were not escaped."""
    return [
        page(
            "ondskap",
            "angrep",
            Kind.EVENT,
            f"{EVIL} \"ondskapsfull\" 'tittel' & <b>fet</b>",
            lead=f"{EVIL} i ingressen, \"onmouseover='alert(1)",
            sector=f"{EVIL} sektor",
            event=Event(
                periods=(Period(first=in_days(300), last=in_days(300)),),
                place=f"{EVIL} sted",
                price=f"{EVIL} PRIS",
                organiser=f"{EVIL} arrangør",
                signup="javascript:alert('meld')",
                recording="javascript:alert('opptak')",
                speakers=(Speaker(name=EVIL, role=EVIL, organisation=EVIL),),
            ),
            passages=(
                Passage(
                    text=f"Et angrepsord {EVIL} og «anførsel» \"'>",
                    heading=f"{EVIL} overskrift",
                    anchor='x" onclick="alert(1)',
                ),
            ),
            links=(
                Link(target="javascript:alert('lenke')", text=f"{EVIL} lenke"),
                Link(target="data:text/html,<script>alert(1)</script>", text=""),
                Link(target=ADDRESSES["folkevalgt"], text=f'{EVIL} "omtale', passage=0),
            ),
        ),
        page(
            "ondskap",
            "lyd",
            Kind.EPISODE,
            "Ondskapsfull lyd",
            episode=Episode(number=1, audio="javascript:alert('lyd')"),
        ),
        page(
            "ondskap",
            "prosjekt",
            Kind.PROJECT,
            "Ondskapsfullt prosjekt",
            project=Project(
                applicant=f"{EVIL} kommune",
                documents=(Link(target="javascript:alert('dok')", text=f"{EVIL} dokument"),),
            ),
        ),
    ]


def read(resource: Resource, at: datetime = SEEN, address: str = "") -> Visit:
    """A visit that read a page, at its own address or at another."""
    return Visit(
        address=address or resource.address,
        source=resource.source,
        at=at,
        outcome=Outcome.READ,
        status=200,
        readings=(resource,),
    )


def visits() -> Iterator[Visit]:
    """All pages read; one of them changed, one a copy, one gone, one with an old address."""
    changed = guidance()[0]
    yield read(replace(changed, title="Overvann", published=date(2023, 5, 2)), at=BEFORE)
    for resource in (*guidance(), *events(), *grants(), *the_rest(), *hostile()):
        yield read(resource)
    copy = page("direktoratet", "klimapodkast/hvem-gjor-hva", Kind.EPISODE, "Klimastafetten")
    yield read(replace(copy, keys=("guid:9",)))
    for address, moved_to, outcome, status in (
        ("https://gammel.example/regnvann", ADDRESSES["overvann"], Outcome.MOVED, 301),
        ("https://www.laget.example/vedlegg/mal/", "", Outcome.GONE, 404),
        ("https://www.laget.example/borte/", "", Outcome.GONE, 404),
    ):
        yield Visit(
            address=address,
            source="direktoratet",
            at=SEEN,
            outcome=outcome,
            status=status,
            moved_to=moved_to,
        )


def publish(folder: Path, *, sample: bool) -> Path:
    """Store and build; the folder of the published generation."""
    words = folder / "words"
    plan = Plan(taxonomy=default_taxonomy(), required={}, now=SEEN, words=words, sample=sample)
    with Store(folder / "resources.sqlite") as store:
        harvest = store.begin_harvest(BEFORE)
        store.remember(harvest, visits())
        store.end_harvest(harvest, SEEN)
        store.leave_out("https://www.laget.example/utelatt/", SEEN)
        build(store, open_publisher(folder / "index"), plan, lambda *_: None)
    return folder / "index"


class Strict(HTMLParser):
    """Notes what an HTML parser would have to guess at."""

    VOID = frozenset(("meta", "link", "img", "input", "br", "hr"))
    BLOCKS = frozenset(("div", "dl", "form", "h1", "h2", "h3", "li", "ol", "p", "section", "ul"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> repeats an attribute")
        if tag in self.BLOCKS and "p" in self.open:
            self.faults.append(f"<{tag}> stands in a paragraph")
        if tag == "a" and "a" in self.open:
            self.faults.append("a link stands in a link")
        if tag == "li" and self.open[-1:] not in (["ul"], ["ol"]):
            self.faults.append("an item stands in no list")
        if self.open[-1:] in (["ul"], ["ol"]) and tag != "li":
            self.faults.append(f"a list holds <{tag}>")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes what is not open")

    def close(self) -> None:
        super().close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]


@dataclass(frozen=True)
class Answer:
    """What a reader got."""

    status: int
    headers: Any
    text: str

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page, parsed."""
        return BeautifulSoup(self.text, "lxml")

    @property
    def main(self) -> Tag:
        """The main part of the page."""
        return self.soup.main

    @property
    def faults(self) -> list[str]:
        """What is not well formed."""
        strict = Strict()
        strict.feed(self.text)
        strict.close()
        return strict.faults

    @property
    def titles(self) -> list[str]:
        """The titles of the things that are listed."""
        return [words(tag) for tag in self.main.select(".hit .name")]

    def hit(self, title: str) -> Tag:
        """The one listed thing whose title has these words."""
        found = [tag for tag in self.main.select(".hit") if title in words(tag.select_one(".name"))]
        assert len(found) == 1, f"{title}: {self.titles}"
        return found[0]

    def section(self, title: str) -> Tag | None:
        """The section under a heading."""
        heading = self.main.find(["h2", "h3"], string=title)
        return heading.find_parent("section") if heading else None


def words(tag: Tag | None) -> str:
    """The text of an element with single spaces."""
    assert tag is not None
    return re.sub(r"\s+", " ", tag.get_text().replace("\u2060", "")).strip()


Visitor = Callable[..., Answer]


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def says() -> Callable[[Tag | None], str]:
    """Reads an element: its text with single spaces."""
    return words


@pytest.fixture(scope="session")
def showing() -> Callable[[str], Showing]:
    """How things are shown in a language at the fixed moment."""
    return lambda code: Showing(language(code), NOW)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a published generation."""
    root = tmp_path_factory.mktemp("service")
    publish(root, sample=False)
    return root


@pytest.fixture(scope="session")
def publish_in() -> Callable[..., Path]:
    """Publishes the collection in a data folder, anew where it is there."""
    return publish


@pytest.fixture(scope="session")
def engine(folder: Path) -> Engine:
    return open_engine(folder / "index", PATIENCE)


@pytest.fixture(scope="session")
def app(folder: Path, engine: Engine) -> Flask:
    return create_app(Config(data=str(folder)), engine, clock=lambda: NOW)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def visiting(app: Flask) -> Visitor:
    """Asks an application for an address."""

    def visit(address: str, method: str = "GET", **more: Any) -> Answer:
        with app.test_client().open(address, method=method, **more) as answer:
            return Answer(answer.status_code, answer.headers, answer.get_data(as_text=True))

    return visit


@pytest.fixture
def visit(app: Flask) -> Visitor:
    return visiting(app)


@pytest.fixture(scope="session")
def visit_hurried(folder: Path) -> Visitor:
    """Visits a service that gives no search any time."""
    engine = open_engine(folder / "index", seconds=0)
    return visiting(create_app(Config(), engine, clock=lambda: NOW))


@pytest.fixture(scope="session")
def visit_sample(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """Visits a service whose pages are sample data."""
    index = publish(tmp_path_factory.mktemp("sample"), sample=True)
    return visiting(create_app(Config(), open_engine(index), clock=lambda: NOW))


@pytest.fixture(scope="session")
def visit_site(sample: Config, sample_now: datetime) -> Visitor:
    """Visits a service over the make-believe site."""
    engine = open_engine(sample.index_folder, PATIENCE)
    return visiting(create_app(sample, engine, clock=lambda: sample_now))


@pytest.fixture
def visit_empty(tmp_path: Path) -> Visitor:
    """Visits a service that has nothing published."""
    return visiting(create_app(Config(), open_engine(tmp_path / "index"), clock=lambda: NOW))


@pytest.fixture(scope="session")
def ids(engine: Engine) -> Callable[[str], str]:
    """The id of the record whose address begins so, or has this name."""

    def find(name: str) -> str:
        address = ADDRESSES.get(name, name)
        thing = engine.find(address)
        assert thing is not None, address
        return next(
            record.id
            for record in thing.records
            if any(known.address == address for known in record.addresses)
        )

    return find


@pytest.fixture(scope="session")
def records(engine: Engine) -> dict[str, Record]:
    """Every published record by its title."""
    everything = (*guidance(), *events(), *grants(), *the_rest(), *hostile())
    things = [engine.find(resource.address) for resource in everything]
    return {record.resource.title: record for thing in things if thing for record in thing.records}


@pytest.fixture(scope="session")
def server(app: Flask) -> Iterator[str]:
    """The "host:port" of the service over real HTTP."""
    running = waitress.create_server(app, host="127.0.0.1", port=0, threads=2)
    stopped = threading.Event()

    def run() -> None:
        while not stopped.is_set():
            wasyncore.loop(timeout=1, use_poll=True, map=running._map, count=1)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield f"127.0.0.1:{running.effective_port}"
    stopped.set()
    running.pull_trigger()
    thread.join(10)
    running.close()


@pytest.fixture
def ask(server: str) -> Callable[..., Answer]:
    """Asks over real HTTP, for a target that is sent as it stands."""

    def send(target: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(f"//{server}").netloc, timeout=10)
        try:
            connection.request(method, target, headers=headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())
        finally:
            connection.close()

    return send
