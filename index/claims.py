"""Claims: what pages say is their canonical address, and which of them are not believed.

A template that names one address on every page would make one thing of all. So where pages of
several titles name the same, or one names an address at which there is nothing, each stands at its
own address. That is settled when all is collected, as the order of a crawl is no matter, and undone
where a site has been mended.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

import msgspec

from index.address import address_key
from index.identity import join, record_at
from index.outline import title_stems
from index.record import Mark, Role
from index.remember import create_record, derive, reading_at
from index.resource import Resource

MANY = 3  # titles, of the pages that name an address and of the one that stands there


def weigh_claims(db: sqlite3.Connection) -> None:
    """Part pages that name one address and are not one thing; join those that are after all."""
    before = {row[0] for row in db.execute("SELECT key FROM disbelieved")}
    now = {*_named_by_many(db), *_named_in_vain(db)}
    for named in sorted(now - before):
        db.execute("INSERT INTO disbelieved VALUES (?)", (named,))
        _part(db, named)
    for named in sorted(before - now):
        db.execute("DELETE FROM disbelieved WHERE key = ?", (named,))
        _join(db, named)


def _named_by_many(db: sqlite3.Connection) -> Iterator[str]:
    rows = db.execute(
        "SELECT named FROM address WHERE named != '' GROUP BY named HAVING count(*) >= ?",
        (MANY - 1,),
    )
    for (named,) in rows.fetchall():
        if _has_many_titles(reading_at(db, key) for key in (named, *_claimants(db, named))):
            yield named


def _named_in_vain(db: sqlite3.Connection) -> Iterator[str]:
    """Addresses that pages name and that are gone; nothing was ever read there."""
    rows = db.execute(
        "SELECT key FROM address WHERE mark = ? AND status IN (404, 410) AND reading IS NULL"
        " AND key IN (SELECT named FROM address WHERE named != '')",
        (Mark.GONE,),
    )
    return (key for (key,) in rows.fetchall() if _claimants(db, key))


def _has_many_titles(pages: Iterable[Resource | None]) -> bool:
    """Whether pages have many titles; reads no more of them than tell."""
    titles: set[str] = set()
    for page in pages:
        if page:
            titles.add(title_stems(page))
        if len(titles) >= MANY:
            return True
    return False


def _claimants(db: sqlite3.Connection, named: str) -> list[str]:
    """Keys of the standing pages that name an address, those of the first harvest in front."""
    rows = db.execute(
        "SELECT key FROM address WHERE named = ? AND reading IS NOT NULL"
        " AND mark != ? AND role != ? ORDER BY"
        " (SELECT min(harvest) FROM visit WHERE visit.address = address.address), key",
        (named, Mark.GONE, Role.REDIRECTS),
    )
    return [row[0] for row in rows]


def _part(db: sqlite3.Connection, named: str) -> None:
    """Give each page a record of its own; what was read at the address keeps the one there is.

    Where nothing was, the first of the pages keeps it.
    """
    claimants = _claimants(db, named)
    for key in claimants:
        _call(db, key, key)
    stays = named
    if reading_at(db, named) is None:
        db.execute("UPDATE address SET record = NULL, role = NULL WHERE key = ?", (named,))
        stays = claimants[0]
    for key in claimants:
        if key != stays and record_at(db, key) == record_at(db, stays):
            _leave(db, key)
    derive(db, record_at(db, stays), _last_visit(db, stays))


def _leave(db: sqlite3.Connection, key: str) -> None:
    """Make a record of its own of a page, with what feeds and transcripts say of it."""
    page, before, at = reading_at(db, key), record_at(db, key), _last_visit(db, key)
    assert page is not None
    record = create_record(db, page, at)
    names = {*page.keys, key}
    moved = [key, *map(address_key, page.transcripts)]
    said = db.execute(
        "SELECT key, reading FROM address WHERE record = ? AND role IN (?, ?)",
        (before, Role.FEED, Role.GIVEN),
    )
    for item, text in said.fetchall():
        reading = msgspec.json.decode(text, type=Resource)
        if names & {*reading.keys, address_key(reading.address)}:
            moved.append(item)
    for row in moved:
        db.execute("UPDATE address SET record = ? WHERE key = ?", (record, row))
    for name in page.keys:
        db.execute("UPDATE name SET record = ? WHERE key = ?", (record, name))
    derive(db, record, at)


def _join(db: sqlite3.Connection, named: str) -> None:
    """Make one thing of the pages that name an address, and of what stands there."""
    for key in _claimants(db, named):
        _call(db, key, named)
        db.execute(
            "UPDATE address SET record = ?, role = ? WHERE key = ? AND record IS NULL",
            (record_at(db, key), Role.CANONICAL, named),
        )
        join(db, {record_at(db, key), record_at(db, named)})


def _call(db: sqlite3.Connection, key: str, named: str) -> None:
    """Have what a page says bear an address as its canonical one."""
    reading = reading_at(db, key)
    assert reading is not None
    address = db.execute("SELECT address FROM address WHERE key = ?", (named,)).fetchone()[0]
    said = msgspec.json.encode(replace(reading, address=address)).decode()
    db.execute("UPDATE address SET reading = ? WHERE key = ?", (said, key))


def _last_visit(db: sqlite3.Connection, key: str) -> datetime:
    row = db.execute("SELECT last_visit FROM address WHERE key = ?", (key,)).fetchone()
    return datetime.fromisoformat(row[0])
