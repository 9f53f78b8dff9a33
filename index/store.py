"""Store: every Resource and its history, in one SQLite file. The truth.

Errors:
    StoreError
    ├── DamagedStoreError    the file is not as it was written
    └── NewerStoreError      the file was written by a newer version of this program
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from index.address import address_key
from index.expected import ExpectedError
from index.history import changes_in, with_earlier_calls
from index.identity import join_moved
from index.known import Visited, visited_in
from index.migration import migrate, schema_of, schemas
from index.optout import LeftOut, leave_out, leave_out_too, take_in
from index.record import Address, Mark, Record, Role, Settled, is_past, moment_text
from index.remember import (
    accept_lesser,
    remember_robots,
    remember_transcript,
    remember_visit,
    resolve_redirects,
    resource_of,
)
from index.repeated import Group
from index.required import Required
from index.resource import Check, Health, Outcome, Resource, Robots, Timed, Visit
from index.rows import LinkRow, grouped, links_in, placed
from index.soundness import damage, is_damage
from index.summary import Summary, summary_of


class StoreError(ExpectedError):
    """The store cannot be used."""


class DamagedStoreError(StoreError):
    """The file is not as it was written."""

    def __init__(self, path: Path, said: object) -> None:
        super().__init__(
            f"{path} is damaged ({said}): restore a backup that is whole, `searchsvc restore FILE`"
        )


class NewerStoreError(StoreError):
    """The file was written by a newer version of this program."""

    def __init__(self, path: Path, schema: int) -> None:
        known = len(schemas())
        super().__init__(f"{path} has schema {schema}, this program knows {known}: upgrade it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An address that is known, with the validators of its last answer; whether of a transcript.

    `status` is 0 where the last visit brought no answer, `depth` how many links lead there.
    """

    address: str
    source: str
    etag: str = ""
    last_modified: str = ""
    status: int = 0
    last_visit: datetime | None = None
    transcript: bool = False
    depth: int = 0


CHECKED = ", ".join(
    f"checked.{name}" for name in ("address", "at", "health", "status", "moved_to", "reason")
)
LastVisit = tuple[str, datetime, Outcome, int, str]  # address, when, what came, status, reason


def _check(row: Sequence[Any]) -> Check:
    address, at, health, status, moved_to, reason = row
    return Check(
        address=address, at=_moment(at), health=Health(health), status=status, moved_to=moved_to,
        reason=reason,
    )  # fmt: skip


PLACED = placed("record", "id")


class VisitRow(NamedTuple):
    """A visit as the ledger has it; `at` in UTC, `reached` the limits that stopped something."""

    harvest: int
    address: str
    source: str
    at: str
    outcome: str
    status: int
    size: int
    seconds: float
    reason: str
    reached: Mapping[str, int]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _is_of_the_disk(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


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
            self._prepare()
        except sqlite3.Error as error:
            self._db.close()
            if is_damage(error):
                raise DamagedStoreError(path, error) from error
            raise StoreError(f"{path}: {error}") from error
        except StoreError:
            self._db.close()
            raise

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._db.close()
        if is_damage(error):
            raise DamagedStoreError(self.path, error) from error

    def _prepare(self) -> None:
        schema, known = schema_of(self._db), len(schemas())
        if schema > known:
            raise NewerStoreError(self.path, schema)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        if schema < known:
            self.check()
            migrate(self._db)

    def check(self) -> None:
        """Read all of the file; DamagedStoreError where it is not as it was written."""
        if said := damage(self._db):
            raise DamagedStoreError(self.path, said)

    @property
    def connection(self) -> sqlite3.Connection:
        """The open file, for what keeps tables of its own in it."""
        return self._db

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; StoreError where nothing can be written, as on a disk that is full."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:  # SQLite may have ended it
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError) and _is_of_the_disk(error):
                raise StoreError(
                    f"{self.path} cannot be written ({error}); what was stored before is kept"
                ) from error
            raise

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
            "SELECT address, source, etag, last_modified, status, last_visit, role, depth"
            " FROM address"
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
                depth=depth,
            )
            for address, source, etag, modified, status, visited, role, depth in rows
        ]

    def past(self, now: datetime) -> frozenset[str]:
        """Keys of the addresses whose thing is over: it changes seldom."""
        decode = msgspec.json.Decoder(Timed).decode
        rows = self._db.execute(
            "SELECT key, reading FROM address WHERE json_extract(reading, '$.event') IS NOT NULL"
            " OR json_extract(reading, '$.project') IS NOT NULL"  # no other is ever over
        )
        return frozenset(key for key, text in rows if is_past(decode(text), now))

    def robots(self) -> tuple[Robots, ...]:
        """Every robots.txt that was read."""
        rows = self._db.execute("SELECT origin, at, body FROM robots ORDER BY origin")
        return tuple(Robots(origin=origin, at=_moment(at), body=body) for origin, at, body in rows)

    # visits

    def remember(
        self, harvest: int, visits: Iterable[Visit], required: Required | None = None
    ) -> list[str]:
        """Store visits and what they read, in one transaction.

        A reading without a `required` field that the earlier one has does not take its place.
        Returns for each visit "new", "changed", "same" or "kept" where it read a Resource (the
        first of these where it read several), else its outcome.
        """
        with self.transaction():
            return [remember_visit(self._db, harvest, visit, required or {}) for visit in visits]

    def accept(self, source: str, now: datetime) -> None:
        """Let what a source said last take the place of the fuller readings that were kept."""
        with self.transaction():
            accept_lesser(self._db, source, now)

    def leave_out(self, address: str, now: datetime) -> bool:
        """Remove all that is held of the thing at an address, and keep it out.

        Its text is then nowhere in the file. Returns whether anything was held.
        """
        with self.transaction():
            held = leave_out(self._db, address, now)
        self._compact()
        return held

    def leave_out_too(self, rows: Iterable[LeftOut]) -> int:
        """Leave out what another store leaves out; how many pages were held of it."""
        with self.transaction():
            held = leave_out_too(self._db, rows)
        self._compact()
        return held

    def _compact(self) -> None:
        """What is deleted is then nowhere in the file."""
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def take_in(self, address: str) -> bool:
        """Let what was left out be visited again; whether it was left out."""
        with self.transaction():
            return take_in(self._db, address)

    def left_out(self) -> frozenset[str]:
        """Keys of the addresses that are never asked for."""
        return frozenset(row[0] for row in self._db.execute("SELECT key FROM optout"))

    def give_transcript(self, record: str, reading: Resource, now: datetime) -> None:
        """Keep what is said in the recording of a record, as the operator has it."""
        with self.transaction():
            remember_transcript(self._db, record, reading, now)

    # reading back

    def records(self, source: str | None = None) -> Iterator[Record]:
        """All records that are not gone, in the order of their addresses; or those of a source."""
        for record in self._standing(source):
            yield self._record(record)

    def summaries(self) -> Iterator[tuple[str, Summary]]:
        """The source of each record and what is counted of it, in the order of `records`."""
        return ((record.resource.source, summary_of(record)) for record in self.records())

    def resources(self) -> Iterator[tuple[str, Resource]]:
        """What all records that are not gone say, with their ids; in the order of `records`."""
        for record in self._standing(None):
            yield record, resource_of(self._db, record)

    def latest(self, record_id: str) -> Record:
        """A record with what was said last, also where more was said before."""
        record = self._record(record_id)
        row = self._db.execute(
            "SELECT 1 FROM address WHERE record = ? AND lesser IS NOT NULL", (record_id,)
        ).fetchone()
        if row is None:
            return record
        return replace(record, resource=resource_of(self._db, record_id, latest=True))

    def _standing(self, source: str | None) -> list[str]:
        rows = self._db.execute(
            f"SELECT id FROM {PLACED} WHERE source = coalesce(?, source) AND gone IS NULL"
            " ORDER BY place, id",
            (source,),
        )
        return [row[0] for row in rows]

    def record(self, record_id: str) -> Record | None:
        """A record by its id, or by an id that it bore before it was joined with another."""
        row = self._db.execute(
            "SELECT id FROM record WHERE id = :id UNION SELECT record FROM merged WHERE id = :id",
            {"id": record_id},
        ).fetchone()
        return self._record(row[0]) if row else None

    def find(self, address: str) -> Record | None:
        """The record that has this address, or had it."""
        record = self.find_id(address)
        return self._record(record) if record else None

    def find_id(self, address: str) -> str | None:
        """The id of the record that has this address, or had it."""
        row = self._db.execute(
            "SELECT record FROM address WHERE key = ?", (address_key(address),)
        ).fetchone()
        return row[0] if row else None

    def records_at(self) -> dict[str, str]:
        """The id of the record that each address has, or had, by the key of the address."""
        return dict(self._db.execute("SELECT key, record FROM address WHERE record IS NOT NULL"))

    def visited(self, address: str) -> Visited | None:
        """How the last visit went to an address; None where it is not known."""
        return next(visited_in(self._db, address_key(address)), None)

    def all_visited(self) -> Iterator[Visited]:
        """The same of every address."""
        return visited_in(self._db)

    def _record(self, record: str) -> Record:
        first, seen, changed, gone = self._db.execute(
            "SELECT first_seen, last_seen, last_changed, gone FROM record WHERE id = ?", (record,)
        ).fetchone()
        changes = changes_in(self._db, record)
        return Record(
            id=record,
            resource=with_earlier_calls(resource_of(self._db, record), changes),
            changes=changes,
            addresses=self._addresses(record),
            topics=self._column("topic", "topic", record),
            municipalities=self._column("municipality", "number", record),
            audiences=self._column("audience", "audience", record),
            former=self._column("merged", "id", record),
            first_seen=_moment(first),
            last_seen=_moment(seen),
            last_changed=_moment(changed),
            gone=_moment(gone) if gone else None,
        )

    def _addresses(self, record: str) -> tuple[Address, ...]:
        rows = self._db.execute(
            "SELECT address, role, status, last_visit, mark, since, why FROM address"
            " WHERE record = ? AND role NOT IN ('feed', 'transcript', 'given')"
            " ORDER BY role != 'canonical', role, address",
            (record,),
        )
        return tuple(
            Address(
                address=address,
                role=Role.GONE if mark == Mark.GONE else Role(role),
                status=status,
                last_visit=_moment(visited) if visited else None,
                mark=Mark(mark) if mark else None,
                since=_moment(since) if since else None,
                why=why,
            )
            for address, role, status, visited, mark, since, why in rows
        )

    def _column(self, table: str, column: str, record: str) -> tuple[str, ...]:
        rows = self._db.execute(
            f"SELECT {column} FROM {table} WHERE record = ? ORDER BY rowid",
            (record,),
        )
        return tuple(row[0] for row in rows)

    def links(self, record: str) -> Iterator[LinkRow]:
        """The links of a record, with the record each leads to where that is collected."""
        return links_in(self._db, record)

    def unvisited_links(self) -> list[tuple[str, Check | None]]:
        """Where links lead that no visit has seen, each address once, with its last check."""
        rows = self._db.execute(
            f"SELECT link.target_key, max(target), {CHECKED} FROM link"
            " LEFT JOIN address ON address.key = link.target_key"
            " LEFT JOIN checked ON checked.key = link.target_key"
            " WHERE address.last_visit IS NULL GROUP BY link.target_key"
        )
        return [(target, _check(row) if row[0] else None) for _, target, *row in rows]

    def remember_check(self, check: Check) -> None:
        """Keep how a link was found, in place of how it was found before."""
        with self.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO checked VALUES (?, ?, ?, ?, ?, ?, ?)",
                (address_key(check.address), check.address, moment_text(check.at),
                 check.health, check.status, check.moved_to, check.reason),
            )  # fmt: skip
            remember_robots(db, check.robots)

    def checks(self) -> list[Check]:
        """The last check of every link that was checked."""
        return [_check(row) for row in self._db.execute(f"SELECT {CHECKED} FROM checked")]

    def last_visits(self) -> Iterator[LastVisit]:
        """The last visit to each address, in the order in which they were made."""
        rows = self._db.execute(
            "SELECT max(id), address, at, outcome, status, reason FROM visit"
            " GROUP BY address ORDER BY max(id)"
        )
        for _, address, at, outcome, status, reason in rows:
            yield address, _moment(at), Outcome(outcome), status, reason

    def moved(self) -> dict[str, str]:
        """The address that each address redirects to, by the key of the one that does."""
        rows = self._db.execute(
            "SELECT address.key, coalesce(target.address, 'https://' || address.moved_to)"
            " FROM address LEFT JOIN address AS target ON target.key = address.moved_to"
            " WHERE address.moved_to != ''"
        )
        return dict(rows.fetchall())

    def things(self) -> dict[str, list[str]]:
        """Ids of the records of each thing, the one that names it in front; by their addresses."""
        return grouped(
            self._db.execute(
                f"SELECT thing, id FROM {PLACED} WHERE gone IS NULL ORDER BY id != thing, place, id"
            )
        )

    def kinds(self) -> dict[str, dict[str, int]]:
        """Number of standing records of each kind, source by source."""
        found: dict[str, dict[str, int]] = {}
        for source, kind, count in self._db.execute(
            "SELECT source, kind, count(*) FROM record WHERE gone IS NULL GROUP BY source, kind"
        ):
            found.setdefault(source, {})[kind] = count
        return found

    def groups(self) -> list[Group]:
        """The kinds of records of each source."""
        return self._db.execute("SELECT DISTINCT source, kind FROM record ORDER BY 1, 2").fetchall()

    def unsettled(self, group: Group, fingerprint: str) -> list[str]:
        """Ids of the records of a group whose topics and names were not settled from this."""
        rows = self._db.execute(
            "SELECT id FROM record WHERE source = ? AND kind = ?"
            " AND settled != content_hash || ? ORDER BY id",
            (*group, fingerprint),
        )
        return [row[0] for row in rows]

    def settle(self, record: str, fingerprint: str, found: Settled) -> None:
        """Keep what a record was found to be about."""
        rows = {
            "topic": found.topics,
            "municipality": found.municipalities,
            "audience": found.audiences,
        }
        for table, values in rows.items():
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
        """Number of records of each source that are not gone."""
        return dict(
            self._db.execute(
                "SELECT source, count(*) FROM record WHERE gone IS NULL GROUP BY source"
            )
        )

    def marks(self) -> dict[str, dict[str, int]]:
        """Of each source, how many addresses bear which mark."""
        rows = self._db.execute(
            "SELECT source, mark, count(*) FROM address WHERE mark != '' GROUP BY source, mark"
        )
        found: dict[str, dict[str, int]] = {}
        for source, mark, count in rows:
            found.setdefault(source, {})[mark] = count
        return found

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

    def last_reasons(self) -> dict[str, dict[str, dict[str, int]]]:
        """Of each source and outcome, the reasons that addresses had when last visited."""
        rows = self._db.execute(
            "SELECT source, outcome, reason, count(*) AS times FROM"
            " (SELECT source, outcome, reason, max(id) FROM visit GROUP BY address)"
            " WHERE reason != '' GROUP BY source, outcome, reason"
            " ORDER BY source, outcome, times DESC, reason"
        )
        reasons: dict[str, dict[str, dict[str, int]]] = {}
        for source, outcome, reason, count in rows:
            reasons.setdefault(source, {}).setdefault(outcome, {})[reason] = count
        return reasons

    def addresses_known(self) -> dict[str, tuple[int, datetime | None]]:
        """Of each source, how many addresses are known, and the oldest of their last visits."""
        rows = self._db.execute(
            "SELECT source, count(*), min(last_visit) FROM address"
            " WHERE coalesce(role, '') NOT IN ('feed', 'given') GROUP BY source"
        )
        return {
            source: (count, _moment(oldest) if oldest else None) for source, count, oldest in rows
        }

    def visits(self) -> Iterator[VisitRow]:
        """Every visit there was, the first one first."""
        rows = self._db.execute(
            "SELECT id, harvest, address, source, at, outcome, status, size, seconds, reason"
            " FROM visit ORDER BY id"
        )
        for number, harvest, *visit in rows:
            reached = self._db.execute("SELECT name, count FROM reached WHERE visit = ?", (number,))
            yield VisitRow._make((harvest, *visit, dict(reached)))

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
