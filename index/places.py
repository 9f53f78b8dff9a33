"""Municipalities and counties that a Resource names, by today's numbers.

Data: `municipalities.csv`, the municipalities in force since 2024 with population, centrality and
former names. Source: Statistics Norway (KLASS 131, KLASS 128, table 07459), CC BY 4.0; Sámi and
Kven names: Giellatekno/Divvun, UiT, CC BY 4.0.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from index.resource import Resource

CALLED = r" (?:kommune|herad|suohkan|gielda|tjïelte)"
WORD = r"[A-ZÆØÅÁČĐŊŠŦŽ][\w-]*"
NAMED = re.compile(rf"{WORD}(?:[ -](?:og |i )?{WORD}){{0,3}}{CALLED}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A municipality of today; population on 1 January 2024, centrality 1 (most) to 6."""

    number: str
    name: str
    county: str
    population: int
    centrality: int


@cache
def municipalities() -> dict[str, Municipality]:
    """All municipalities by number."""
    return {
        row["number"]: Municipality(
            number=row["number"],
            name=row["name"],
            county=row["county"],
            population=int(row["population"]),
            centrality=int(row["centrality"]),
        )
        for row in _rows()
    }


@cache
def counties() -> tuple[str, ...]:
    """The names of the counties."""
    return tuple(sorted({municipality.county for municipality in municipalities().values()}))


def municipalities_of(resource: Resource) -> tuple[str, ...]:
    """Numbers of the municipalities that a resource names, the applicant first."""
    place = resource.project or resource.example
    county = place.county if place else ""
    named = [resource.project.applicant] if resource.project else []
    named += [resource.example.municipality] if resource.example else []
    numbers = [_number(name, county) for name in named]
    text = f"{resource.title}\n{resource.lead}\n{resource.text}"
    numbers += [_number_at_end(match.group(0), county) for match in NAMED.finditer(text)]
    return tuple(dict.fromkeys(number for number in numbers if number))


def _number_at_end(words: str, county: str) -> str | None:
    """Of "I Nordre Follo kommune" the municipality: the words in front may be no part of it."""
    split = words.split()
    numbers = (_number(" ".join(split[start:]), county) for start in range(len(split)))
    return next(filter(None, numbers), None)


def _number(name: str, county: str) -> str | None:
    whole = " ".join(name.casefold().split())
    found = _names().get(whole) or _names().get(re.sub(f"{CALLED}$", "", whole), [])
    if len(found) > 1:
        found = [number for number in found if municipalities()[number].county == county]
    return found[0] if len(found) == 1 else None


@cache
def _names() -> dict[str, list[str]]:
    """Numbers by name; former names only where no municipality of today bears them."""
    today: dict[str, list[str]] = {}
    former: dict[str, list[str]] = {}
    for row in _rows():
        for name in {row["name"], *row["other_names"].split(";")} - {""}:
            today.setdefault(name.casefold(), []).append(row["number"])
        for name in set(row["former_names"].split(";")) - {""}:
            former.setdefault(name.casefold(), []).append(row["number"])
    return former | today


def _rows() -> list[dict[str, str]]:
    text = resources.files("index").joinpath("municipalities.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def counties_of(resource: Resource) -> tuple[str, ...]:
    """The county that a project or an example lies in."""
    place = resource.project or resource.example
    return (place.county,) if place and place.county in counties() else ()
