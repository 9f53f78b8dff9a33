"""Store: every Resource and its history, in one SQLite file. The truth.

Errors:
    StoreError
    └── NewerStoreError      the file was written by a newer version of this program
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path

import msgspec

from index.address import address_key
from index.history import changes_in, with_earlier_calls
from index.identity import join_moved
from index.known import Visited, visited_in
from index.record import Address, Record, Role, is_past
from index.remember import (
    moment_text,
    remember_transcript,
    remember_visit,
    resolve_redirects,
    resource_of,
)
from index.resource import Link, Resource, Robots, Visit


class StoreError(Exception):
    """The store cannot be used."""


class NewerStoreError(StoreError):
    """The file was written by a newer version of this program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An address that is known, with the validators of its last answer; whether of a transcript.

    `status` is 0 where the last visit brought no answer.
    """

    address: str
    source: str
    etag: str = ""
    last_modified: str = ""
    status: int = 0
    last_visit: datetime | None = None
    transcript: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A link between two records as the store knows it; `target_record` once it is collected."""

    record: str
    link: Link
    target_record: str | None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Store:
    """The SQLite file; one writer at a time. A context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{path}: {error}") from error
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._migrate()
        except sqlite3.Error as error:
            self._db.close()
            raise StoreError(f"{path}: {error}") from error
        except StoreError:
            self._db.close()
            raise

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def _migrate(self) -> None:
        scripts = sorted(
            (item for item in resources.files("index").joinpath("schema").iterdir()
             if item.name.endswith(".sql")),
            key=lambda item: item.name,
        )  # fmt: skip
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > len(scripts):
            raise NewerStoreError(
                f"{self.path} has schema {version}, this program knows {len(scripts)}: upgrade it"
            )
        for number, script in list(enumerate(scripts, 1))[version:]:
            text = script.read_text(encoding="utf-8")
            self._db.executescript(f"BEGIN; {text} PRAGMA user_version = {number}; COMMIT;")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # harvests

    def begin_harvest(self, now: datetime, scope: str = "") -> int:
        """The number of a new harvest; `scope` is what it sets out to visit."""
        row = self._db.execute(
            "INSERT INTO harvest (started, scope) VALUES (?, ?)", (moment_text(now), scope)
        )
        return int(row.lastrowid or 0)

    def interrupted_harvest(self, scope: str, since: datetime) -> int | None:
        """The number of the last harvest, if it had this scope and never ended.

        One whose last visit was before `since` is too old to go on with.
        """
        row = self._db.execute(
            "SELECT id FROM harvest WHERE id = (SELECT max(id) FROM harvest)"
            " AND finished IS NULL AND scope = ?"
            " AND (SELECT max(at) FROM visit WHERE harvest = harvest.id) >= ?",
            (scope, moment_text(since)),
        ).fetchone()
        return row[0] if row else None

    def done(self, harvest: int) -> frozenset[str]:
        """Keys of the addresses that a harvest need not ask for again.

        A redirect is asked for again: what it led to may not have been.
        """
        rows = self._db.execute(
            "SELECT DISTINCT address FROM visit WHERE harvest = ?"
            " AND outcome NOT IN ('failed', 'moved')",
            (harvest,),
        )
        return frozenset(address_key(row[0]) for row in rows)

    def end_harvest(self, harvest: int, now: datetime) -> None:
        """Mark a harvest as brought to its end."""
        self._db.execute(
            "UPDATE harvest SET finished = ? WHERE id = ?", (moment_text(now), harvest)
        )

    def known(self, sources: Iterable[str]) -> list[Known]:
        """The addresses to visit again, in the order in which they were found."""
        names = list(sources)
        rows = self._db.execute(
            "SELECT address, source, etag, last_modified, status, last_visit, role FROM address"
            f" WHERE source IN ({','.join('?' * len(names))})"
            " AND coalesce(role, '') NOT IN ('feed', 'given')"
            " ORDER BY rowid",
            names,
        )
        return [
            Known(
                address=address,
                source=source,
                etag=etag,
                last_modified=modified,
                status=status,
                last_visit=_moment(visited) if visited else None,
                transcript=role == Role.TRANSCRIPT,
            )
            for address, source, etag, modified, status, visited, role in rows
        ]

    def past(self, now: datetime) -> frozenset[str]:
        """Keys of the addresses whose thing is over: it changes seldom."""
        rows = self._db.execute("SELECT key, reading FROM address WHERE reading IS NOT NULL")
        return frozenset(
            key for key, text in rows if is_past(msgspec.json.decode(text, type=Resource), now)
        )

    def robots(self) -> tuple[Robots, ...]:
        """Every robots.txt that was read."""
        rows = self._db.execute("SELECT origin, at, body FROM robots ORDER BY origin")
        return tuple(Robots(origin=origin, at=_moment(at), body=body) for origin, at, body in rows)

    # visits

    def remember(self, harvest: int, visits: Iterable[Visit]) -> list[str]:
        """Store visits and what they read, in one transaction.

        Returns for each visit "new", "changed" or "same" where it read a Resource (the greatest of
        these where it read several), else its outcome.
        """
        with self.transaction():
            return [remember_visit(self._db, harvest, visit) for visit in visits]

    def give_transcript(self, record: str, reading: Resource, now: datetime) -> None:
        """Keep what is said in the recording of a record, as the operator has it."""
        with self.transaction():
            remember_transcript(self._db, record, reading, now)

    # reading back

    def records(self, source: str | None = None) -> Iterator[Record]:
        """All records, in the order of their ids; or those of one source."""
        where = " WHERE source = ?" if source else ""
        rows = self._db.execute(
            f"SELECT id FROM record{where} ORDER BY id",
            (source,) if source else (),
        ).fetchall()
        for (record,) in rows:
            yield self._record(record)

    def record(self, record_id: str) -> Record | None:
        """A record by its id, or by an id that it bore before it was joined with another."""
        row = self._db.execute(
            "SELECT id FROM record WHERE id = :id UNION SELECT record FROM merged WHERE id = :id",
            {"id": record_id},
        ).fetchone()
        return self._record(row[0]) if row else None

    def find(self, address: str) -> Record | None:
        """The record that has this address, or had it."""
        row = self._db.execute(
            "SELECT record FROM address WHERE key = ?", (address_key(address),)
        ).fetchone()
        return self._record(row[0]) if row and row[0] else None

    def visited(self, address: str) -> Visited | None:
        """How the last visit went to an address; None where it is not known."""
        return next(visited_in(self._db, address_key(address)), None)

    def all_visited(self) -> Iterator[Visited]:
        """The same of every address."""
        return visited_in(self._db)

    def _record(self, record: str) -> Record:
        first, seen, changed = self._db.execute(
            "SELECT first_seen, last_seen, last_changed FROM record WHERE id = ?", (record,)
        ).fetchone()
        changes = changes_in(self._db, record)
        return Record(
            id=record,
            resource=with_earlier_calls(resource_of(self._db, record), changes),
            changes=changes,
            addresses=self._addresses(record),
            topics=self._column("topic", "topic", record),
            municipalities=self._column("municipality", "number", record),
            first_seen=_moment(first),
            last_seen=_moment(seen),
            last_changed=_moment(changed),
        )

    def _addresses(self, record: str) -> tuple[Address, ...]:
        rows = self._db.execute(
            "SELECT address, role, status, last_visit FROM address"
            " WHERE record = ? AND role NOT IN ('feed', 'transcript', 'given')"
            " ORDER BY role != 'canonical', role, address",
            (record,),
        )
        return tuple(
            Address(
                address=address,
                role=Role(role),
                status=status,
                last_visit=_moment(visited) if visited else None,
            )
            for address, role, status, visited in rows
        )

    def _column(self, table: str, column: str, record: str) -> tuple[str, ...]:
        rows = self._db.execute(
            f"SELECT {column} FROM {table} WHERE record = ? ORDER BY rowid",
            (record,),
        )
        return tuple(row[0] for row in rows)

    def links(self) -> Iterator[LinkRow]:
        """Every link of every record, with the record it leads to where that is collected."""
        rows = self._db.execute(
            "SELECT link.record, target, text, passage, address.record FROM link"
            " LEFT JOIN address ON address.key = link.target_key"
            " ORDER BY link.record, position"
        )
        for record, target, text, passage, target_record in rows:
            link = Link(target=target, text=text, passage=passage)
            yield LinkRow(record=record, link=link, target_record=target_record)

    def things(self) -> dict[str, list[str]]:
        """Ids of the records of each thing, the one that names it in front."""
        groups: dict[str, list[str]] = {}
        rows = self._db.execute(
            "SELECT thing, id FROM record ORDER BY thing, id != thing, first_seen, id"
        )
        for thing, record in rows:
            groups.setdefault(thing, []).append(record)
        return groups

    def unsettled(self, fingerprint: str) -> list[str]:
        """Ids of the records whose topics and names were not settled from this."""
        rows = self._db.execute(
            "SELECT id FROM record WHERE settled != content_hash || ? ORDER BY id", (fingerprint,)
        )
        return [row[0] for row in rows]

    def settle(
        self, record: str, fingerprint: str, topics: Iterable[str], municipalities: Iterable[str]
    ) -> None:
        """Keep what a record was found to be about."""
        for table, values in (("topic", topics), ("municipality", municipalities)):
            self._db.execute(f"DELETE FROM {table} WHERE record = ?", (record,))
            self._db.executemany(
                f"INSERT INTO {table} VALUES (?, ?)",
                [(record, value) for value in values],
            )
        self._db.execute(
            "UPDATE record SET settled = content_hash || ? WHERE id = ?", (fingerprint, record)
        )

    def resolve_redirects(self) -> None:
        """Give every address that leads to a record to that record."""
        join_moved(self._db)
        resolve_redirects(self._db)

    def set_thing(self, record: str, thing: str) -> None:
        """Say which thing a record is a language version of."""
        self._db.execute("UPDATE record SET thing = ? WHERE id = ?", (thing, record))

    # figures

    def counts(self) -> dict[str, int]:
        """Number of records of each source."""
        return dict(self._db.execute("SELECT source, count(*) FROM record GROUP BY source"))

    def last_outcomes(self) -> dict[str, dict[str, int]]:
        """Of each source, how many addresses had which outcome when last visited."""
        rows = self._db.execute(
            "SELECT source, outcome, count(*) FROM"
            " (SELECT source, outcome, max(id) FROM visit GROUP BY address)"
            " GROUP BY source, outcome"
        )
        outcomes: dict[str, dict[str, int]] = {}
        for source, outcome, count in rows:
            outcomes.setdefault(source, {})[outcome] = count
        return outcomes

    def last_harvest(self) -> datetime | None:
        """When the last finished harvest ended."""
        row = self._db.execute("SELECT max(finished) FROM harvest").fetchone()
        return _moment(row[0]) if row[0] else None

    def reached(self) -> dict[str, dict[str, int]]:
        """Of each source, how often the last harvest reached which limit of the crawler."""
        rows = self._db.execute(
            "SELECT source, name, sum(count) FROM reached JOIN visit ON visit.id = visit"
            " WHERE harvest = (SELECT max(id) FROM harvest) GROUP BY source, name"
        )
        found: dict[str, dict[str, int]] = {}
        for source, name, count in rows:
            found.setdefault(source, {})[name] = count
        return found
