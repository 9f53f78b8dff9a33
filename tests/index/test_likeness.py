"""Municipalities that are alike in size and centrality."""

import pytest

from index.gazetteer import municipalities
from index.likeness import alike


def numbers(name: str, county: str = "") -> str:
    return next(
        m.number for m in municipalities().values() if m.name == name and county in m.county
    )


@pytest.mark.parametrize("number", ["0301", "1101", "5610", "1151"])
def test_they_are_near_in_population_and_centrality(number: str) -> None:
    own, found = municipalities()[number], alike(number, 5)
    rest = [m for m in municipalities().values() if m != own and m not in found]
    nearer = sum(
        abs(m.population - own.population) <= abs(found[0].population - own.population)
        and abs(m.centrality - own.centrality) <= abs(found[0].centrality - own.centrality)
        for m in rest
    )
    assert nearer <= len(found)  # hardly any outdoes the first in both
    assert own not in found
    assert len(found) == 5


def test_among_equals_the_own_county_comes_first() -> None:
    for own in municipalities().values():
        found = alike(own.number, 2)
        first, second = (
            (abs(m.centrality - own.centrality), m.county == own.county) for m in found
        )
        same_size = found[0].population == found[1].population
        if same_size and first[0] == second[0]:
            assert first[1] >= second[1]


def test_likeness_is_told_of_every_municipality() -> None:
    assert all(len(alike(number, 8)) == 8 for number in municipalities())
