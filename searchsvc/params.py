"""Between an address and a Query: the names and words of parameters, read forgivingly.

The names and words are fixed: see docs/decisions/addresses.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from index.analyse import Analyser
from index.complete import folded_text
from index.query import Facet, Query, Sort
from index.record import State
from index.resource import Kind

FACETS = {
    "type": Facet.KIND,
    "tema": Facet.TOPIC,
    "kilde": Facet.SOURCE,
    "sprak": Facet.LANGUAGE,
    "ar": Facet.YEAR,
    "fylke": Facet.COUNTY,
}
# What readers may write before a colon in the search box, in bokmål, nynorsk and English.
TYPED = {
    **FACETS,
    "slag": Facet.KIND,
    "kind": Facet.KIND,
    "emne": Facet.TOPIC,
    "topic": Facet.TOPIC,
    "kjelde": Facet.SOURCE,
    "source": Facet.SOURCE,
    "språk": Facet.LANGUAGE,
    "målform": Facet.LANGUAGE,
    "language": Facet.LANGUAGE,
    "år": Facet.YEAR,
    "year": Facet.YEAR,
    "county": Facet.COUNTY,
}
KINDS = {
    "veiledning": Kind.GUIDANCE,
    "webinar": Kind.EVENT,
    "podkast": Kind.EPISODE,
    "prosjekt": Kind.PROJECT,
    "tilskudd": Kind.GRANT,
    "nyhet": Kind.NEWS,
    "eksempel": Kind.EXAMPLE,
    "dokument": Kind.DOCUMENT,
}
SORTS = {"beste": Sort.BEST, "nyeste": Sort.NEWEST, "frist": Sort.SOONEST}
STATES = {
    "kommende": State.COMING,
    "holdt": State.HELD,
    "apen": State.OPEN,
    "lukket": State.CLOSED,
}
NAMES = {facet: name for name, facet in FACETS.items()}
KIND_WORDS = {kind.value: word for word, kind in KINDS.items()}
MOST_PAGES = 100_000
MOST_VALUES = 50


Known = Mapping[Facet, Mapping[str, str]]  # folded spelling -> value


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for, and the filters in it that nothing is known of."""

    query: Query
    unknown: tuple[str, ...] = ()


def read_query(args: MultiDict[str, str], now: datetime, analyser: Analyser, known: Known) -> Asked:
    """The query of an address; what is not understood is left out and named.

    `known` are the values that each facet can have, by every way to write them.
    """
    text = args.get("q", "")
    filters: dict[Facet, tuple[str, ...]] = {}
    unknown: list[str] = []
    for name, facet, word in _filters(args, analyser.read(text).filters):
        value = known[facet].get(folded_text(word), "")
        if value and value not in filters.get(facet, ()):
            filters[facet] = (*filters.get(facet, ()), value)
        elif word and not value:
            unknown.append(f"{name}: {word[:60]}")
    words = dict.fromkeys(args.getlist("tilstand")[:MOST_VALUES])
    unknown += [f"tilstand: {word[:60]}" for word in words if word and word not in STATES]
    query = replace(
        analyser.query(text, now),
        filters=filters,
        states=tuple(state for word, state in STATES.items() if word in words),
        sort=SORTS.get(args.get("sorter", ""), Sort.BEST),
        page=_page(args.get("side", "")),
    )
    return Asked(query=query, unknown=tuple(unknown))


def _filters(
    args: MultiDict[str, str], typed: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, Facet, str]]:
    """Name, facet and value of each filter, in the address and in the search box."""
    for name, facet in FACETS.items():
        for word in dict.fromkeys(args.getlist(name)[:MOST_VALUES]):
            yield name, facet, word
    for name, word in typed:
        yield name, TYPED[name], word


def write_query(query: Query) -> str:
    """The part of an address behind the question mark, shortest form."""
    pairs = [("q", query.text)] if query.text else []
    for facet, values in query.filters.items():
        pairs += [(NAMES[facet], KIND_WORDS.get(value, value)) for value in values]
    pairs += [("tilstand", word) for word, state in STATES.items() if state in query.states]
    pairs += [("sorter", w) for w, sort in SORTS.items() if sort is query.sort is not Sort.BEST]
    pairs += [("side", str(query.page))] if query.page > 1 else []
    return urlencode(pairs)


def without(query: Query, facet: Facet, value: str) -> Query:
    """The same query, first page, without one chosen value."""
    left = tuple(other for other in query.filters.get(facet, ()) if other != value)
    filters = {f: (left if f is facet else values) for f, values in query.filters.items()}
    return replace(query, filters={f: values for f, values in filters.items() if values}, page=1)


def _page(text: str) -> int:
    number = text[:9]
    return max(1, min(int(number), MOST_PAGES)) if number.isascii() and number.isdecimal() else 1
