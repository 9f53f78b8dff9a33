"""From a Query to what the cluster is asked: the same sums and factors as `index.ranking` names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from math import ceil, floor, sqrt
from typing import NamedTuple

from index import ranking
from index.engines.opensearch.schema import BOOST, STEMS, SURFACES, Json
from index.layers import GRAM, PART, STEM, SURFACE, TITLE, title_term
from index.query import Alternative, Facet, Phrase, Query, Sort, Unit
from index.record import State
from index.resource import OSLO

ALL: Json = {"match_all": {}}
NONE: Json = {"match_none": {}}


class Factor(NamedTuple):
    """By how much things are multiplied that pass a filter, and why."""

    why: str
    among: Json
    weight: float


class Matching(NamedTuple):
    """How many of the words a thing must hold, and which are known by their letters alone.

    `held` are the numbers of things that hold each word, where they were counted.
    """

    needed: int
    by_letters: frozenset[Unit]
    held: tuple[int, ...] = ()


# Words


def holds(unit: Unit, *, by_letters: bool) -> Json:
    """Things that hold a word in any of its ways."""
    single = [way.stems[0] for way in unit.alternatives if len(way.stems) == 1]
    ways: list[Json] = [
        {"terms": {STEM: single}},
        {"terms": {PART: single}},
        {"term": {SURFACE: unit.surface}},
        *(all_of(map(_holds_stem, way.stems)) for way in unit.alternatives if len(way.stems) > 1),
    ]
    if unit.prefix:
        ways.append({"prefix": {SURFACE: unit.prefix}})
    if by_letters:
        ways.append({"terms": {GRAM: list(unit.grams)}})
    return any_of(ways)


def held_words(query: Query, how: Matching) -> list[Json]:
    """For each word of a query the things that hold it."""
    return [holds(unit, by_letters=unit in how.by_letters) for unit in query.units]


def best(unit: Unit) -> Json:
    """The best of a word's ways, by its score."""
    ways = [scored for way in unit.alternatives for scored in _way(way)]
    if unit.prefix:
        ways.append(_constant({"prefix": {SURFACE: unit.prefix}}, ranking.PREFIX))
    return {"dis_max": {"queries": ways or [NONE]}}


def surface(unit: Unit) -> Json:
    """The very form of a word, by its score."""
    return _term(SURFACE, unit.surface, ranking.SURFACE)


def grams(unit: Unit) -> Json:
    """The 5-grams of a word, their scores added up."""
    return {"bool": {"should": [_term(GRAM, gram, ranking.GRAMS) for gram in unit.grams] or [NONE]}}


def title(query: Query) -> Json:
    """Things whose whole title the query is."""
    term = title_term(query.units)
    return _constant({"term": {TITLE: term}} if term else NONE, ranking.TITLE_IS_QUERY)


def _way(way: Alternative) -> Sequence[Json]:
    """A stem in each of its layers; or all stems together, over the root of their number."""
    if len(way.stems) == 1:
        return _stem(way.stems[0], way.weight)
    weight = way.weight / sqrt(len(way.stems))
    return [
        {"bool": {"must": [{"dis_max": {"queries": _stem(stem, weight)}} for stem in way.stems]}}
    ]


def _stem(stem: str, weight: float) -> list[Json]:
    """A stem as a whole word, and as part of a compound."""
    return [_term(STEM, stem, weight), _term(PART, stem, weight * ranking.PART)]


def _holds_stem(stem: str) -> Json:
    return any_of([{"term": {STEM: stem}}, {"term": {PART: stem}}])


def _term(field: str, term: str, weight: float) -> Json:
    return {"term": {field: {"value": term, "boost": weight * BOOST}}}


def _constant(among: Json, score: float) -> Json:
    return {"constant_score": {"filter": among, "boost": score}}


# What is found


def matching(query: Query, how: Matching) -> list[Json]:
    """Filters: the things that hold all words, or most of them where those are few."""
    filters = [_adjacent(STEMS, phrase.stems) for phrase in query.phrases]
    if query.units:
        filters.append(any_of(held_words(query, how), how.needed))
    if query.excluded:
        filters.append({"bool": {"must_not": {"terms": {STEM: list(query.excluded)}}}})
    return filters


def limits(query: Query) -> list[Json]:
    """Filters: the things of the wanted days and sums."""
    filters = []
    if query.since or query.until:
        first = query.since.toordinal() if query.since else 1
        last = {"lte": query.until.toordinal()} if query.until else {}
        filters.append(_range("day", gte=max(first, 1), **last))
    if query.least is not None or query.most is not None:
        most = {} if query.most is None else {"lte": query.most}
        filters.append(_range("amount", gte=max(query.least or 0, 0), **most))
    return filters


def in_states(query: Query) -> list[Json]:
    """Filters: the things in one of the wanted states."""
    return [any_of(in_state(s, query.now) for s in query.states)] if query.states else []


def chosen(query: Query, values: Mapping[Facet, frozenset[str]]) -> dict[Facet, Json]:
    """A filter for each facet with chosen values, of which only known ones are asked for."""
    return {
        facet: {"terms": {facet.value: [value for value in wanted if value in values[facet]]}}
        for facet, wanted in query.filters.items()
        if wanted
    }


def _adjacent(field: str, terms: Sequence[str]) -> Json:
    return {"match_phrase": {field: " ".join(terms)}}


# What time makes of things


def in_state(state: State, now: datetime) -> Json:
    """Things that are coming, held, open or closed now; as `index.record.state_of`."""
    today = _today(now).toordinal()
    seconds = ceil(now.timestamp())
    is_open = _nested(_range("calls.opens", lte=today), _range("calls.due", gte=today))
    opens_later = _nested(_range("calls.opens", gt=today))
    if state is State.HELD:
        return _range("event_end", lt=seconds)
    if state is State.OPEN:
        return is_open
    if state is State.CLOSED:
        has_calls = _nested({"exists": {"field": "calls.opens"}})
        return {"bool": {"filter": has_calls, "must_not": [is_open, opens_later]}}
    later = {"bool": {"filter": opens_later, "must_not": is_open}}
    return any_of([_range("event_end", gte=seconds), later])


def coming_events(now: datetime) -> Json:
    """Events that are not over."""
    return _range("event_end", gte=ceil(now.timestamp()))


def factors(query: Query) -> Iterator[Factor]:
    """What the query and the moment make of a thing, beside its words."""
    stems, now = {unit.stem for unit in query.units}, query.now
    if stems & ranking.ASK_FOR_EVENTS:
        yield Factor("kommende", coming_events(now), ranking.ASKED_FOR)
    if stems & ranking.ASK_FOR_GRANTS:
        yield Factor("åpent", in_state(State.OPEN, now), ranking.ASKED_FOR)
    if query.about:
        yield Factor("tema", {"terms": {Facet.TOPIC.value: list(query.about)}}, ranking.ABOUT)
    unseen = {
        "bool": {"filter": in_state(State.HELD, now), "must_not": {"term": {"recorded": True}}}
    }
    yield Factor("over", any_of([unseen, in_state(State.CLOSED, now)]), ranking.OVER)
    long_ago = _today(now) - timedelta(days=ranking.OLD_YEARS * 365.25)
    yield Factor("gammelt", _range("modified", gt=0, lt=long_ago.toordinal()), ranking.OLD)
    for phrase in query.phrases:
        yield Factor("ordrett", _word_for_word(phrase), ranking.EXACT_PHRASE)


def _word_for_word(phrase: Phrase) -> Json:
    return _adjacent(SURFACES, phrase.surfaces)


# In which order


def scored(query: Query, filters: Sequence[Json]) -> Json:
    """The things that pass the filters, each with the sum of its words times its factors."""
    words = [part for unit in query.units for part in (best(unit), surface(unit), grams(unit))]
    functions = [{"filter": each.among, "weight": each.weight} for each in factors(query)]
    return {
        "function_score": {
            "query": {"bool": {"filter": list(filters), "should": [*words, title(query)]}},
            "functions": functions,
            "score_mode": "multiply",
            "boost_mode": "multiply",
        }
    }


def order(query: Query) -> list[Json]:
    """What hits are sorted by; those that are equal by their place."""
    place, day = {"place": "asc"}, {"day": "desc"}
    if query.sort is Sort.SOONEST:
        ahead = _range("dates.ends", gte=ceil(query.now.timestamp()))
        begins = {
            "order": "asc",
            "mode": "min",
            "missing": "_last",
            "nested": {"path": "dates", "filter": ahead},
        }
        return [{"dates.begins": begins}, day, place]
    if query.sort is Sort.LARGEST:
        return [{"amount": "desc"}, day, place]
    return [day, place] if is_list(query) else [{"_score": "desc"}, place]


def is_list(query: Query) -> bool:
    """Whether hits are not in the order of their scores."""
    return query.sort is not Sort.BEST or not query.has_words


# When it changes


def changes(now: datetime) -> Json:
    """The next moment at which something begins or is due, and the next after which one is over."""
    seconds = now.timestamp()

    def first(field: str, among: Json) -> Json:
        return {"filter": among, "aggs": {"first": {"min": {"field": field}}}}

    begins = first("dates.begins", _range("dates.begins", gt=floor(seconds)))
    ends = first("dates.ends", _range("dates.ends", gte=ceil(seconds)))
    return {"dates": {"nested": {"path": "dates"}, "aggs": {"begins": begins, "ends": ends}}}


# Parts


def all_of(filters: Iterable[Json]) -> Json:
    """What passes all filters."""
    return {"bool": {"filter": [*filters]}}


def any_of(filters: Iterable[Json], least: int = 1) -> Json:
    """What passes one of some filters, or so many of them."""
    return {"bool": {"should": [*filters], "minimum_should_match": least}}


def named(name: str, among: Json) -> Json:
    """A filter of which each hit says whether it passes."""
    return {"bool": {"filter": among, "_name": name}}


def at(places: Iterable[int]) -> Json:
    """The things in some places."""
    return {"terms": {"place": [*places]}}


def _range(field: str, **bounds: int) -> Json:
    return {"range": {field: bounds}}


def _nested(*filters: Json) -> Json:
    return {"nested": {"path": "calls", "query": all_of(filters)}}


def _today(now: datetime) -> date:
    return now.astimezone(OSLO).date()
