"""The texts of a thing that are searched, for any engine."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from index.ranking import TITLE_TIMES
from index.record import Thing
from index.resource import Resource


def texts_of(thing: Thing) -> Iterator[str]:
    """Titles (so often as they count), headings, leads, fields and texts; its names are the last.

    Names are the words of its addresses, and what other things call it in their links.
    """
    for record in thing.records:
        resource = record.resource
        yield from [resource.title] * TITLE_TIMES
        yield "\n".join(passage.heading for passage in resource.passages)
        yield resource.lead
        yield _fields(resource)
        yield resource.text
    yield "\n".join([*(_address(record.resource) for record in thing.records), *thing.called])


def _address(resource: Resource) -> str:
    return re.sub(r"[-_/.]+", " ", unquote(urlsplit(resource.address).path))


def _fields(resource: Resource) -> str:
    """The labelled fields that are words."""
    if resource.event:
        speakers = [f"{s.name} {s.role} {s.organisation}" for s in resource.event.speakers]
        return "\n".join([*speakers, resource.event.organiser])
    if resource.project:
        return "\n".join((resource.project.applicant, resource.project.county))
    if resource.example:
        return "\n".join((resource.example.municipality, resource.example.county))
    return resource.sector
