"""Plain Whoosh: its own codec, its own matchers, its own grouping."""

from collections.abc import Iterable
from math import sqrt
from pathlib import Path
from typing import Any

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
    enough,
    grams,
    without,
)
from whoosh import index as whoosh_index
from whoosh import query as q
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.scoring import BM25F
from whoosh.sorting import Count, FieldFacet

from index import ranking
from index.query import Alternative, Facet, Query, Sort, Unit

SIZE = 10
SEVERAL = (Facet.TOPIC, Facet.COUNTY, Facet.SOURCE, Facet.LANGUAGE)  # a thing may have more of


class WhooshMaker:
    name = "plain Whoosh"
    layout = 2

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        writer = whoosh_index.create_in(folder, _schema()).writer(limitmb=256)
        for document in documents:
            values = {facet.value: ",".join(found) for facet, found in document.facets.items()}
            writer.add_document(
                stem=document.stem,
                part=document.part,
                surface=document.surface,
                gram=document.gram,
                title=document.title,
                day=document.day,
                thing=document.thing,
                **values,
            )
        writer.commit()

    def open(self, folder: Path) -> "PlainWhoosh":
        return PlainWhoosh(folder)


class PlainWhoosh:
    def __init__(self, folder: Path) -> None:
        opened = whoosh_index.open_dir(folder, readonly=True)
        self._searcher = opened.searcher(weighting=BM25F(B=ranking.B, K1=ranking.K1))

    def rank(self, query: Query) -> int:
        return len(enough(query, lambda sets: self._ranked(query, sets)))

    def answer(self, query: Query) -> Answer:
        free = [facet for facet in Facet if facet not in query.filters]
        found = enough(query, lambda sets: self._ranked(query, sets, free))
        counts = {facet: dict(found.groups(facet.value)) for facet in free}
        counts |= {facet: self._others(query, facet) for facet in query.filters}
        return Answer(len(found), [hit[THING] for hit in found[:SIZE]], counts)

    def complete(self, prefix: str) -> list[str]:
        reader = self._searcher.reader()
        words = [word.decode() for word in reader.expand_prefix(SURFACE, prefix)]
        words.sort(key=lambda word: -reader.doc_frequency(SURFACE, word))
        return words[:MOST_COMPLETED]

    def repaired(self, word: str) -> int:
        fuzzy = q.FuzzyTerm(SURFACE, word, maxdist=2, prefixlength=1)
        return len(self._searcher.search(fuzzy, limit=SIZE))

    def _ranked(
        self, query: Query, sets: list[list[Unit]], facets: Iterable[Facet] = ()
    ) -> tuple[int, Any]:
        found = self._searcher.search(
            _words(query, sets),
            limit=SIZE,
            sortedby=DAY if query.sort is Sort.NEWEST else None,
            reverse=query.sort is Sort.NEWEST,
            filter=_filter(query.filters),
            groupedby=_grouping(facets) or None,
        )
        return len(found), found

    def _others(self, query: Query, facet: Facet) -> dict[str, int]:
        """Counts of a chosen facet over what the filters of all others let through."""
        found = self._searcher.search(
            _words(query, [list(query.units)]),
            limit=1,
            filter=_filter(without(query, facet)),
            groupedby=_grouping([facet]),
        )
        return dict(found.groups(facet.value))


def _schema() -> Schema:
    layer = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True)
    unordered = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)
    facets = {facet.value: KEYWORD(commas=True, sortable=facet not in SEVERAL) for facet in Facet}
    return Schema(
        **{STEM: layer, PART: unordered, SURFACE: layer, GRAM: unordered},
        **{TITLE: ID, THING: STORED, DAY: NUMERIC(sortable=True)},
        **facets,
    )


def _grouping(facets: Iterable[Facet]) -> dict[str, FieldFacet]:
    return {
        facet.value: FieldFacet(facet.value, allow_overlap=facet in SEVERAL, maptype=Count)
        for facet in facets
    }


def _filter(filters: Any) -> q.Query | None:
    chosen = [
        q.Or([q.Term(facet.value, value) for value in values]) for facet, values in filters.items()
    ]
    return q.And(chosen) if chosen else None


def _words(query: Query, sets: list[list[Unit]]) -> q.Query:
    ways = [q.And([_unit(unit) for unit in chosen]) for chosen in sets if chosen]
    needed = [ways[0] if len(ways) == 1 else q.Or(ways)] if ways else []
    needed += [q.Phrase(STEM, list(phrase.stems)) for phrase in query.phrases]
    if not needed:
        return q.Every()
    title = q.Term(TITLE, title_term(unit.stem for unit in query.units))
    bonus = q.ConstantScoreQuery(title, ranking.TITLE_IS_QUERY)
    letters = [q.Term(GRAM, gram, boost=ranking.GRAMS) for gram in grams(query)]
    words = q.AndMaybe(q.And(needed), q.Or([bonus, *letters]))
    excluded = [q.Term(STEM, stem) for stem in query.excluded]
    return q.AndNot(words, q.Or(excluded)) if excluded else words


def _unit(unit: Unit) -> q.Query:
    ways = q.DisjunctionMax([_way(way) for way in unit.alternatives])
    return q.Or([ways, q.Term(SURFACE, unit.surface, boost=ranking.SURFACE)])


def _way(way: Alternative) -> q.Query:
    if len(way.stems) == 1:
        return _stem(way.stems[0], way.weight)
    return q.And([_stem(stem, way.weight / sqrt(len(way.stems))) for stem in way.stems])


def _stem(stem: str, weight: float) -> q.Query:
    return q.DisjunctionMax(
        [q.Term(STEM, stem, boost=weight), q.Term(PART, stem, boost=weight * ranking.PART)]
    )
