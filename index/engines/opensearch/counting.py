"""Counts of hits, all of them: how many, by the values of each facet, and by state."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from index.engines.opensearch.queries import all_of, in_state
from index.engines.opensearch.schema import Json
from index.hits import facet_values
from index.query import Facet
from index.record import State
from index.results import FacetValue


class Filters(NamedTuple):
    """What hits must pass: their words and limits, the wanted states, the choice of each facet."""

    matched: list[Json]
    states: list[Json]
    chosen: Mapping[Facet, Json]

    @property
    def all(self) -> list[Json]:
        """Every filter."""
        return [*self.matched, *self.states, *self.chosen.values()]


class Counts(NamedTuple):
    """How many hits there are, by facet and by state."""

    total: int
    facets: dict[Facet, tuple[FacetValue, ...]]
    states: dict[State, int]


def count_search(filters: Filters, values: Mapping[Facet, tuple[str, ...]], now: datetime) -> Json:
    """Asks for all hits, by facet over what all others let through, by state whatever is wanted."""
    aggregations = {}
    for facet, known in values.items():
        others = [among for other, among in filters.chosen.items() if other is not facet]
        terms = {"terms": {"field": facet.value, "size": max(1, len(known))}}
        among = all_of([*filters.states, *others])
        aggregations[facet.value] = {"filter": among, "aggs": {"values": terms}}
    states = {"filters": {"filters": {state.value: in_state(state, now) for state in State}}}
    aggregations["states"] = {"filter": all_of(filters.chosen.values()), "aggs": {"values": states}}
    return {
        "query": all_of(filters.matched),
        "post_filter": all_of([*filters.states, *filters.chosen.values()]),
        "size": 0,
        "track_total_hits": True,
        "aggs": aggregations,
    }


def counts_in(
    found: Json,
    wanted: Mapping[Facet, tuple[str, ...]],
    known: Mapping[Facet, frozenset[str]],
) -> Counts:
    """The counts that were found; chosen values that are known are told, though none has them."""
    buckets = {name: each["values"]["buckets"] for name, each in found["aggregations"].items()}
    facets = {}
    for facet, values in known.items():
        chosen = wanted.get(facet, ())
        counts = dict.fromkeys((value for value in chosen if value in values), 0)
        counts |= {bucket["key"]: bucket["doc_count"] for bucket in buckets[facet.value]}
        facets[facet] = facet_values(facet, counts, chosen)
    states = {state: buckets["states"][state.value]["doc_count"] for state in State}
    return Counts(
        total=found["hits"]["total"]["value"],
        facets=facets,
        states={state: count for state, count in states.items() if count},
    )
