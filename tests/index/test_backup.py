"""A backup is the store of one moment, and takes its place again."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from making import NOW, SITE, harm, page, read

from index import backup
from index.backup import Restored, back_up, restore
from index.soundness import damage
from index.store import DamagedStoreError, NewerStoreError, Store, StoreError

LATER = NOW + timedelta(days=1)
SECRET = "Hemmeligheten om kvernhuset"
Texts = list[str]


def ignore(done: int, total: int) -> None:
    """Progress that nobody follows."""


def add(path: Path, *names: str) -> None:
    """Store a page for each name, of some length."""
    with Store(path) as store:
        harvest = store.begin_harvest(NOW)
        store.remember(harvest, [read(page(f"/{name}", f"{name} " * 2000)) for name in names])


def held(path: Path) -> Texts:
    """The first words of all pages."""
    with Store(path) as store:
        return [record.resource.text.partition(" ")[0] for record in store.records()]


def put_back(file: Path, store: Path, now: datetime = LATER) -> Restored:
    return restore(file, store, now, ignore)


def beside(path: Path) -> set[str]:
    """What lies in the folder of a file."""
    return {other.name for other in path.parent.iterdir()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of two pages."""
    path = tmp_path / "data" / "resources.sqlite"
    add(path, "a", "b")
    return path


@pytest.fixture
def file(path: Path, tmp_path: Path) -> Path:
    """A backup of it."""
    file = tmp_path / "kopi.sqlite"
    back_up(path, file, ignore)
    return file


# a backup


def test_a_backup_is_one_whole_file_that_is_as_the_store_is(path: Path, file: Path) -> None:
    assert beside(file) == {"data", "kopi.sqlite"}
    with closing(sqlite3.connect(path)) as store, closing(sqlite3.connect(file)) as copy:
        assert damage(copy) == ""
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)  # needs no other file
        assert [*store.iterdump()] == [*copy.iterdump()]


def test_what_is_written_meanwhile_is_stored_and_not_in_the_backup(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "STEP", 4)
    steps = []

    def write(done: int, total: int) -> None:
        add(path, f"n{len(steps)}")
        steps.append((done, total))

    back_up(path, tmp_path / "kopi.sqlite", write)
    assert len(steps) > 3
    assert [done for done, _ in steps] == sorted({done for done, _ in steps})  # never begun again
    assert steps[-1][0] == steps[-1][1]
    assert held(tmp_path / "kopi.sqlite") == ["a", "b"]
    assert len(held(path)) == 2 + len(steps)


def test_a_file_that_is_there_is_replaced_only_when_that_is_said(path: Path, file: Path) -> None:
    add(path, "c")
    with pytest.raises(StoreError, match="there already"):
        back_up(path, file, ignore)
    assert held(file) == ["a", "b"]
    back_up(path, file, ignore, overwrite=True)
    assert held(file) == ["a", "b", "c"]


def test_a_store_is_never_its_own_backup(path: Path, tmp_path: Path) -> None:
    (tmp_path / "lenke.sqlite").symlink_to(path)
    for name in (path, tmp_path / "lenke.sqlite"):
        with pytest.raises(StoreError, match="is the store itself"):
            back_up(path, name, ignore, overwrite=True)
    assert held(path) == ["a", "b"]


def test_a_damaged_store_is_told_and_takes_no_backup_away(path: Path, file: Path) -> None:
    harm(path)
    with pytest.raises(DamagedStoreError, match=r"resources\.sqlite is damaged .*restore FILE"):
        back_up(path, file, ignore, overwrite=True)
    assert held(file) == ["a", "b"]
    assert beside(file) == {"data", "kopi.sqlite"}


def test_a_place_that_cannot_be_written_is_said(path: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"mappe/kopi\.sqlite cannot be written"):
        back_up(path, tmp_path / "mappe" / "kopi.sqlite", ignore)


# a store that is put back


def test_the_store_is_as_it_was_and_the_one_before_is_kept(path: Path, file: Path) -> None:
    add(path, "c")
    restored = put_back(file, path)
    assert held(path) == held(file) == ["a", "b"]
    assert restored.aside is not None
    assert restored.aside.name == "resources.sqlite.before-restore-20260311T120000"
    assert restored.left_out == 0
    assert beside(path) == {path.name, restored.aside.name}
    put_back(restored.aside, path, LATER + timedelta(seconds=1))
    assert held(path) == ["a", "b", "c"]


def test_two_restores_of_one_second_keep_both_stores(path: Path, file: Path) -> None:
    add(path, "c")
    first = put_back(file, path)
    add(path, "d")
    second = put_back(file, path)
    assert first.aside is not None
    assert second.aside is not None
    assert held(first.aside) == ["a", "b", "c"]
    assert held(second.aside) == ["a", "b", "d"]


def test_a_store_that_is_lost_is_put_back(path: Path, file: Path) -> None:
    for other in path.parent.iterdir():
        other.unlink()
    path.parent.rmdir()
    assert put_back(file, path) == Restored(aside=None, left_out=0)
    assert held(path) == ["a", "b"]


def test_a_store_that_is_damaged_is_put_back(path: Path, file: Path) -> None:
    harm(path)
    before = path.read_bytes()
    restored = put_back(file, path)
    assert held(path) == ["a", "b"]
    assert restored.aside is not None
    assert restored.aside.read_bytes()[100:] == before[100:]  # after SQLite's header


def test_the_log_of_another_store_is_not_taken_for_that_of_the_backup(
    path: Path, file: Path
) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO optout VALUES ('x', 'x', NULL, '', '')")
        db.commit()
        log = Path(f"{path}-wal").read_bytes()
    path.unlink()
    Path(f"{path}-wal").write_bytes(log)
    put_back(file, path)
    with Store(path) as store:
        assert store.left_out() == frozenset()


def test_nothing_is_put_back_while_somebody_has_the_store_open(path: Path, file: Path) -> None:
    add(path, "c")
    with Store(path), pytest.raises(StoreError, match="is in use"):
        put_back(file, path)
    assert held(path) == ["a", "b", "c"]
    assert beside(path) == {path.name}


def test_a_backup_of_an_earlier_schema_is_brought_forward(path: Path, tmp_path: Path) -> None:
    first = Path(__file__).with_name("first_store.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "first.sqlite")) as db:
        db.executescript(first)
    before = (tmp_path / "first.sqlite").read_bytes()
    put_back(tmp_path / "first.sqlite", path)
    assert len(held(path)) == 6
    assert (tmp_path / "first.sqlite").read_bytes() == before


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA user_version = 999")


def other(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE notes (text)")


@pytest.mark.parametrize(
    ("spoil", "kind", "said"),
    [
        (harm, DamagedStoreError, "is damaged"),
        (lambda file: file.write_bytes(file.read_bytes()[:20_000]), DamagedStoreError, "damaged"),
        (lambda file: file.write_text("notater " * 400), DamagedStoreError, "not a database"),
        (lambda file: file.write_text(""), StoreError, "no store of this program"),
        (Path.unlink, StoreError, "is not there"),
        (newer, NewerStoreError, "has schema 999.*upgrade"),
        (other, StoreError, "no store of this program"),
    ],
)
def test_what_is_no_whole_store_is_refused_by_name(
    path: Path, file: Path, spoil: Callable[[Path], object], kind: type[StoreError], said: str
) -> None:
    before = path.read_bytes()
    spoil(file)
    with pytest.raises(kind, match=rf"kopi\.sqlite.*{said}"):
        put_back(file, path)
    assert path.read_bytes() == before
    assert beside(path) == {path.name}


# what was left out


@pytest.fixture
def secret(path: Path, tmp_path: Path) -> Path:
    """A backup of a time when a page that has been left out since was still held."""
    with Store(path) as store:
        said = page("/kvern", f"{SECRET}. " * 30, title=SECRET, keys=("guid:1",))
        store.remember(store.begin_harvest(NOW), [read(said)])
    back_up(path, tmp_path / "hemmelig.sqlite", ignore)
    with Store(path) as store:
        assert store.leave_out(f"{SITE}/kvern", LATER)
    return tmp_path / "hemmelig.sqlite"


def test_what_was_left_out_after_the_backup_stays_out(path: Path, secret: Path) -> None:
    with Store(path) as store:
        out = store.left_out()
    assert put_back(secret, path).left_out == 1
    with Store(path) as store:
        assert store.left_out() == out
        assert store.find(f"{SITE}/kvern") is None
        again = read(page("/kvern", SECRET), LATER)
        assert store.remember(store.begin_harvest(LATER), [again]) == ["refused"]
    assert SECRET.encode() not in path.read_bytes()
    with Store(path) as store:
        assert store.take_in(f"{SITE}/kvern")
        assert store.left_out() == frozenset()


def test_where_nobody_can_tell_what_was_left_out_that_is_said(path: Path, secret: Path) -> None:
    path.write_bytes(re.sub(b"^.{100}", b"\0" * 100, path.read_bytes(), flags=re.DOTALL))
    assert put_back(secret, path).left_out is None
