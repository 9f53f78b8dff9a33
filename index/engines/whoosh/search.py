"""Find in the published generation: score, filter, count and sort over Whoosh's postings."""

import threading
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from whoosh import index as whoosh_index

from index.complete import Completer
from index.engine import EngineError, NothingPublishedError
from index.engines.whoosh.columns import Bools, Columns, open_columns
from index.engines.whoosh.facts import Facts
from index.engines.whoosh.postings import PostingReader
from index.engines.whoosh.publish import CURRENT, LEXICON, MANIFEST, Manifest
from index.engines.whoosh.schema import FINGERPRINT
from index.engines.whoosh.scoring import Scored, Scorer
from index.language.lexicon import Lexicon
from index.query import Facet, Query, Sort
from index.record import Thing
from index.results import Connection, Coverage, Explanation, FacetValue, Hit, Page
from index.snippet import Marker, mark, marker, snippet

Positions = NDArray[np.int64]


class Generation:
    """One generation, opened once; a scorer for each thread."""

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
        self.lexicon = Lexicon.load(folder / LEXICON)
        self._words = whoosh_index.open_dir(folder / "words", readonly=True)
        self._local = threading.local()

    @property
    def scorer(self) -> Scorer:
        """The scorer of the calling thread: Whoosh's readers are not shared between threads."""
        if not hasattr(self._local, "scorer"):
            reader = PostingReader(self._words.reader(), self.lexicon, self.columns.size)
            self._local.scorer = Scorer(reader, self.columns)
        scorer: Scorer = self._local.scorer
        return scorer

    @cached_property
    def completer(self) -> Completer:
        """Completes by this generation's words and titles."""
        return Completer(self.lexicon, self.facts.titles())


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

    @property
    def lexicon(self) -> Lexicon:
        """The words of the published collection."""
        return self._current().lexicon

    def search(self, query: Query) -> Page:
        """Find; without words everything that passes the filters."""
        generation = self._current()
        columns = generation.columns
        scored = generation.scorer.score(query)
        masks = {facet: _chosen(columns, facet, query) for facet in Facet}
        matched = scored.hits & _in_states(columns, query)
        mask = matched & np.logical_and.reduce(list(masks.values()))
        order = _pinned_first(generation, query, mask, _order(columns, mask, scored, query))
        start = (query.page - 1) * query.size
        shown = order[start : start + query.size]
        return Page(
            total=len(order),
            hits=_hits(generation, scored, shown, query),
            facets=_facets(columns, matched, masks, query),
        )

    def explain(self, query: Query, thing_id: str) -> Explanation | None:
        """What a thing's score for a query is made of."""
        generation = self._current()
        position = generation.facts.position(thing_id)
        if position is None:
            return None
        scored = generation.scorer.score(query)
        added = [
            (f"{unit.unit.word}: {layer}", float(scores[position]))
            for unit in scored.units
            for layer, scores in (
                ("stamme", unit.best),
                ("ordform", unit.surface),
                ("bokstavfølger", unit.grams),
            )
        ]
        return Explanation(
            score=float(scored.scores[position]),
            added=(*added, ("hele tittelen", float(scored.title[position]))),
            factors=tuple((name, float(factor[position])) for name, factor in scored.factors),
        )

    def complete(self, text: str) -> tuple[str, ...]:
        """What a reader who has typed this may be about to type."""
        return self._current().completer.complete(text)

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


def _order(columns: Columns, mask: Bools, scored: Scored, query: Query) -> Positions:
    """Positions of the masked things in the order asked for; ties by position."""
    found = np.flatnonzero(mask)
    if query.sort is Sort.SOONEST:
        key = columns.next_date(query.now)[found]
        return found[np.lexsort((found, -columns.day[found], key))]
    if query.sort is Sort.NEWEST or not query.has_words:
        return found[np.lexsort((found, -columns.day[found]))]
    return found[np.lexsort((found, -scored.scores[found]))]


def _pinned_first(generation: Generation, query: Query, mask: Bools, order: Positions) -> Positions:
    """Pinned things that pass the filters, then the others."""
    known = dict.fromkeys(map(generation.facts.position_of_address, query.pinned))
    pinned = [position for position in known if position is not None and mask[position]]
    if not pinned or query.sort is not Sort.BEST:
        return order
    return np.concatenate([np.array(pinned), order[~np.isin(order, pinned)]])


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


def _hits(
    generation: Generation, scored: Scored, shown: Positions, query: Query
) -> tuple[Hit, ...]:
    answers = marker(generation.lexicon, query.units)
    things = generation.facts.at([int(position) for position in shown])
    return tuple(
        _hit(thing, int(position), scored, query, answers)
        for thing, position in zip(things, shown, strict=True)
    )


def _hit(thing: Thing, position: int, scored: Scored, query: Query, answers: Marker) -> Hit:
    """The version that answers best: most found words, then the reader's language."""
    versions = []
    for record in thing.records:
        resource = record.resource
        found = snippet(resource.passages, answers, resource.lead, len(query.units))
        title = mark(resource.title, answers)
        rank = (found.found + sum(m for _, m in title), resource.language == query.language)
        versions.append((rank, record, title, found))
    _, record, title, found = max(versions, key=lambda version: version[0])
    missing = tuple(unit.unit.word for unit in scored.units if not unit.holds[position])
    return Hit(
        thing=thing,
        record=record,
        score=float(scored.scores[position]),
        title=title,
        snippet=found,
        missing=missing,
    )
