"""Other engines with their own Norwegian, given the same texts: for comparison only."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

import tantivy
from whoosh.analysis import LanguageAnalyzer
from whoosh.fields import STORED, TEXT, Schema
from whoosh.index import create_in
from whoosh.qparser import MultifieldParser, OrGroup, plugins

Document = tuple[str, str, str]  # key, title, text
WORD = re.compile(r"\w+")


class Peer(Protocol):
    def search(self, text: str, size: int) -> Sequence[str]: ...


class PlainWhoosh:
    """Whoosh with its Norwegian stemmer; words joined by OR; the title twice."""

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        analyser = LanguageAnalyzer("no")
        schema = Schema(key=STORED, title=TEXT(analyser, field_boost=2.0), text=TEXT(analyser))
        self._index = create_in(folder, schema)
        writer = self._index.writer()
        for key, title, text in documents:
            writer.add_document(key=key, title=title, text=text)
        writer.commit()
        parser = MultifieldParser(["title", "text"], schema, group=OrGroup)
        parser.remove_plugin_class(plugins.WildcardPlugin)
        self._parser = parser

    def search(self, text: str, size: int) -> list[str]:
        query = self._parser.parse(" ".join(WORD.findall(text)))
        with self._index.searcher() as searcher:
            return [hit["key"] for hit in searcher.search(query, limit=size)]


class Fts5:
    """SQLite FTS5; words joined by OR; the title twice."""

    def __init__(self, documents: Iterable[Document], tokenizer: str) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute(
            "CREATE VIRTUAL TABLE d USING fts5"
            f" (key UNINDEXED, title, text, tokenize='{tokenizer}')"
        )
        self._db.executemany("INSERT INTO d VALUES (?, ?, ?)", documents)

    def search(self, text: str, size: int) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in WORD.findall(text) if len(word) > 2)
        if not words:
            return []
        rows = self._db.execute(
            "SELECT key FROM d WHERE d MATCH ? ORDER BY bm25(d, 0, 2.0, 1.0) LIMIT ?", (words, size)
        )
        return [key for (key,) in rows]

    def close(self) -> None:
        self._db.close()


class Tantivy:
    """Tantivy with its Norwegian stemmer; words joined by OR; the title twice."""

    def __init__(self, documents: Iterable[Document]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("key", stored=True, tokenizer_name="raw")
        builder.add_text_field("title", tokenizer_name="norwegian")
        builder.add_text_field("text", tokenizer_name="norwegian")
        self._index = tantivy.Index(builder.build())
        analyser = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.stemmer("norwegian"))
            .build()
        )
        self._index.register_tokenizer("norwegian", analyser)
        writer = self._index.writer()
        for key, title, text in documents:
            writer.add_document(tantivy.Document(key=key, title=title, text=text))
        writer.commit()
        self._index.reload()

    def search(self, text: str, size: int) -> list[str]:
        query = self._index.parse_query(
            " ".join(WORD.findall(text)), ["title", "text"], field_boosts={"title": 2.0}
        )
        searcher = self._index.searcher()
        found = searcher.search(query, size).hits
        return [searcher.doc(address)["key"][0] for _, address in found]
