"""What is written down: counts of a day, in which no reader can be found again."""

import http.client
import random
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import waitress
from flask.testing import FlaskClient
from running import until
from waitress import wasyncore

from index.engine import Engine
from index.resource import OSLO
from searchsvc.app import create_app
from searchsvc.config import Config
from searchsvc.querylog import file
from searchsvc.querylog.file import Asked
from searchsvc.querylog.log import MOST, QueryLog, open_log
from searchsvc.querylog.question import Question

DAY = date(2026, 11, 25)
ClientOf = Callable[[QueryLog], FlaskClient]


class Clock:
    """A clock that can be set."""

    def __init__(self, day: date = DAY, hour: int = 12) -> None:
        self.now = datetime.combine(day, time(hour), OSLO)

    def __call__(self) -> datetime:
        return self.now


def question(text: str, *filters: str, hits: int = 10) -> Question:
    return Question(text=text, filters=filters, hits=hits)


def asked(text: str, day: date = DAY, *, times: int = 1, hits: int = 10) -> Asked:
    return Asked(day=day, text=text, filters=(), hits=hits, times=times)


def dump(path: Path) -> list[str]:
    """All that the file says, in the order in which it lies there."""
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())


def pages(path: Path) -> bytes:
    """The bytes of the file, without SQLite's count of how often it was written."""
    return path.read_bytes()[100:]


def counts(path: Path) -> dict[str, int]:
    return {each.text: each.times for each in file.read(path, date.min)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queries.sqlite"


@pytest.fixture
def client_of(engine: Engine) -> ClientOf:
    """A reader of a service that counts in a log."""
    return lambda log: create_app(Config(), engine, clock=Clock(), queries=log).test_client()


# ---- one day, whoever asks ---------------------------------------------------------------------

SEARCHES = [
    "/sok?q=overvann",
    "/nn/sok?q=Overvann",
    "/en/sok?q=OVERVANN",
    "/sok?q=overvann&type=webinar",
    "/sok?type=webinar&q=overvann",
    "/sok?q=type:webinar+overvann",
    "/sok?q=klimabudsjett",
    "/sok?q=zzqx",
    "/sok?q=ola%40kommunen.no",
    "/sok?q=41+23+45+67",
    "/sok?q=%EF%BC%91%EF%BC%9234+567+8901",
    "/sok?q=sykkel&tilstand=kommende&fra=2024-01-01",
]
AGENTS = ("Firefox/140", "Safari/26", "curl/8", "Mozilla/5.0 (Linux; Android 16)")
LANGUAGES = ("nb", "nn-NO,nn;q=0.9", "en-GB", "se")


@contextmanager
def serving(engine: Engine, log: QueryLog, clock: Clock) -> Iterator[int]:
    """The port of the service, behind a proxy that says who asks."""
    app = create_app(Config(proxies=("127.0.0.1",)), engine, clock=clock, queries=log)
    running = waitress.create_server(app, host="127.0.0.1", port=0, threads=2)
    stopped = threading.Event()

    def run() -> None:
        while not stopped.is_set():
            wasyncore.loop(timeout=1, use_poll=True, map=running._map, count=1)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield running.effective_port
    stopped.set()
    running.pull_trigger()
    thread.join(10)
    running.task_dispatcher.shutdown()
    wasyncore.close_all(running._map)


def ask(port: int, target: str, method: str = "GET", **headers: str) -> int:
    """The status of an answer over HTTP; names of headers with _ for -."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, headers=named)
        answer = connection.getresponse()
        answer.read()
        return answer.status


def a_day(path: Path, engine: Engine, seed: int) -> None:
    """Readers of a day who ask the same, each time others, at other hours, in another order."""
    chance, clock = random.Random(seed), Clock()
    hours = sorted(chance.randrange(24) for _ in SEARCHES * 3)
    with ExitStack() as held:
        logs = [QueryLog(path, 90, clock) for _ in range(2)]  # as two processes have
        ports = [held.enter_context(serving(engine, log, clock)) for log in logs]
        for hour, target in zip(hours, chance.sample(SEARCHES * 3, k=len(hours)), strict=True):
            clock.now = datetime.combine(DAY, time(hour, chance.randrange(60)), OSLO)
            status = ask(
                chance.choice(ports),
                target,
                X_Forwarded_For=f"{chance.randrange(1, 220)}.0.2.{chance.randrange(256)}",
                User_Agent=chance.choice(AGENTS),
                Accept_Language=chance.choice(LANGUAGES),
                Accept_Encoding=chance.choice(("gzip", "br", "identity")),
                Referer=f"http://127.0.0.1{chance.choice(SEARCHES)}",
            )
            assert status == 200
        for log in chance.sample(logs, k=2):
            log.close()


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> tuple[Path, Path]:
    """What two such days leave, written search by search."""
    one, other = (tmp_path_factory.mktemp("day") / "queries.sqlite" for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("searchsvc.querylog.log.EVERY", 0.01)
        a_day(one, engine, 1)
        a_day(other, engine, 2)
    return one, other


def test_the_same_searches_of_a_day_leave_the_same_whoever_asks_when_and_in_which_order(
    days: tuple[Path, Path],
) -> None:
    one, other = days
    assert dump(one) == dump(other)
    for path in days:
        file.tidy(path, DAY)
    assert pages(one) == pages(other)


def test_a_day_holds_words_filters_hits_and_counts_and_nothing_else(
    days: tuple[Path, Path],
) -> None:
    path, _ = days
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT * FROM asked").fetchall()
        tables = db.execute("SELECT name FROM sqlite_schema").fetchall()
    assert tables == [("asked",)]
    assert rows == [
        ("2026-11-25", "klimabudsjett", "[]", 1, 3),
        ("2026-11-25", "overvann", '["type:webinar"]', 1, 9),
        ("2026-11-25", "overvann", "[]", 1, 9),
        ("2026-11-25", "sykkel", '["fra", "tilstand:kommende"]', 1, 3),
        ("2026-11-25", "zzqx", "[]", 0, 3),
    ]
    held = path.read_bytes()
    for secret in (b"Firefox", b"curl", b".0.2.", b"kommunen", b"41 23", b"2024-01-01", b"12:"):
        assert secret not in held


# ---- who counts as a reader that searches ------------------------------------------------------


def test_a_search_counts_each_time_also_where_its_answer_was_kept(
    path: Path, client_of: ClientOf
) -> None:
    log = QueryLog(path, 90, Clock())
    client = client_of(log)
    etag = client.get("/sok?q=overvann").headers["ETag"]
    assert client.get("/sok?q=overvann").status_code == 200
    assert client.get("/sok?q=overvann", headers={"If-None-Match": etag}).status_code == 304
    log.close()
    assert counts(path) == {"overvann": 3}


def test_what_no_reader_looks_at_does_not_count(path: Path, client_of: ClientOf) -> None:
    log = QueryLog(path, 90, Clock())
    client = client_of(log)
    for method, target, headers in (
        ("HEAD", "/sok?q=overvann", {}),
        ("GET", "/sok?q=overvann", {"Sec-Purpose": "prefetch;prerender"}),
        ("GET", "/sok.json?q=overvann", {}),
        ("GET", "/sok.atom?q=overvann", {}),
        ("GET", "/sok?q=overvann", {"Accept": "application/json"}),
        ("GET", "/forslag.json?q=overvann", {}),
        ("GET", "/kildeliste?q=overvann", {}),
        ("GET", "/prosjekter?q=overvann", {}),
        ("GET", "/?q=overvann", {}),
        ("POST", "/sok?q=overvann", {}),
    ):
        client.open(target, method=method, headers=headers)
    client.get("/sok?q=sist")
    log.close()
    assert counts(path) == {"sist": 1}


# ---- from day to day ---------------------------------------------------------------------------


def test_the_same_question_of_a_day_is_one_row_and_keeps_its_most_hits(path: Path) -> None:
    file.add(path, [asked("vann", hits=0), asked("is", hits=4)])
    file.add(path, [asked("vann", hits=10, times=2), asked("vann", DAY - timedelta(1))])
    assert file.read(path, DAY) == [
        asked("is", hits=4),
        asked("vann", times=3, hits=10),
    ]
    assert len(file.read(path, DAY - timedelta(1))) == 3


def test_after_midnight_in_oslo_it_is_the_next_day(path: Path) -> None:
    clock = Clock()
    log = QueryLog(path, 90, clock)
    for at in (datetime(2026, 11, 25, 22, 59, tzinfo=UTC), datetime(2026, 11, 25, 23, tzinfo=UTC)):
        clock.now = at
        log.note(question("vann"))
    log.close()
    assert [each.day for each in file.read(path, date.min)] == [DAY, DAY + timedelta(1)]


@pytest.mark.parametrize("days", [1, 2, 90])
def test_what_is_older_than_the_days_to_keep_is_forgotten(path: Path, days: int) -> None:
    first = DAY - timedelta(days - 1)
    file.add(path, [asked("gammelt", first - timedelta(1)), asked("ennå", first), asked("nytt")])
    QueryLog(path, days, Clock()).close()
    assert counts(path) == {"ennå": 1, "nytt": 1}
    assert b"gammelt" not in path.read_bytes()


def test_it_is_forgotten_also_when_nobody_asks_any_more(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("searchsvc.querylog.log.EVERY", 0.01)
    clock = Clock()
    log = QueryLog(path, 2, clock)
    log.note(question("vann"))
    until(path.exists)
    clock.now += timedelta(days=2)
    until(lambda: not counts(path))
    log.close()


def test_with_no_days_to_keep_nothing_is_kept_and_what_was_is_removed(tmp_path: Path) -> None:
    config = Config(data=str(tmp_path), query_days=0)
    file.add(config.queries_path, [asked("vann")])
    assert open_log(config) is None
    assert not config.queries_path.exists()


# ---- what goes wrong ---------------------------------------------------------------------------


def test_only_the_service_may_read_the_file(path: Path) -> None:
    file.add(path, [asked("vann")])
    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_is_left_beside_the_file(path: Path) -> None:
    file.add(path, [asked("vann")])
    assert list(path.parent.iterdir()) == [path]


def test_while_the_file_is_locked_readers_are_answered_and_what_is_lost_is_counted(
    path: Path,
    client_of: ClientOf,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(file, "WAIT", 0.01)
    file.add(path, [asked("før")])
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        log = QueryLog(path, 90, Clock())
        client = client_of(log)
        assert {client.get("/sok?q=overvann").status_code for _ in range(4)} == {200}
        log.close()
    assert log.dropped == 4
    assert counts(path) == {"før": 1}
    assert [record.message for record in caplog.records] == [
        f"what is searched for is not counted: {path}: database is locked"
    ]


@pytest.mark.parametrize("damage", [b"no database at all" * 100, None])
def test_a_file_that_cannot_be_written_is_said_once_until_it_can_again(
    path: Path, damage: bytes | None, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    monkeypatch.setattr("searchsvc.querylog.log.EVERY", 0.01)
    path.mkdir() if damage is None else path.write_bytes(damage)
    log = QueryLog(path, 90, Clock())
    for number in range(1, 4):
        log.note(question("vann"))
        until(lambda number=number: log.dropped == number)
    assert len(caplog.records) == 1
    path.rmdir() if damage is None else path.unlink()
    log.note(question("vann"))
    until(path.exists)
    log.close()
    assert counts(path) == {"vann": 1}


def test_a_crowd_of_different_questions_has_an_end(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "MOST", MOST + 1)
    for hour in range(2):
        log = QueryLog(path, 90, Clock(hour=hour))
        log.note(question("vann"))
        for number in range(MOST + 10):
            log.note(question(f"{hour} {number}"))
        log.close()
        assert log.dropped == (11, 11 + MOST - 2)[hour]
    assert len(counts(path)) == MOST + 1
    assert counts(path)["vann"] == 2


def test_threads_that_note_at_once_lose_nothing(path: Path) -> None:
    log = QueryLog(path, 90, Clock())

    def note() -> None:
        for number in range(500):
            log.note(question(f"vann {number % 7}"))

    threads = [threading.Thread(target=note) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.close()
    assert sum(counts(path).values()) == 2_000
