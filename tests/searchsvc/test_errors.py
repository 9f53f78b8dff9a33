"""What goes wrong is a page that says so, never a traceback."""

import logging
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask, abort
from werkzeug.exceptions import TooManyRequests

from index.engine import EngineError, NothingPublishedError, open_engine
from searchsvc.app import create_app
from searchsvc.config import Config

PREFIXES = ("", "/nn", "/en")
ROUTES = ("/", "/sok", "/sok?q=overvann", "/sok.json", "/tema", "/tema/overvann", "/kilder")

prefixes = pytest.mark.parametrize("prefix", PREFIXES)


@prefixes
@pytest.mark.parametrize("route", [*ROUTES, "/ressurs/0123456789"])
def test_where_nothing_is_published_a_page_asks_to_come_back(
    visit_empty: Callable, prefix: str, route: str
) -> None:
    answer = visit_empty(prefix + route)
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.soup.html["lang"] == (prefix[1:] or "nb")
    assert len(answer.soup.find_all("h1")) == 1
    assert answer.faults == []
    assert "Traceback" not in answer.text
    assert "searchsvc build" not in answer.text
    assert "Content-Security-Policy" in answer.headers


def test_the_page_that_asks_to_come_back_speaks_norwegian(visit_empty: Callable) -> None:
    assert visit_empty("/").soup.h1.get_text() == "Søket er nede et øyeblikk"


@prefixes
def test_what_needs_no_index_is_there_where_nothing_is_published(
    visit_empty: Callable, prefix: str
) -> None:
    assert visit_empty(f"{prefix}/om").status == 200
    assert visit_empty(f"{prefix}/finnes-ikke").status == 404
    assert visit_empty("/static/klimasok.css").status == 200


def test_a_service_that_waits_answers_when_something_is_published(
    tmp_path: Path, folder: Path, now: object
) -> None:
    index = tmp_path / "index"
    client = create_app(Config(), open_engine(index), clock=lambda: now).test_client()
    assert client.get("/").status_code == 503
    index.symlink_to(folder / "index")
    assert client.get("/").status_code == 200


def test_the_log_names_what_is_wrong(
    visit_empty: Callable, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        visit_empty("/")
        visit_empty("/")
    (said,) = caplog.messages  # once, however many ask
    assert "run `searchsvc build`" in said
    assert "Traceback" not in caplog.text


@prefixes
@pytest.mark.parametrize(
    "path",
    [
        "/finnes-ikke",
        "/sok/",
        "/tema/overvann/mer",
        "/%FF%FE",
        "/a%00b",
        "/'\"><b>",
        "/static/nei.css",
    ],
)
def test_an_unknown_address_is_a_page(visit: Callable, prefix: str, path: str) -> None:
    answer = visit(prefix + path)
    assert answer.status == 404
    assert answer.faults == []
    assert answer.soup.html["lang"] == (prefix[1:] or "nb")
    assert len(answer.soup.find_all("h1")) == 1
    assert answer.soup.select_one('form[role="search"]') is not None
    assert answer.soup.main.find("aside").find("a")["href"] == f"{prefix}/"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/sok", "/sok.json", "/ressurs/1"])
def test_a_method_that_is_not_served_is_a_page(visit: Callable, method: str, path: str) -> None:
    answer = visit(path, method=method)
    assert answer.status == 405
    assert answer.soup.h1.get_text() == "Det går ikke an her"
    assert "GET" in answer.headers["Allow"]


def test_only_the_head_is_sent_where_only_that_is_asked_for(visit: Callable) -> None:
    answer = visit("/sok?q=overvann", method="HEAD")
    assert answer.status == 200
    assert answer.text == ""


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (400, "Vi forstår ikke adressen"),
        (405, "Det går ikke an her"),
        (410, "Siden er borte"),
        (413, "Det gikk ikke"),
        (414, "Adressen er for lang"),
        (429, "Vent litt før du søker igjen"),
        (431, "Nettleseren sendte for mye"),
        (500, "Noe gikk galt hos oss"),
        (503, "Søket er nede et øyeblikk"),
    ],
)
def test_every_error_is_a_page(breaking: Callable, status: int, title: str) -> None:
    answer = breaking(lambda: abort(status))
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.text
    assert "Content-Security-Policy" in answer.headers


def test_the_words_of_an_unknown_address_can_be_searched_for(visit: Callable) -> None:
    answer = visit("/nn/ansvarsomrader/overvann.aspx")
    assert answer.soup.select_one("#q")["value"] == "ansvarsomrader overvann"
    link = answer.main.select_one(".primary")
    assert link["href"] == "/nn/sok?q=ansvarsomrader+overvann"
    assert visit("/").soup.select_one("#q").get("value", "") == ""


@pytest.mark.parametrize("seconds", [1, 20])
def test_a_reader_who_must_wait_is_told_how_long_and_keeps_the_words(
    breaking: Callable, seconds: int
) -> None:
    def wait() -> None:
        raise TooManyRequests(retry_after=seconds)

    answer = breaking(wait, "?q=%22tett%22+<flate>")
    soup = BeautifulSoup(answer.text, "lxml")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == str(seconds)
    assert f"om {seconds} sekund" in soup.main.get_text()
    assert soup.select_one("#q")["value"] == '"tett" <flate>'
    again = soup.main.select_one("a.primary")
    assert again.get_text() == 'Søk igjen på «"tett" <flate>»'
    assert parse_qs(urlsplit(again["href"]).query) == {"q": ['"tett" <flate>']}


def test_a_fault_of_ours_is_logged_and_shows_nothing_of_itself(
    breaking: Callable, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError("hemmelig")

    answer = breaking(fail)
    assert answer.status_code == 500
    assert "hemmelig" not in answer.text
    assert "hemmelig" in caplog.text


@pytest.mark.parametrize("error", [EngineError("hemmelig"), NothingPublishedError("hemmelig")])
def test_an_engine_that_cannot_answer_is_down_for_a_moment(
    breaking: Callable, error: Exception
) -> None:
    def fail() -> None:
        raise error

    answer = breaking(fail)
    assert answer.status_code == 503
    assert "hemmelig" not in answer.text
    assert answer.headers["Retry-After"] == "30"


@pytest.fixture
def breaking(folder: Path) -> Callable:
    """What a reader gets from an application of which one page does this."""

    def answer(act: Callable, words: str = "") -> object:
        app: Flask = create_app(Config(), open_engine(folder / "index"))
        app.add_url_rule("/brekk", view_func=lambda: act() or "", endpoint="brekk")
        return app.test_client().get(f"/brekk{words}")

    return answer


@pytest.mark.parametrize(
    "path",
    ["/nn//ond.eksempel/x", "//ond.eksempel/x", "/en//ond.eksempel", "/nn//ond.eksempel/%2e"],
)
def test_an_address_of_two_slashes_leads_to_nobody_else(ask: Callable, path: str) -> None:
    answer = ask(path)
    assert answer.status in (308, 404)
    assert not answer.headers.get("Location", "").partition("://")[2].startswith("ond.eksempel")
    assert not answer.headers.get("Location", "").startswith("//")
    links = [tag["href"] for tag in answer.soup.select("a[href]")]
    assert not [link for link in links if link.startswith("//")]


@pytest.mark.parametrize("host", ["ond.eksempel", "ond eksempel", "<b>", "a:b:c", ""])
def test_the_host_that_is_claimed_never_harms(ask: Callable, host: str) -> None:
    answer = ask("/", Host=host)
    assert answer.status in (200, 400)
    assert "ond" not in answer.text


def test_a_target_that_is_no_address_is_refused_calmly(ask: Callable) -> None:
    for target in ("*", "sok", "http://", "/%", "/sok?q=%"):
        assert ask(target).status < 500


def test_an_address_longer_than_the_server_takes_is_refused_calmly(ask: Callable) -> None:
    assert ask("/sok?q=" + "a" * 100_000).status == 200
    assert ask("/sok?q=" + "a" * 400_000).status in (414, 431)


@pytest.mark.parametrize("more", ["&a=x", "&tema=x", "&q=", "+klima"])
def test_a_long_address_does_not_make_a_page_of_megabytes(ask: Callable, more: str) -> None:
    answer = ask("/sok?q=klima" + more * (100_000 // len(more)))
    assert answer.status == 200
    assert len(answer.text) < 1_000_000
