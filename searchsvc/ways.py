"""What a result page says beside its hits: what was repaired, and the ways on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import g

from index.language.words import WORD, fold
from index.query import Query, Unit
from index.topics import Topic
from searchsvc.asking import find, reader, taxonomy
from searchsvc.params import without
from searchsvc.wording import limits, search_address, state_name, value_name

MOST_NEAR = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAs:
    """The query with its unknown words repaired, and the address that searches it as it stands."""

    text: str
    verbatim: str


def read_as(query: Query) -> ReadAs | None:
    """The query as it was read, where unknown words were repaired."""
    repaired = {unit.word: unit.read_as for unit in query.units if unit.read_as}
    if not repaired:
        return None
    quoted = {word: f'"{word}"' for word in repaired}
    verbatim = replace(query, text=_with_words(query.text, quoted), page=1)
    return ReadAs(text=_with_words(query.text, repaired), verbatim=search_address(verbatim))


def _with_words(text: str, others: Mapping[str, str]) -> str:
    """A query's text with other words for some, by their folded form; its signs stay."""
    return WORD.sub(lambda match: others.get(fold(match.group()), match.group()), text)


def near_topics(query: Query) -> list[Topic]:
    """The topics that the words of a query show."""
    return [topic for topic in taxonomy().topics if topic.id in query.about][:MOST_NEAR]


def instead(query: Query, unit: Unit) -> tuple[str, int, str]:
    """The query with a far more frequent word for a rare one: its text, hits and address."""
    text = _with_words(query.text, {unit.word: unit.instead})
    other = replace(
        reader().analyser().query(text, g.now),
        filters=query.filters,
        states=query.states,
        since=query.since,
        until=query.until,
        size=0,
    )
    return text, find(other).total, search_address(other)


def ways_on(query: Query) -> list[tuple[int, str, str]]:
    """Searches that give something where this one does not: hits, what is dropped, address."""
    wider = [
        (value_name(facet, value), without(query, facet, value))
        for facet, values in query.filters.items()
        for value in values
    ]
    for state in query.states:
        left = tuple(other for other in query.states if other is not state)
        wider.append((state_name(state), replace(query, states=left, page=1)))
    wider += limits(query)
    ways = [
        (find(replace(other, size=0)).total, name, search_address(other)) for name, other in wider
    ]
    return sorted((way for way in ways if way[0]), reverse=True)
