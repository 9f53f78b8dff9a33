"""The log tells what the service does, and nothing of who asks or what for."""

import http.client
import io
import json
import logging
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import request
from running import PATIENCE, Start, turning, until
from waitress import wasyncore

from index.engine import Engine
from searchsvc.admission.shares import Share, shared_counts
from searchsvc.app import create_app
from searchsvc.config import Config
from searchsvc.logs import Lines, Sentences, configure_logs
from searchsvc.watching.requests import watch_requests
from searchsvc.worker import make_server

SECRET = "hemmelighet"
ADDRESS = "192.0.2.77"
HEADERS = {
    "User-Agent": f"Leser/{SECRET}",
    "Referer": f"https://a.example/{SECRET}",
    "Cookie": f"a={SECRET}",
    "X-Forwarded-For": ADDRESS,
    "X-Request-Id": SECRET,
}
FORMS = {"text": Sentences, "json": Lines}
forms = pytest.mark.parametrize("form", FORMS)


@dataclass
class Logged:
    """A service that says what it does, and what it has said."""

    port: int
    said: io.StringIO
    tell: Callable[[logging.Formatter], None]

    def ask(self, path: str, method: str = "GET") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, headers=HEADERS)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def lines(self, number: int) -> list[dict[str, Any]]:
        """What it has said; of a request it tells after the answer has been sent."""
        until(lambda: self.said.getvalue().count("\n") >= number)
        return [json.loads(line) for line in self.said.getvalue().splitlines()]


def fail() -> str:
    try:
        raise KeyError(request.args["q"])
    except KeyError as error:
        raise ValueError(f"{request.args['q']} of {request.user_agent}") from error


@pytest.fixture
def logged(engine: Engine) -> Iterator[Logged]:
    app = create_app(Config(proxies=("127.0.0.1",)), engine)
    app.add_url_rule("/feiler/<name>", view_func=lambda name: fail())
    watch_requests(app, None, logged=True)
    answer = app.wsgi_app

    def fails_outside(environ: dict[str, Any], start_response: Any) -> Any:
        if environ["PATH_INFO"].startswith("/utenfor/"):
            raise RuntimeError(environ["PATH_INFO"])
        return answer(environ, start_response)

    app.wsgi_app = fails_outside  # type: ignore[method-assign]
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    logging.getLogger().addHandler(handler)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = make_server(app, listener, threads=1, share=Share(shared_counts(1), 0))
        with turning(server):
            yield Logged(listener.getsockname()[1], said, handler.setFormatter)
        server.task_dispatcher.shutdown()  # what is told after an answer is told
        wasyncore.close_all(server._map)
    logging.getLogger().removeHandler(handler)
    logging.getLogger("searchsvc.watching.requests").setLevel(logging.NOTSET)


@forms
def test_nothing_of_a_reader_is_in_the_log(logged: Logged, form: str) -> None:
    logged.tell(FORMS[form]())
    asked = {
        f"/sok?q={SECRET}": 200,
        f"/nn/sok.json?q={SECRET}": 200,
        f"/{SECRET}?q={SECRET}": 404,
        f"/ressurs/{SECRET}": 404,
        f"/lenke?url=https://{SECRET}.example/": 200,
        f"/feiler/{SECRET}?q={SECRET}": 500,
        f"/utenfor/{SECRET}": 500,
    }
    assert {path: logged.ask(path).status for path in asked} == asked
    assert logged.ask("/sok", SECRET.upper()).status == 405
    said = logged.said.getvalue()
    assert "/ressurs/<thing_id>" in said
    assert "ValueError" in said
    assert "RuntimeError" in said
    for secret in (SECRET, ADDRESS, "127.0.0.1"):
        assert secret not in said.lower()


def test_a_request_is_told_by_method_route_status_and_time(logged: Logged) -> None:
    logged.tell(Lines())
    logged.ask("/en/sok?q=vann")
    (line,) = (line for line in logged.lines(1) if "route" in line)
    assert (line["level"], line["method"], line["route"], line["status"]) == (
        *("INFO", "GET"),
        *("/en/sok", 200),
    )
    assert line["ms"] > 0
    assert re.fullmatch("[0-9a-f]{8}", line["request"])
    assert set(line) == {
        *("at", "level", "logger", "message"),
        *("method", "route", "status", "ms", "request"),
    }


def test_what_fails_is_found_by_the_number_in_the_answer(logged: Logged) -> None:
    logged.tell(Lines())
    number = logged.ask("/feiler/a?q=b").headers["X-Request-Id"]
    (failure,) = (line for line in logged.lines(2) if "raised" in line)
    (request_line,) = (line for line in logged.lines(2) if "route" in line)
    assert number in failure["message"]
    assert request_line["request"] == number
    assert "in fail\n" in failure["raised"]
    assert failure["raised"].splitlines()[-1] == "KeyError"


def test_of_what_the_server_says_only_the_place_is_told() -> None:
    said = {"msg": f"closing channel {ADDRESS}", "levelname": "ERROR"}
    place = {"name": "waitress", "module": "wasyncore", "funcName": "log_info"}
    record = logging.makeLogRecord(said | place)
    assert Sentences().format(record) == "ERROR waitress: wasyncore.log_info"
    assert json.loads(Lines().format(record))["message"] == "wasyncore.log_info"


def test_what_others_hand_to_the_log_is_told_in_words_only() -> None:
    handed = {"request": object(), "level": "none"}
    record = logging.LogRecord("a", logging.ERROR, "", 1, "no answer: %(level)s", (handed,), None)
    told = json.loads(Lines().format(record))
    assert (told["level"], told["message"]) == ("ERROR", "no answer: none")
    assert "request" not in told


@forms
def test_errors_that_come_of_each_other_are_told_once_each(form: str) -> None:
    one, other = ValueError(), KeyError()
    one.__cause__, other.__context__ = other, one
    raised = ValueError, one, None
    record = logging.LogRecord("a", logging.ERROR, "", 1, "it fails", (), raised)
    said = FORMS[form]().format(record)
    assert (said.count("ValueError"), said.count("KeyError")) == (1, 1)


def test_what_cannot_be_written_is_not_told_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", True)
    configure_logs("text")
    full = io.StringIO()
    full.close()
    logging.StreamHandler(full).handle(logging.makeLogRecord({"msg": SECRET}))
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_each_request_is_logged_in_the_form_that_is_wanted(start: Start, folder: Path) -> None:
    service = start(folder, processes=1, log="json", log_requests="true")
    until(lambda: service.ask(f"/om?q={SECRET}").startswith(b"HTTP/1.1 200"))
    service.process.terminate()
    _, said = service.process.communicate(timeout=PATIENCE)
    assert [json.loads(line)["route"] for line in said.splitlines()][-1] == "/om"
    assert SECRET not in said


@pytest.mark.slow
def test_unless_it_is_wanted_nothing_is_logged_of_a_request_nor_counted(
    start: Start, folder: Path
) -> None:
    service = start(folder, processes=1)
    service.ask("/om")
    assert b" 404 " in service.ask("/metrics")
    service.process.terminate()
    assert service.process.communicate(timeout=PATIENCE)[1] == ""
