"""Find in the published generation: match, filter, count, score, and show the best."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from math import inf, prod
from pathlib import Path

import msgspec
import numpy as np

from index.complete import Completer
from index.engine import EngineError, NothingPublishedError
from index.engines.whoosh.columns import (
    Bits,
    Bools,
    Columns,
    Positions,
    from_bits,
    open_columns,
    to_bits,
)
from index.engines.whoosh.facts import Facts
from index.engines.whoosh.manifest import CURRENT, check
from index.engines.whoosh.postings import Postings
from index.engines.whoosh.scoring import Budget, Matched, Scorer, best
from index.engines.whoosh.subjects import open_concepts, open_subjects
from index.engines.whoosh.write import COVERAGE, LEXICON, TITLES, WORDS
from index.hits import SUMMED, facet_values, hit_of
from index.known import Visited
from index.language.lexicon import Lexicon, SavedLexicon
from index.latest import Latest
from index.query import Facet, Query, Sort
from index.record import State, Thing
from index.results import Connection, Coverage, Explanation, FacetValue, Hit, Page, Sum, Sums
from index.snippet import NOTHING, marker
from index.table import open_texts

Ranked = Sequence[tuple[int, float]]  # positions of things, and their scores


class Generation:
    """One generation, opened once and shared by all threads."""

    def __init__(self, folder: Path, *, reading: bool = False) -> None:
        check(folder, reading=reading)
        self.name = folder.name
        self.coverage = msgspec.json.decode((folder / COVERAGE).read_bytes(), type=Coverage)
        self.columns: Columns = open_columns(folder)
        self.facts = Facts(folder)
        self.lexicon = SavedLexicon(folder / LEXICON)
        self.completer = Completer(self.lexicon.words, open_texts(folder, TITLES))
        words = folder / WORDS
        self.scorer = Scorer(
            Postings(words), self.columns, open_subjects(words), open_concepts(words)
        )


class WhooshEngine:
    """The engine over the generations in a folder; a newly published one is picked up."""

    def __init__(
        self,
        folder: Path,
        seconds: float,
        held: Generation | None = None,
        *,
        reading: bool = False,
    ) -> None:
        self.folder = folder
        self._seconds = seconds
        self._held = held
        self._latest = Latest(
            partial(_published, folder),
            lambda name: Generation(folder / name, reading=reading),
            failing=(EngineError, OSError),
        )

    def current(self) -> "WhooshEngine":
        """The engine held to the generation that is published now."""
        return self if self._held else WhooshEngine(self.folder, self._seconds, self._current())

    def check(self) -> None:
        """EngineError where what is published cannot be opened; it was looked at then."""
        self._current()

    def next_change(self, now: datetime) -> datetime:
        """Until when the generation shows and ranks everything as now."""
        return self._current().columns.next_change(now)

    @property
    def generation(self) -> str:
        """The name of the published generation."""
        return self._current().name

    @property
    def lexicon(self) -> Lexicon:
        """The words of the published collection."""
        return self._current().lexicon

    def search(self, query: Query) -> Page:
        """Find; without words everything that passes the filters."""
        budget = Budget(self._seconds)
        generation = self._current()
        columns = generation.columns
        matched = generation.scorer.match(query, budget)
        filters = _chosen(columns, query)
        found = matched.hits & _in_limits(columns, query)
        bits = to_bits(found & _in_states(columns, query))
        mask = from_bits(_all_of(filters.values(), bits), columns.size)
        total = int(np.count_nonzero(mask))
        shown = _in_order(generation, query, matched, mask, budget) if query.size else ()
        return Page(
            total=total,
            hits=_hits(generation, matched, shown, query, budget),
            facets=_facets(columns, bits, filters, query),
            states=_states(columns, _all_of(filters.values(), to_bits(found)), query),
            partial=budget.cut,
        )

    def values(self, facet: Facet) -> tuple[str, ...]:
        """All values of a facet that something published has."""
        return self._current().columns.values[facet]

    def sums(self, query: Query) -> Sums:
        """What the projects that a query finds got."""
        generation = self._current()
        columns = generation.columns
        matched = generation.scorer.match(query, Budget(self._seconds))
        mask = _passing(columns, matched, query) & columns.of_amount(None, None)
        amounts = columns.amount[mask]
        return Sums(
            count=len(amounts),
            amount=int(amounts.sum()),
            median=round(float(np.median(amounts))) if len(amounts) else 0,
            by={facet: _sums(columns, facet, mask) for facet in SUMMED},
        )

    def explain(self, query: Query, thing_id: str) -> Explanation | None:
        """What a thing's score for a query is made of."""
        generation = self._current()
        position = generation.facts.position(thing_id)
        if position is None:
            return None
        columns, scorer = generation.columns, generation.scorer
        matched = scorer.match(query, Budget(inf))
        wanted = _passing(columns, matched, query)
        added, factors = scorer.explain(query, matched, wanted, position)
        return Explanation(
            score=prod((sum(score for _, score in added), *(factor for _, factor in factors))),
            added=tuple(added),
            factors=tuple(factors),
        )

    def complete(self, text: str) -> tuple[str, ...]:
        """What a reader who has typed this may be about to type."""
        return self._current().completer.complete(text)

    def get(self, thing_id: str) -> Thing | None:
        """A thing by the id of any of its records."""
        facts = self._current().facts
        return _thing(facts, facts.position(thing_id))

    def changed(self, first: int, most: int) -> tuple[tuple[str, datetime], ...]:
        """The ids of all records of so many things from the `first` on, and when each changed."""
        return self._current().facts.changed(first, most)

    def find(self, address: str) -> Thing | None:
        """The thing that has this address, or had it."""
        facts = self._current().facts
        return _thing(facts, facts.position_of_address(address))

    def visited(self, address: str) -> Visited | None:
        """How it went with an address that leads to no thing."""
        return self._current().facts.visited(address)

    def links_out(self, thing_id: str) -> tuple[Connection, ...]:
        """What a thing links to."""
        facts = self._current().facts
        position = facts.position(thing_id)
        return () if position is None else facts.links_out(position)

    def links_in(self, thing_id: str) -> tuple[Connection, ...]:
        """What links to a thing."""
        facts = self._current().facts
        position = facts.position(thing_id)
        return () if position is None else facts.links_in(position)

    def coverage(self) -> Coverage:
        """What the generation holds."""
        return self._current().coverage

    def _current(self) -> Generation:
        """The published generation, opened anew when another has been swapped in."""
        if self._held:
            return self._held
        return self._latest.get()


def _published(folder: Path) -> str:
    try:
        return (folder / CURRENT).readlink().name
    except OSError as error:
        raise NothingPublishedError(
            f"nothing is published in {folder}: run `searchsvc build`"
        ) from error


def _thing(facts: Facts, position: int | None) -> Thing | None:
    return None if position is None else facts.at([position])[0]


def _chosen(columns: Columns, query: Query) -> dict[Facet, Bits]:
    """Of each facet with chosen values, the things that have one of them."""
    return {
        facet: columns.any_of(facet, values) for facet, values in query.filters.items() if values
    }


def _all_of(filters: Iterable[Bits], matched: Bits) -> Bits:
    for bits in filters:
        matched = matched & bits
    return matched


def _passing(columns: Columns, matched: Matched, query: Query) -> Bools:
    """The things that hold the words and pass every filter."""
    found = matched.hits & _in_limits(columns, query) & _in_states(columns, query)
    bits = _all_of(_chosen(columns, query).values(), to_bits(found))
    return from_bits(bits, columns.size)


def _in_states(columns: Columns, query: Query) -> Bools | np.bool_:
    """The things in one of the wanted states."""
    if not query.states:
        return np.True_
    mask = np.zeros(columns.size, dtype=bool)
    for state in query.states:
        mask[columns.in_state(state, query.now)] = True
    return mask


def _in_limits(columns: Columns, query: Query) -> Bools | np.bool_:
    """The things of the wanted days and sums."""
    mask: Bools | np.bool_ = np.True_
    if query.since or query.until:
        mask = mask & columns.between(query.since, query.until)
    if query.least is not None or query.most is not None:
        mask = mask & columns.of_amount(query.least, query.most)
    return mask


def _states(columns: Columns, found: Bits, query: Query) -> dict[State, int]:
    """How many of the things found are in each state."""
    mask = from_bits(found, columns.size)
    counts = {s: int(np.count_nonzero(mask[columns.in_state(s, query.now)])) for s in State}
    return {state: count for state, count in counts.items() if count}


def _sums(columns: Columns, facet: Facet, mask: Bools) -> tuple[Sum, ...]:
    """What the projects of a mask got by each value of a facet, the largest sum first."""
    sums = []
    for value, row in zip(columns.values[facet], columns.bits[facet], strict=True):
        amounts = columns.amount[from_bits(row, columns.size) & mask]
        if len(amounts):
            sums.append(Sum(value=value, count=len(amounts), amount=int(amounts.sum())))
    return tuple(sorted(sums, key=lambda s: (-s.amount, s.value)))


def _in_order(
    generation: Generation, query: Query, matched: Matched, mask: Bools, budget: Budget
) -> Ranked:
    """The things of the page that is asked for, with their scores."""
    columns = generation.columns
    start, end = (query.page - 1) * query.size, query.page * query.size
    if query.sort is Sort.SOONEST:
        found = np.flatnonzero(mask)
        key = columns.next_date(query.now)[found]
        return [
            (int(p), 0.0) for p in found[np.lexsort((found, -columns.day[found], key))][start:end]
        ]
    if query.sort is Sort.LARGEST:
        found = np.flatnonzero(mask)
        order = found[np.lexsort((found, -columns.day[found], -columns.amount[found]))]
        return [(int(position), 0.0) for position in order[start:end]]
    if query.sort is Sort.NEWEST or not query.has_words:
        order = columns.newest[mask[columns.newest]].astype(np.int64)
        order = _pinned_first(generation, query, mask, order)
        return [(int(position), 0.0) for position in order[start:end]]
    scores = generation.scorer.rank(query, matched, mask, budget)
    order = best(scores, np.flatnonzero(mask), end + len(query.pinned))
    order = _pinned_first(generation, query, mask, order)
    return [(int(position), float(scores[position])) for position in order[start:end]]


def _pinned_first(generation: Generation, query: Query, mask: Bools, order: Positions) -> Positions:
    """Pinned things that pass the filters, then the others."""
    known = dict.fromkeys(map(generation.facts.position_of_address, query.pinned))
    pinned = [position for position in known if position is not None and mask[position]]
    if not pinned or query.sort is not Sort.BEST:
        return order
    return np.concatenate([np.array(pinned), order[~np.isin(order, pinned)]])


def _facets(
    columns: Columns, matched: Bits, filters: Mapping[Facet, Bits], query: Query
) -> dict[Facet, tuple[FacetValue, ...]]:
    """Counts of each facet's values over what all other facets let through."""
    facets: dict[Facet, tuple[FacetValue, ...]] = {}
    for facet in Facet:
        others = (bits for other, bits in filters.items() if other is not facet)
        counts = columns.counts(facet, _all_of(others, matched)).tolist()
        named = dict(zip(columns.values[facet], counts, strict=True))
        facets[facet] = facet_values(facet, named, query.filters.get(facet, ()))
    return facets


def _hits(
    generation: Generation, matched: Matched, shown: Ranked, query: Query, budget: Budget
) -> tuple[Hit, ...]:
    answers = NOTHING if budget.spent else marker(generation.lexicon, query.units)
    things = generation.facts.at([position for position, _ in shown])
    hits = []
    for thing, (position, score) in zip(things, shown, strict=True):
        missing = tuple(word.unit.word for word in matched.words if not word.holds[position])
        hits.append(hit_of(thing, score, missing, query, answers))
    return tuple(hits)
