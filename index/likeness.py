"""Municipalities that are alike: near in population and centrality, own county first among equals.

A doubling of the population counts as much as two steps of centrality; distances are compared in
quarters of a doubling, so that what differs by a hair is equal.
"""

from functools import cache
from math import log2

from index.gazetteer import Municipality, municipalities

STEP = 0.5  # of a doubling of the population, for each step of centrality
SAME = 0.25  # of a doubling, within which two are equally near


@cache
def alike(number: str, count: int) -> tuple[Municipality, ...]:
    """The so many municipalities most like one, the nearest first; it is not among them."""
    own = municipalities()[number]

    def nearness(other: Municipality) -> tuple[int, bool, float]:
        apart = _distance(own, other)
        return round(apart / SAME), other.county != own.county, apart

    others = (other for other in municipalities().values() if other.number != number)
    return tuple(sorted(others, key=nearness)[:count])


def _distance(one: Municipality, other: Municipality) -> float:
    doublings = abs(log2(one.population / other.population))
    return doublings + STEP * abs(one.centrality - other.centrality)
