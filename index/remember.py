"""Remembering a visit: the address, the readings, the records they belong to, the links.

Called inside a transaction of the Store.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import msgspec

from index.address import address_key
from index.deletion import WELL, Standing, kept, loss, standing_after
from index.language.detect import language_of
from index.merge import best_first, merge
from index.optout import withheld
from index.privacy import masked
from index.record import Mark, Role, moment_text
from index.required import Required
from index.resource import Link, Outcome, Resource, Robots, Visit

LONGEST_CHAIN = 10
KEPT = (Role.FEED, Role.TRANSCRIPT, Role.GIVEN)  # of a page the role follows from its address


def remember_visit(db: sqlite3.Connection, harvest: int, visit: Visit, required: Required) -> str:
    """Store one visit; returns "new", "changed", "same" or "kept" where it read, else its outcome.

    "kept" is what was held before, where the new reading says much less.
    """
    visit = withheld(db, visit)
    _log(db, harvest, visit)
    _touch(db, visit)
    for source, address in visit.found:
        db.execute(
            "INSERT INTO address (key, address, source, depth) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET depth = excluded.depth"
            " WHERE excluded.depth < address.depth",
            (address_key(address), address, source, visit.depth + 1),
        )
    if visit.outcome is Outcome.MOVED:
        _redirect(db, visit)
    if visit.outcome is Outcome.UNCHANGED:
        _seen(db, visit)
    results = [_read(db, visit, reading, required) for reading in visit.readings]
    if visit.outcome is Outcome.LISTED and visit.readings:
        _unlist(db, visit)
    for result in ("new", "changed", "same", "kept"):
        if result in results:
            return result
    return visit.outcome.value


def _log(db: sqlite3.Connection, harvest: int, visit: Visit) -> None:
    row = db.execute(
        "INSERT INTO visit (harvest, address, source, at, outcome, status, size, seconds,"
        " reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (harvest, visit.address, visit.source, moment_text(visit.at), visit.outcome.value,
         visit.status, visit.size, visit.seconds, visit.reason),
    )  # fmt: skip
    db.executemany(
        "INSERT INTO reached VALUES (?, ?, ?)",
        [(row.lastrowid, name, count) for name, count in visit.reached.items()],
    )
    remember_robots(db, visit.robots)


def remember_robots(db: sqlite3.Connection, read: Iterable[Robots]) -> None:
    """Keep every robots.txt that was read, in place of what it was before."""
    db.executemany(
        "INSERT OR REPLACE INTO robots VALUES (?, ?, ?)",
        [(robots.origin, moment_text(robots.at), robots.body) for robots in read],
    )


def _touch(db: sqlite3.Connection, visit: Visit) -> None:
    """The row of the visited address, and how it stands; validators only of what is held."""
    key = address_key(visit.address)
    db.execute(
        "INSERT INTO address (key, address, source, status, last_visit, depth)"
        " VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET"
        " status = CASE WHEN excluded.status = 304 THEN 200 ELSE excluded.status END,"
        " last_visit = excluded.last_visit",
        (key, visit.address, visit.source, visit.status, moment_text(visit.at), visit.depth),
    )
    before, held = _standing(db, key)
    after = standing_after(visit, before, held=held)
    if visit.outcome is Outcome.READ or (visit.outcome is Outcome.LISTED and after == WELL):
        _validate(db, key, visit.etag, visit.last_modified)
    if visit.outcome in (Outcome.READ, Outcome.LISTED, Outcome.UNCHANGED):
        db.execute("UPDATE address SET moved_to = '' WHERE key = ?", (key,))
    if after != before:
        _stand(db, key, after)
    if after.mark is Mark.GONE and after != before:
        _validate(db, key, "", "")
        _derive_at(db, key, visit.at)


def _validate(db: sqlite3.Connection, key: str, etag: str, last_modified: str) -> None:
    db.execute(
        "UPDATE address SET etag = ?, last_modified = ? WHERE key = ?", (etag, last_modified, key)
    )


def _standing(db: sqlite3.Connection, key: str) -> tuple[Standing, bool]:
    """How an address stands, and whether a reading of it is held that counts."""
    mark, since, why, held = db.execute(
        "SELECT mark, since, why, reading IS NOT NULL AND role != 'redirects' FROM address"
        " WHERE key = ?",
        (key,),
    ).fetchone() or ("", "", "", False)
    if not mark:
        return WELL, bool(held)
    return Standing(mark=Mark(mark), since=datetime.fromisoformat(since), why=why), bool(held)


def _stand(db: sqlite3.Connection, key: str, standing: Standing) -> None:
    """Write how an address stands; where all is well or gone, no lesser reading waits."""
    since = moment_text(standing.since) if standing.since else None
    db.execute(
        "UPDATE address SET mark = ?, since = ?, why = ? WHERE key = ?",
        (standing.mark or "", since, standing.why, key),
    )
    if standing.mark in (None, Mark.GONE):
        db.execute("UPDATE address SET lesser = NULL WHERE key = ?", (key,))


def _unlist(db: sqlite3.Connection, visit: Visit) -> None:
    """Mark the items that a feed has no longer; that alone deletes nothing."""
    items = f"{visit.address}#"
    rows = db.execute(
        "UPDATE address SET mark = ?, since = ? WHERE role = ? AND mark = ''"
        " AND last_visit < ? AND substr(key, 1, ?) = ? RETURNING record",
        (Mark.UNLISTED, moment_text(visit.at), Role.FEED, moment_text(visit.at),
         len(items), items),
    ).fetchall()  # fmt: skip
    for (record,) in rows:
        derive(db, record, visit.at)


def _redirect(db: sqlite3.Connection, visit: Visit) -> None:
    """Note where an address leads; one that was read keeps what it said."""
    here, there = address_key(visit.address), address_key(visit.moved_to)
    if here != there:
        db.execute("UPDATE address SET moved_to = ? WHERE key = ?", (there, here))


def move_away(db: sqlite3.Connection, key: str) -> None:
    """Let what was read at an address count no longer: the thing has moved from there.

    Nor do its validators: a 304 could not tell that there is a page again.
    """
    db.execute("UPDATE address SET role = ? WHERE key = ?", (Role.REDIRECTS, key))
    _stand(db, key, WELL)
    _validate(db, key, "", "")


def resolve_redirects(db: sqlite3.Connection) -> None:
    """An address that leads to a record, through others or at once, is one of its addresses."""
    for _ in range(LONGEST_CHAIN):
        changed = db.execute(
            "UPDATE address SET role = ?, record = target.record FROM address AS target"
            " WHERE target.key = address.moved_to AND target.record IS NOT NULL"
            " AND address.reading IS NULL AND address.record IS NOT target.record",
            (Role.REDIRECTS,),
        ).rowcount
        if not changed:
            return


def _seen(db: sqlite3.Connection, visit: Visit) -> None:
    db.execute(
        "UPDATE record SET last_seen = ? WHERE id = (SELECT record FROM address WHERE key = ?)",
        (moment_text(visit.at), address_key(visit.address)),
    )


def _read(db: sqlite3.Connection, visit: Visit, reading: Resource, required: Required) -> str:
    text = f"{reading.title}\n{reading.lead}\n{reading.text}"
    reading = masked(replace(reading, language=language_of(text)))
    named = _named(visit, reading)
    if db.execute("SELECT 1 FROM disbelieved WHERE key = ?", (named,)).fetchone():
        reading = replace(reading, address=visit.address)
    if _is_lesser(db, visit, reading, required):
        return "kept"
    record = _same_thing(db, visit, reading)
    created = record is None
    if record is None:
        record = create_record(db, reading, visit.at)
    _keep_reading(db, record, visit, reading)
    db.execute("UPDATE address SET named = ? WHERE key = ?", (named, _place_of(visit, reading)[0]))
    _claim_address(db, record, visit, reading)
    _claim_transcripts(db, record, visit, reading)
    for name in reading.keys:
        db.execute("INSERT OR IGNORE INTO name VALUES (?, ?)", (name, record))
    changed = derive(db, record, visit.at)
    db.execute("UPDATE record SET last_seen = ? WHERE id = ?", (moment_text(visit.at), record))
    return "new" if created else "changed" if changed else "same"


def _named(visit: Visit, reading: Resource) -> str:
    """The key of the canonical address that a page names; empty where it is its own."""
    named = address_key(reading.address)
    if visit.outcome is Outcome.LISTED or reading.spoken or named == address_key(visit.address):
        return ""
    return named


def _is_lesser(db: sqlite3.Connection, visit: Visit, reading: Resource, required: Required) -> bool:
    """Whether a reading says much less than the one that is held; it then waits beside it."""
    key, _ = _place_of(visit, reading)
    before, held = _standing(db, key)
    earlier = reading_at(db, key)
    if earlier is None or not held or before.mark is Mark.GONE:
        return False
    lost = loss(earlier, reading, required)
    if not lost:
        return False
    _stand(db, key, kept(visit, before, lost))
    db.execute(
        "UPDATE address SET lesser = ? WHERE key = ?", (msgspec.json.encode(reading).decode(), key)
    )
    _validate(db, key, "", "")
    return True


def accept_lesser(db: sqlite3.Connection, source: str, at: datetime) -> None:
    """Let what came last take the place of the fuller readings that were kept of a source."""
    rows = db.execute(
        "SELECT key, record FROM address WHERE source = ? AND lesser IS NOT NULL", (source,)
    ).fetchall()
    for key, record in rows:
        db.execute("UPDATE address SET reading = lesser WHERE key = ?", (key,))
        _stand(db, key, WELL)
        derive(db, record, at)


def _same_thing(db: sqlite3.Connection, visit: Visit, reading: Resource) -> str | None:
    """The record that this reading belongs to; several that turn out the same are joined."""
    here, named = _place_of(visit, reading)[0], address_key(reading.address)
    found = [
        row[0]
        for row in db.execute(
            "SELECT record FROM address WHERE record IS NOT NULL"
            " AND (key = ? AND role != 'redirects' OR key = ? AND key != ?)",
            (here, named, here),  # one that redirected and is read again is a page of its own
        )
    ]
    found += [
        row[0]
        for name in reading.keys
        for row in db.execute("SELECT record FROM name WHERE key = ?", (name,))
    ]
    if reading.spoken:  # it may have moved from the address that its page names
        found += [
            row[0]
            for row in db.execute(
                "SELECT record FROM address WHERE moved_to = ? AND record IS NOT NULL",
                (address_key(reading.address),),
            )
        ]
    records = list(dict.fromkeys(found))
    if not records:
        return None
    first, *others = sorted(records, key=partial(age_of, db))
    for other in others:
        join_records(db, other, into=first)
    return str(first)


def age_of(db: sqlite3.Connection, record: str) -> tuple[str, str]:
    """What to sort records by so that the older comes first."""
    row = db.execute("SELECT first_seen FROM record WHERE id = ?", (record,)).fetchone()
    return (row[0], record)


def join_records(db: sqlite3.Connection, record: str, into: str) -> None:
    """Make a record part of another one, to which its id then leads."""
    for table in ("address", "name", "merged"):
        db.execute(
            f"UPDATE {table} SET record = ? WHERE record = ?",
            (into, record),
        )
    db.execute("UPDATE OR IGNORE history SET record = ? WHERE record = ?", (into, record))
    for table in ("link", "topic", "municipality", "audience"):
        db.execute(f"DELETE FROM {table} WHERE record = ?", (record,))
    db.execute("INSERT INTO merged VALUES (?, ?)", (record, into))
    db.execute("DELETE FROM record WHERE id = ?", (record,))


def create_record(db: sqlite3.Connection, reading: Resource, at: datetime) -> str:
    """A new record for a reading, first seen then; its id."""
    seed = address_key(reading.address)
    record = hashlib.blake2b(seed.encode(), digest_size=5).hexdigest()
    while db.execute(
        "SELECT 1 FROM record WHERE id = :id UNION SELECT 1 FROM merged WHERE id = :id",
        {"id": record},
    ).fetchone():
        record = hashlib.blake2b(record.encode(), digest_size=5).hexdigest()
    moment = moment_text(at)
    db.execute(
        "INSERT INTO record (id, thing, source, kind, content_hash, first_seen, last_seen,"
        " last_changed) VALUES (?, ?, ?, ?, '', ?, ?, ?)",
        (record, record, reading.source, reading.kind, moment, moment, moment),
    )
    return record


def _keep_reading(db: sqlite3.Connection, record: str, visit: Visit, reading: Resource) -> None:
    """What was read stands at the address where it was read; of a feed, at each item's."""
    key, where = _place_of(visit, reading)
    role = Role.FEED if visit.outcome is Outcome.LISTED else _page_role(key, reading)
    if reading.spoken:
        role = Role.TRANSCRIPT
    db.execute(
        "INSERT INTO address (key, address, source, record, role, reading, last_visit)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
        " record = excluded.record, role = excluded.role, reading = excluded.reading,"
        " last_visit = excluded.last_visit, mark = '', since = NULL, why = '', lesser = NULL",
        (key, where, visit.source, record, role, msgspec.json.encode(reading).decode(),
         moment_text(visit.at)),
    )  # fmt: skip


def _place_of(visit: Visit, reading: Resource) -> tuple[str, str]:
    """The key and the address at which a reading is kept."""
    if visit.outcome is Outcome.LISTED:
        item = f"{visit.address}#{reading.address}"
        return item, item
    return address_key(visit.address), visit.address


def _page_role(key: str, reading: Resource) -> Role:
    return Role.CANONICAL if key == address_key(reading.address) else Role.COPY


def _claim_address(db: sqlite3.Connection, record: str, visit: Visit, reading: Resource) -> None:
    """The canonical address is the record's, also before it is visited."""
    db.execute(
        "INSERT INTO address (key, address, source, record, role, depth)"
        " VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET record = excluded.record, role = excluded.role"
        " WHERE address.record IS NULL",
        (
            address_key(reading.address),
            reading.address,
            visit.source,
            record,
            Role.CANONICAL,
            visit.depth + 1,
        ),
    )


def _claim_transcripts(
    db: sqlite3.Connection, record: str, visit: Visit, reading: Resource
) -> None:
    """Where the transcript of a recording lies is the record's, also before it is visited."""
    for address in reading.transcripts:
        db.execute(
            "INSERT INTO address (key, address, source, record, role) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET record = excluded.record, role = excluded.role"
            " WHERE address.record IS NULL",
            (address_key(address), address, visit.source, record, Role.TRANSCRIPT),
        )


def remember_transcript(
    db: sqlite3.Connection, record: str, reading: Resource, at: datetime
) -> None:
    """Keep a transcript that was given by hand, in place of an earlier one."""
    db.execute("DELETE FROM address WHERE record = ? AND role = ?", (record, Role.GIVEN))
    key = f"{address_key(reading.address)}#transcript"
    db.execute(
        "INSERT INTO address (key, address, source, record, role, reading, last_visit)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (key, key, reading.source, record, Role.GIVEN, msgspec.json.encode(reading).decode(),
         moment_text(at)),
    )  # fmt: skip
    derive(db, record, at)


def _derive_at(db: sqlite3.Connection, key: str, at: datetime) -> None:
    row = db.execute(
        "SELECT record FROM address WHERE key = ? AND reading IS NOT NULL", (key,)
    ).fetchone()
    if row:
        derive(db, row[0], at)


def derive(db: sqlite3.Connection, record: str, at: datetime) -> bool:
    """Derive the record from its readings anew; whether its content changed."""
    gone = _readings(db, record)[1]
    db.execute("UPDATE record SET gone = ? WHERE id = ?", (gone, record))
    resource = resource_of(db, record)
    digest = hashlib.blake2b(msgspec.json.encode(resource), digest_size=16).hexdigest()
    _set_canonical(db, record, resource)
    before = db.execute("SELECT content_hash FROM record WHERE id = ?", (record,)).fetchone()[0]
    db.execute(
        "UPDATE record SET source = ?, kind = ? WHERE id = ?",
        (resource.source, resource.kind, record),
    )
    if digest == before:
        return False
    db.execute(
        "UPDATE record SET content_hash = ?, last_changed = ? WHERE id = ?",
        (digest, moment_text(at), record),
    )
    _write_links(db, record, resource.links)
    return True


def _set_canonical(db: sqlite3.Connection, record: str, resource: Resource) -> None:
    db.execute(
        "UPDATE address SET role = CASE WHEN key = ? THEN 'canonical' ELSE 'copy' END"
        " WHERE record = ? AND role IN ('canonical', 'copy')",
        (address_key(resource.address), record),
    )


def _write_links(db: sqlite3.Connection, record: str, links: Iterable[Link]) -> None:
    db.execute("DELETE FROM link WHERE record = ?", (record,))
    db.executemany(
        "INSERT INTO link VALUES (?, ?, ?, ?, ?, ?)",
        [
            (record, position, link.target, address_key(link.target), link.text, link.passage)
            for position, link in enumerate(links)
        ],
    )


def resource_of(db: sqlite3.Connection, record: str, *, latest: bool = False) -> Resource:
    """What all readings of a record say together; the `latest` also where they say less.

    A page is believed as its address tells, whichever of the record's has won: so it never matters
    which was read first.
    """
    return merged_resource(_readings(db, record, latest=latest)[0])


def _readings(
    db: sqlite3.Connection, record: str, *, latest: bool = False
) -> tuple[list[tuple[str, str, str]], str | None]:
    """The readings of the pages that stand, as key, role and JSON; all of them where none does.

    With them since when none does. A feed that lists a thing keeps it, and one that has dropped it
    does not delete it. Where a page has moved from counts only where nothing else was read.
    """
    reading = "coalesce(lesser, reading)" if latest else "reading"
    rows = db.execute(
        f"SELECT key, role, {reading}, mark, since FROM address"
        " WHERE record = ? AND reading IS NOT NULL",
        (record,),
    ).fetchall()
    rows = [row for row in rows if row[1] != Role.REDIRECTS] or rows
    gone = [since for _, role, _, mark, since in rows if mark == Mark.GONE and role not in KEPT]
    standing = [row for row in rows if row[3] != Mark.GONE]
    alive = any(
        role not in KEPT or (role == Role.FEED and mark != Mark.UNLISTED)
        for _, role, _, mark, _ in standing
    )
    if gone and not alive:
        return [row[:3] for row in rows], max(gone)
    return [row[:3] for row in standing or rows], None


def reading_at(db: sqlite3.Connection, key: str) -> Resource | None:
    """What was last read at an address."""
    row = db.execute("SELECT reading FROM address WHERE key = ?", (key,)).fetchone()
    return msgspec.json.decode(row[0], type=Resource) if row and row[0] else None


def merged_resource(rows: Sequence[tuple[str, str, str]]) -> Resource:
    """One Resource out of readings: the key and role of the address, and the reading as JSON."""
    readings = [(key, role, msgspec.json.decode(text, type=Resource)) for key, role, text in rows]
    if len(readings) == 1:
        return merge([readings[0][2]])
    return merge(
        best_first(
            (Role(role) if role in KEPT else _page_role(key, reading), reading)
            for key, role, reading in readings
        )
    )
