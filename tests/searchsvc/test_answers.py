"""Answers that are kept: the same is found once, and never shown longer than it is true."""

import gzip
import http.client
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import brotli
import pytest
from flask.testing import FlaskClient

from index.engine import Engine, open_engine
from index.query import Query
from index.resource import OSLO
from index.results import Page
from searchsvc.answers import OVERHEAD, Answer, AnswerCache
from searchsvc.app import create_app
from searchsvc.config import Config

PAGES = (
    "/",
    "/sok?q=overvann",
    "/nn/sok?q=overvann",
    "/tema/overvann",
    "/sok.json?q=overvann",
    "/sok.atom?q=overvann",
    "/sok.csv",
    "/webinarer.ics",
)
MIDNIGHT = datetime(2026, 11, 26, tzinfo=OSLO)
pages = pytest.mark.parametrize("path", PAGES)


@dataclass
class Counting:
    """An engine that counts how often it is searched."""

    engine: Engine
    searches: int = 0

    def current(self) -> "Counting":
        return self

    def search(self, query: Query) -> Page:
        self.searches += 1
        return self.engine.search(query)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)


@dataclass
class Service:
    """A service of which the clock can be set and the searches are counted."""

    engine: Counting
    now: datetime
    config: Config = field(default_factory=Config)

    def __post_init__(self) -> None:
        engine = cast("Engine", self.engine)
        self.client: FlaskClient = create_app(self.config, engine, lambda: self.now).test_client()

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers={n.replace("_", "-"): v for n, v in headers.items()})

    def searches(self, path: str, **headers: str) -> int:
        """How often the engine is searched for this."""
        before = self.engine.searches
        assert self.get(path, **headers).status_code == 200
        return self.engine.searches - before


@pytest.fixture
def service(engine: Engine, now: datetime) -> Service:
    return Service(Counting(engine), now)


@pages
def test_what_is_asked_again_is_not_searched_again(service: Service, path: str) -> None:
    first = service.get(path)
    assert service.engine.searches > 0
    assert service.searches(path) == 0
    again = service.get(path)
    assert again.data == first.data
    assert sorted(again.headers) == sorted(first.headers)


@pytest.mark.parametrize(
    ("first", "other", "searched"),
    [
        ("/sok?q=bekk&type=webinar", "/sok?type=webinar&q=bekk", False),
        ("/sok?q=bekk+by", "/sok?q=bekk%20by", False),
        ("/sok?q=bekk", "/sok?q=bekk&tema=&side=", False),
        ("/sok?q=bekk", "/sok?q=bekk&side=2", True),
        ("/sok?q=bekk", "/nn/sok?q=bekk", True),
        ("/sok?q=bekk", "/sok.json?q=bekk", True),
    ],
)
def test_addresses_that_mean_the_same_share_an_answer(
    service: Service, first: str, other: str, searched: bool
) -> None:
    service.get(first)
    assert (service.searches(other) > 0) is searched


@pages
def test_a_reader_who_holds_the_answer_is_told_so(service: Service, path: str) -> None:
    first = service.get(path)
    assert first.headers["Cache-Control"] == "no-cache"
    for held in (first.headers["ETag"], f'"x", {first.headers["ETag"]}', "*"):
        answer = service.get(path, If_None_Match=held)
        assert answer.status_code == 304
        assert answer.data == b""
        for name in ("ETag", "Cache-Control", "Content-Security-Policy", "Vary"):
            assert answer.headers[name] == first.headers[name]
        assert "Content-Type" not in answer.headers
    for other in ('"x"', "tull", ""):
        assert service.get(path, If_None_Match=other).status_code == 200


@pages
def test_the_validator_is_the_same_in_every_encoding_and_another_elsewhere(
    service: Service, path: str
) -> None:
    found = {service.get(path, Accept_Encoding=name).headers["ETag"] for name in ("", "br", "gzip")}
    assert len(found) == 1
    assert service.get("/om").headers["ETag"] not in found


@pages
def test_an_answer_is_compressed_as_the_reader_wants_it(service: Service, path: str) -> None:
    plain = service.get(path)
    for _ in range(2):  # made, then kept
        assert brotli.decompress(service.get(path, Accept_Encoding="gzip, br").data) == plain.data
        assert gzip.decompress(service.get(path, Accept_Encoding="br;q=0, *").data) == plain.data
        assert service.get(path).data == plain.data
    for wanted, said in (("br", "br"), ("gzip", "gzip"), ("identity", None)):
        answer = service.get(path, Accept_Encoding=wanted)
        assert answer.headers.get("Content-Encoding") == said
        assert "Accept-Encoding" in answer.vary
        assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_small_answers_are_sent_as_they_are(service: Service) -> None:
    answer = service.get("/forslag.json?q=ove", Accept_Encoding="br")
    assert "Content-Encoding" not in answer.headers
    assert answer.json


def test_errors_are_compressed_but_never_kept(service: Service) -> None:
    answer = service.get("/finnes-ikke", Accept_Encoding="br")
    assert answer.status_code == 404
    assert b"Vi finner ikke siden" in brotli.decompress(answer.data)
    assert "ETag" not in answer.headers
    assert service.get("/finnes-ikke", If_None_Match="*").status_code == 404


@pages
def test_only_the_head_is_told_where_only_that_is_asked_for(service: Service, path: str) -> None:
    for asked in ("identity", "br"):
        head = service.client.head(path, headers={"Accept-Encoding": asked})
        whole = service.get(path, Accept_Encoding=asked)
        assert head.data == b""
        assert dict(head.headers) == dict(whole.headers)


def test_a_head_over_real_http_is_whole(server: str) -> None:
    connection = http.client.HTTPConnection(server, timeout=10)
    for _ in range(2):
        connection.request("HEAD", "/sok?q=overvann")
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b"")
        connection.request("GET", "/sok?q=overvann")
        whole = connection.getresponse()
        assert len(whole.read()) == int(answer.headers["Content-Length"])
    connection.close()


def test_a_deadline_that_passes_is_seen_at_once(service: Service) -> None:
    path = "/sok?q=fjernvarme"
    service.now = MIDNIGHT - timedelta(seconds=1)
    last_day = service.get(path)
    assert "Siste dag" in last_day.text
    service.now = MIDNIGHT
    answer = service.get(path, If_None_Match=last_day.headers["ETag"])
    assert answer.status_code == 200
    assert "Lukket" in answer.text
    assert "Siste dag" not in answer.text


def test_a_webinar_that_begins_or_ends_is_seen_at_once(service: Service) -> None:
    at = datetime(2026, 12, 3, 9, 59, 59, tzinfo=OSLO)  # from 10 to 11
    for moment, coming in ((at, True), (at.replace(hour=11, minute=0, second=1), False)):
        service.now = moment
        shown = service.get("/sok?type=webinar&tilstand=kommende").text
        assert ("Utslippsfri byggeplass i praksis" in shown) is coming


def test_between_two_changes_the_moment_does_not_matter(service: Service) -> None:
    service.now = MIDNIGHT
    service.get("/sok?q=bekk")
    service.now = MIDNIGHT + timedelta(hours=7)
    assert service.searches("/sok?q=bekk") == 0
    service.now = MIDNIGHT - timedelta(days=30)  # a clock set back
    assert service.searches("/sok?q=bekk") > 0


def test_a_new_generation_is_answered_from(
    tmp_path: Path, publish_in: Callable[..., Path], now: datetime
) -> None:
    index = publish_in(tmp_path, sample=False)
    client = create_app(Config(), open_engine(index), lambda: now).test_client()
    before = client.get("/")
    assert client.get("/").data == before.data
    publish_in(tmp_path, sample=True)
    after = client.get("/", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "eksempeldata" in after.text
    assert "eksempeldata" not in before.text


def test_a_change_of_pins_is_seen_at_once(engine: Engine, now: datetime, tmp_path: Path) -> None:
    pins = tmp_path / "pins.toml"
    pins.write_text("", "utf-8")
    service = Service(Counting(engine), now, Config(pins=str(pins)))
    unpinned = service.get("/sok.json?q=overvann").json["hits"]
    address = unpinned[-1]["address"]
    text = f'[[pin]]\nqueries = ["overvann"]\naddresses = ["{address}"]\n'
    pins.write_text(text, "utf-8")
    os.utime(pins, ns=(1, 1))
    assert service.get("/sok.json?q=overvann").json["hits"][0]["address"] == address


def test_where_no_room_is_given_nothing_is_kept(engine: Engine, now: datetime) -> None:
    service = Service(Counting(engine), now, Config(cache=0))
    assert service.searches("/sok?q=bekk") == service.searches("/sok?q=bekk") > 0


def test_an_answer_for_which_time_was_short_is_not_kept(service: Service) -> None:
    whole = service.engine.search
    service.engine.search = lambda query: replace(whole(query), partial=True)  # type: ignore[method-assign]
    assert service.searches("/sok?q=bekk") == service.searches("/sok?q=bekk") > 0
    service.engine.search = whole  # type: ignore[method-assign]
    assert service.searches("/sok?q=bekk") > 0
    assert service.searches("/sok?q=bekk") == 0


def test_where_there_is_never_time_nothing_is_kept(folder: Path, now: datetime) -> None:
    service = Service(Counting(open_engine(folder / "index", seconds=0)), now)
    for path in ("/sok?q=bekk", "/sok.json?q=bekk"):
        assert service.searches(path) == service.searches(path) > 0


def test_no_answer_speaks_of_the_reader(service: Service) -> None:
    headers = {"Cookie": "hemmelig=1", "User_Agent": "hemmelig", "Referer": "http://hemmelig.no/"}
    answer = service.get("/sok?q=bekk", **headers)
    assert "hemmelig" not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert service.searches("/sok?q=bekk") == 0


def answers(*sizes: int) -> Iterator[Answer]:
    return (Answer((), bytes(size)) for size in sizes)


def test_the_answers_that_are_used_stay_within_their_room() -> None:
    cache = AnswerCache(20 * OVERHEAD)
    small, other = answers(0, OVERHEAD)
    for number in range(50):
        cache.put(number, small)
        assert cache.get(0) is small
        assert cache.size <= cache.most
    kept = [number for number in range(50) if cache.get(number)]
    assert kept == [0, *range(31, 50)]
    cache.put(49, other)
    assert cache.get(49) is other
    assert cache.size <= cache.most


def test_an_answer_that_would_take_most_of_the_room_is_not_kept() -> None:
    cache = AnswerCache(20 * OVERHEAD)
    (large,) = answers(10 * OVERHEAD)
    cache.put("stor", large)
    assert cache.get("stor") is None
    assert cache.size == 0
