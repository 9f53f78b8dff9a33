"""Outline: the little of each record that is asked of all records at once, kept beside it.

It tells what a source repeats, which records bear the same title, and which name each other as
versions, so that only what has changed need be read.
"""

import sqlite3
from collections.abc import Collection, Iterator

import msgspec
import numpy as np

from index.address import address_key
from index.language.stem import stem
from index.language.words import fold, words
from index.remember import resource_of
from index.repeated import Group, PageLines, Repeated, lines_of, repeated_in
from index.resource import Resource

VERSION = "1 "
Rank = tuple[bool, str, str]


def draw_outlines(db: sqlite3.Connection) -> None:
    """Draw the outline of every record that has changed since it was drawn."""
    rows = db.execute(
        "SELECT id, ? || content_hash FROM record LEFT JOIN outline ON outline.record = id"
        " WHERE drawn_from IS NOT ? || content_hash",
        (VERSION, VERSION),
    ).fetchall()
    for record, drawn_from in rows:
        resource = resource_of(db, record)
        db.execute(
            "INSERT OR REPLACE INTO outline VALUES (?, ?, ?, ?, ?, ?)",
            (record, drawn_from, title_stems(resource), resource.language,
             address_key(resource.address), msgspec.json.encode(resource.versions).decode()),
        )  # fmt: skip
        db.execute(
            "INSERT OR REPLACE INTO page_lines VALUES (?, ?, ?, ?)",
            (record, *(numbers.tobytes() for numbers in lines_of(resource))),
        )


def repeated_blocks(db: sqlite3.Connection) -> Repeated:
    """What the sources repeat on the pages that are not gone."""
    return repeated_in(_pages(db), lambda records: (resource_of(db, id_) for id_ in records))


def namesakes(db: sqlite3.Connection) -> Iterator[list[str]]:
    """Ids of the records of one kind whose titles have the same words."""
    groups = db.execute(
        "SELECT group_concat(id, ' ') FROM (SELECT kind, title, id FROM record JOIN outline"
        " ON outline.record = id WHERE title != '' ORDER BY id)"
        " GROUP BY kind, title HAVING count(*) > 1 ORDER BY min(id)"
    )
    return (sorted(ids.split()) for (ids,) in groups.fetchall())


def ranks(db: sqlite3.Connection) -> dict[str, Rank]:
    """By what the records that are not gone are ordered as versions of a thing, bokmål first."""
    rows = db.execute(
        "SELECT id, language, key FROM record JOIN outline ON outline.record = id"
        " WHERE gone IS NULL"
    )
    return {record: (language != "nb", language, key) for record, language, key in rows}


def versions_named(db: sqlite3.Connection) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The records that name versions of themselves, with the addresses of those."""
    rows = db.execute(
        "SELECT id, versions FROM record JOIN outline ON outline.record = id"
        " WHERE gone IS NULL AND versions != '[]' ORDER BY key, id"
    )
    for record, versions in rows.fetchall():
        yield record, msgspec.json.decode(versions, type=tuple[str, ...])


def title_stems(resource: Resource) -> str:
    """The stems of the words of a title, each once, in their order."""
    return " ".join(sorted({stem(fold(word)) for word in words(resource.title)}))


def _pages(
    db: sqlite3.Connection,
) -> Iterator[tuple[Group, tuple[list[str], list[PageLines]]]]:
    groups = db.execute("SELECT DISTINCT source, kind FROM record WHERE gone IS NULL")
    for group in groups.fetchall():
        rows = db.execute(
            "SELECT id, ids, sizes, runs FROM record JOIN page_lines"
            " ON page_lines.record = id WHERE gone IS NULL AND source = ? AND kind = ? ORDER BY id",
            group,
        ).fetchall()
        yield group, ([row[0] for row in rows], [_lines(*row[1:]) for row in rows])


def _lines(ids: bytes, sizes: bytes, runs: bytes) -> PageLines:
    return PageLines(
        np.frombuffer(ids, dtype=np.uint64),
        np.frombuffer(sizes, dtype=np.uint32),
        np.frombuffer(runs, dtype=np.uint32),
    )
