"""What engines show alike: the version of a hit that answers best, and facets in their order."""

from collections.abc import Iterable, Mapping

from index.query import Facet, Query
from index.record import Thing
from index.results import FacetValue, Hit
from index.snippet import Marker, mark, snippet

# Facets by which the support of projects is summed.
SUMMED = (Facet.COUNTY, Facet.MUNICIPALITY, Facet.MEASURE, Facet.STATUS, Facet.YEAR)


def facet_values(
    facet: Facet, counts: Mapping[str, int], chosen: Iterable[str]
) -> tuple[FacetValue, ...]:
    """The values that would find something or are chosen: the largest first, the latest year."""
    values = [
        FacetValue(value=value, count=count, chosen=value in chosen)
        for value, count in counts.items()
        if count or value in chosen
    ]
    if facet is Facet.YEAR:
        return tuple(sorted(values, key=lambda v: v.value, reverse=True))
    return tuple(sorted(values, key=lambda v: (-v.count, v.value)))


def hit_of(
    thing: Thing, score: float, missing: tuple[str, ...], query: Query, answers: Marker
) -> Hit:
    """The version that answers best: most found words, then the reader's language."""
    versions = []
    for record in thing.records:
        resource = record.resource
        found = snippet(resource.passages, answers, resource.lead)
        title = mark(resource.title, answers)
        rank = (found.found + sum(m for _, m in title), resource.language == query.language)
        versions.append((rank, record, title, found))
    _, record, title, found = max(versions, key=lambda version: version[0])
    return Hit(thing=thing, record=record, score=score, title=title, snippet=found, missing=missing)
