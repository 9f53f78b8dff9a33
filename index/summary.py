"""Summary: what coverage and the guard count of a record."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from index.record import Record
from index.required import missing_fields
from index.resource import Kind, Resource, fields_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """`lacking` are those of the fields of its kind that are empty.

    `said` is a digest of title and text; empty where there is no text.
    """

    kind: Kind
    publisher: str
    published: date | None
    last_seen: datetime
    lacking: frozenset[str]
    said: str = ""


def summary_of(record: Record) -> Summary:
    """The summary of a record."""
    resource = record.resource
    return Summary(
        kind=resource.kind,
        publisher=resource.publisher,
        published=resource.published,
        last_seen=record.last_seen,
        lacking=frozenset(missing_fields(resource, fields_of(resource.kind))),
        said=_digest(resource),
    )


def _digest(resource: Resource) -> str:
    text = resource.text
    said = f"{resource.title}\n{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, digest_size=8).hexdigest() if text else ""
