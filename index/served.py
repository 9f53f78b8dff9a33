"""Served: of each source the records that readers were last given, which the guard compares with.

What a build takes over and then cannot publish is not served, so that no loss is ever counted from
there.
"""

from collections.abc import Iterator

import msgspec

from index.record import Record
from index.rows import resolved
from index.store import Store
from index.summary import Summary, summary_of


class Served:
    """Lies in the file of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._db = store.connection

    def serve(self, source: str | None = None) -> None:
        """Note that readers are given a source, or all of them, as published now."""
        with self._store.transaction() as db:
            db.execute(
                "DELETE FROM served WHERE source = coalesce(:source, source) AND record NOT IN"
                " (SELECT record FROM published WHERE source = coalesce(:source, source))",
                {"source": source},
            )
            db.execute(
                "INSERT OR REPLACE INTO served SELECT record, published.source, published.summary"
                " FROM published LEFT JOIN served USING (record)"
                " WHERE published.source = coalesce(?, published.source)"
                " AND (published.source, published.summary) IS NOT (served.source, served.summary)",
                (source,),
            )

    def counts(self) -> dict[str, int]:
        """Number of records of each source."""
        return dict(self._db.execute("SELECT source, count(*) FROM served GROUP BY source"))

    def lost(self) -> dict[str, int]:
        """Of each source, how many of its records do not stand any more."""
        rows = self._db.execute(
            "SELECT served.source, sum(record.id IS NULL OR record.gone IS NOT NULL)"
            f" FROM {resolved('served')} GROUP BY served.source"
        )
        return dict(rows)

    def summaries(self, source: str) -> Iterator[Summary]:
        """What is counted of each record of a source."""
        rows = self._db.execute(
            "SELECT served.summary, iif(served.summary = 'null', content, NULL) FROM served"
            " LEFT JOIN published ON published.record = served.record WHERE served.source = ?",
            (source,),
        )
        for summary, content in rows:
            if content:  # published by an earlier version, which counted nothing
                yield summary_of(msgspec.json.decode(content, type=Record))
            elif summary != "null":
                yield msgspec.json.decode(summary, type=Summary)
