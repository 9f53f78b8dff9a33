"""Score the things of a generation: BM25 in three layers, the best alternative of each word.

First which things match, then what each of those that pass the filters is worth.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import inf, sqrt
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from index import ranking
from index.concepts import Abouts, asked_about, concept_lifts
from index.engines.whoosh.columns import Bools, Columns, Positions, from_bits
from index.engines.whoosh.postings import NOTHING, Postings, Scores, Weighed
from index.layers import GRAM, PART, STEM, SURFACE, TITLE, title_term
from index.naming import name_terms, named
from index.query import Alternative, Facet, Query, Unit
from index.record import State
from index.resource import OSLO
from index.subjects import Vectors, lifts

FEW = 0.25  # of all things: for fewer it pays to look at these alone
FULL_SORT = 512  # hits that are sorted without choosing the best first


class Budget:
    """The time that a request may take; whoever finds it spent leaves something out."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds
        self.cut = False

    @property
    def spent(self) -> bool:
        """Whether the time is over."""
        self.cut = self.cut or monotonic() >= self._end
        return self.cut


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query: which things hold it, and what its best alternative gives each."""

    unit: Unit
    holds: Bools
    best: Scores


@dataclass(frozen=True, slots=True)
class Matched:
    """The things that match, whatever the filters."""

    hits: Bools
    words: tuple[Word, ...]


Factor = tuple[str, Positions, float]  # what for, of which things, how much


class Scorer:
    """Scores against one generation; safe to share between threads."""

    def __init__(
        self, postings: Postings, columns: Columns, subjects: Vectors, concepts: Abouts
    ) -> None:
        self._postings = postings
        self._columns = columns
        self._subjects = subjects
        self._concepts = concepts
        self._size = columns.size

    def match(self, query: Query, budget: Budget) -> Matched:
        """The things that hold all words, or most of them where those are few."""
        words: list[Word] = []
        for unit in query.units:
            if words and budget.spent:
                break
            words.append(self._word(unit))
        hits = self._holding_most(words)
        for phrase in query.phrases:
            hits &= self._mask(self._postings.adjacent(STEM, phrase.stems))
        for stem in query.excluded:
            hits[self._postings.holding(STEM, stem)] = False
        return Matched(hits, tuple(words))

    def rank(self, query: Query, matched: Matched, wanted: Bools, budget: Budget) -> Scores:
        """The score of each thing that is wanted; of the others it says nothing."""
        sums = self._sums(query, matched, wanted, budget)
        factors = list(self._factors(query))
        if not budget.spent:
            self._rescore(matched.words, sums, factors, wanted)
        return _times(sums, factors)

    def explain(
        self, query: Query, matched: Matched, wanted: Bools, position: int
    ) -> tuple[list[tuple[str, float]], ...]:
        """What is added up for one thing, and the factors of the sum."""
        only = self._mask(np.array([position]))
        factors = list(self._factors(query))
        added = []
        for word in matched.words:
            surface, *grams = self._letters(word.unit, only)
            name = word.unit.word
            added += [
                (f"{name}: stamme", float(word.best[position])),
                (f"{name}: ordform", float(surface.scores.sum())),
                (f"{name}: bokstavfølger", float(sum(gram.scores.sum() for gram in grams))),
            ]
        has_title = position in self._with_title(query)
        added.append(("hele tittelen", ranking.TITLE_IS_QUERY * has_title))
        sums = self._sums(query, matched, wanted, Budget(inf))
        for name, found in self._rescore(matched.words, sums, factors, wanted).items():
            added.append((name, float(found.scores[found.positions == position].sum())))
        return added, [
            (name, factor if position in positions else 1.0) for name, positions, factor in factors
        ]

    def _sums(self, query: Query, matched: Matched, wanted: Bools, budget: Budget) -> Scores:
        """What the words give each thing that is wanted."""
        among = wanted if np.count_nonzero(wanted) < FEW * self._size else None
        sums = np.zeros(self._size)
        for word in matched.words:
            sums += word.best
        for word in matched.words:
            for found in () if budget.spent else self._letters(word.unit, among):
                sums[found.positions] += found.scores
        sums[self._with_title(query)] += ranking.TITLE_IS_QUERY
        return sums

    def _rescore(
        self, words: Sequence[Word], sums: Scores, factors: Sequence[Factor], wanted: Bools
    ) -> dict[str, Weighed]:
        """Add to the sums of the best things what else they get; returns that by what it is for."""
        among = best(_times(sums, factors), np.flatnonzero(wanted), ranking.RESCORED)
        held = np.array([np.count_nonzero(word.holds) for word in words])
        naming = Weighed(among, self._naming(words, held, among))
        sums[among] += naming.scores
        scores = _times(sums, factors)
        again = best(scores, among, len(among))
        like = Weighed(again, self._likeness(words, sums[again], scores[again], again))
        asked = asked_about([word.unit for word in words], held, self._size)
        about = Weighed(again, concept_lifts(sums[again], asked, self._concepts[again]))
        sums[again] += like.scores + about.scores
        return {"adresse og lenker": naming, "som de beste": like, "samme sak": about}

    def _naming(self, words: Sequence[Word], held: NDArray[np.int64], among: Positions) -> Scores:
        """What some things get for the words in their names."""
        rows = [self._postings.in_names(name_terms(word.unit))[among] for word in words]
        frequencies = np.array(rows).reshape(len(words), len(among))
        return named(frequencies, self._postings.name_lengths[among], held, self._size)

    def _likeness(
        self, words: Sequence[Word], sums: Scores, scores: Scores, among: Positions
    ) -> Scores:
        """What some things, the best first, get for being about the same as the very best."""
        if not any(word.unit.stem for word in words):
            return np.zeros(len(among))
        return lifts(sums, scores, self._subjects[among])

    def _holding_most(self, words: list[Word]) -> Bools:
        if not words:
            return np.ones(self._size, dtype=bool)
        if len(words) == 1:
            return words[0].holds.copy()
        held = np.sum([word.holds for word in words], axis=0, dtype=np.uint8)
        at_least = np.bincount(held, minlength=len(words) + 1)[::-1].cumsum()[::-1]
        needed = len(words)
        while needed > 1 and at_least[needed] < ranking.LEAST_HITS:
            needed -= 1
        return np.asarray(held >= needed)

    def _word(self, unit: Unit) -> Word:
        best = np.zeros(self._size)
        if unit.prefix:
            best[self._postings.beginning(SURFACE, unit.prefix)] = ranking.PREFIX
        for way in unit.alternatives:
            for found in self._way(way):
                best[found.positions] = np.maximum(best[found.positions], found.scores)
        holds = best > 0
        holds[self._postings.holding(SURFACE, unit.surface)] = True
        for gram in unit.grams if not holds.any() else ():  # by its letters, if by nothing else
            holds[self._postings.holding(GRAM, gram)] = True
        return Word(unit, holds, best)

    def _way(self, way: Alternative) -> Iterator[Weighed]:
        """A stem in each of its layers; or all stems together, over the root of their number."""
        if len(way.stems) == 1:
            yield from self._stem(way.stems[0], way.weight)
        else:
            yield self._together(way)

    def _stem(self, stem: str, weight: float) -> Iterator[Weighed]:
        """A stem as a whole word, and as part of a compound."""
        yield self._postings.weighed(STEM, stem, weight, None)
        yield self._postings.weighed(PART, stem, weight * ranking.PART, None)

    def _together(self, way: Alternative) -> Weighed:
        positions, scores = NOTHING
        for place, stem in enumerate(way.stems):
            here = np.zeros(self._size)
            for found in self._stem(stem, way.weight / sqrt(len(way.stems))):
                here[found.positions] = np.maximum(here[found.positions], found.scores)
            if not place:
                positions = np.flatnonzero(here)
                scores = here[positions]
                continue
            also = here[positions] > 0
            positions = positions[also]
            scores = scores[also] + here[positions]
        return Weighed(positions, scores)

    def _letters(self, unit: Unit, among: Bools | None) -> Iterator[Weighed]:
        """The very form of a word, then each of its 5-grams."""
        yield self._postings.weighed(SURFACE, unit.surface, ranking.SURFACE, among)
        for gram in unit.grams:
            yield self._postings.weighed(GRAM, gram, ranking.GRAMS, among)

    def _with_title(self, query: Query) -> Positions:
        """The things whose whole title the query is."""
        title = title_term(query.units)
        return self._postings.holding(TITLE, title) if title else NOTHING.positions

    def _factors(self, query: Query) -> Iterator[Factor]:
        """What the query and the moment make of a thing, beside its words."""
        columns, stems = self._columns, {unit.stem for unit in query.units}
        if stems & ranking.ASK_FOR_EVENTS:
            coming = np.intersect1d(columns.in_state(State.COMING, query.now), columns.events)
            yield "kommende", coming, ranking.ASKED_FOR
        if stems & ranking.ASK_FOR_GRANTS:
            yield "åpent", columns.in_state(State.OPEN, query.now), ranking.ASKED_FOR
        if query.about:
            about = from_bits(columns.any_of(Facet.TOPIC, query.about), self._size)
            yield "tema", np.flatnonzero(about), ranking.ABOUT
        yield "over", columns.over(query.now), ranking.OVER
        today = query.now.astimezone(OSLO).date()
        long_ago = today - timedelta(days=ranking.OLD_YEARS * 365.25)
        yield "gammelt", columns.not_touched_since(long_ago), ranking.OLD
        for phrase in query.phrases:
            exact = self._postings.adjacent(SURFACE, phrase.surfaces)
            yield "ordrett", exact, ranking.EXACT_PHRASE

    def _mask(self, positions: Positions) -> Bools:
        mask = np.zeros(self._size, dtype=bool)
        mask[positions] = True
        return mask


def best(scores: Scores, among: Positions, count: int) -> Positions:
    """The so many best of some positions, the best first; ties by position."""
    values = scores[among]
    if len(values) > FULL_SORT and count < len(values):
        least = np.partition(values, len(values) - count)[len(values) - count]
        kept = values >= least
        among, values = among[kept], values[kept]
    return among[np.lexsort((among, -values))][:count]


def _times(sums: Scores, factors: Iterable[Factor]) -> Scores:
    scores = sums.copy()
    for _, positions, factor in factors:
        scores[positions] *= factor
    return scores
