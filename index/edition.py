"""Edition: the records that the index is built from, as each source was when last released.

A source whose new state is held back stays as it was, while the store goes on.
"""

from collections.abc import Iterable, Iterator

import msgspec

from index.record import Record
from index.resource import Kind
from index.rows import LinkRow, grouped, links_in, placed
from index.store import Store

RESOLVED = (  # of each published record the one that it is today
    "published LEFT JOIN merged ON merged.id = published.record"
    " LEFT JOIN record ON record.id = coalesce(merged.record, published.record)"
)
PLACED = placed("published", "record")


class Edition:
    """Read as a store is; lies in the same file."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._db = store.connection

    def record(self, record_id: str) -> Record | None:
        """A record as it is published."""
        row = self._db.execute(
            "SELECT content FROM published WHERE record = ?", (record_id,)
        ).fetchone()
        return msgspec.json.decode(row[0], type=Record) if row else None

    def records(self, source: str | None = None, kind: Kind | None = None) -> Iterator[Record]:
        """All records, in the order of their addresses; or those of one source, or of one kind."""
        ids = self._db.execute(
            f"SELECT record FROM {PLACED} WHERE source = coalesce(?, source)"
            " AND (? IS NULL OR json_extract(content, '$.resource.kind') = ?)"
            " ORDER BY place, record",
            (source, kind, kind),
        ).fetchall()
        return (record for (record_id,) in ids if (record := self.record(record_id)))

    def counts(self) -> dict[str, int]:
        """Number of records of each source."""
        return dict(self._db.execute("SELECT source, count(*) FROM published GROUP BY source"))

    def lost(self) -> dict[str, int]:
        """Of each source, how many of its published records do not stand any more."""
        rows = self._db.execute(
            "SELECT published.source, sum(record.id IS NULL OR record.gone IS NOT NULL)"
            f" FROM {RESOLVED} GROUP BY published.source"
        )
        return dict(rows)

    def things(self) -> dict[str, list[str]]:
        """Ids of the records of each thing, the one that names it in front; by their addresses."""
        return grouped(
            self._db.execute(
                f"SELECT thing, record FROM {PLACED} ORDER BY record != thing, place, record"
            )
        )

    def links(self, record: str) -> Iterator[LinkRow]:
        """The links of a record, with the record each leads to where that is collected."""
        return links_in(self._db, "published_link", record)

    def release(self, held_back: Iterable[str]) -> None:
        """Take over every source as it stands in the store, but for those that are held back."""
        self.take(set(self.counts()).union(self._store.counts()).difference(held_back))

    def take(self, sources: Iterable[str]) -> None:
        """Take over some sources as they stand in the store."""
        with self._store.transaction():
            self._db.execute("CREATE TEMP TABLE taken (source TEXT PRIMARY KEY)")
            self._db.executemany("INSERT INTO taken VALUES (?)", [(name,) for name in sources])
            self._drop()
            self._write()
            self._db.execute("DROP TABLE taken")

    def _drop(self) -> None:
        """Drop what does not stand any more, and what became part of a record that is taken."""
        self._db.execute(
            "DELETE FROM published WHERE record IN (SELECT published.record"
            f" FROM {RESOLVED} WHERE record.source IN (SELECT source FROM taken)"
            "   AND (record.gone IS NOT NULL OR merged.id IS NOT NULL)"
            " OR published.source IN (SELECT source FROM taken)"
            "   AND (record.id IS NULL OR record.gone IS NOT NULL OR merged.id IS NOT NULL))"
        )
        self._db.execute(
            "DELETE FROM published_link WHERE record NOT IN (SELECT record FROM published)"
        )

    def _write(self) -> None:
        rows = self._db.execute(
            "SELECT id, thing, source FROM record"
            " WHERE gone IS NULL AND source IN (SELECT source FROM taken)"
        ).fetchall()
        for record_id, thing, source in rows:
            content = msgspec.json.encode(self._store.record(record_id)).decode()
            row = (record_id, thing, source, content)
            before = self._db.execute(
                "SELECT record, thing, source, content FROM published WHERE record = ?",
                (record_id,),
            ).fetchone()
            if row == before:
                continue
            self._db.execute("INSERT OR REPLACE INTO published VALUES (?, ?, ?, ?)", row)
            self._db.execute("DELETE FROM published_link WHERE record = ?", (record_id,))
            self._db.execute(
                "INSERT INTO published_link SELECT record, position, target, target_key, text,"
                " passage FROM link WHERE record = ?",
                (record_id,),
            )
