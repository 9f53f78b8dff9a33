"""Rows that the store and what is published of it have in the same shape."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.resource import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A link between two records as the store knows it; `target_record` once it is collected."""

    record: str
    link: Link
    target_record: str | None


def placed(table: str, record: str) -> str:
    """A table of records joined with `place`, the canonical address of each.

    By it they are ordered, not by their ids: an id follows which of a record's pages came first.
    """
    return (
        f"{table} LEFT JOIN (SELECT record AS placed, min(key) AS place FROM address"
        f" WHERE role = 'canonical' GROUP BY record) ON placed = {table}.{record}"
    )


def resolved(table: str) -> str:
    """A table of records joined with `merged` and `record`: those that they are today."""
    return (
        f"{table} LEFT JOIN merged ON merged.id = {table}.record"
        f" LEFT JOIN record ON record.id = coalesce(merged.record, {table}.record)"
    )


def links_in(db: sqlite3.Connection, record: str) -> Iterator[LinkRow]:
    """The links of a record, with the record each leads to where that is collected."""
    rows = db.execute(
        "SELECT target, text, passage, address.record FROM link"
        " LEFT JOIN address ON address.key = link.target_key"
        " WHERE link.record = ? ORDER BY position",
        (record,),
    )
    for target, text, passage, target_record in rows:
        link = Link(target=target, text=text, passage=passage)
        yield LinkRow(record=record, link=link, target_record=target_record)


def grouped(rows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Ids of records by the thing they are of."""
    groups: dict[str, list[str]] = {}
    for thing, record in rows:
        groups.setdefault(thing, []).append(record)
    return groups
