"""What Prometheus reads, from processes that count together."""

import os
import re
import signal
import socket
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from running import PATIENCE, Start, until

from index.engine import Engine, open_engine
from index.failures import Failure, Failures
from index.results import Coverage
from searchsvc.app import create_app
from searchsvc.config import Config
from searchsvc.watching.metrics import Metrics
from searchsvc.watching.requests import endpoints_of, watch_requests
from searchsvc.watching.tally import ENDPOINTS, Tally, shared_rows

DOCS = Path(__file__).parents[3] / "docs"


class Figures(dict[tuple[str, frozenset[tuple[str, str]]], float]):
    """The samples of all metrics."""

    def of(self, name: str, **labels: str) -> float:
        return self.get((name, frozenset(labels.items())), 0.0)

    @classmethod
    def at(cls, port: int) -> "Figures":
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as answer:
            families = list(text_string_to_metric_families(answer.read().decode()))
        return cls.among(families)

    @classmethod
    def among(cls, families: list) -> "Figures":
        samples = (sample for family in families for sample in family.samples)
        return cls({(s.name, frozenset(s.labels.items())): s.value for s in samples})


class Held:
    """An engine of which only the coverage is asked for."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage

    def current(self) -> "Held":
        return self

    def check(self) -> None:
        pass

    def coverage(self) -> Coverage:
        return self._coverage


@pytest.fixture
def own_app(engine: Engine) -> Flask:
    return create_app(Config(), engine)


def figures(app: Flask, engine: object, rows: object, now: datetime | None = None) -> Figures:
    clock = (lambda: now) if now else (lambda: datetime.now(UTC))
    metrics = Metrics(rows, endpoints_of(app), engine, 3.0, clock)
    return Figures.among(list(metrics.collect()))


def test_answers_are_counted_by_endpoint_and_status_in_all_languages_together(
    own_app: Flask, engine: Engine
) -> None:
    rows = shared_rows(1)
    watch_requests(own_app, Tally(rows, 0), logged=False)
    client = own_app.test_client()
    for path in ("/sok?q=vann", "/nn/sok?q=vatn", "/en/sok", "/ressurs/ingen", "/finnes/ikke"):
        client.get(path)
    client.post("/sok")
    found = figures(own_app, engine, rows)
    assert found.of("searchsvc_requests_total", endpoint="results", status="200") == 3
    assert found.of("searchsvc_requests_total", endpoint="resource", status="404") == 1
    assert found.of("searchsvc_requests_total", endpoint="none", status="404") == 1
    assert found.of("searchsvc_requests_total", endpoint="none", status="405") == 1
    assert found.of("searchsvc_request_seconds_count", endpoint="results") == 3
    assert found.of("searchsvc_request_seconds_sum", endpoint="results") > 0


def test_times_are_counted_up_to_each_bound() -> None:
    app, rows = Flask("none"), shared_rows(1)
    tally = Tally(rows, 0)
    for seconds in (0.0001, 0.001, 0.0011, 0.3, 60):
        tally.answered(endpoints_of(app).index("static"), 200, seconds)
    found = figures(app, Held(Coverage(built=datetime.now(UTC), harvested=None, sources=())), rows)
    counts = {
        bound: found.of("searchsvc_request_seconds_bucket", endpoint="static", le=bound)
        for bound in ("0.001", "0.0025", "0.25", "0.5", "2.5", "+Inf")
    }
    assert counts == {"0.001": 2, "0.0025": 3, "0.25": 3, "0.5": 4, "2.5": 4, "+Inf": 5}


def test_rare_statuses_are_counted_too() -> None:
    app, rows = Flask("none"), shared_rows(1)
    Tally(rows, 0).answered(endpoints_of(app).index("none"), 418, 0.01)
    held = Held(Coverage(built=datetime.now(UTC), harvested=None, sources=()))
    found = figures(app, held, rows)
    assert found.of("searchsvc_requests_total", endpoint="none", status="other") == 1


def test_faults_are_told_before_there_is_one_so_that_the_first_is_seen_to_come(
    own_app: Flask, engine: Engine
) -> None:
    found = figures(own_app, engine, shared_rows(1))
    for endpoint in endpoints_of(own_app):
        for status in ("500", "503"):
            labels = frozenset({"endpoint": endpoint, "status": status}.items())
            assert found["searchsvc_requests_total", labels] == 0


def test_there_is_room_for_the_endpoints(own_app: Flask) -> None:
    assert len(endpoints_of(own_app)) <= ENDPOINTS


def test_who_takes_the_place_of_a_process_counts_on() -> None:
    app, rows = Flask("none"), shared_rows(2)
    for refused in (3, 1):
        tally = Tally(rows, 1)
        tally.answered(0, 200, 0.01)
        failures = Failures()
        failures.count(Failure.LATE)
        failures.is_open = True
        tally.noted(waiting=7, refused=refused, dropped=5, failures=failures)
    held = Held(Coverage(built=datetime.now(UTC), harvested=None, sources=()))
    found = figures(app, held, rows)
    assert found.of("searchsvc_requests_total", endpoint="none", status="200") == 2
    assert found.of("searchsvc_requests_refused_total") == 4
    assert found.of("searchsvc_queries_dropped_total") == 10
    assert found.of("searchsvc_requests_waiting") == 7
    assert found.of("searchsvc_cluster_failures_total", reason="late") == 2
    assert found[("searchsvc_cluster_failures_total", frozenset({("reason", "down")}))] == 0
    assert found.of("searchsvc_cluster_circuits_open") == 1


def test_of_each_source_it_is_told_what_is_published_and_how_its_visits_went(
    own_app: Flask, engine: Engine, now: datetime
) -> None:
    coverage = engine.coverage()
    first = coverage.sources[0]
    held_back = replace(coverage, sources=(replace(first, guard="9 of 9 pages are lost"),))
    rows = shared_rows(1)
    free, held = figures(own_app, engine, rows, now), figures(own_app, Held(held_back), rows, now)
    name = first.source
    assert free.of("searchsvc_source_pages", source=name) == first.count > 0
    assert free.of("searchsvc_source_visited_timestamp_seconds", source=name) == (
        first.last_visit.timestamp()
    )
    for outcome, count in first.outcomes.items():
        assert free.of("searchsvc_source_addresses", source=name, outcome=str(outcome)) == count
    assert free.of("searchsvc_source_held_back", source=name) == 0
    assert held.of("searchsvc_source_held_back", source=name) == 1


def test_the_age_of_what_is_published_is_told(own_app: Flask, engine: Engine) -> None:
    rows, built = shared_rows(1), engine.coverage().built
    fresh = figures(own_app, engine, rows, built)
    stale = figures(own_app, engine, rows, built + timedelta(days=4))
    assert fresh.of("searchsvc_generation_built_timestamp_seconds") == built.timestamp()
    assert (fresh.of("searchsvc_ready"), stale.of("searchsvc_ready")) == (1, 0)


def test_without_an_index_the_requests_are_told(own_app: Flask, tmp_path: Path) -> None:
    found = figures(own_app, open_engine(tmp_path), shared_rows(1))
    assert found[("searchsvc_ready", frozenset())] == 0
    assert ("searchsvc_requests_waiting", frozenset()) in found
    assert not any(name.startswith("searchsvc_source") for name, _ in found)


def test_the_document_names_every_metric(own_app: Flask, engine: Engine) -> None:
    rows = shared_rows(1)
    Tally(rows, 0).answered(0, 200, 0.01)
    metrics = Metrics(rows, endpoints_of(own_app), engine, 3.0)
    text = (DOCS / "monitoring.md").read_text(encoding="utf-8")
    table = set(re.findall(r"^\| `(searchsvc_\w+)", text, re.MULTILINE))
    endings: Mapping[str, str] = {"counter": "_total"}
    assert table == {metric.name + endings.get(metric.type, "") for metric in metrics.collect()}


@pytest.fixture
def metrics_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.mark.slow
def test_every_process_tells_of_all_also_of_those_that_have_died(
    start: Start, folder: Path, metrics_port: int
) -> None:
    service = start(folder, metrics_port=metrics_port)

    def answered() -> float:
        found = Figures.at(metrics_port)
        return found.of("searchsvc_requests_total", endpoint="about", status="200")

    until(lambda: len(service.workers()) == 2)
    for _ in range(20):
        service.ask("/om")
    assert {answered() for _ in range(10)} == {20}
    before = service.workers()
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    until(lambda: len(service.workers() - before) == 2)
    service.ask("/nn/om")
    assert answered() == 21
    assert b" 404 " in service.ask("/metrics")
    assert service.stop() == 0


@pytest.mark.slow
def test_what_is_told_of_the_metrics_names_no_program(
    start: Start, folder: Path, metrics_port: int
) -> None:
    start(folder, processes=1, metrics_port=metrics_port)
    for asked in ("GET /metrics HTTP/1.0", "G@T /metrics HTTP/1.0"):
        with socket.create_connection(("127.0.0.1", metrics_port), PATIENCE) as connection:
            connection.sendall(f"{asked}\r\n\r\n".encode())
            head = connection.makefile("rb").read().partition(b"\r\n\r\n")[0].lower()
        assert head.startswith(b"http/1.0 ")
        assert b"server:" not in head
        assert b"waitress" not in head


@pytest.mark.slow
def test_those_for_whom_there_was_no_room_are_counted(
    start: Start, folder: Path, metrics_port: int
) -> None:
    service = start(folder, processes=1, threads=1, metrics_port=metrics_port)
    crowd = [service.connect() for _ in range(200)]
    for number, connection in enumerate(crowd):
        head = f"GET /sok?q=vann+{number} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
    heard = Counter(connection.recv(12)[-3:] for connection in crowd)
    for connection in crowd:
        connection.close()
    assert set(heard) == {b"200", b"503"}
    until(lambda: Figures.at(metrics_port).of("searchsvc_requests_refused_total") == heard[b"503"])
