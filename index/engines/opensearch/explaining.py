"""What a thing's score for a query is made of: each part of it is asked for alone."""

from math import prod

from index.engines.opensearch import queries
from index.engines.opensearch.connection import PATIENCE
from index.engines.opensearch.finding import Finder, found_in
from index.engines.opensearch.generation import Generation
from index.engines.opensearch.schema import Json
from index.query import Query
from index.results import Explanation


def explained(generation: Generation, query: Query, name: str) -> Explanation:
    """The parts of a thing's score, and the factors of their sum."""
    finder = Finder(generation, query, PATIENCE)
    parts = dict(_parts(query))
    passes, *scores = finder.ask(
        _alone(name, queries.any_factor(query)), *(_alone(name, part) for part in parts.values())
    )
    added = [
        (why, sum(hit.score for hit in found_in(each)))
        for why, each in zip(parts, scores, strict=True)
    ]
    best = finder.best()
    likeness = zip(best, finder.lifted(best), strict=True)
    added.append(("som de beste", sum(more for hit, more in likeness if hit.id == name)))
    factors = [factor for hit in found_in(passes) for factor in finder.factors(hit)]
    return Explanation(
        score=prod((sum(score for _, score in added), *(factor for _, factor in factors))),
        added=tuple(added),
        factors=tuple(factors),
    )


def _parts(query: Query) -> list[tuple[str, Json]]:
    words = [
        part
        for unit in query.units
        for part in (
            (f"{unit.word}: stamme", queries.best(unit)),
            (f"{unit.word}: ordform", queries.surface(unit)),
            (f"{unit.word}: bokstavfølger", queries.grams(unit)),
        )
    ]
    return [*words, ("hele tittelen", queries.title(query))]


def _alone(name: str, part: Json) -> Json:
    """Asks for one thing, with the score that a part gives it."""
    one = {"bool": {"filter": {"ids": {"values": [name]}}, "should": part}}
    return {"query": one, "size": 1, "_source": False}
