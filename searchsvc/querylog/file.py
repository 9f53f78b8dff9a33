"""The file of what was searched for: one row for a day and a question, whenever it was asked.

The same questions of a day make the same file: rows lie in the order of their key, and those of
earlier days are written anew, one after the other, when a day begins.

Errors:
    QueryLogError   the file cannot be read or written; the message names it
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from index.expected import ExpectedError

SCHEMA = """
CREATE TABLE IF NOT EXISTS asked (
    day TEXT NOT NULL,
    query TEXT NOT NULL,
    filters TEXT NOT NULL,      -- a JSON list
    hits INTEGER NOT NULL,      -- the most of that day, rounded down
    times INTEGER NOT NULL,
    PRIMARY KEY (day, query, filters)
) WITHOUT ROWID
"""
AGAIN = """
UPDATE asked SET hits = max(hits, ?), times = times + ? WHERE (day, query, filters) = (?, ?, ?)
"""
MOST = 20_000  # different questions of a day: the file has an end, whoever asks
WAIT = 10.0  # seconds for another process that writes


class QueryLogError(ExpectedError):
    """The file cannot be read or written; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How often something was asked on a day, and the most hits of that day, rounded down."""

    day: date
    text: str
    filters: tuple[str, ...]
    hits: int
    times: int


def add(path: Path, asked: Iterable[Asked]) -> int:
    """Add to the counts; how many times were left out as their day is full."""
    with _opened(path) as db:
        left_out = [
            each.times
            for _, of_day in groupby(sorted(asked, key=_key), key=lambda each: each.day)
            for each in _left_out(db, list(of_day))
        ]
        db.commit()
    return sum(left_out)


def _left_out(db: sqlite3.Connection, asked: list[Asked]) -> Iterator[Asked]:
    """Add what was asked on one day; those are given for which there is no room."""
    day = str(asked[0].day)
    (held,) = db.execute("SELECT count(*) FROM asked WHERE day = ?", (day,)).fetchone()
    for each in asked:
        key = day, each.text, json.dumps(each.filters, ensure_ascii=False)
        if db.execute(AGAIN, (each.hits, each.times, *key)).rowcount:
            continue
        if held == MOST:
            yield each
            continue
        held += 1
        db.execute("INSERT INTO asked VALUES (?, ?, ?, ?, ?)", (*key, each.hits, each.times))


def tidy(path: Path, first: date) -> None:
    """Forget all before a day, and write the rest anew so that it tells of no order."""
    if not path.exists():
        return
    with _opened(path) as db:
        db.execute("DELETE FROM asked WHERE day < ?", (str(first),))
        db.commit()
        db.execute("VACUUM")


def read(path: Path, first: date) -> list[Asked]:
    """What was asked since a day."""
    with _opened(path) as db:
        rows = db.execute(
            "SELECT day, query, filters, hits, times FROM asked WHERE day >= ?", (str(first),)
        )
        return [
            Asked(
                day=date.fromisoformat(day),
                text=text,
                filters=tuple(json.loads(filters)),
                hits=hits,
                times=times,
            )
            for day, text, filters, hits, times in rows
        ]


def _key(asked: Asked) -> tuple[date, str, tuple[str, ...]]:
    return asked.day, asked.text, asked.filters


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, made where it is not there: for the service's own user alone."""
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
        with closing(sqlite3.connect(path, timeout=WAIT)) as db:
            db.execute("PRAGMA temp_store = MEMORY")
            db.execute(SCHEMA)
            yield db
    except (sqlite3.Error, OSError) as error:
        raise QueryLogError(f"{path}: {error}") from error
