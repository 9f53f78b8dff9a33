"""Edition: what the index is built from: records as each source was when last released.

A source whose new state is held back stays as it was, while the store goes on. Of each record it
holds its own text, without what its source repeats.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

import msgspec

from index.record import Record
from index.recordings import RECORDING
from index.repeated import Repeated, group_of
from index.resource import Kind, Link, Timed
from index.rows import grouped, placed, resolved
from index.store import Store
from index.summary import Summary, summary_of

PLACED = placed("published", "record")
STANDING = """(SELECT id, record.source, iif(id IN (SELECT record FROM touched UNION
    SELECT record FROM address WHERE lesser IS NOT NULL), NULL, summary) AS said
    FROM record LEFT JOIN published ON published.record = id WHERE gone IS NULL) AS standing"""


class OwnLink(NamedTuple):
    """A link in a record's own text."""

    record: str
    link: Link
    key: str  # of the address that it leads to
    heading: str


class _OfRecord(msgspec.Struct):
    resource: Timed


class Edition:
    """Lies in the file of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._db = store.connection

    def record(self, record_id: str) -> Record:
        """A record as it is published."""
        (content,) = self._db.execute(
            "SELECT content FROM published WHERE record = ?", (record_id,)
        ).fetchone()
        return msgspec.json.decode(content, type=Record)

    def records(self) -> Iterator[Record]:
        """All records, in the order of their addresses."""
        ids = self._db.execute(f"SELECT record FROM {PLACED} ORDER BY place, record").fetchall()
        return (self.record(record_id) for (record_id,) in ids)

    def events(self) -> Iterator[tuple[str, Timed]]:
        """The ids of all records of events, with their titles and times."""
        rows = self._db.execute(
            "SELECT record, content FROM published WHERE kind = ?", (Kind.EVENT,)
        )
        decode = msgspec.json.Decoder(_OfRecord).decode
        return ((record, decode(content).resource) for record, content in rows)

    def summaries(self) -> Iterator[tuple[str, Summary]]:
        """The source of each record and what is counted of it, in the order of their addresses."""
        rows = self._db.execute(
            f"SELECT source, summary, record FROM {PLACED} ORDER BY place, record"
        ).fetchall()
        decode = msgspec.json.Decoder(Summary | None).decode
        for name, summary, record in rows:
            yield name, decode(summary) or summary_of(self.record(record))

    def standing(self, source: str) -> Iterator[Summary]:
        """What is counted of each record of a source as the store has it, by what was said last.

        Only what may be other than it was published is read.
        """
        return self._summed(f"SELECT id, said FROM {STANDING} WHERE source = ?", source)

    def differing(self, source: str) -> Iterator[Summary]:
        """Of those only the ones that may be other than readers were last given."""
        return self._summed(
            f"SELECT id, said FROM {STANDING} LEFT JOIN served ON served.record = id"
            " WHERE standing.source = ?"
            " AND (said, standing.source) IS NOT (served.summary, served.source)",
            source,
        )

    def _summed(self, rows: str, source: str) -> Iterator[Summary]:
        decode = msgspec.json.Decoder(Summary | None).decode
        for record_id, said in self._db.execute(rows, (source,)).fetchall():
            yield (said and decode(said)) or summary_of(self._store.latest(record_id))

    def counts(self) -> dict[str, int]:
        """Number of records of each source."""
        return dict(self._db.execute("SELECT source, count(*) FROM published GROUP BY source"))

    def things(self) -> dict[str, list[str]]:
        """Ids of the records of each thing, the one that names it in front; by their addresses."""
        return grouped(
            self._db.execute(
                f"SELECT thing, record FROM {PLACED} ORDER BY record != thing, place, record"
            )
        )

    def digests(self) -> dict[str, str]:
        """Of each record what changes when it does, or one of its links."""
        return dict(self._db.execute("SELECT record, digest FROM published"))

    def links(self, records: Iterable[str]) -> Iterator[OwnLink]:
        """The links of some records' own texts, record by record."""
        for record, target, key, text, passage, heading in self._of_links(
            "target, target_key, text, passage, heading", records
        ):
            yield OwnLink(record, Link(target=target, text=text, passage=passage), key, heading)

    def wordings(self, records: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
        """What those links call where they lead, in their order: record, address, its key, text."""
        return self._of_links("target, target_key, text", records)

    def _of_links(self, columns: str, records: Iterable[str]) -> sqlite3.Cursor:
        return self._db.execute(
            f"SELECT wanted.value, {columns} FROM json_each(?) AS wanted"
            " CROSS JOIN published_link AS link ON link.record = wanted.value"
            " ORDER BY wanted.id, position",
            (msgspec.json.encode(list(records)).decode(),),
        )

    def telling(self) -> set[str]:
        """Ids of the records with a link beside which a recording is named."""
        rows = self._db.execute("SELECT DISTINCT record FROM published_link WHERE told")
        return {record for (record,) in rows}

    def release(self, held_back: Iterable[str], repeated: Repeated) -> None:
        """Take over every source as it stands in the store, but for those that are held back."""
        self.take(set(self.counts()).union(self._store.counts()).difference(held_back), repeated)

    def take(self, sources: Iterable[str], repeated: Repeated) -> None:
        """Take over some sources as they stand in the store, without what they repeat."""
        with self._store.transaction():
            self._db.execute("CREATE TEMP TABLE taken (source TEXT PRIMARY KEY)")
            self._db.executemany("INSERT INTO taken VALUES (?)", [(name,) for name in sources])
            self._drop()
            for record_id, thing in self._stale(repeated):
                record = self._store.record(record_id)
                assert record is not None
                self._write(record, thing, repeated, links="link")
            for record_id, thing in self._of_old():
                self._write(self.record(record_id), thing, repeated, links="published_link")
            self._db.execute(
                "DELETE FROM touched WHERE record NOT IN (SELECT id FROM record"
                " WHERE source NOT IN (SELECT source FROM taken))"
            )
            self._db.execute("DROP TABLE taken")

    def _drop(self) -> None:
        """Drop what does not stand any more, and what became part of a record that is taken."""
        self._db.execute(
            "DELETE FROM published WHERE record IN (SELECT published.record"
            f" FROM {resolved('published')} WHERE record.source IN (SELECT source FROM taken)"
            "   AND (record.gone IS NOT NULL OR merged.id IS NOT NULL)"
            " OR published.source IN (SELECT source FROM taken)"
            "   AND (record.id IS NULL OR record.gone IS NOT NULL OR merged.id IS NOT NULL))"
        )
        self._db.execute(
            "DELETE FROM published_link WHERE record NOT IN (SELECT record FROM published)"
        )

    def _stale(self, repeated: Repeated) -> list[tuple[str, str]]:
        """The records of taken sources that are new, touched, or bear other repeated blocks."""
        groups = self._store.groups()
        self._db.execute("CREATE TEMP TABLE blocks (source TEXT, kind TEXT, own TEXT)")
        self._db.executemany(
            "INSERT INTO blocks VALUES (?, ?, ?)",
            [(*group, repeated.fingerprint_of(group)) for group in groups],
        )
        rows = self._db.execute(
            "SELECT id, record.thing FROM record JOIN taken USING (source)"
            " JOIN blocks ON blocks.source = record.source AND blocks.kind = record.kind"
            " LEFT JOIN published ON published.record = id"
            " WHERE gone IS NULL AND (blocks.own IS NOT published.own"
            " OR id IN (SELECT record FROM touched))"
        ).fetchall()
        self._db.execute("DROP TABLE blocks")
        return rows

    def _of_old(self) -> list[tuple[str, str]]:
        """Records that were published with what their sources repeat, by an earlier version."""
        return self._db.execute("SELECT record, thing FROM published WHERE digest = ''").fetchall()

    def _write(self, whole: Record, thing: str, repeated: Repeated, links: str) -> None:
        """Publish a record, with its links in a table of them."""
        record = replace(whole, resource=repeated.strip(whole.resource))
        content = msgspec.json.encode(record).decode()
        own_links = self._own_links(record, links)
        digest = hashlib.blake2b(f"{content}{own_links}".encode("utf-8", "surrogatepass"))
        resource = record.resource
        own = repeated.fingerprint_of(group_of(resource))
        self._db.execute(
            "INSERT OR REPLACE INTO published (record, thing, source, content, own, digest, kind,"
            " summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (record.id, thing, resource.source, content, own, digest.hexdigest()[:32],
             resource.kind, msgspec.json.encode(summary_of(whole)).decode()),
        )  # fmt: skip
        self._db.execute("DELETE FROM published_link WHERE record = ?", (record.id,))
        self._db.executemany(
            "INSERT INTO published_link (record, position, target, target_key, text, passage,"
            " heading, told) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            own_links,
        )

    def _own_links(self, record: Record, table: str) -> list[tuple[object, ...]]:
        """Links as they are written; those in a passage that a source repeats are nobody's own."""
        rows = self._db.execute(
            f"SELECT record, position, target, target_key, text, passage FROM {table}"
            " WHERE record = ? ORDER BY position",
            (record.id,),
        )
        own = []
        for row in rows.fetchall():
            text, number = row[-2:]
            passage = record.resource.passages[number] if number is not None else None
            if passage is None or passage.text:
                told = RECORDING.search(f"{text}\n{passage.text if passage else ''}")
                own.append((*row, passage.heading if passage else "", bool(told)))
        return own
