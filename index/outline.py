"""Outline: the little of each record that is asked of all records at once, kept beside it.

It tells what a source repeats, which records bear the same title, and which name each other as
versions, so that only what has changed need be read.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import msgspec
import numpy as np

from index.address import address_key
from index.language.stem import stem
from index.language.words import fold, words
from index.remember import resource_of
from index.repeated import Blocks, Group, PageLines, Repeated, blocks_of, lines_of, repeated_by
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
    groups = db.execute("SELECT DISTINCT source, kind FROM record WHERE gone IS NULL").fetchall()
    db.execute(
        "DELETE FROM repeated WHERE (source, kind) NOT IN"
        " (SELECT source, kind FROM record WHERE gone IS NULL)"
    )
    return repeated_by({group: _blocks(db, group) for group in groups})


class Namesakes(NamedTuple):
    """Records of one kind whose titles have the same words; of each id, source and content_hash."""

    kind: str
    title: str
    records: tuple[tuple[str, str, str], ...]

    @property
    def ids(self) -> list[str]:
        """Their ids, ascending."""
        return [record for record, _, _ in self.records]

    def digest(self, repeated: Repeated) -> str:
        """Changes with what they say, or with what their sources repeat."""
        blocks = [repeated.fingerprint_of((source, self.kind)) for _, source, _ in self.records]
        said = repr((self.records, blocks))
        return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def namesakes(db: sqlite3.Connection) -> Iterator[Namesakes]:
    """All records that are not alone with the words of their titles."""
    rows = db.execute(
        "SELECT kind, title, id, source, content_hash FROM record"
        " JOIN outline ON outline.record = id WHERE title != '' AND title IN"
        " (SELECT title FROM outline GROUP BY title HAVING count(*) > 1) ORDER BY kind, title, id"
    ).fetchall()
    for (kind, title), group in groupby(rows, key=itemgetter(0, 1)):
        records = tuple(row[2:] for row in group)
        if len(records) > 1:
            yield Namesakes(kind, title, records)


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


def _blocks(db: sqlite3.Connection, group: Group) -> Blocks:
    """What a group repeats, as it was found when all its pages were as they are now."""
    drawn_from = _digest(db, group)
    known = db.execute(
        "SELECT blocks FROM repeated WHERE source = ? AND kind = ? AND drawn_from = ?",
        (*group, drawn_from),
    ).fetchone()
    if known:
        return msgspec.json.decode(known[0], type=Blocks)
    rows = db.execute(
        "SELECT id, ids, sizes, runs FROM record JOIN page_lines"
        " ON page_lines.record = id WHERE gone IS NULL AND source = ? AND kind = ? ORDER BY id",
        group,
    ).fetchall()
    blocks = blocks_of(
        [row[0] for row in rows],
        [_lines(*row[1:]) for row in rows],
        lambda records: (resource_of(db, id_) for id_ in records),
    )
    db.execute(
        "INSERT OR REPLACE INTO repeated VALUES (?, ?, ?, ?)",
        (*group, drawn_from, msgspec.json.encode(blocks).decode()),
    )
    return blocks


def _digest(db: sqlite3.Connection, group: Group) -> str:
    """Changes when a page of a group comes, goes or changes."""
    rows = db.execute(
        "SELECT id, content_hash FROM record WHERE gone IS NULL AND source = ? AND kind = ?"
        " ORDER BY id",
        group,
    ).fetchall()
    return VERSION + hashlib.blake2b(repr(rows).encode(), digest_size=16).hexdigest()


def _lines(ids: bytes, sizes: bytes, runs: bytes) -> PageLines:
    return PageLines(
        np.frombuffer(ids, dtype=np.uint64),
        np.frombuffer(sizes, dtype=np.uint32),
        np.frombuffer(runs, dtype=np.uint32),
    )
