"""The names that the service answers to, and what browsers are told of https."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app
from werkzeug.wrappers import Response

from index.engine import Engine
from searchsvc.app import create_app
from searchsvc.config import Config

OWN = "https://sok.example"
Make = Callable[..., Flask]


@pytest.fixture(scope="module")
def make(engine: Engine) -> Make:
    return cache(lambda **settings: create_app(Config(**settings), engine))


def ask(app: Flask, host: str, path: str = "/", **headers: str) -> Response:
    """What is answered under a name, which may be one that no client would send."""
    environ = create_environ(path, headers=headers) | {"HTTP_HOST": host}
    environ["REMOTE_ADDR"] = "127.0.0.1"
    return Response(*run_wsgi_app(app, environ))


@pytest.mark.parametrize(
    "host",
    [
        "sok.example",
        "SOK.example",
        "sok.example:443",
        "klima.example:8000",
        "localhost:8000",
        "127.0.0.1:8000",
        "[::1]:8000",
        "[::1]",
    ],
)
def test_own_names_and_this_machine_are_answered(make: Make, host: str) -> None:
    app = make(address=OWN, hosts=("klima.example",))
    assert ask(app, host).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "ond.example",
        "ond..example",
        "xn--ond",
        "sok.example.ond.example",
        "ond.sok.example",
        "sok.example@ond.example",
        "",
        "a b",
        "<b>",
        "127.0.0.1.ond.example",
        "192.0.2.1",
        "a" * 10_000,
    ],
)
@pytest.mark.parametrize("settings", [{"address": OWN}, {"hosts": ("sok.example",)}])
def test_another_name_is_refused_with_a_page(
    make: Make, host: str, settings: dict[str, Any]
) -> None:
    answer = ask(make(**settings), host, "/nn/sok?q=klima")
    page = BeautifulSoup(answer.get_data(as_text=True), "lxml")
    assert answer.status_code == 400
    assert page.html["lang"] == "nn"
    assert "ond" not in {part for tag in page.select("[href]") for part in tag["href"].split(".")}
    links = [tag["href"] for tag in page.main.select("a.primary")]
    assert links == ([OWN] if "address" in settings else [])


@pytest.mark.parametrize("host", ["ond.example", "192.0.2.1:8000"])
def test_where_no_name_is_configured_all_are_answered(make: Make, host: str) -> None:
    assert ask(make(), host).status_code == 200


@pytest.mark.parametrize("host", ["a" * 64, "a..b", ".", "xn--a", "æ" * 200, "a" * 100_000, "a:b"])
@pytest.mark.parametrize("path", ["/", "/sok.json", "/sitemap.xml", "/finnes-ikke"])
def test_a_name_that_no_host_can_bear_is_nobodys(make: Make, host: str, path: str) -> None:
    answer = ask(make(), host, path)
    assert answer.status_code in (200, 404)
    assert f"//{host}" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/static/klimasok.css", "/healthz", "/readyz"])
def test_what_depends_on_no_name_is_answered_under_all(make: Make, path: str) -> None:
    assert ask(make(address=OWN), "192.0.2.1", path).status_code in (200, 404)


@pytest.mark.parametrize("path", ["/", "/sok?q=klima", "/finnes-ikke", "/static/klimasok.css"])
def test_over_https_browsers_are_told_to_stay_there(make: Make, path: str) -> None:
    assert "max-age=" in ask(make(address=OWN), "sok.example", path).headers[
        "Strict-Transport-Security"
    ]  # fmt: skip


@pytest.mark.parametrize("settings", [{}, {"address": "http://sok.example"}])
def test_over_http_nothing_is_said_of_https(make: Make, settings: dict[str, Any]) -> None:
    headers = ask(make(**settings), "sok.example").headers
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize(("proxies", "believed"), [(("127.0.0.1",), True), ((), False)])
def test_only_a_trusted_proxy_says_that_a_reader_came_over_https(
    make: Make, proxies: tuple[str, ...], believed: bool
) -> None:
    headers = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}
    answer = ask(make(proxies=proxies), "sok.example", "/sok.json", **headers)
    assert ("Strict-Transport-Security" in answer.headers) is believed
    assert ("https://sok.example" in answer.get_data(as_text=True)) is believed


def test_a_kept_answer_of_http_is_none_of_https(make: Make) -> None:
    app = make(proxies=("127.0.0.1",))
    plain = ask(app, "sok.example", "/sok.json")
    secure = ask(app, "sok.example", "/sok.json", **{"X-Forwarded-Proto": "https"})
    again = ask(app, "sok.example", "/sok.json")
    assert "https://sok.example" in secure.get_data(as_text=True)
    assert again.get_data(as_text=True) == plain.get_data(as_text=True)
    assert "Strict-Transport-Security" not in again.headers
