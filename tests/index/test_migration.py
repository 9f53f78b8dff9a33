"""A store of any earlier schema is brought to the newest: whole, or not at all."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from making import NOW, SITE, harm, page, read
from test_topics import TAXONOMY

from index.migration import schemas
from index.record import Role
from index.settle import settle
from index.store import DamagedStoreError, Store, StoreError

FIRST = Path(__file__).with_name("first_store.sql").read_text(encoding="utf-8")
# Opens a store in a process that is killed as it begins its so manieth statement; else says how
# many there were.
KILLED = """
import os, signal, sqlite3, sys
from pathlib import Path
import index.store

connect, moment, statements = sqlite3.connect, int(sys.argv[2]), 0

def begin(_):
    global statements
    statements += 1
    if statements == moment:
        os.kill(os.getpid(), signal.SIGKILL)

def doomed(*words, **more):
    db = connect(*words, **more)
    db.set_trace_callback(begin)
    return db

sqlite3.connect = doomed
index.store.Store(Path(sys.argv[1]))
print(statements)
"""


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A store as the first version of the program left it."""
    path = tmp_path / "resources.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(FIRST)
    return path


def dumped(path: Path) -> tuple[int, list[str]]:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0]), [*db.iterdump()]


def schema(path: Path) -> set[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return set(db.execute("SELECT type, name, sql FROM sqlite_master"))


def test_a_store_of_the_first_schema_holds_all_that_it_held(first: Path) -> None:
    with Store(first) as store:
        titles = {record.resource.title: record for record in store.records()}
        assert {"Regnbed ved skolen", "Kurs om overvann", "Sykkelveier", "Vann"} < set(titles)
        beds = titles["Regnbed ved skolen"]
        assert beds.resource.text == "Regnbed holder vann tilbake i Bergen."
        assert (beds.addresses[1].address, beds.addresses[1].role) == (
            f"{SITE}/regnvann", Role.REDIRECTS
        )  # fmt: skip
        assert store.find(f"{SITE}/regnvann") == beds
        assert [row.target_record for row in store.links(beds.id)] == [
            titles["Kurs om overvann"].id
        ]
        assert next(k.etag for k in store.known(["veileder"]) if "regnbed" in k.address) == '"a1"'
        assert len([*store.visits()]) == 12
        assert store.left_out() == frozenset()


def test_it_is_gone_on_with(first: Path) -> None:
    with Store(first) as store:
        before = [record.id for record in store.records()]
        store.remember(store.begin_harvest(NOW), [read(page("/ny", "Nytt om vann."))])
        settle(store, TAXONOMY)
        assert len([*store.records()]) == len(before) + 1


def test_it_is_then_as_a_new_one(first: Path, tmp_path: Path) -> None:
    for path in (first, tmp_path / "new.sqlite"):
        with Store(path):
            pass
    assert schema(first) == schema(tmp_path / "new.sqlite")
    assert dumped(first)[0] == len(schemas())


@pytest.mark.parametrize("table", ["reached", "history", "disbelieved"])
def test_a_script_that_fails_leaves_the_file_as_it_was(first: Path, table: str) -> None:
    with closing(sqlite3.connect(first)) as db:
        db.execute(f"CREATE TABLE {table} (taken TEXT)")
    before = dumped(first)
    with pytest.raises(StoreError, match=f"table {table} already exists"):
        Store(first)
    assert dumped(first) == before


def test_killed_at_any_statement_it_is_as_it_was(
    first: Path, tmp_path: Path, at_length: bool
) -> None:
    def open_until(moment: int) -> subprocess.CompletedProcess[str]:
        program = [sys.executable, "-c", KILLED, str(first), str(moment)]
        return subprocess.run(program, check=False, capture_output=True, text=True)

    aside = shutil.copy(first, tmp_path / "aside.sqlite")
    count = int(open_until(0).stdout)
    assert count > 50
    assert dumped(first)[0] == len(schemas())
    shutil.copy(aside, first)
    before = dumped(first)
    for moment in range(1, count + 1) if at_length else (6, 20, 40, count - 1, count):
        assert open_until(moment).returncode == -signal.SIGKILL
        assert dumped(first) == before


def test_of_several_who_open_it_one_brings_it_forward(first: Path) -> None:
    def count(_: int) -> int:
        with Store(first) as store:
            return len([*store.records()])

    with ThreadPoolExecutor(4) as several:
        assert set(several.map(count, range(4))) == {6}


def test_a_damaged_one_is_left_as_it_is(first: Path) -> None:
    with closing(sqlite3.connect(first)) as db, db:
        rows = [(f"guid:{number:040}",) for number in range(2000)]
        db.executemany("INSERT INTO name VALUES (?, '0650441945')", rows)
    harm(first)
    before = first.read_bytes()
    with pytest.raises(DamagedStoreError, match="searchsvc restore"):
        Store(first)
    assert first.read_bytes()[100:] == before[100:]  # what is before is SQLite's header
