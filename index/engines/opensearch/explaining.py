"""What a thing's score for a query is made of: each part of it is asked for alone."""

from math import prod

from index.engines.opensearch import queries
from index.engines.opensearch.finding import Finder, found_in
from index.engines.opensearch.generation import Generation
from index.engines.opensearch.rescoring import Found
from index.engines.opensearch.schema import Json
from index.query import Query
from index.results import Explanation


def explained(generation: Generation, query: Query, place: int) -> Explanation:
    """The parts of the score of the thing in a place, and the factors of their sum."""
    finder = Finder(generation, query)
    parts = dict(_parts(query))
    scores = finder.ask(*(_alone(place, part) for part in parts.values()))
    added = [
        (why, sum(hit.score for hit in found_in(each)))
        for why, each in zip(parts, scores, strict=True)
    ]
    added += [(why, given.get(place, 0.0)) for why, given in finder.given().items()]
    (factors,) = finder.factors([Found(place, 0.0)])
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


def _alone(place: int, part: Json) -> Json:
    """Asks for one thing, with the score that a part gives it."""
    one = {"bool": {"filter": queries.at([place]), "should": part}}
    return {"query": one, "size": 1, "docvalue_fields": ["place"]}
