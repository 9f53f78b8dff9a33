"""How many of its words a query asks of a thing: all, or fewer where few things hold all."""

from collections.abc import Callable, Sequence

from index import ranking
from index.engines.opensearch.queries import Matching, any_of, holds
from index.engines.opensearch.schema import Json
from index.query import Unit

NOTHING: frozenset[Unit] = frozenset()


def all_words(units: Sequence[Unit]) -> Matching:
    """Every word, each by its own letters: what is asked for where things hold it."""
    return Matching(len(units), NOTHING)


def words_search(units: Sequence[Unit], by_letters: frozenset[Unit] = NOTHING) -> Json:
    """Asks how many things hold each of some words, and how many at least so many of them."""
    held = [holds(unit, by_letters=unit in by_letters) for unit in units]
    among = {_one(number): each for number, each in enumerate(held)}
    for most in range(2, len(held) + 1):
        among[_at_least(most)] = any_of(held, most)
    counting = {name: {"filter": each} for name, each in among.items()}
    return {"query": any_of(held), "size": 0, "aggs": counting}


def relaxed(units: Sequence[Unit], counted: Json, ask: Callable[[Json], Json]) -> Matching:
    """How many of the words are asked for; a word that nothing holds is known by its letters.

    `counted` is what the search for the words found.
    """
    unknown = frozenset(
        unit
        for number, unit in enumerate(units)
        if unit.grams and not _count(counted, _one(number))
    )
    if unknown:
        counted = ask(words_search(units, unknown))
    needed = len(units)
    while needed > 1 and _count(counted, _at_least(needed)) < ranking.LEAST_HITS:
        needed -= 1
    held = tuple(_count(counted, _one(number)) for number in range(len(units)))
    return Matching(needed, unknown, held)


def _one(number: int) -> str:
    return f"one {number}"


def _at_least(most: int) -> str:
    return f"at least {most}"


def _count(counted: Json, name: str) -> int:
    count: int = counted["aggregations"][name]["doc_count"]
    return count
