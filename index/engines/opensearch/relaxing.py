"""How many of its words a query asks of a thing: all, or fewer where few things hold all."""

from collections.abc import Callable, Sequence

from index import ranking
from index.engines.opensearch.queries import Matching, any_of, holds
from index.engines.opensearch.schema import Json
from index.query import Unit

Ask = Callable[[Json], Json]  # a search in, what it finds out


def relaxed(units: Sequence[Unit], ask: Ask) -> Matching:
    """How many of the words are asked for; a word that nothing holds is known by its letters."""
    if not units:
        return Matching(0, frozenset(), ())
    counts = _counted(units, frozenset(), ask)
    unknown = frozenset(
        unit for number, unit in enumerate(units) if unit.grams and not counts[f"one {number}"]
    )
    if unknown:
        counts = _counted(units, unknown, ask)
    needed = len(units)
    while needed > 1 and counts[f"at least {needed}"] < ranking.LEAST_HITS:
        needed -= 1
    return Matching(needed, unknown, tuple(counts[f"one {n}"] for n in range(len(units))))


def _counted(units: Sequence[Unit], by_letters: frozenset[Unit], ask: Ask) -> dict[str, int]:
    """How many things hold each of some words, and how many at least so many of them."""
    held = [holds(unit, by_letters=unit in by_letters) for unit in units]
    among = {f"one {number}": each for number, each in enumerate(held)}
    for most in range(2, len(held) + 1):
        among[f"at least {most}"] = any_of(held, most)
    counting = {name: {"filter": each} for name, each in among.items()}
    found = ask({"query": any_of(held), "size": 0, "aggs": counting})
    return {name: each["doc_count"] for name, each in found["aggregations"].items()}
