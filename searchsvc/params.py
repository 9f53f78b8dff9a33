"""Between an address and a Query: the names and words of parameters, read forgivingly.

The names and words are fixed: see docs/decisions/addresses.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from index.address import is_address, words_of
from index.analyse import Analyser
from index.complete import folded_text
from index.query import Facet, Query, Sort
from index.record import State
from index.resource import Kind
from searchsvc.days import Days, read_days

FACETS = {
    "type": Facet.KIND,
    "tema": Facet.TOPIC,
    "kilde": Facet.SOURCE,
    "sprak": Facet.LANGUAGE,
    "ar": Facet.YEAR,
    "fylke": Facet.COUNTY,
    "kommune": Facet.MUNICIPALITY,
    "rolle": Facet.AUDIENCE,
    "status": Facet.STATUS,
    "tiltak": Facet.MEASURE,
}
DAYS = ("fra", "til")
SUMS = ("minst", "mest")
# What readers may write before a colon in the search box, in bokmål, nynorsk and English.
TYPED = {
    **{name: name for name in (*FACETS, *DAYS)},
    "slag": "type",
    "kind": "type",
    "emne": "tema",
    "topic": "tema",
    "kjelde": "kilde",
    "source": "kilde",
    "språk": "sprak",
    "målform": "sprak",
    "language": "sprak",
    "år": "ar",
    "year": "ar",
    "county": "fylke",
    "municipality": "kommune",
    "role": "rolle",
    "measure": "tiltak",
    "frå": "fra",
    "from": "fra",
    "to": "til",
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
SORTS = {
    "beste": Sort.BEST,
    "nyeste": Sort.NEWEST,
    "frist": Sort.SOONEST,
    "sum": Sort.LARGEST,
}
STATES = {
    "kommende": State.COMING,
    "holdt": State.HELD,
    "apen": State.OPEN,
    "lukket": State.CLOSED,
}
NAMES = {facet: name for name, facet in FACETS.items()}
STATE_WORDS = {state.value: word for word, state in STATES.items()}
SORT_WORDS = {sort.value: word for word, sort in SORTS.items()}
KIND_WORDS = {kind.value: word for word, kind in KINDS.items()}
MOST_PAGES = 100_000
MOST_VALUES = 50
MOST_KRONER = 10**12


Known = Mapping[Facet, Mapping[str, str]]  # folded spelling -> value
Narrowed = tuple[dict[Facet, tuple[str, ...]], dict[str, Days], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for, and the filters in it that nothing is known of."""

    query: Query
    unknown: tuple[str, ...] = ()


def read_query(args: MultiDict[str, str], now: datetime, analyser: Analyser, known: Known) -> Asked:
    """The query of an address; what is not understood is left out and named.

    `known` are the values that each facet can have, by every way to write them. Of an address that
    was pasted the words are searched.
    """
    text = args.get("q", "")
    text = words_of(text.strip()) if is_address(text.strip()) else text
    filters, days, unknown = _narrowed(_written(args, analyser.read(text).filters), known)
    sums = {name: kroner for name in SUMS if (kroner := _kroner(args.get(name, ""))) is not None}
    unknown += [
        f"{name}: {args[name][:60]}" for name in SUMS if args.get(name) and name not in sums
    ]
    words = dict.fromkeys(args.getlist("tilstand")[:MOST_VALUES])
    unknown += [f"tilstand: {word[:60]}" for word in words if word and word not in STATES]
    query = replace(
        analyser.query(text, now),
        filters=filters,
        states=tuple(state for word, state in STATES.items() if word in words),
        since=days["fra"][0] if "fra" in days else None,
        until=days["til"][1] if "til" in days else None,
        least=sums.get("minst"),
        most=sums.get("mest"),
        sort=SORTS.get(args.get("sorter", ""), Sort.BEST),
        page=_page(args.get("side", "")),
    )
    return Asked(query=query, unknown=tuple(unknown))


def _written(
    args: MultiDict[str, str], typed: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str, str]]:
    """Name, parameter and word of each filter, in the address and then in the search box."""
    for name in (*FACETS, *DAYS):
        for word in dict.fromkeys(args.getlist(name)[:MOST_VALUES]):
            yield name, name, word
    for name, word in typed:
        yield name, TYPED[name], word


def _narrowed(written: Iterable[tuple[str, str, str]], known: Known) -> Narrowed:
    """The values of each facet, the days that limit it, and what is not understood."""
    filters: dict[Facet, dict[str, None]] = {}
    days: dict[str, Days] = {}
    unknown: list[str] = []
    for name, parameter, word in written:
        facet = FACETS.get(parameter)
        value = known[facet].get(folded_text(word)) if facet else None
        span = None if facet else read_days(word)
        if facet and value:
            filters.setdefault(facet, {})[value] = None
        elif span:
            days[parameter] = span
        elif word:
            unknown.append(f"{name}: {word[:60]}")
    return {facet: tuple(values) for facet, values in filters.items()}, days, unknown


def write_query(query: Query) -> str:
    """The part of an address behind the question mark, shortest form."""
    pairs = [("q", query.text)] if query.text else []
    for facet, values in query.filters.items():
        pairs += [(NAMES[facet], KIND_WORDS.get(value, value)) for value in values]
    pairs += [("tilstand", word) for word, state in STATES.items() if state in query.states]
    pairs += [("fra", query.since.isoformat())] if query.since else []
    pairs += [("til", query.until.isoformat())] if query.until else []
    pairs += [("minst", str(query.least))] if query.least is not None else []
    pairs += [("mest", str(query.most))] if query.most is not None else []
    pairs += [("sorter", w) for w, sort in SORTS.items() if sort is query.sort is not Sort.BEST]
    pairs += [("side", str(query.page))] if query.page > 1 else []
    return urlencode(pairs)


def without(query: Query, facet: Facet, value: str) -> Query:
    """The same query, first page, without one chosen value."""
    left = tuple(other for other in query.filters.get(facet, ()) if other != value)
    filters = {f: (left if f is facet else values) for f, values in query.filters.items()}
    return replace(query, filters={f: values for f, values in filters.items() if values}, page=1)


def _kroner(text: str) -> int | None:
    """Whole kroner, as "1 500 000" or "1500000"; None where it is no such sum."""
    digits = "".join(text[:40].split()).replace(".", "")
    is_sum = digits.isascii() and digits.isdecimal()
    return min(int(digits), MOST_KRONER) if is_sum else None


def without_all(query: Query) -> Query:
    """The same words, first page, without any filter."""
    return replace(
        query,
        filters={},
        states=(),
        since=None,
        until=None,
        least=None,
        most=None,
        page=1,
    )


def _page(text: str) -> int:
    number = text[:9]
    return max(1, min(int(number), MOST_PAGES)) if number.isascii() and number.isdecimal() else 1
