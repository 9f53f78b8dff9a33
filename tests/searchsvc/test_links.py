"""Links from the sites to the reader: harvested, checked, listed, published and shown."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from running import answering

from index.engine import Engine, open_engine
from index.query import Query
from index.record import State
from index.store import Store
from searchsvc.app import create_app
from searchsvc.cli import main
from searchsvc.config import load_config

HOME, OUTSIDE = "http://lite.example", "http://ute.example"
ADVICE = " ".join(f"Råd nummer {number} gjelder kommunen." for number in range(12))
GUIDANCE = f"""<main><h1>Regnbed ved skolen</h1><p>{ADVICE}</p><h2>Les mer</h2>
<p><a href="{OUTSIDE}/finnes">Lov om vann</a></p>
<p><a href="{OUTSIDE}/borte">Rapport om regn</a></p>
<p><a href="{OUTSIDE}/flyttet">Veileder om tak</a></p>
<p><a href="{OUTSIDE}/myk">Medvirkning i planarbeid</a></p>
<p><a href="http://www.stengt.example/x">Stengt</a></p></main>"""
WEBINAR = f"""<main><p>Dette er et tidligere arrangement</p><p>Webinar | 16.02.2021 – 16.02.2021</p>
<h1>Medvirkning i planarbeid</h1><p>Sted: Nett</p><p>Tid: 10.00-11.00</p><p>{ADVICE}</p></main>"""
EPISODE = f"""<main><h1>Folk flest vil være med</h1><p>{ADVICE}</p>
<p>Her kan du se <a href="/webinar/medvirkning/">opptak av webinar fra 16. februar 2021</a></p>
</main>"""
LISTED = ("/rad/regnbed/", "/webinar/medvirkning/", "/episode/folk/")
PAGES = {
    "lite.example/": "".join(f'<p><a href="{path}">Side</a></p>' for path in LISTED),
    "lite.example/rad/regnbed/": GUIDANCE,
    "lite.example/webinar/medvirkning/": WEBINAR,
    "lite.example/episode/folk/": EPISODE,
    "ute.example/finnes": f"<h1>Lov</h1><p>{ADVICE}</p>",
    "ute.example/nytt": f"<h1>Tak</h1><p>{ADVICE}</p>",
    "ute.example/myk": "<h1>Siden finnes ikke</h1>",
}
SETTINGS = """
data = "{folder}/var"
sources = "{folder}/kilder"
delay = 0
timeout = 5
unchecked = ["stengt.example"]

[resolve]
"lite.example" = "{place}"
"ute.example" = "{place}"
"www.stengt.example" = "{place}"
"""
SOURCE = """
name = "lite"
owner = "Lite tettsted"
hosts = ["lite.example"]
start = ["http://lite.example/"]
pages = [
    { kind = "guidance", address = "^/rad/." },
    { kind = "event", address = "^/webinar/." },
    { kind = "episode", address = "^/episode/." },
]
"""


class Handler(BaseHTTPRequestHandler):
    """Answers for both hosts; one address has moved."""

    asked: list[str]

    def do_GET(self) -> None:
        address = self.headers["Host"] + self.path
        self.asked.append(f"{self.command} {address}")
        body = PAGES.get(address, "borte").encode()
        moved = self.path == "/flyttet"
        self.send_response(301 if moved else 200 if address in PAGES else 404)
        if moved:
            self.send_header("Location", "/nytt")
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - the name that the server calls

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """What the sites are asked for, in order."""
    return []


@pytest.fixture(scope="module")
def place(asked: list[str]) -> Iterator[str]:
    handler = type("Noting", (Handler,), {"asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    with answering(server):
        yield f"127.0.0.1:{server.server_port}"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, place: str) -> Path:
    folder = tmp_path_factory.mktemp("lenker")
    (folder / "kilder").mkdir()
    (folder / "kilder" / "lite.toml").write_text(SOURCE, encoding="utf-8")
    path = folder / "searchsvc.toml"
    path.write_text(SETTINGS.format(folder=folder, place=place), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def run(settings: Path) -> Callable[..., Result]:
    return lambda *words: CliRunner().invoke(main, ("--config", str(settings), *words))


@pytest.fixture(scope="module")
def checked(run: Callable[..., Result], asked: list[str]) -> Result:
    """A harvest, and then a check of three links and another of the rest."""
    assert run("harvest").exit_code == 0
    assert not any("ute.example" in each for each in asked)
    asked.clear()
    assert "Links checked: 3." in run("links", "--check", "--budget", "3").stderr
    return run("links", "--check")


@pytest.fixture(scope="module")
def engine(checked: Result, settings: Path, run: Callable[..., Result]) -> Engine:
    assert run("build").exit_code == 0
    return open_engine(load_config(settings).index_folder)


@pytest.fixture(scope="module")
def client(engine: Engine, settings: Path) -> FlaskClient:
    return create_app(load_config(settings), engine).test_client()


def lines(run: Callable[..., Result]) -> dict[str, dict[str, str]]:
    found = map(json.loads, run("links", "--json").stdout.splitlines())
    return {line["link"].removeprefix(OUTSIDE): line for line in found}


# checked and listed


def test_a_budget_is_kept_and_the_next_run_checks_the_rest(checked: Result) -> None:
    assert checked.exit_code == 0
    assert "Links checked: 1." in checked.stderr


def test_only_what_leads_out_is_asked_for(checked: Result, asked: list[str]) -> None:
    hosts = {each.split()[1].partition("/")[0] for each in asked}
    assert hosts == {"ute.example"}
    assert asked.count("HEAD ute.example/finnes") == asked.count("GET ute.example/finnes") == 1


def test_what_was_checked_is_not_due(checked: Result, run: Callable, asked: list[str]) -> None:
    count = len(asked)
    assert "Links checked: 0." in run("links", "--check").stderr
    assert len(asked) == count


def test_the_report_names_the_record_the_link_and_what_may_take_its_place(
    checked: Result,
) -> None:
    said = " ".join(checked.stdout.split())
    assert said.startswith("Regnbed ved skolen http://lite.example/rad/regnbed/")
    assert "http://ute.example/borte" in said
    assert "http://ute.example/flyttet -> http://ute.example/nytt (moved there)" in said
    assert "http://ute.example/myk -> http://lite.example/webinar/medvirkning/" in said
    assert "finnes" not in said


def test_the_report_is_json_for_machines(checked: Result, run: Callable[..., Result]) -> None:
    found = lines(run)
    assert {link: line["health"] for link, line in found.items()} == {
        "/borte": "gone",
        "/flyttet": "moved",
        "/myk": "soft 404",
    }
    assert found["/borte"]["suggestion"] == ""
    assert found["/borte"]["text"] == "Rapport om regn"
    assert found["/myk"]["because"] == "has that title"


def test_a_budget_is_one_of_a_check(run: Callable[..., Result]) -> None:
    assert run("links", "--budget", "3").exit_code == 2


def test_the_robots_txt_of_a_checked_host_is_kept(checked: Result, settings: Path) -> None:
    with Store(load_config(settings).store_path) as store:
        assert {robots.origin for robots in store.robots()} == {HOME, OUTSIDE}


# published and shown


def shown(client: FlaskClient, engine: Engine, path: str, prefix: str = "") -> BeautifulSoup:
    thing = engine.find(HOME + path)
    assert thing is not None
    return BeautifulSoup(client.get(f"{prefix}/ressurs/{thing.id}").text, "lxml")


@pytest.mark.parametrize(
    ("prefix", "dead", "well", "moved"),
    [
        ("", "Lenken virker ikke lenger, sjekket i dag", "Lenken ble sjekket i dag", "Ny adresse:"),
        ("/nn", "Lenkja verkar ikkje lenger, sjekka i dag", "Lenkja vart sjekka i dag",
         "Ny adresse:"),
        ("/en", "The link no longer works, checked today", "Link checked today", "New address:"),
    ],
)  # fmt: skip
def test_a_page_shows_how_its_links_were_when_they_were_checked(
    client: FlaskClient, engine: Engine, prefix: str, dead: str, well: str, moved: str
) -> None:
    soup = shown(client, engine, "/rad/regnbed/", prefix)
    items = {item.a.get_text(): " ".join(item.get_text().split())
             for item in soup.select(".outside li")}  # fmt: skip
    assert dead in items["Rapport om regn"]
    assert dead in items["Medvirkning i planarbeid"]
    assert well in items["Lov om vann"]
    assert f"{moved} ute.example/nytt" in items["Veileder om tak"]
    assert items["Stengt"] == "Stengt www.stengt.example"


def test_an_episode_gives_a_webinar_its_recording(client: FlaskClient, engine: Engine) -> None:
    soup = shown(client, engine, "/webinar/medvirkning/")
    assert soup.select_one(".act a").get_text() == "Se opptaket"
    section = soup.find("h2", string="Omtalt i podkast").find_parent("section")
    assert section.select_one(".name a").get_text() == "Folk flest vil være med"
    hits = client.get("/sok?q=medvirkning&type=webinar").text
    assert "Opptak" in BeautifulSoup(hits, "lxml").select_one(".hit .fact").get_text()
    (hit,) = client.get("/sok.json?q=medvirkning&type=webinar").json["hits"]
    assert hit["recording"] == f"{HOME}/webinar/medvirkning/"


def test_a_webinar_with_such_a_recording_is_not_lowered(engine: Engine) -> None:
    webinar = engine.find(f"{HOME}/webinar/medvirkning/")
    now = datetime.now(UTC)
    page = engine.search(Query(now=now, states=(State.HELD,)))
    assert [hit.thing for hit in page.hits] == [webinar]
    explained = engine.explain(Query(now=now), webinar.id)
    assert dict(explained.factors)["over"] == 1
