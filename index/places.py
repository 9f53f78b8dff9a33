"""Municipalities and counties that a Resource names, by today's numbers and names."""

import re
from collections.abc import Collection, Iterator
from functools import cache

from index.gazetteer import (
    Municipality,
    counties,
    counties_by_name,
    counties_of_today,
    municipalities,
    names,
    without_word,
)
from index.mentions import Mention, counties_after, counting_mentions, mentions_in
from index.resource import Resource

__all__ = [
    "Municipality",
    "counties",
    "counties_of",
    "municipalities",
    "municipalities_of",
    "municipality_of",
]

NAMED = r"\bCOUNTYs?\b"
GOVERNED = r"\bCOUNTY fylke|\b(?:statsforvaltar|statsforvalter|fylkesmann)\w* i COUNTY\b"
GOVERNS = ("fylke", "statsforvalt")  # one of them is in what the pattern finds


def municipalities_of(resource: Resource) -> tuple[str, ...]:
    """Numbers of the municipalities that a resource names, the applicant first."""
    place = resource.project or resource.example
    county = counties_of_today(place.county) if place else ()
    text = "\n".join((resource.title, resource.lead, resource.text))
    near = county or tuple(_county_names(NAMED, text))
    numbers = [_number_of_field(field, near) for field in _fields(resource)]
    numbers += [_number_of_mention(mention, text, near) for mention in counting_mentions(text)]
    return tuple(dict.fromkeys(number for number in numbers if number))


def municipality_of(resource: Resource) -> tuple[str, ...]:
    """The number of the municipality that got a project's support or made an example, if known."""
    place = resource.project or resource.example
    if place is None:
        return ()
    number = _number_of_field(next(_fields(resource)), counties_of_today(place.county))
    return (number,) if number else ()


def _fields(resource: Resource) -> Iterator[str]:
    """What the page names as who applied, did it or speaks, and as what."""
    if resource.project:
        yield resource.project.applicant
    if resource.example:
        yield resource.example.municipality
    if resource.event:
        for speaker in resource.event.speakers:
            yield from (speaker.organisation, speaker.role)


def counties_of(resource: Resource) -> tuple[str, ...]:
    """The counties of today that a project or an example lies in, and those that are named.

    A county that was split gives all that it became, if the municipality does not say which.
    """
    text = "\n".join((resource.title, resource.lead, resource.text))
    folded = text.casefold()  # most texts name none, and a pattern of all counties is slow
    named = _county_names(GOVERNED, text) if any(word in folded for word in GOVERNS) else ()
    return tuple(dict.fromkeys((*_counties_it_lies_in(resource), *named)))


def _counties_it_lies_in(resource: Resource) -> tuple[str, ...]:
    place = resource.project or resource.example
    if place is None:
        return ()
    found = counties_of_today(place.county)
    if len(found) != 1 and (numbers := municipalities_of(resource)):
        return (municipalities()[numbers[0]].county,)
    return found


def _county_names(pattern: str, text: str) -> Iterator[str]:
    """The counties whose names stand in a text as the pattern says; not those that were split."""
    for match in _county_pattern(pattern).finditer(text):
        found = counties_of_today(next(filter(None, match.groups())))
        if len(found) == 1:
            yield from found


@cache
def _county_pattern(pattern: str) -> re.Pattern[str]:
    every = sorted(map(re.escape, counties_by_name()), key=len, reverse=True)
    return re.compile(pattern.replace("COUNTY", f"({'|'.join(every)})"), re.IGNORECASE)


def _number_of_field(field: str, near: Collection[str]) -> str | None:
    """Of a field that holds a name and little else, in letters of any size."""
    whole = " ".join(field.casefold().split())
    name = names().get(whole) or names().get(without_word(whole))
    if name:
        return name.number(near)
    mentions = [mention for mention in mentions_in(field) if mention.is_called]
    return mentions[0].name.number(near) if mentions else None


def _number_of_mention(mention: Mention, text: str, near: Collection[str]) -> str | None:
    return mention.name.number(counties_after(mention, text) or near)
