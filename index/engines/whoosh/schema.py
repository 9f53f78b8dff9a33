"""The Whoosh schema, and the terms of a thing in each of its fields.

Whoosh is given terms that are analysed already, parted by spaces: it pickles its analysers into the
index, and ours shall be free to move.
"""

import re
from urllib.parse import unquote, urlsplit

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import TEXT, Schema

from index.language.analysis import FINGERPRINT as ANALYSIS
from index.language.analysis import terms
from index.record import Thing

FINGERPRINT = f"whoosh-2.7.5 schema-2 {ANALYSIS}"
WEIGHTS = {"title": 3.0, "headings": 1.5, "address": 1.0, "text": 1.0}


def whoosh_schema() -> Schema:
    """One text field for each weight; everything else lies beside Whoosh."""
    field = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True, stored=False)
    return Schema(**dict.fromkeys(WEIGHTS, field))


def fields_of(thing: Thing) -> dict[str, str]:
    """The terms of a thing, all its language versions together."""
    read = [record.resource for record in thing.records]
    texts = {
        "title": "\n".join(resource.title for resource in read),
        "headings": "\n".join(p.heading for resource in read for p in resource.passages),
        "address": "\n".join(_address_words(resource.address) for resource in read),
        "text": "\n".join(
            part for resource in read for part in (resource.lead, _named(thing), resource.text)
        ),
    }
    return {name: " ".join(terms(text)) for name, text in texts.items()}


def _address_words(address: str) -> str:
    return re.sub(r"[-_/.]+", " ", unquote(urlsplit(address).path))


def _named(thing: Thing) -> str:
    """The labelled fields that are words."""
    resource = thing.record.resource
    if resource.event:
        speakers = [f"{s.name} {s.role} {s.organisation}" for s in resource.event.speakers]
        return "\n".join([*speakers, resource.event.organiser])
    if resource.project:
        return "\n".join((resource.project.applicant, resource.project.county))
    if resource.example:
        return "\n".join((resource.example.municipality, resource.example.county))
    return resource.sector
