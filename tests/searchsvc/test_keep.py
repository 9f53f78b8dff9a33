"""Commands that keep the store: a backup, what takes its place, and a doctor who looks at all."""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from running import SCRIPT, WITHOUT_RIGHTS, Start, environment

from index.analyse import Analyser
from index.engine import Engine, open_engine
from index.language.thesaurus import default_thesaurus
from index.resource import Outcome, Visit
from index.store import Store
from scrapers.source import Source, load_source
from searchsvc import doctor
from searchsvc.cli import main
from searchsvc.config import Config
from searchsvc.doctor import Finding, Level, data, machine
from searchsvc.locking import sole_harvest

Run = Callable[..., Result]
Answer = tuple[int, tuple[str, ...]]
SOURCE = """
name = "direktoratet"
owner = "Klimadirektoratet"
hosts = ["www.direktoratet.example"]
start = ["https://www.direktoratet.example/"]
at_least = {least}

[[pages]]
kind = "guidance"
address = "."
"""


@pytest.fixture
def mine(folder: Path, tmp_path: Path) -> Path:
    """A data folder of a published generation, to be spoilt."""
    return shutil.copytree(folder, tmp_path / "data", symlinks=True)


@pytest.fixture
def run(mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on it, with one source."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SEARCHSVC_")]:
        monkeypatch.delenv(name)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "d.toml").write_text(SOURCE.format(least=1), encoding="utf-8")
    settings = {"SEARCHSVC_DATA": str(mine), "SEARCHSVC_SOURCES": "sources"}
    return lambda *words, **env: CliRunner().invoke(main, words, env={**settings, **env})


@pytest.fixture
def config(mine: Path, tmp_path: Path) -> Config:
    (tmp_path / "d.toml").write_text(SOURCE.format(least=1), encoding="utf-8")
    return Config(data=str(mine), sources=str(tmp_path), contact="drift@kommunen.example")


def harm(path: Path) -> None:
    """Overwrite the last pages of a SQLite file."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size * 3 // 4)
        file.write(b"\xa5" * 40_000)


def answers(engine: Engine, queries: list[str], now: datetime) -> list[Answer]:
    """How many things each query finds, and the first of them."""
    analyser = Analyser(lexicon=engine.lexicon, thesaurus=default_thesaurus())
    pages = (engine.search(analyser.query(text, now)) for text in queries)
    return [(page.total, tuple(hit.thing.id for hit in page.hits)) for page in pages]


# backup and restore


def test_what_is_damaged_is_restored_by_one_command(run: Run, mine: Path) -> None:
    assert "is a whole copy of the store" in run("backup", "natt.sqlite").output
    harm(mine / "resources.sqlite")
    for words in (("build",), ("backup", "neste.sqlite")):
        refused = run(*words)
        assert refused.exit_code == 2
        assert "resources.sqlite is damaged" in refused.output
        assert "`searchsvc restore FILE`" in refused.output
    restored = run("restore", "natt.sqlite")
    assert restored.exit_code == 0, restored.output
    assert "run `searchsvc build`" in restored.output
    assert "resources.sqlite.before-restore-" in restored.output
    assert run("build").exit_code == 0


def test_a_harvest_is_refused_before_a_site_is_asked(run: Run, mine: Path) -> None:
    harm(mine / "resources.sqlite")
    refused = run("harvest", SEARCHSVC_CONTACT="drift@kommunen.example")
    assert refused.exit_code == 2
    assert "resources.sqlite is damaged" in refused.output


def test_a_service_over_a_damaged_store_starts_and_answers(
    config: Config, mine: Path, start: Start
) -> None:
    harm(mine / "resources.sqlite")
    service = start(mine, processes=1)
    assert service.ask("/sok?q=overvann").startswith(b"HTTP/1.1 200 OK")
    says(machine.port(replace(config, port=service.port)), Level.OK, "Klimasøk answers")


def test_a_backup_is_replaced_only_with_force(run: Run, tmp_path: Path) -> None:
    assert run("backup", "natt.sqlite").exit_code == 0
    before = (tmp_path / "natt.sqlite").stat()
    refused = run("backup", "natt.sqlite")
    assert refused.exit_code == 2
    assert "--force" in refused.output
    assert (tmp_path / "natt.sqlite").stat() == before
    assert run("backup", "natt.sqlite", "--force").exit_code == 0


def test_nothing_is_restored_during_a_harvest(run: Run, mine: Path) -> None:
    assert run("backup", "natt.sqlite").exit_code == 0
    with sole_harvest(mine / "resources.sqlite"):
        refused = run("restore", "natt.sqlite")
    assert refused.exit_code == 2
    assert "another harvest" in refused.output


def test_pages_that_were_left_out_since_are_told_of(run: Run) -> None:
    assert run("backup", "natt.sqlite").exit_code == 0
    assert run("optout", "https://www.direktoratet.example/nyheter/apnet").exit_code == 0
    assert "Left out of it again, as was asked: 1 pages." in run("restore", "natt.sqlite").output


def test_a_store_too_damaged_to_tell_what_was_left_out_says_so(run: Run, mine: Path) -> None:
    assert run("backup", "natt.sqlite").exit_code == 0
    (mine / "resources.sqlite").write_bytes(b"\0" * 8192)
    assert "run `searchsvc optout` for each page" in run("restore", "natt.sqlite").output


@pytest.mark.slow
def test_what_is_built_from_a_backup_answers_a_hundred_queries_the_same(
    sample: Config, sample_now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(sample.index_folder, 60)
    things = [thing for record, _ in engine.changed(0, 150) if (thing := engine.get(record))]
    titles = list(dict.fromkeys(thing.record.resource.title for thing in things))
    queries = [" ".join(title.split()[:2]) for title in titles[:50]] + titles[50:100]
    assert len(queries) == 100
    lost = shutil.copytree(sample.data, tmp_path / "data", symlinks=True)
    monkeypatch.setenv("SEARCHSVC_DATA", str(lost))
    monkeypatch.chdir(tmp_path)
    for words in (("backup", "natt.sqlite"), ("restore", "natt.sqlite"), ("build", "--full")):
        if words[0] == "restore":
            shutil.rmtree(lost)
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, done.output
    restored = open_engine(lost / "index", 60)
    found = answers(restored, queries, sample_now)
    assert found == answers(engine, queries, sample_now)
    assert all(total for total, _ in found)


# doctor


def test_the_doctor_has_a_line_for_each_check(run: Run, mine: Path) -> None:
    found = run("doctor", SEARCHSVC_CONTACT="drift@kommunen.example")
    checks = [line.split()[1].rstrip(":") for line in found.output.splitlines()]
    assert checks == [
        "configuration", "contact", "port", "rights", "disk", "searches", "index", "age", "search",
        "store", "clock", "published", "source",
    ]  # fmt: skip
    assert {line.split()[0] for line in found.output.splitlines()} <= set(Level)


def test_the_doctor_speaks_to_machines_too(run: Run) -> None:
    found = run("doctor", "--json")
    lines = [json.loads(line) for line in found.output.splitlines()]
    assert all(set(line) == {"check", "level", "says"} for line in lines)
    assert found.exit_code == 1
    (wrong,) = [line for line in lines if line["level"] == "error"]
    assert (wrong["check"], "set `contact`" in wrong["says"]) == ("contact", True)


def test_a_doctor_changes_nothing(config: Config, mine: Path) -> None:
    before = {path: path.lstat().st_mtime_ns for path in mine.rglob("*")}
    assert [*doctor.examine(config, datetime.now(UTC))]
    after = {path: path.lstat().st_mtime_ns for path in mine.rglob("*")}
    assert before == after


def test_a_warning_is_no_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    warned = Finding(check="disk", level=Level.WARNING, says="little")
    monkeypatch.setattr("searchsvc.commands.keep.examine", lambda *_: [warned])
    assert run("doctor").exit_code == 0


def test_what_rests_on_what_is_missing_is_left_out(config: Config, tmp_path: Path) -> None:
    nowhere = replace(config, data=str(tmp_path / "nowhere"))
    found = {finding.check: finding for finding in doctor.examine(nowhere, datetime.now(UTC))}
    assert found["rights"].level is Level.ERROR
    assert "searchsvc harvest" in found["rights"].says
    assert "index" not in found
    (tmp_path / "nowhere").mkdir()
    found = {finding.check: finding for finding in doctor.examine(nowhere, datetime.now(UTC))}
    assert found["index"].says.endswith("run `searchsvc build`")
    assert "`searchsvc harvest`" in found["store"].says
    assert "clock" not in found


def says(finding: Finding, level: Level, *words: str) -> None:
    assert finding.level is level, finding.says
    for word in words:
        assert word in finding.says


def test_a_file_that_cannot_be_read_is_named(config: Config, tmp_path: Path) -> None:
    for setting in ("taxonomy", "thesaurus", "moved", "pins", "starts"):
        wrong = tmp_path / f"{setting}.txt"
        wrong.write_text("= nei", encoding="utf-8")
        named = replace(config, **{setting: str(wrong)})
        says(machine.configuration(named), Level.ERROR, str(wrong))
    (tmp_path / "d.toml").write_text("name = 1", encoding="utf-8")
    says(machine.configuration(config), Level.ERROR, "d.toml: line 1")


def test_who_has_no_right_to_write_is_told_whose_it_is(mine: Path, tmp_path: Path) -> None:
    """As root, who gives the data to somebody and is then without root's power over it."""
    words = [*WITHOUT_RIGHTS, SCRIPT, "doctor", "--json"]
    for path in (mine, *mine.rglob("*")):
        os.chown(path, 4321, 4321, follow_symlinks=False)
    done = subprocess.run(
        words, env=environment(data=mine), cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    found = {line["check"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert found["rights"]["level"] == Level.ERROR
    assert f"cannot read and write {mine}, which is 4321's" in found["rights"]["says"]
    assert "index" not in found


def test_data_of_several_users_are_told(config: Config, mine: Path) -> None:
    says(machine.rights(config), Level.OK)
    os.chown(mine / "resources.sqlite", 4321, 4321)
    says(machine.rights(config), Level.WARNING, "resources.sqlite is 4321's", "chown -R")


def test_a_disk_that_is_nearly_full_is_told(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    need = 2 * config.store_path.stat().st_size
    for free, level in ((0.9, Level.ERROR), (1.5, Level.WARNING), (3, Level.OK)):
        usage = SimpleNamespace(free=free * need)
        monkeypatch.setattr(shutil, "disk_usage", lambda _, usage=usage: usage)
        says(machine.room(config), level, "MB are free")


def test_a_port_is_free_or_taken_by_another(config: Config) -> None:
    with HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as another:
        Thread(target=another.handle_request).start()
        taken = replace(config, port=another.server_port)
        says(machine.port(taken), Level.ERROR, "is taken", "set `port`")
    says(machine.port(taken), Level.OK, "is free")
    says(machine.port(replace(config, host="192.0.2.1")), Level.ERROR, "set `host`")


def test_an_index_that_is_damaged_or_old_is_told(config: Config) -> None:
    found, engine = data.index(config)
    says(found, Level.OK, "is whole")
    assert engine is not None
    built = engine.coverage().built
    says(data.age(engine, built + timedelta(days=6)), Level.OK)
    says(
        data.age(engine, built + timedelta(days=9)), Level.WARNING, "9 days ago", "searchsvc build"
    )
    says(data.search(engine, built), Level.OK, "is found")
    next((config.index_folder / "current").glob("*.npy")).write_bytes(b"")
    found, engine = data.index(config)
    says(found, Level.ERROR, "is damaged: run `searchsvc build`")
    assert engine is None


def test_searches_that_cannot_be_counted_are_told(config: Config) -> None:
    says(data.searches(config), Level.OK, "is counted")
    config.queries_path.parent.mkdir()
    config.queries_path.write_bytes(b"no database" * 1_000)
    says(data.searches(config), Level.ERROR, "queries.sqlite", "move the file away")
    says(data.searches(replace(config, query_days=0)), Level.OK, "is not kept")


def test_a_store_that_is_damaged_or_older_is_told(config: Config) -> None:
    says(data.store(config), Level.OK, "is whole")
    with closing(sqlite3.connect(config.store_path)) as db:
        db.execute("PRAGMA user_version = 7")
    says(data.store(config), Level.WARNING, "schema 7", "searchsvc backup FILE")
    with closing(sqlite3.connect(config.store_path)) as db:
        db.execute("PRAGMA user_version = 999")
    says(data.store(config), Level.ERROR, "upgrade it")
    harm(config.store_path)
    says(data.store(config), Level.ERROR, "is damaged", "searchsvc restore FILE")


def test_a_clock_that_was_set_back_is_told(config: Config, now: datetime) -> None:
    engine = open_engine(config.index_folder)
    with Store(config.store_path) as store:
        says(data.clock(store, engine, now), Level.OK)
        says(data.clock(store, engine, now - timedelta(days=2)), Level.ERROR, "timedatectl")
        says(data.clock(store, None, now - timedelta(days=2)), Level.ERROR, "timedatectl")


def test_a_harvest_that_is_not_published_is_told(config: Config, now: datetime) -> None:
    engine = open_engine(config.index_folder)
    with Store(config.store_path) as store:
        says(data.published(store, engine), Level.OK)
        store.end_harvest(store.begin_harvest(now), now)
        says(data.published(store, engine), Level.WARNING, "run `searchsvc build`")


def source_of(least: int, tmp_path: Path) -> Source:
    (tmp_path / "kilde.toml").write_text(SOURCE.format(least=least), encoding="utf-8")
    return load_source(tmp_path / "kilde.toml")


def test_a_source_that_holds_too_little_or_is_not_visited_is_told(
    config: Config, now: datetime, tmp_path: Path
) -> None:
    with Store(config.store_path) as store:
        for least, later, level, said in (
            (1, 1, Level.OK, "was visited"),
            (1, 9, Level.WARNING, "searchsvc harvest --due"),
            (900, 1, Level.ERROR, "less than its least of 900"),
        ):
            known = (source_of(least, tmp_path),)
            (found,) = data.sources(store, known, now + timedelta(days=later))
            says(found, level, said)


def test_a_source_that_the_guard_holds_back_is_told(
    config: Config, now: datetime, tmp_path: Path
) -> None:
    with Store(config.store_path) as store:
        gone = [known.address for known in store.known(["direktoratet"])]
        for days in (1, 5):
            at = now + timedelta(days=days)
            visits = [
                Visit(address=a, source="direktoratet", at=at, outcome=Outcome.GONE, status=404)
                for a in gone
            ]
            store.remember(store.begin_harvest(at), visits)
        (found,) = data.sources(store, (source_of(1, tmp_path),), now + timedelta(days=5))
    says(found, Level.ERROR, "pages are lost", "searchsvc status")
