"""The schema of the store, brought forward by the scripts in `schema/`: by all of them, or none."""

import sqlite3
from collections.abc import Iterator
from functools import cache
from importlib import resources


@cache
def schemas() -> tuple[str, ...]:
    """The scripts, the first one first: so many schemas this program knows."""
    folder = resources.files("index").joinpath("schema")
    scripts = sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))
    return tuple(folder.joinpath(name).read_text(encoding="utf-8") for name in scripts)


def schema_of(db: sqlite3.Connection) -> int:
    """The number of the schema that a file has; 0 of an empty one."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: sqlite3.Connection) -> None:
    """Bring a file to the newest schema, in one transaction; another process waits for it."""
    scripts = schemas()
    db.execute("BEGIN IMMEDIATE")
    try:
        for script in scripts[schema_of(db) :]:
            for statement in _statements(script):
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(scripts)}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # SQLite may have ended it
            db.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; `executescript` would end the transaction."""
    begun = ""
    for line in script.splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            yield begun
            begun = ""
