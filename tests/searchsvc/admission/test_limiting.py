"""Readers who ask for much: 200 of one workplace are let in, one machine that takes all is not."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from index.engine import Engine
from searchsvc.admission.buckets import BURST, Buckets
from searchsvc.admission.limiting import PAGE, SUGGESTION
from searchsvc.app import create_app
from searchsvc.config import Config

READER, NEIGHBOUR, STRANGER = "192.0.2.7", "192.0.2.9", "198.51.100.1"
MINUTE = 60.0


class Readers:
    """Readers of a service whose clock can be set."""

    def __init__(self, engine: Engine, now: datetime, **settings: Any) -> None:
        self.seconds = 1_000.0
        config = Config(**settings)
        buckets = Buckets(config.rate, lambda: self.seconds)
        self.client: FlaskClient = create_app(
            config, engine, clock=lambda: now, buckets=buckets
        ).test_client()

    def ask(self, path: str, address: str = READER, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=named, environ_base={"REMOTE_ADDR": address})

    def asks(self, path: str, address: str = READER) -> int:
        """How often this is answered until the reader has to wait."""
        times = 0
        while self.ask(path.format(times), address).status_code == 200:
            times += 1
        return times


Make = Callable[..., Readers]


@pytest.fixture
def make(engine: Engine, now: datetime) -> Make:
    return lambda **settings: Readers(engine, now, **settings)


@pytest.fixture
def hasty(make: Make) -> Readers:
    """Readers of a service that lets a network have 10 pages at once and one in 15 seconds."""
    return make(rate=10 / BURST)


@pytest.fixture
def refused(hasty: Readers) -> Readers:
    """Readers of a network that has asked for too much."""
    hasty.asks("/sok?q=klima+{}")
    return hasty


def test_who_asks_for_too_much_has_to_wait_and_then_goes_on(hasty: Readers) -> None:
    assert hasty.asks("/sok?q=klima+{}") == 11
    answer = hasty.ask("/sok?q=klima")
    assert answer.status_code == 429
    hasty.seconds += int(answer.headers["Retry-After"])
    assert hasty.ask("/sok?q=klima").status_code == 200


def test_the_page_keeps_the_words_and_leads_back_to_the_search(refused: Readers) -> None:
    answer = refused.ask("/nn/sok?q=%22tett+flate%22&type=webinar")
    page = BeautifulSoup(answer.text, "lxml")
    assert answer.status_code == 429
    assert page.html["lang"] == "nn"
    assert page.select_one("#q")["value"] == '"tett flate"'
    again = urlsplit(page.main.select_one("a.primary")["href"])
    assert again.path == "/nn/sok"
    assert parse_qs(again.query) == {"q": ['"tett flate"'], "type": ["webinar"]}
    assert f"om {answer.headers['Retry-After']} sekund" in page.main.get_text()
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in answer.headers


def test_a_network_waits_together_and_others_do_not(refused: Readers) -> None:
    assert refused.ask("/", NEIGHBOUR).status_code == 429
    assert refused.ask("/", STRANGER).status_code == 200


@pytest.mark.parametrize(
    ("path", "accept"),
    [("/sok.json?q=a", ""), ("/en/ressurs/1.json", ""), ("/sok?q=a", "application/json")],
)
def test_programs_that_read_json_are_told_in_json(refused: Readers, path: str, accept: str) -> None:
    answer = refused.ask(path, **({"Accept": accept} if accept else {}))
    assert answer.status_code == 429
    assert answer.mimetype == "application/problem+json"
    told = json.loads(answer.text)
    assert told["status"] == 429
    assert told["title"] == "Too Many Requests"
    assert answer.headers["Retry-After"] in told["detail"]


@pytest.mark.parametrize("path", ["/sok.atom", "/webinarer.ics", "/en/sok.csv", "/liste.bib"])
def test_other_programs_are_told_in_a_sentence(refused: Readers, path: str) -> None:
    answer = refused.ask(path)
    assert answer.status_code == 429
    assert answer.mimetype == "text/plain"
    assert len(answer.text.splitlines()) == 1
    assert answer.headers["Retry-After"] in answer.text


@pytest.mark.parametrize("path", ["/sok.csv?q={}", "/webinarer.ics?q={}", "/sok.json?q={}"])
def test_exports_cost_more_than_pages(make: Make, path: str) -> None:
    pages = make(rate=30 / BURST).asks("/sok?q=a{}")
    assert make(rate=30 / BURST).asks(path) < pages / 5


def test_suggestions_cost_less_than_pages(make: Make) -> None:
    service = make(rate=10 / BURST)
    for number in range(70):
        assert service.ask(f"/forslag.json?q=a{number}").status_code == 200


def test_what_is_kept_costs_little(hasty: Readers) -> None:
    assert hasty.asks("/sok?q=overvann") > 150
    hasty.seconds += BURST
    tag = hasty.ask("/om").headers["ETag"]
    answers = {hasty.ask("/om", If_None_Match=tag).status_code for _ in range(150)}
    assert answers == {304}


@pytest.mark.parametrize("path", ["/static/klimasok.css", "/healthz", "/readyz"])
def test_some_things_are_never_refused(refused: Readers, path: str) -> None:
    assert refused.ask(path).status_code in (200, 404)


@pytest.mark.parametrize("path", ["/healthz/", "/healthzz", "/static", "/nn/static/klimasok.css"])
def test_what_only_looks_like_it_is_refused(refused: Readers, path: str) -> None:
    assert refused.ask(path).status_code == 429


def test_a_refusal_costs_nothing(refused: Readers) -> None:
    waits = [int(refused.ask("/").headers["Retry-After"]) for _ in range(20)]
    assert len(set(waits)) == 1


@pytest.mark.parametrize(
    ("address", "settings"),
    [
        ("127.0.0.1", {}),
        ("127.8.9.1", {}),
        ("::1", {}),
        (READER, {"unlimited": ("192.0.2.0/28",)}),
        ("2001:db8::1", {"unlimited": ("10.0.0.0/8", "2001:db8::/32")}),
    ],
)
def test_those_who_are_trusted_never_wait(
    make: Make, address: str, settings: dict[str, Any]
) -> None:
    service = make(rate=0.02, **settings)
    assert {service.ask(f"/sok?q={n}", address).status_code for n in range(20)} == {200}


def test_behind_a_proxy_each_network_is_counted_for_itself(make: Make) -> None:
    service = make(rate=0.02, proxies=("10.0.0.1",))

    def ask(reader: str) -> Any:
        return service.ask("/sok?q=a", "10.0.0.1", X_Forwarded_For=reader)

    while ask(READER).status_code == 200:
        pass
    assert ask(f"{STRANGER}, {NEIGHBOUR}").status_code == 429
    assert ask(STRANGER).status_code == 200


def test_an_address_that_is_forged_gives_no_new_bucket(make: Make) -> None:
    service = make(rate=0.02)
    answers = [
        service.ask(f"/sok?q={n}", X_Forwarded_For=f"203.0.{n}.1").status_code for n in range(20)
    ]
    assert answers[-1] == 429


@pytest.mark.parametrize(
    ("readers", "minutes", "pages", "suggestions"),
    [
        (200, 1, 15, 60),  # all of a municipality begin at the same time
        (200, 60, 240, 960),  # and go on for an hour, a page each 15 seconds
        (2_000, 480, 192, 384),  # ten municipalities for a day, a search and a page in 5 minutes
    ],
)
def test_as_many_as_share_an_address_are_let_in(
    readers: int, minutes: int, pages: int, suggestions: int
) -> None:
    seconds = 0.0
    buckets = Buckets(Config().rate, lambda: seconds)
    a_second = readers * (pages * PAGE + suggestions * SUGGESTION) / (minutes * MINUTE)
    for _ in range(minutes * int(MINUTE)):
        assert buckets.wait(0) == 0
        buckets.take(0, a_second)
        seconds += 1


def test_one_machine_that_takes_all_it_can_gets_the_rate_and_no_more() -> None:
    seconds = 0.0
    buckets = Buckets(Config().rate, lambda: seconds)
    got = 0
    while seconds < 600:
        if buckets.wait(0):
            seconds += 0.02
        else:
            buckets.take(0, PAGE)
            got += 1
    assert got == pytest.approx(Config().rate * (600 + BURST), rel=0.05)
