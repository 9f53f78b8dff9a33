"""The facts for showing, in a read-only SQLite file of the generation.

Position is the number of a thing in the generation, the same as Whoosh's document number.
"""

import sqlite3
import threading
import weakref
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from index.address import address_key
from index.complete import title_line
from index.engine import ThingLink
from index.engines.whoosh.invert import Integers
from index.kept import GONE
from index.known import Visited
from index.record import Thing
from index.resource import Check, Link
from index.results import Connection

FILE = "facts.sqlite"
SCHEMA = """
CREATE TABLE thing (position INTEGER PRIMARY KEY, facts TEXT NOT NULL) STRICT;
CREATE TABLE member (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL,
    title TEXT NOT NULL -- as it is completed: `index.complete`
) STRICT, WITHOUT ROWID;
CREATE TABLE address (
    key TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (key, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE visited (key TEXT PRIMARY KEY, facts TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE link (
    source INTEGER NOT NULL, target INTEGER,
    address TEXT NOT NULL, text TEXT NOT NULL, heading TEXT NOT NULL,
    health TEXT -- how it was when it was asked for, as JSON of a Check
) STRICT;
"""
INDEXES = """
CREATE INDEX member_position ON member (position);
CREATE INDEX link_source ON link (source);
CREATE INDEX link_target ON link (target);
"""
CARRY = """
INSERT INTO thing SELECT now, facts FROM earlier.thing JOIN moved ON old = position;
INSERT INTO member SELECT id, now, title FROM earlier.member JOIN moved ON old = position;
INSERT INTO address SELECT key, now FROM earlier.address JOIN moved ON old = position;
DROP TABLE moved;
"""


class FactsWriter:
    """Writes the facts of a new generation."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / FILE)
        self._db.execute("PRAGMA journal_mode = OFF")  # what is not finished is not used
        self._db.executescript(SCHEMA)

    def carry(self, folder: Path, now: Integers) -> None:
        """Copy things of an earlier generation, to the position that each has now, if any."""
        self._db.execute("ATTACH ? AS earlier", (str(folder / FILE),))
        self._db.execute("CREATE TEMP TABLE moved (old INTEGER PRIMARY KEY, now INTEGER NOT NULL)")
        self._db.executemany(
            "INSERT INTO moved VALUES (?, ?)",
            ((old, new) for old, new in enumerate(now.tolist()) if new != GONE),
        )
        self._db.executescript(CARRY)
        self._db.execute("DETACH earlier")

    def add(self, position: int, thing: Thing) -> None:
        """Write a thing, under all its ids and addresses."""
        facts = msgspec.json.encode(thing).decode()
        self._db.execute("INSERT INTO thing VALUES (?, ?)", (position, facts))
        for record in thing.records:
            ids = (
                (record.id, title_line(record.resource.title)),
                *((f, "") for f in record.former),
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO member VALUES (?, ?, ?)",
                [(record_id, position, title) for record_id, title in ids],
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO address VALUES (?, ?)",
                [(address_key(address.address), position) for address in record.addresses],
            )

    def titles(self) -> list[str]:
        """All titles as they are completed, each once, in their order."""
        rows = self._db.execute("SELECT DISTINCT title FROM member WHERE title != '' ORDER BY 1")
        return [title for (title,) in rows]

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def add_visited(self, visited: Iterable[Visited]) -> None:
        """Write what is known of the addresses that lead to none of the things."""
        held = {key for (key,) in self._db.execute("SELECT key FROM address")}
        keyed = ((address_key(row.address), row) for row in visited)
        self._db.executemany(
            "INSERT OR IGNORE INTO visited VALUES (?, ?)",
            ((k, msgspec.json.encode(row).decode()) for k, row in keyed if k not in held),
        )

    def finish(self, links: Iterable[ThingLink]) -> None:
        """Write the links, which may lead to any of the things."""
        positions = dict(self._db.execute("SELECT id, position FROM member").fetchall())
        self._db.executemany(
            "INSERT INTO link VALUES (?, ?, ?, ?, ?, ?)",
            (
                (
                    positions[row.thing],
                    positions.get(row.target) if row.target else None,
                    row.link.target,
                    row.link.text,
                    row.heading,
                    msgspec.json.encode(row.check).decode() if row.check else None,
                )
                for row in links
            ),
        )
        self._db.commit()
        self._db.executescript(INDEXES)


class Facts:
    """Reads the facts of a published generation."""

    def __init__(self, folder: Path) -> None:
        address = f"{(folder / FILE).absolute().as_uri()}?mode=ro&immutable=1"
        self._db = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._db.execute("SELECT 1 FROM thing").fetchone()  # opens it: the name may soon be gone
        self._lock = threading.Lock()  # Python's statement cache mixes up threads that share it
        weakref.finalize(self, self._db.close)  # when the last request that reads it is done

    def at(self, positions: Sequence[int]) -> list[Thing]:
        """The things at these positions, in this order, in one query."""
        marks = ",".join("?" * len(positions))
        rows = self._rows(
            f"SELECT position, facts FROM thing WHERE position IN ({marks})",  # noqa: S608
            positions,
        )
        found = {position: msgspec.json.decode(facts, type=Thing) for position, facts in rows}
        return [found[position] for position in positions]

    def changed(self, first: int, most: int) -> tuple[tuple[str, datetime], ...]:
        """The ids of all records of so many things from a position on, and when each changed."""
        rows = self._rows(
            "SELECT member.id, facts ->> '$.record.last_changed' FROM thing JOIN member"
            " USING (position) WHERE position >= ? AND position < ? ORDER BY position, member.id",
            (first, first + most),
        )
        return tuple((thing, datetime.fromisoformat(at)) for thing, at in rows)

    def position(self, thing_id: str) -> int | None:
        """Where a thing lies, by the id of any of its records."""
        return self._one("SELECT position FROM member WHERE id = ?", thing_id)

    def position_of_address(self, address: str) -> int | None:
        """Where the thing with this address lies."""
        return self._one(
            "SELECT position FROM address WHERE key = ? ORDER BY 1", address_key(address)
        )

    def visited(self, address: str) -> Visited | None:
        """How it went with an address that leads to none of the things."""
        rows = self._rows("SELECT facts FROM visited WHERE key = ?", (address_key(address),))
        return msgspec.json.decode(rows[0][0], type=Visited) if rows else None

    def links_out(self, position: int) -> tuple[Connection, ...]:
        """What the thing links to."""
        return self._connections("source", "target", position)

    def links_in(self, position: int) -> tuple[Connection, ...]:
        """What links to the thing."""
        return self._connections("target", "source", position)

    def _connections(self, near: str, far: str, position: int) -> tuple[Connection, ...]:
        rows = self._rows(
            f"SELECT address, text, heading, health, facts FROM link"  # noqa: S608
            f" LEFT JOIN thing ON thing.position = link.{far} WHERE link.{near} = ?"
            " ORDER BY link.rowid",
            (position,),
        )
        return tuple(
            Connection(
                link=Link(target=address, text=text),
                heading=heading,
                other=msgspec.json.decode(facts, type=Thing) if facts else None,
                check=msgspec.json.decode(health, type=Check) if health else None,
            )
            for address, text, heading, health, facts in rows
        )

    def _one(self, statement: str, value: str) -> int | None:
        rows = self._rows(statement, (value,))
        return int(rows[0][0]) if rows else None

    def _rows(self, statement: str, values: Sequence[str | int]) -> list[Any]:
        with self._lock:
            return self._db.execute(statement, values).fetchall()
