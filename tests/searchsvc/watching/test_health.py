"""Whether the service is alive and ready, as a monitor asks it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from index.engine import open_engine
from searchsvc.admission.buckets import Buckets
from searchsvc.app import create_app
from searchsvc.config import Config

Ask = Callable[[Flask, str], tuple[int, dict[str, object]]]
BUILT = timedelta(days=3)  # before an index is stale by default


@pytest.fixture
def ask() -> Ask:
    def answer_of(app: Flask, path: str) -> tuple[int, dict[str, object]]:
        answer = app.test_client().get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.status_code, json.loads(answer.text)

    return answer_of


@pytest.fixture
def built(folder: Path) -> datetime:
    return open_engine(folder / "index").coverage().built


def service(folder: Path, now: datetime, **settings: float) -> Flask:
    return create_app(Config(**settings), open_engine(folder / "index"), clock=lambda: now)


def test_it_is_alive_with_an_index_or_without(
    ask: Ask, folder: Path, tmp_path: Path, built: datetime
) -> None:
    for place in (folder, tmp_path):
        assert ask(service(place, built), "/healthz") == (200, {"alive": True})


def test_it_is_ready_while_what_is_published_is_not_stale(
    ask: Ask, folder: Path, built: datetime
) -> None:
    status, said = ask(service(folder, built + BUILT), "/readyz")
    assert (status, said) == (200, {"ready": True, "built": built.isoformat()})


def test_an_index_that_is_too_old_is_said(ask: Ask, folder: Path, built: datetime) -> None:
    status, said = ask(service(folder, built + BUILT + timedelta(hours=3)), "/readyz")
    assert status == 503
    assert said == {"ready": False, "reason": "the index was built 3.1 days ago"}


def test_the_age_at_which_an_index_is_stale_can_be_set(
    ask: Ask, folder: Path, built: datetime
) -> None:
    later = built + timedelta(days=9)
    assert ask(service(folder, later, stale_after=8), "/readyz")[0] == 503
    assert ask(service(folder, later, stale_after=10), "/readyz")[0] == 200


def test_a_service_without_an_index_is_not_ready(ask: Ask, tmp_path: Path, built: datetime) -> None:
    status, said = ask(service(tmp_path, built), "/readyz")
    assert status == 503
    assert said == {"ready": False, "reason": "nothing is published for this version"}


def test_an_index_that_is_damaged_is_not_told_by_its_place(
    ask: Ask, tmp_path: Path, built: datetime, publish_in: Callable[..., Path]
) -> None:
    publish_in(tmp_path, sample=False)
    (tmp_path / "index" / "current" / "generation.json").write_text("{", encoding="ascii")
    status, said = ask(service(tmp_path, built), "/readyz")
    assert (status, said["reason"]) == (503, "the index cannot be opened")


def test_an_index_of_another_version_is_not_ready(
    ask: Ask, tmp_path: Path, built: datetime, publish_in: Callable[..., Path]
) -> None:
    publish_in(tmp_path, sample=False)
    manifest = tmp_path / "index" / "current" / "generation.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**said, "fingerprint": "annen"}), encoding="utf-8")
    status, told = ask(service(tmp_path, built), "/readyz")
    assert (status, told["reason"]) == (503, "nothing is published for this version")


def test_readiness_is_never_remembered(ask: Ask, folder: Path, built: datetime) -> None:
    moments = iter((built, built + 2 * BUILT, built))
    engine = open_engine(folder / "index")
    app = create_app(Config(), engine, clock=lambda: next(moments))
    assert [ask(app, "/readyz")[0] for _ in range(3)] == [200, 503, 200]


def test_monitors_are_let_in_under_any_name_and_as_often_as_they_like(
    ask: Ask, folder: Path
) -> None:
    buckets = Buckets(0.001)
    config = Config(address="https://sok.example")
    app = create_app(config, open_engine(folder / "index"), buckets=buckets)
    for path in ("/healthz", "/readyz"):
        peer = {"REMOTE_ADDR": "192.0.2.1"}
        answers = [
            app.test_client().get(path, base_url="http://10.0.0.7", environ_base=peer)
            for _ in range(20)
        ]
        assert {answer.status_code for answer in answers} == {200}
