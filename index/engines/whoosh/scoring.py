"""Score the things of a generation: BM25 in three layers, the best alternative of each word."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from index import ranking
from index.engines.whoosh.columns import NEVER, Bools, Columns
from index.engines.whoosh.postings import PostingReader, Postings
from index.engines.whoosh.schema import PART, STEM, SURFACE, TITLE, title_term
from index.query import Alternative, Facet, Phrase, Query, Unit
from index.record import State

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class UnitScore:
    """What one word of the query gives each thing, and which things hold it."""

    unit: Unit
    best: Scores
    surface: Scores
    grams: Scores
    holds: Bools

    @property
    def total(self) -> Scores:
        """All layers together."""
        return self.best + self.surface + self.grams


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of all things, which of them are hits, and what they are made of."""

    scores: Scores
    hits: Bools
    units: tuple[UnitScore, ...]
    factors: tuple[tuple[str, Scores], ...]
    title: Scores


class Scorer:
    """Scores against one generation."""

    def __init__(self, reader: PostingReader, columns: Columns) -> None:
        self._reader = reader
        self._columns = columns
        average = columns.length.mean() if columns.size else 1.0
        self._norm = ranking.K1 * (1 - ranking.B + ranking.B * columns.length / max(average, 1.0))

    def score(self, query: Query) -> Scored:
        """Score all things for a query."""
        units = tuple(self._unit(unit) for unit in query.units)
        size = self._columns.size
        scores = np.sum([unit.total for unit in units], axis=0) if units else np.zeros(size)
        title = self._title(query)
        scores = scores + title
        factors = tuple(self._factors(query))
        for _, factor in factors:
            scores = scores * factor
        return Scored(scores, self._hits(query, units), units, factors, title)

    def _hits(self, query: Query, units: tuple[UnitScore, ...]) -> Bools:
        """Things that hold all words, or most of them where those are few."""
        hits = np.ones(self._columns.size, dtype=bool)
        if units:
            held = np.sum([unit.holds for unit in units], axis=0)
            needed = len(units)
            while needed > 1 and np.count_nonzero(held >= needed) < ranking.LEAST_HITS:
                needed -= 1
            hits = held >= needed
        for phrase in query.phrases:
            hits &= self._reader.adjacent(STEM, phrase.stems)
        for stem in query.excluded:
            hits[self._reader.postings(STEM, stem).positions] = False
        return hits

    def _unit(self, unit: Unit) -> UnitScore:
        best = np.zeros(self._columns.size)
        for way in unit.alternatives:
            np.maximum(best, self._way(way), out=best)
        grams = np.zeros(self._columns.size)
        for gram in unit.grams:
            self._add(grams, self._reader.gram(gram), ranking.GRAMS)
        surface = np.zeros(self._columns.size)
        self._add(surface, self._reader.postings(SURFACE, unit.surface), ranking.SURFACE)
        holds = (best > 0) | (surface > 0)
        return UnitScore(unit, best, surface, grams, holds if holds.any() else grams > 0)

    def _way(self, way: Alternative) -> Scores:
        """All stems of an alternative, over the root of their number."""
        scores = [self._stem(stem) for stem in way.stems]
        if len(scores) == 1:
            return scores[0] * way.weight
        together = np.logical_and.reduce([score > 0 for score in scores])
        joined: Scores = np.sum(scores, axis=0) * together * (way.weight / sqrt(len(scores)))
        return joined

    def _stem(self, stem: str) -> Scores:
        """A stem as a whole word, or as part of a compound, whichever gives more."""
        whole, part = np.zeros(self._columns.size), np.zeros(self._columns.size)
        self._add(whole, self._reader.postings(STEM, stem), 1.0)
        self._add(part, self._reader.postings(PART, stem), ranking.PART)
        return np.maximum(whole, part)

    def _add(self, scores: Scores, found: Postings, weight: float) -> None:
        """Add the BM25 of a posting list."""
        count, size = len(found.positions), self._columns.size
        if not count:
            return
        idf = np.log(1 + (size - count + 0.5) / (count + 0.5))
        saturation = found.counts * (ranking.K1 + 1) / (found.counts + self._norm[found.positions])
        scores[found.positions] += weight * idf * saturation

    def _title(self, query: Query) -> Scores:
        """What is added where the query is the whole title."""
        scores = np.zeros(self._columns.size)
        whole = title_term(unit.stem for unit in query.units)
        if whole:
            scores[self._reader.postings(TITLE, whole).positions] = ranking.TITLE_IS_QUERY
        return scores

    def _factors(self, query: Query) -> Iterator[tuple[str, Scores]]:
        """What the query and the moment make of a thing, beside its words."""
        columns, stems = self._columns, {unit.stem for unit in query.units}
        if stems & ranking.ASK_FOR_EVENTS:
            coming = columns.in_state(State.COMING, query.now) & (columns.event_end != NEVER)
            yield "kommende", np.where(coming, ranking.ASKED_FOR, 1.0)
        if stems & ranking.ASK_FOR_GRANTS:
            is_open = columns.in_state(State.OPEN, query.now)
            yield "åpent", np.where(is_open, ranking.ASKED_FOR, 1.0)
        about = np.zeros(columns.size, dtype=bool)
        for topic in query.about:
            about |= columns.row(Facet.TOPIC, topic)
        yield "tema", np.where(about, ranking.ABOUT, 1.0)
        over = columns.in_state(State.HELD, query.now) & ~columns.recorded
        over |= columns.in_state(State.CLOSED, query.now)
        yield "over", np.where(over, ranking.OVER, 1.0)
        age = query.now.date().toordinal() - columns.modified
        old = (columns.modified > 0) & (age > ranking.OLD_YEARS * 365.25)
        yield "gammelt", np.where(old, ranking.OLD, 1.0)
        for phrase in query.phrases:
            yield "ordrett", np.where(self._exact(phrase), ranking.EXACT_PHRASE, 1.0)

    def _exact(self, phrase: Phrase) -> Bools:
        return self._reader.adjacent(SURFACE, phrase.surfaces)
