"""Backup: a store is copied whole while it is in use, and a copy takes the place of a store.

What is written lies beside until it is whole and on the disk; then it is renamed.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from index.durable import sync_one
from index.migration import schema_of, schemas
from index.optout import LeftOut, rows_left_out
from index.soundness import damage, is_damage
from index.store import DamagedStoreError, NewerStoreError, Store, StoreError

STEP = 1024  # pages that are copied at a time
LOGS = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a file
Progress = Callable[[int, int], None]  # pages that are copied, and of how many


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """Where the store before lies, if there was one, and how many pages were left out again.

    `left_out` is None where the store before is too damaged to say what was left out.
    """

    aside: Path | None
    left_out: int | None


def back_up(store: Path, file: Path, progress: Progress, *, overwrite: bool = False) -> None:
    """Copy a store as it is now; others may read and write it meanwhile.

    Store and copy are read whole: DamagedStoreError where one of them is damaged.
    """
    _check_apart(file, store)
    if file.exists() and not overwrite:
        raise StoreError(f"{file} is there already: choose another name, or --force to replace it")
    with _beside(file) as new:
        _copy(store, new, progress)


def restore(file: Path, store: Path, now: datetime, progress: Progress) -> Restored:
    """Put a copy of a backup, brought to the newest schema, in the place of a store.

    The store before is kept aside. What it left out stays out, also where the backup is older.
    StoreError where the file is no store of this program, or somebody has the store open.
    """
    _check_apart(file, store)
    check_store(file)
    store.parent.mkdir(parents=True, exist_ok=True)
    with _beside(store) as new:
        _copy(file, new, progress)
        left_out = _leave_out_too(new, store)
        aside = _put_aside(store, now)
    return Restored(aside=aside, left_out=left_out)


def check_store(file: Path) -> int:
    """Read all of a file, which is left as it is; the number of its schema.

    StoreError where it is no store, damaged, or one of a newer program.
    """
    if not file.is_file():
        raise StoreError(f"{file} is not there")
    try:
        with closing(_open(file)) as db:
            _check(db, file)
            schema = schema_of(db)
            if not _has(db, "record"):
                raise StoreError(f"{file} is a database, but no store of this program")
    except sqlite3.Error as error:
        raise StoreError(f"{file} cannot be read ({error})") from error
    if schema > len(schemas()):
        raise NewerStoreError(file, schema)
    return schema


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A new file that takes the place of another when the block has ended; never half of it."""
    new = file.with_name(f"{file.name}.new")
    try:
        _remove(new)
        yield new
        sync_one(new)
        new.replace(file)
        sync_one(file.parent)
    except (OSError, sqlite3.OperationalError) as error:
        raise StoreError(f"{file} cannot be written ({error})") from error
    finally:
        _remove(new)


def _copy(source: Path, target: Path, progress: Progress) -> None:
    with closing(_open(source)) as held, closing(sqlite3.connect(target)) as copy:
        held.execute("BEGIN")  # what is checked and copied is of one moment, whoever writes
        _check(held, source)
        held.backup(copy, pages=STEP, progress=lambda _, left, total: progress(total - left, total))
        copy.execute("PRAGMA journal_mode = DELETE")
    with closing(_open(target)) as copy:
        _check(copy, target)


def _check_apart(file: Path, store: Path) -> None:
    if file.exists() and store.exists() and file.samefile(store):
        raise StoreError(f"{file} is the store itself")


def _check(db: sqlite3.Connection, path: Path) -> None:
    if said := damage(db):
        raise DamagedStoreError(path, said)


def _has(db: sqlite3.Connection, table: str) -> bool:
    return bool(db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone())


def _leave_out_too(new: Path, store: Path) -> int | None:
    """Leave out of a new store what the one before leaves out; how many pages it held of that."""
    with Store(new) as restored:
        known = restored.left_out()
        rows = _left_out(store)
        more = [row for row in rows or () if row.key not in known]
        held = restored.leave_out_too(more) if more else 0
    _fold(new)
    return None if rows is None else held


def _left_out(store: Path) -> list[LeftOut] | None:
    """What a store leaves out; None where it is too damaged to tell."""
    if not store.exists():
        return []
    try:
        with closing(_open(store)) as db:
            early = not _has(db, "optout")
            return [] if early else rows_left_out(db)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return None


def _put_aside(store: Path, now: datetime) -> Path | None:
    """Give a store another name, too, and its logs that name alone: they fit no other file."""
    aside = _free(store.with_name(f"{store.name}.before-restore-{now:%Y%m%dT%H%M%S}"))
    was_there = store.exists()
    if was_there:
        _fold(store)
        aside.hardlink_to(store)
    for log in LOGS:
        beside = Path(f"{store}{log}")
        if beside.exists():
            beside.rename(f"{aside}{log}")
    return aside if was_there else None


def _free(path: Path) -> Path:
    """The path, or with a number the first that nothing has: a restore was killed a moment ago."""
    numbered = (path.with_name(f"{path.name}-{number}") for number in count(2))
    return next(free for free in chain([path], numbered) if not free.exists())


def _fold(store: Path) -> None:
    """Have all of a store in its one file; StoreError where anybody else has it open."""
    try:
        with closing(_open(store)) as db:
            db.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return
        raise StoreError(f"{store} is in use ({error}): end what uses it first") from error


def _open(path: Path) -> sqlite3.Connection:
    """A file that is there."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)


def _remove(new: Path) -> None:
    for end in ("", *LOGS):
        Path(f"{new}{end}").unlink(missing_ok=True)
