"""A right to be left out: what was asked to be is removed, and never stored again.

Called inside a transaction of the Store.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from index.address import address_key
from index.record import moment_text
from index.resource import Outcome, Resource, Visit

LEFT_OUT = "left out, as was asked"
Row = tuple[str, str | None, str]  # key, address, source


class LeftOut(NamedTuple):
    """A row of what is left out: by its key, and by the key of the page that was asked to be."""

    key: str
    address: str | None
    source: str
    page: str
    at: str


def leave_out(db: sqlite3.Connection, address: str, now: datetime) -> bool:
    """Remove the record at an address, and keep all its addresses out; whether there was one."""
    page = address_key(address)
    row = db.execute("SELECT record FROM address WHERE key = ?", (page,)).fetchone()
    record = row[0] if row else None
    rows: list[Row] = [(page, address, "")]
    if record:
        rows += db.execute(
            "SELECT key, address, source FROM address WHERE record = :record OR moved_to IN"
            " (SELECT key FROM address WHERE record = :record)"
            " UNION ALL SELECT key, NULL, '' FROM name WHERE record = :record",
            {"record": record},
        ).fetchall()
    _keep_out(db, rows, page, now)
    db.executemany("DELETE FROM address WHERE key = ? AND record IS NULL", [(r[0],) for r in rows])
    if record:
        _forget(db, record)
    return record is not None


def leave_out_too(db: sqlite3.Connection, rows: Iterable[LeftOut]) -> int:
    """Leave out what another store leaves out; how many records were held of it."""
    listed = list(rows)
    for row in listed:
        _keep_out(db, [row[:3]], row.page, datetime.fromisoformat(row.at))
    return sum(
        leave_out(db, row.address, datetime.fromisoformat(row.at)) for row in listed if row.address
    )


def rows_left_out(db: sqlite3.Connection) -> list[LeftOut]:
    """All that is left out."""
    rows = db.execute("SELECT key, address, source, page, at FROM optout ORDER BY rowid")
    return [*map(LeftOut._make, rows)]


def take_in(db: sqlite3.Connection, address: str) -> bool:
    """Let an address be visited again, and all that were left out with it; whether it was."""
    row = db.execute("SELECT page FROM optout WHERE key = ?", (address_key(address),)).fetchone()
    if row is None:
        return False
    db.execute(
        "INSERT OR IGNORE INTO address (key, address, source)"
        " SELECT key, address, source FROM optout"
        " WHERE page = ? AND source != '' AND key NOT LIKE '%#%'",
        row,
    )
    db.execute("DELETE FROM optout WHERE page = ?", row)
    return True


def withheld(db: sqlite3.Connection, visit: Visit) -> Visit:
    """A visit without what was asked to be left out; a page of it is refused, and kept out."""
    page = _page_of(db, address_key(visit.address))
    found = tuple(pair for pair in visit.found if not _page_of(db, address_key(pair[1])))
    asked = [_asked(db, reading) for reading in visit.readings]
    if page or (any(asked) and visit.outcome is Outcome.READ):
        page = page or asked[0]
        _keep_out(db, [(address_key(visit.address), visit.address, visit.source)], page, visit.at)
        return replace(visit, outcome=Outcome.REFUSED, reason=LEFT_OUT, readings=(), found=())
    readings = zip(visit.readings, asked, strict=True)
    return replace(visit, readings=tuple(r for r, out in readings if not out), found=found)


def _asked(db: sqlite3.Connection, reading: Resource) -> str:
    """The page that was asked to be left out, where a reading is of the same thing; or empty."""
    keys = (address_key(reading.address), *reading.keys)
    return next((page for key in keys if (page := _page_of(db, key))), "")


def _page_of(db: sqlite3.Connection, key: str) -> str:
    row = db.execute("SELECT page FROM optout WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def _keep_out(db: sqlite3.Connection, rows: list[Row], page: str, now: datetime) -> None:
    db.executemany(
        "INSERT INTO optout (key, address, source, page, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET source = excluded.source WHERE optout.source = ''",
        [(*row, page, moment_text(now)) for row in rows],
    )


def _forget(db: sqlite3.Connection, record: str) -> None:
    ids = [record, *(r[0] for r in db.execute("SELECT id FROM merged WHERE record = ?", (record,)))]
    for old in ids:
        for table in ("published", "published_link", "served"):
            db.execute(f"DELETE FROM {table} WHERE record = ?", (old,))
    for table in ("link", "topic", "municipality", "audience", "name", "merged", "address"):
        db.execute(f"DELETE FROM {table} WHERE record = ?", (record,))
    db.execute(
        "DELETE FROM repeated WHERE (source, kind) ="
        " (SELECT source, kind FROM record WHERE id = ?)",
        (record,),
    )
    db.execute("DELETE FROM record WHERE id = ?", (record,))
