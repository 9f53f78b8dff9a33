"""SQLite FTS5: a file, an index without its texts, things and facet values in tables beside it."""

import sqlite3
import weakref
from collections.abc import Iterable, Mapping
from pathlib import Path

from documents import STOP, Document
from peers import MOST_COMPLETED, Answer, Counts, enough, grams, without

from index import ranking
from index.query import Alternative, Facet, Query, Sort, Unit

FILE = "fts5.sqlite"
LAYERS = "stem, part, surface, gram"
SCHEMA = f"""
CREATE VIRTUAL TABLE words USING fts5 (
    {LAYERS}, content = '',
    tokenize = "unicode61 remove_diacritics 0 tokenchars '.,_¶'"
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, col);
CREATE TABLE thing (id INTEGER PRIMARY KEY, day INTEGER NOT NULL, thing TEXT NOT NULL);
CREATE TABLE facet (id INTEGER, facet TEXT, value TEXT, PRIMARY KEY (id, facet, value))
    WITHOUT ROWID;
CREATE INDEX facet_value ON facet (facet, value, id);
"""
WEIGHTS = f"1.0, {ranking.PART}, {ranking.SURFACE}, {ranking.GRAMS}"
SIZE = 10
BATCH = 500
Filters = Mapping[Facet, tuple[str, ...]]


class Fts5Maker:
    name = "FTS5"
    layout = 2

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        db = sqlite3.connect(folder / FILE)
        db.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {SCHEMA}")
        for number, document in enumerate(documents):
            letters = f"{STOP} {document.gram}"
            row = (number, document.stem, document.part, document.surface, letters)
            db.execute(f"INSERT INTO words (rowid, {LAYERS}) VALUES (?, ?, ?, ?, ?)", row)
            db.execute("INSERT INTO thing VALUES (?, ?, ?)", (number, document.day, document.thing))
            values = [(number, f, value) for f, found in document.facets.items() for value in found]
            db.executemany("INSERT INTO facet VALUES (?, ?, ?)", values)
        db.execute("INSERT INTO words (words) VALUES ('optimize')")
        db.commit()
        db.execute("ANALYZE")
        db.commit()
        db.close()

    def open(self, folder: Path) -> "Fts5":
        return Fts5(folder / FILE)


class Fts5:
    """Keeps the hits of a query in a table in memory, so that words are matched once."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        self._db.executescript(
            "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 4000000000;"
            " CREATE TEMP TABLE hit (id INTEGER PRIMARY KEY, score REAL)"
        )
        self._db.isolation_level = None
        weakref.finalize(self, self._db.close)

    def rank(self, query: Query) -> int:
        return enough(query, lambda sets: self._ranked(query, sets))[0]

    def answer(self, query: Query) -> Answer:
        total, first = enough(query, lambda sets: self._ranked(query, sets))
        things = [
            self._db.execute("SELECT thing FROM thing WHERE id = ?", (number,)).fetchone()[0]
            for number in first
        ]
        return Answer(total, things, self._facets(query))

    def complete(self, prefix: str) -> list[str]:
        rows = self._db.execute(
            "SELECT term FROM vocabulary WHERE col = 'surface' AND term >= ? AND term < ?"
            " ORDER BY doc DESC LIMIT ?",
            (prefix, prefix + "\U0010ffff", MOST_COMPLETED),
        )
        return [term for (term,) in rows]

    def repaired(self, word: str) -> None:
        return None

    def _ranked(self, query: Query, sets: list[list[Unit]]) -> tuple[int, tuple[int, list[int]]]:
        """The number of hits, and the first ten; all hits lie in the table."""
        self._db.execute("BEGIN")
        self._db.execute("DELETE FROM hit")
        self._match(query, sets)
        where = _where(query.filters)
        (total,) = self._db.execute(f"SELECT count(*) FROM hit WHERE 1{where}").fetchone()
        order = "day DESC, id" if query.sort is Sort.NEWEST or not query.units else "score, id"
        join = " JOIN thing USING (id)" if order.startswith("day") else ""
        rows = self._db.execute(
            f"SELECT id FROM hit{join} WHERE 1{where} ORDER BY {order} LIMIT {SIZE}"
        )
        first = [number for (number,) in rows]
        self._db.execute("COMMIT")
        return total, (total, first)

    def _match(self, query: Query, sets: list[list[Unit]]) -> None:
        match = _expression(query, sets)
        if not match:
            self._db.execute("INSERT INTO hit SELECT id, 0 FROM thing")
            return
        self._db.execute(
            f"INSERT INTO hit SELECT rowid, bm25(words, {WEIGHTS}) FROM words WHERE words MATCH ?",
            (match,),
        )

    def _facets(self, query: Query) -> Counts:
        """Each facet over what the filters of all others let through."""
        counted: Counts = {facet: {} for facet in Facet}
        free = ", ".join(f"'{facet}'" for facet in Facet if facet not in query.filters)
        self._count(counted, f"facet IN ({free}){_where(query.filters)}")
        for facet in query.filters:
            self._count(counted, f"facet = '{facet}'{_where(without(query, facet))}")
        return counted

    def _count(self, counted: Counts, where: str) -> None:
        rows = self._db.execute(
            "SELECT facet, value, count(*) FROM hit CROSS JOIN facet USING (id)"
            f" WHERE {where} GROUP BY facet, value"
        )
        for facet, value, count in rows:
            counted[Facet(facet)][value] = count


def _where(filters: Filters) -> str:
    """Our own values, which need no escape."""
    return "".join(
        f" AND id IN (SELECT id FROM facet WHERE facet = '{facet}'"
        f" AND value IN ({', '.join(repr(value) for value in values)}))"
        for facet, values in filters.items()
    )


def _expression(query: Query, sets: list[list[Unit]]) -> str:
    ways = [" AND ".join(f"({_unit(unit)})" for unit in chosen) for chosen in sets if chosen]
    clauses = [f"({' OR '.join(f'({way})' for way in ways)})"] if ways else []
    clauses += [f'stem : "{" ".join(phrase.stems)}"' for phrase in query.phrases]
    match = " AND ".join(clauses)
    if letters := grams(query):
        # Only what is part of the match is scored; STOP is in every row, so no gram is needed.
        match += f" AND gram : ({' OR '.join(map(_quoted, (STOP, *letters)))})"
    for stem in query.excluded:
        match = f'({match}) NOT stem : "{stem}"'
    return match


def _unit(unit: Unit) -> str:
    ways = [f"({_way(way)})" for way in unit.alternatives]
    return " OR ".join([*ways, f'(surface : "{unit.surface}")'])


def _way(way: Alternative) -> str:
    return " AND ".join(f'({{stem part}} : "{stem}")' for stem in way.stems)


def _quoted(term: str) -> str:
    return f'"{term}"'
