"""Find in the published generation: score with Whoosh, filter, count and sort with numpy."""

import threading
from collections.abc import Mapping
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from whoosh import index as whoosh_index
from whoosh.query import Or, Term
from whoosh.searching import Searcher

from index.engine import EngineError, NothingPublishedError
from index.engines.whoosh.columns import Bools, Columns, open_columns
from index.engines.whoosh.facts import Facts
from index.engines.whoosh.publish import CURRENT, MANIFEST, Manifest
from index.engines.whoosh.schema import FINGERPRINT, WEIGHTS
from index.query import Facet, Query, Sort
from index.record import Thing
from index.results import Connection, Coverage, FacetValue, Hit, Page
from index.snippet import mark, snippet

Scores = NDArray[np.float64]


class Generation:
    """One generation, opened once; a searcher for each thread."""

    def __init__(self, folder: Path) -> None:
        try:
            manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
        except (OSError, msgspec.DecodeError) as error:
            raise EngineError(f"{folder} is not a finished generation: {error}") from error
        if manifest.fingerprint != FINGERPRINT:
            raise NothingPublishedError(
                "the index was built by another version: run `searchsvc build`"
            )
        self.name = folder.name
        self.coverage = manifest.coverage
        self.columns: Columns = open_columns(folder)
        self.facts = Facts(folder)
        self._words = whoosh_index.open_dir(folder / "words", readonly=True)
        self._local = threading.local()

    @property
    def searcher(self) -> Searcher:
        """The searcher of the calling thread."""
        if not hasattr(self._local, "searcher"):
            self._local.searcher = self._words.searcher()
        return self._local.searcher


class WhooshEngine:
    """The engine over the generations in a folder; a newly published one is picked up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._opened: Generation | None = None

    @property
    def generation(self) -> str:
        """The name of the published generation."""
        return self._current().name

    def search(self, query: Query) -> Page:
        """Find; without terms everything that passes the filters."""
        generation = self._current()
        scores = _scores(generation, query.terms)
        matched = scores > 0 if query.terms else np.ones(generation.columns.size, dtype=bool)
        masks = {facet: _chosen(generation.columns, facet, query) for facet in Facet}
        matched &= _in_states(generation.columns, query)
        mask = matched & np.logical_and.reduce(list(masks.values()))
        order = _order(generation.columns, mask, scores, query)
        start = (query.page - 1) * query.size
        shown = order[start : start + query.size]
        things = generation.facts.at([int(position) for position in shown])
        return Page(
            total=len(order),
            hits=tuple(
                _hit(thing, float(scores[position]), query)
                for thing, position in zip(things, shown, strict=True)
            ),
            facets=_facets(generation.columns, matched, masks, query),
        )

    def get(self, thing_id: str) -> Thing | None:
        """A thing by the id of any of its records."""
        facts = self._current().facts
        return _thing(facts, facts.position(thing_id))

    def find(self, address: str) -> Thing | None:
        """The thing that has this address, or had it."""
        facts = self._current().facts
        return _thing(facts, facts.position_of_address(address))

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
        try:
            name = (self.folder / CURRENT).readlink().name
        except OSError as error:
            raise NothingPublishedError(
                f"nothing is published in {self.folder}: run `searchsvc build`"
            ) from error
        opened = self._opened
        if opened is None or opened.name != name:
            with self._lock:
                opened = self._opened
                if opened is None or opened.name != name:
                    self._opened = opened = Generation(self.folder / name)
        return opened


def _thing(facts: Facts, position: int | None) -> Thing | None:
    return None if position is None else facts.at([position])[0]


def _scores(generation: Generation, terms: tuple[str, ...]) -> Scores:
    """Sum of the terms' scores, times the share of the terms that a thing has."""
    size = generation.columns.size
    total, present = np.zeros(size), np.zeros(size, dtype=np.int32)
    for term in terms:
        positions, scores = _postings(generation.searcher, term)
        total[positions] += scores
        present[positions] += 1
    return total * present / max(1, len(terms))


def _postings(searcher: Searcher, term: str) -> tuple[NDArray[np.int64], Scores]:
    fields = [Term(field, term, boost=weight) for field, weight in WEIGHTS.items()]
    matcher = Or(fields).matcher(searcher)
    positions, scores = [], []
    while matcher.is_active():
        positions.append(matcher.id())
        scores.append(matcher.score())
        matcher.next()
    return np.array(positions, dtype=np.int64), np.array(scores)


def _chosen(columns: Columns, facet: Facet, query: Query) -> Bools:
    """Things with one of the facet's chosen values; all where none is chosen."""
    values = query.filters.get(facet, ())
    rows = [columns.row(facet, value) for value in values]
    return _any_of(rows, columns.size)


def _in_states(columns: Columns, query: Query) -> Bools:
    return _any_of([columns.in_state(s, query.now) for s in query.states], columns.size)


def _any_of(rows: list[Bools], size: int) -> Bools:
    """What is in one of the rows; all where there are none."""
    mask = np.full(size, not rows)
    for row in rows:
        mask |= row
    return mask


def _order(columns: Columns, mask: Bools, scores: Scores, query: Query) -> NDArray[np.int64]:
    """Positions of the masked things in the order asked for; ties by position."""
    found = np.flatnonzero(mask)
    if query.sort is Sort.SOONEST:
        key = columns.next_date(query.now)[found]
        return found[np.lexsort((found, -columns.day[found], key))]
    if query.sort is Sort.NEWEST or not query.terms:
        return found[np.lexsort((found, -columns.day[found]))]
    return found[np.lexsort((found, -scores[found]))]


def _facets(
    columns: Columns, matched: Bools, masks: Mapping[Facet, Bools], query: Query
) -> dict[Facet, tuple[FacetValue, ...]]:
    """Counts of each facet's values over what all other facets let through."""
    facets: dict[Facet, tuple[FacetValue, ...]] = {}
    for facet in Facet:
        others = [mask for other, mask in masks.items() if other is not facet]
        counts = columns.counts(facet, matched & np.logical_and.reduce(others))
        chosen = query.filters.get(facet, ())
        values = [
            FacetValue(value=value, count=int(count), chosen=value in chosen)
            for value, count in zip(columns.values[facet], counts, strict=True)
            if count or value in chosen
        ]
        if facet is Facet.YEAR:
            facets[facet] = tuple(sorted(values, key=lambda v: v.value, reverse=True))
        else:
            facets[facet] = tuple(sorted(values, key=lambda v: (-v.count, v.value)))
    return facets


def _hit(thing: Thing, score: float, query: Query) -> Hit:
    """The version that answers best: most found words, then the reader's language."""
    terms = frozenset(query.terms)
    versions = []
    for record in thing.records:
        resource = record.resource
        found = snippet(resource.passages, terms, resource.lead)
        title = mark(resource.title, terms)
        rank = (found.found + sum(m for _, m in title), resource.language == query.language)
        versions.append((rank, record, title, found))
    _, record, title, found = max(versions, key=lambda version: version[0])
    return Hit(thing=thing, record=record, score=score, title=title, snippet=found)
