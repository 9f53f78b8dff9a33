"""tantivy: fast fields for facets (terms aggregations) and days, one writing thread."""

from collections.abc import Iterable, Mapping
from math import sqrt
from pathlib import Path

import tantivy
from documents import Document, title_term
from peers import (
    DAY,
    GRAM,
    MOST_COMPLETED,
    PART,
    STEM,
    SURFACE,
    THING,
    TITLE,
    Answer,
    Counts,
    enough,
    grams,
    without,
)
from tantivy import Occur

from index import ranking
from index.query import Alternative, Facet, Query, Sort, Unit

HEAP = 256_000_000
SIZE = 10
VALUES = {facet: {"terms": {"field": facet.value, "size": 1_000}} for facet in Facet}
Filters = Mapping[Facet, tuple[str, ...]]


class TantivyMaker:
    name = "tantivy"
    layout = 2

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        index = tantivy.Index(_schema(), str(folder))
        writer = index.writer(HEAP, 1)
        for document in documents:
            writer.add_document(_row(document))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> "Tantivy":
        return Tantivy(tantivy.Index.open(str(folder)))


class Tantivy:
    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()

    def rank(self, query: Query) -> int:
        return int(self._ranked(query)[1].count)  # type: ignore[attr-defined]

    def answer(self, query: Query) -> Answer:
        words, found = self._ranked(query)
        return Answer(
            total=int(found.count),  # type: ignore[attr-defined]
            things=[self._searcher.doc(address)[THING][0] for _, address in found.hits],
            facets=self._facets(words, query),
        )

    def complete(self, prefix: str) -> list[str]:
        words = self._searcher.terms_with_prefix(SURFACE, prefix)
        return [word for word, _ in sorted(words, key=lambda found: -found[1])[:MOST_COMPLETED]]

    def repaired(self, word: str) -> int:
        query = tantivy.Query.fuzzy_term_query(self._schema, SURFACE, word, distance=2)
        return int(self._searcher.search(query, SIZE).count)  # type: ignore[attr-defined]

    def _ranked(self, query: Query) -> tuple[tantivy.Query, tantivy.SearchResult]:
        order = DAY if query.sort is Sort.NEWEST else None

        def attempt(
            sets: list[list[Unit]],
        ) -> tuple[int, tuple[tantivy.Query, tantivy.SearchResult]]:
            words = self._words(query, sets)
            filtered = self._filtered(words, query.filters)
            found = self._searcher.search(filtered, SIZE, order_by_field=order)
            return int(found.count), (words, found)  # type: ignore[attr-defined]

        return enough(query, attempt)

    def _words(self, query: Query, sets: list[list[Unit]]) -> tantivy.Query:
        """The words in one of the ways that are enough; 5-grams and the whole title as a bonus."""
        units = {unit.word: self._unit(unit) for unit in query.units}
        ways = [_all(*(units[unit.word] for unit in chosen)) for chosen in sets if chosen]
        needed = [ways[0] if len(ways) == 1 else _any(*ways)] if ways else []
        needed += [
            tantivy.Query.phrase_query(self._schema, STEM, list(phrase.stems))
            for phrase in query.phrases
        ]
        if not needed:
            return tantivy.Query.all_query()
        title = self._term(TITLE, title_term(unit.stem for unit in query.units))
        bonus = tantivy.Query.const_score_query(title, ranking.TITLE_IS_QUERY)
        letters = [_boosted(self._term(GRAM, gram), ranking.GRAMS) for gram in grams(query)]
        clauses = [(Occur.Must, clause) for clause in needed]
        clauses += [(Occur.Should, clause) for clause in (bonus, *letters)]
        clauses += [(Occur.MustNot, self._term(STEM, stem)) for stem in query.excluded]
        return tantivy.Query.boolean_query(clauses)

    def _unit(self, unit: Unit) -> tantivy.Query:
        ways = [self._way(way) for way in unit.alternatives]
        surface = _boosted(self._term(SURFACE, unit.surface), ranking.SURFACE)
        return _any(tantivy.Query.disjunction_max_query(ways), surface)

    def _way(self, way: Alternative) -> tantivy.Query:
        stems = [self._stem(stem) for stem in way.stems]
        if len(stems) == 1:
            return _boosted(stems[0], way.weight)
        return _boosted(_all(*stems), way.weight / sqrt(len(stems)))

    def _stem(self, stem: str) -> tantivy.Query:
        part = _boosted(self._term(PART, stem), ranking.PART)
        return tantivy.Query.disjunction_max_query([self._term(STEM, stem), part])

    def _term(self, name: str, term: str) -> tantivy.Query:
        option = "freq" if name in (PART, GRAM) else "basic" if name == TITLE else "position"
        return tantivy.Query.term_query(self._schema, name, term, option)

    def _filtered(self, words: tantivy.Query, filters: Filters) -> tantivy.Query:
        chosen = [
            tantivy.Query.const_score_query(
                tantivy.Query.term_set_query(self._schema, facet.value, list(values)), 0.0
            )
            for facet, values in filters.items()
        ]
        return _all(words, *chosen) if chosen else words

    def _facets(self, words: tantivy.Query, query: Query) -> Counts:
        """Each facet over what the filters of all others let through."""
        free = {str(f): values for f, values in VALUES.items() if f not in query.filters}
        counted = self._searcher.aggregate(self._filtered(words, query.filters), free)
        for facet in query.filters:
            others = self._filtered(words, without(query, facet))
            counted |= self._searcher.aggregate(others, {str(facet): VALUES[facet]})
        return {
            facet: {value["key"]: value["doc_count"] for value in counted[str(facet)]["buckets"]}
            for facet in Facet
        }


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(STEM, tokenizer_name="whitespace")
    builder.add_text_field(PART, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field(SURFACE, tokenizer_name="whitespace")
    builder.add_text_field(GRAM, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field(TITLE, tokenizer_name="raw", index_option="basic")
    for facet in Facet:
        builder.add_text_field(facet.value, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(DAY, fast=True)
    builder.add_bytes_field(THING, stored=True)
    return builder.build()


def _row(document: Document) -> tantivy.Document:
    row = tantivy.Document(
        stem=document.stem,
        part=document.part,
        surface=document.surface,
        gram=document.gram,
        title=document.title,
        day=document.day,
    )
    row.add_bytes(THING, document.thing.encode())
    for facet, values in document.facets.items():
        for value in values:
            row.add_text(facet.value, value)
    return row


def _all(*queries: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Must, query) for query in queries])


def _any(*queries: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Should, query) for query in queries])


def _boosted(query: tantivy.Query, weight: float) -> tantivy.Query:
    return query if weight == 1 else tantivy.Query.boost_query(query, weight)
