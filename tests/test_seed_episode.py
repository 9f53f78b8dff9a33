"""A real episode page, from HTTP to hits. SEED_EPISODE names the file with its text."""

import html
import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from running import answering

from index.analyse import Analyser
from index.engine import Engine, open_engine
from index.language.thesaurus import default_thesaurus
from index.query import Query
from index.record import Record
from index.store import Store
from scrapers.manners import Manners
from scrapers.source import load_sources
from searchsvc.app import create_app
from searchsvc.collecting import errand_for, harvest, publish
from searchsvc.config import Config

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SHOW = "klimapodcast.libsyn.com"
TITLE = "Fra vedtak til handling"
WEBINAR = "/aktuelt/arrangementer/2021/februar-2021/innbyggerinvolvering-i-klimaplanlegging/"
PROGRAMME = "/fagomrader/demokrati-og-styring/folkevalgtprogrammet/"
GUIDANCE = "/ansvarsomrader/klima/for-myndigheter/"
HIDDEN = (
    "preview mode links",
    "hjelp til lokalt klimaarbeid",
    "webinarer er gratis seminarer",
    "søke støtte til lokalt klimaarbeid",
    "podcastens hjemmeside",
)


@pytest.fixture(scope="module")
def seed() -> str:
    path = os.environ.get("SEED_EPISODE", "")
    if not path:
        pytest.skip("SEED_EPISODE does not name the text of the real episode")
    return Path(path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def collected(seed: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Config, Record]:
    pages = _pages(seed)
    server = _server(pages)
    with answering(server):
        hosts = {host for source in load_sources() for host in source.hosts}
        resolve = dict.fromkeys(hosts, f"127.0.0.1:{server.server_port}")
        config = Config(data=str(tmp_path_factory.mktemp("seed")), resolve=resolve)
        sources = tuple(source for source in load_sources() if source.enabled)
        with Store(config.store_path) as store:
            names = tuple(source.name for source in sources)
            harvest(
                store,
                errand_for(store, sources, names, Manners(delay=0, resolve=resolve)),
                lambda _: None,
            )
            record = store.find(f"https://{SHOW}/fra-vedtak-til-handling")
        publish(config, sources, lambda *_: None)
    assert record is not None
    return config, record


@pytest.fixture(scope="module")
def engine(collected: tuple[Config, Record]) -> Engine:
    return open_engine(collected[0].index_folder)


@pytest.fixture(scope="module")
def record(collected: tuple[Config, Record]) -> Record:
    return collected[1]


def test_the_date_is_read_from_the_page_and_the_title_from_the_feed(record: Record) -> None:
    assert record.resource.published == date(2021, 5, 4)
    assert record.resource.title == TITLE


def asking(engine: Engine, words: str) -> Query:
    analyser = Analyser(lexicon=engine.lexicon, thesaurus=default_thesaurus())
    return analyser.query(words, NOW)


@pytest.mark.parametrize("words", HIDDEN)
def test_what_stands_on_every_episode_is_nobodys_hit(engine: Engine, words: str) -> None:
    page = engine.search(replace(asking(engine, words), size=50))
    shown = [hit for hit in page.hits if hit.record.resource.kind == "episode"]
    text = " ".join(hit.record.resource.text.lower() for hit in shown)
    assert words not in text


def test_the_store_keeps_the_closing_block(record: Record) -> None:
    assert "Webinarer er gratis seminarer via nett" in record.resource.text


def test_links_are_kept_with_their_words(record: Record) -> None:
    links = {link.target: link.text for link in record.resource.links}
    assert links[f"https://www.ks.no{PROGRAMME}"] == "Folkevalgprogrammet til KS"
    assert (
        "opptak av Miljødirektoratets webinar fra 16. februar 2021"
        in (links[f"https://www.miljodirektoratet.no{WEBINAR}"])
    )
    assert links["https://www.miljodirektoratet.no/myndigheter/klimaarbeid/"].startswith(
        "Her finner du veiledning i klimatilpasning"
    )


def test_the_pages_it_links_to_are_collected_and_joined(engine: Engine, record: Record) -> None:
    found = {link.other.record.resource.title for link in engine.links_out(record.id) if link.other}
    assert {"Folkevalgtprogrammet", "Innbyggerinvolvering i klimaplanlegging"} <= found
    programme = engine.find(f"ks.no{PROGRAMME}")
    assert programme is not None
    assert TITLE in [
        link.other.record.resource.title for link in engine.links_in(programme.id) if link.other
    ]


def test_the_webinar_gets_its_recording_from_the_episode(engine: Engine, record: Record) -> None:
    thing = engine.find(f"https://www.miljodirektoratet.no{WEBINAR}")
    assert thing is not None
    event = thing.record.resource.event
    assert event is not None
    assert event.recording == f"https://www.miljodirektoratet.no{WEBINAR}"
    told = [link.other.id for link in engine.links_in(thing.id) if link.other]
    assert told == [record.id]


def test_the_address_of_2021_leads_to_the_guidance_of_today(engine: Engine) -> None:
    thing = engine.find("https://www.miljodirektoratet.no/myndigheter/klimaarbeid/")
    assert thing is not None
    assert thing.record.resource.title == "Klimaarbeid i kommunen"


def test_it_is_about_elected_representatives_and_participation(
    engine: Engine, record: Record
) -> None:
    thing = engine.get(record.id)
    assert thing is not None
    assert {"folkevalgt", "medvirkning"} <= set(thing.record.topics)


@pytest.mark.parametrize(
    "words", ["hva er rådmannens rolle i klimaarbeidet", "innbyggermedvirkning"]
)
def test_it_is_found_by_what_people_ask(engine: Engine, words: str) -> None:
    hits = engine.search(asking(engine, words)).hits
    assert TITLE in [hit.record.resource.title for hit in hits[:3]]


def addresses_in(seed: str) -> list[str]:
    return re.findall(r"https?://\S+|www\.\S+", seed)


def test_every_address_of_2021_leads_on_or_it_is_said_what_is_known(
    collected: tuple[Config, Record], engine: Engine, seed: str
) -> None:
    service = create_app(collected[0], engine).test_client()
    told = {}
    for address in addresses_in(seed):
        answer = service.get("/sok", query_string={"q": address})
        note = BeautifulSoup(answer.get_data(as_text=True), "lxml").select_one(".traced p")
        told[address] = note.get_text(" ", strip=True) if note else answer.headers["Location"]
    assert len(told) == 5
    programme, webinar, guidance, webinars, show = told.values()
    assert programme.startswith("/ressurs/")
    assert webinar.startswith("/ressurs/")
    assert guidance == "Denne adressen er nå www.miljodirektoratet.no" + GUIDANCE.rstrip("/")
    assert webinars.startswith("Denne siden var borte da vi så etter den")
    assert show.startswith("Denne siden fører bare videre")


# The site: the seed in Libsyn's structure, five neighbours with the same closing block, and the
# pages that it links to.


def _pages(seed: str) -> dict[tuple[str, str], str]:
    body, _, closing = seed.partition("Hjelp til lokalt klimaarbeid")
    body = body.partition("May 4, 2021")[2]
    closing = "Hjelp til lokalt klimaarbeid" + closing
    pages = {(SHOW, "/fra-vedtak-til-handling"): _episode(body + closing, "May 4, 2021")}
    items = [(TITLE, "fra-vedtak-til-handling", "Tue, 04 May 2021 05:00:00 +0000", 31)]
    for number in range(1, 6):
        notes = f"Episode {number} handler om et helt eget tema som bare denne siden forteller om."
        pages[SHOW, f"/nabo-{number}"] = _episode(f"{notes}\n\n{closing}", "June 8, 2021")
        items.append(
            (f"Nabo {number}", f"nabo-{number}", "Tue, 08 Jun 2021 05:00:00 +0000", number)
        )
    pages[SHOW, "/rss"] = _feed(items)
    pages[SHOW, "/"] = "<p>Alle episoder</p>"
    directorate = "www.miljodirektoratet.no"
    pages[directorate, WEBINAR] = _article(
        "Innbyggerinvolvering i klimaplanlegging",
        "<p>Webinar | 16.02.2021 – 16.02.2021</p><p>Sted: Nett</p><p>Tid: 10.00-11.00</p>"
        "<p>Arrangør: Miljødirektoratet</p><p>Om å ta innbyggerne med i planen.</p>",
    )
    guide = " ".join(f"Råd nummer {n} gjelder en del av klimaarbeidet lokalt." for n in range(12))
    pages[directorate, GUIDANCE] = _article("Klimaarbeid i kommunen", f"<p>{guide}</p>")
    pages[directorate, "/myndigheter/klimaarbeid/"] = f"-> {GUIDANCE}"
    pages["www.ks.no", PROGRAMME] = _article(
        "Folkevalgtprogrammet", f"<p>Opplæring for nye kommunestyrer. {guide}</p>"
    )
    return pages


def _episode(text: str, day: str) -> str:
    paragraphs = "".join(
        f"<p>{html.escape(part.strip())}</p>" for part in re.split(r"\n\s*\n", text) if part.strip()
    )
    return (
        "<html><body><div>Preview Mode Links will not work in preview mode</div>"
        "<p>Les mer om podcasten hos Miljødirektoratet.</p><div class='libsyn-item'>"
        f"<div class='libsyn-item-release-date'>{day}</div>"
        f"<div class='libsyn-item-body'>{paragraphs}</div></div></body></html>"
    )


def _article(title: str, body: str) -> str:
    return f"<html><body><main><h1>{title}</h1>{body}</main></body></html>"


def _feed(items: list[tuple[str, str, str, int]]) -> str:
    entries = "".join(
        f"<item><title>{title}</title><link>https://{SHOW}/{slug}</link><pubDate>{day}</pubDate>"
        f"<guid isPermaLink='false'>guid-{slug}</guid><itunes:episode>{number}</itunes:episode>"
        f"<enclosure url='https://traffic.libsyn.com/{slug}.mp3' type='audio/mpeg'/></item>"
        for title, slug, day, number in items
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'"
        " xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel>"
        f"<title>Klimapodcast</title>{entries}</channel></rss>"
    )


class _Server(ThreadingHTTPServer):
    pages: dict[tuple[str, str], str]


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        page = self.server.pages.get((self.headers["Host"], self.path))
        if page is None:
            self.send_response(404)
        elif page.startswith("-> "):
            self.send_response(301)
            self.send_header("Location", page[3:])
        else:
            self.send_response(200)
        content = (page or "").encode()
        kind = "application/rss+xml" if self.path == "/rss" else "text/html"
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


def _server(pages: dict[tuple[str, str], str]) -> _Server:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.pages = pages
    return server
