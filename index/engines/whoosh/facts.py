"""The facts for showing, in a SQLite file that nobody writes to once its generation is whole.

A thing has a number that it keeps from generation to generation; numbers.npy has that of each
position, which is the number of the thing's document in Whoosh. links.npy has what the links of
each are known by.
"""

import shutil
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from index.address import address_key
from index.complete import title_line
from index.engine import Item
from index.engines.whoosh.carry import Carried
from index.kept import GONE
from index.known import Visited
from index.record import Thing
from index.resource import Check, Link
from index.results import Connection

FILE, NUMBERS, LINKS = "facts.sqlite", "numbers.npy", "links.npy"
SCHEMA = """
CREATE TABLE thing (number INTEGER PRIMARY KEY, id TEXT NOT NULL, facts TEXT NOT NULL) STRICT;
CREATE TABLE member (
    id TEXT PRIMARY KEY, thing INTEGER NOT NULL,
    title TEXT NOT NULL -- as it is completed: `index.complete`
) STRICT, WITHOUT ROWID;
CREATE TABLE address (
    key TEXT NOT NULL, thing INTEGER NOT NULL, PRIMARY KEY (key, thing)
) STRICT, WITHOUT ROWID;
CREATE TABLE link (
    source INTEGER NOT NULL, target INTEGER,
    address TEXT NOT NULL, text TEXT NOT NULL, heading TEXT NOT NULL
) STRICT;
"""
INDEXES = """
CREATE INDEX IF NOT EXISTS member_thing ON member (thing);
CREATE INDEX IF NOT EXISTS address_thing ON address (thing);
CREATE INDEX IF NOT EXISTS link_source ON link (source);
CREATE INDEX IF NOT EXISTS link_target ON link (target);
"""
ALWAYS_ANEW = """
DROP TABLE IF EXISTS visited;
DROP TABLE IF EXISTS health;
CREATE TABLE visited (key TEXT PRIMARY KEY, facts TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE health (key TEXT PRIMARY KEY, facts TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""
OF_THINGS = (("thing", "number"), ("member", "thing"), ("address", "thing"))


def copy_facts(carried: Carried | None, folder: Path) -> None:
    """Copy the facts that are carried to where those of a new generation are to be written."""
    if carried and carried.has_facts:
        shutil.copyfile(carried.folder / FILE, folder / FILE)


class FactsWriter:
    """Writes the facts of a new generation of so many things, into a copy of what is carried."""

    def __init__(self, folder: Path, count: int, carried: Carried | None) -> None:
        self._folder = folder
        self._numbers = np.full(count, GONE, dtype=np.int64)
        self._links: dict[int, int] = {}
        self._known: dict[str, int] = {}
        self._db = sqlite3.connect(folder / FILE)
        self._db.execute("PRAGMA journal_mode = OFF")  # what is not finished is not used
        self._db.execute("PRAGMA secure_delete = ON")  # what is left out leaves no trace
        self._next = 1
        if carried and carried.has_facts:
            self._carry(carried)
        else:
            self._db.executescript(SCHEMA)
        self._db.executescript(ALWAYS_ANEW)

    def _carry(self, carried: Carried) -> None:
        """Keep what is as it was; a thing that has changed keeps its number."""
        now = carried.things
        numbers = np.load(carried.folder / NUMBERS, allow_pickle=False)
        links = np.load(carried.folder / LINKS, allow_pickle=False)
        self._links = dict(zip(numbers.tolist(), links.tolist(), strict=True))
        self._next = int(numbers.max(initial=0)) + 1
        stands = now != GONE
        self._numbers[now[stands]] = numbers[stands]
        changed = [(number,) for number in numbers[~stands].tolist()]
        for number in changed:
            self._known.update(
                self._db.execute("SELECT id, number FROM thing WHERE number = ?", number)
            )
        for table, column in OF_THINGS:
            self._db.executemany(f"DELETE FROM {table} WHERE {column} = ?", changed)  # noqa: S608

    def add(self, position: int, thing: Thing) -> None:
        """Write a thing, under all its ids and addresses."""
        number = self._known.get(thing.id, self._next)
        self._next = max(self._next, number + 1)
        self._numbers[position] = number
        facts = msgspec.json.encode(thing).decode()
        self._db.execute("INSERT INTO thing VALUES (?, ?, ?)", (number, thing.id, facts))
        for record in thing.records:
            ids = (
                (record.id, title_line(record.resource.title)),
                *((f, "") for f in record.former),
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO member VALUES (?, ?, ?)",
                [(record_id, number, title) for record_id, title in ids],
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO address VALUES (?, ?)",
                [(address_key(address.address), number) for address in record.addresses],
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

    def add_health(self, health: Mapping[str, Check]) -> None:
        """Write how the addresses that links lead to were when they were asked for."""
        self._db.executemany(
            "INSERT INTO health VALUES (?, ?)",
            ((key, msgspec.json.encode(check).decode()) for key, check in health.items()),
        )

    def finish(self, items: Sequence[Item]) -> None:
        """Write the links that are not as they were; they may lead to any of the things."""
        numbers = self._numbers.tolist()
        left = self._links.keys() - set(numbers)
        changed = {
            number: item
            for number, item in zip(numbers, items, strict=True)
            if self._links.get(number) != item.links_key
        }
        old = ((number,) for number in (*left, *(self._links.keys() & changed.keys())))
        self._db.executemany("DELETE FROM link WHERE source = ?", old)
        named = dict(self._db.execute("SELECT id, number FROM thing"))
        self._db.executemany(
            "INSERT INTO link VALUES (?, ?, ?, ?, ?)",
            (
                (number, named.get(row.target), row.link.target, row.link.text, row.heading)
                for number, item in changed.items()
                for row in item.links()
            ),
        )
        self._db.commit()
        self._db.executescript(INDEXES)
        np.save(self._folder / NUMBERS, self._numbers)
        keys = np.array([item.links_key for item in items], dtype=np.uint64)
        np.save(self._folder / LINKS, keys)


class Facts:
    """Reads the facts of a published generation."""

    def __init__(self, folder: Path) -> None:
        address = f"{(folder / FILE).absolute().as_uri()}?mode=ro&immutable=1"
        self._db = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._db.execute("SELECT 1 FROM thing").fetchone()  # opens it: the name may soon be gone
        self._numbers = np.load(folder / NUMBERS, allow_pickle=False)
        self._order = np.argsort(self._numbers)
        self._lock = threading.Lock()  # Python's statement cache mixes up threads that share it
        weakref.finalize(self, self._db.close)  # when the last request that reads it is done

    def at(self, positions: Sequence[int]) -> list[Thing]:
        """The things at these positions, in this order, in one query."""
        numbers = self._numbers[[*positions]].tolist()
        marks = ",".join("?" * len(numbers))
        rows = self._rows(
            f"SELECT number, facts FROM thing WHERE number IN ({marks})",  # noqa: S608
            numbers,
        )
        found = {number: msgspec.json.decode(facts, type=Thing) for number, facts in rows}
        return [found[number] for number in numbers]

    def changed(self, first: int, most: int) -> tuple[tuple[str, datetime], ...]:
        """The ids of all records of so many things from a position on, and when each changed."""
        numbers = self._numbers[first : first + most].tolist()
        rows = self._rows(
            "SELECT member.id, facts ->> '$.record.last_changed' FROM json_each(?) AS wanted"
            " JOIN thing ON number = wanted.value JOIN member ON member.thing = number"
            " ORDER BY wanted.id, member.id",
            (msgspec.json.encode(numbers).decode(),),
        )
        return tuple((thing, datetime.fromisoformat(at)) for thing, at in rows)

    def position(self, thing_id: str) -> int | None:
        """Where a thing lies, by the id of any of its records."""
        return min(self._found("SELECT thing FROM member WHERE id = ?", thing_id), default=None)

    def position_of_address(self, address: str) -> int | None:
        """Where the thing with this address lies."""
        found = self._found("SELECT thing FROM address WHERE key = ?", address_key(address))
        return min(found, default=None)

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
            f"SELECT source, address, text, heading, facts FROM link"  # noqa: S608
            f" LEFT JOIN thing ON number = link.{far} WHERE link.{near} = ? ORDER BY link.rowid",
            (int(self._numbers[position]),),
        )
        places = self._positions([source for source, *_ in rows])
        in_order = [row for _, row in sorted(zip(places, rows, strict=True), key=itemgetter(0))]
        health = self._health([address for _, address, *_ in rows])
        return tuple(
            Connection(
                link=Link(target=address, text=text),
                heading=heading,
                other=msgspec.json.decode(facts, type=Thing) if facts else None,
                check=health.get(address_key(address)),
            )
            for _, address, text, heading, facts in in_order
        )

    def _health(self, addresses: Iterable[str]) -> dict[str, Check]:
        """How addresses were when they were asked for, by their keys."""
        keys = msgspec.json.encode([*map(address_key, addresses)]).decode()
        rows = self._rows(
            "SELECT key, facts FROM health WHERE key IN (SELECT value FROM json_each(?))", (keys,)
        )
        return {key: msgspec.json.decode(facts, type=Check) for key, facts in rows}

    def _found(self, statement: str, value: str) -> list[int]:
        """The positions of things whose numbers a statement finds."""
        return self._positions([number for (number,) in self._rows(statement, (value,))])

    def _positions(self, numbers: Sequence[int]) -> list[int]:
        places = np.searchsorted(self._numbers, numbers, sorter=self._order)
        return [*map(int, self._order[places])]

    def _rows(self, statement: str, values: Sequence[str | int]) -> list[Any]:
        with self._lock:
            return self._db.execute(statement, values).fetchall()
