"""Export: every record, and every visit, as one JSON line; docs/export.md says what is in them.

A line of a record holds nothing of when it was visited, and the lines stand in the order of their
addresses: a site that is collected twice gives the same bytes.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from index.record import Record
from index.repeated import learn_repeated
from index.resource import Link, Passage, Resource
from index.store import Store, VisitRow

SCHEMA = 1
PASSAGE = ("heading", "anchor", "page", "second")


def record_lines(store: Store) -> Iterator[bytes]:
    """The records in the order of their addresses, one at a time."""
    repeated = learn_repeated(lambda: (resource for _, resource in store.resources()))
    for record in store.records():
        yield _line(_record(record, repeated.strip(record.resource)))


def visit_lines(store: Store) -> Iterator[bytes]:
    """The ledger, the first visit first."""
    return (_line(_visit(row)) for row in store.visits())


def _line(fields: dict[str, Any]) -> bytes:
    return msgspec.json.encode({"schema": SCHEMA, **fields}) + b"\n"


def _record(record: Record, indexed: Resource) -> dict[str, Any]:
    """The fields of a record; `indexed` is what it says without the blocks that repeat."""
    resource = record.resource
    return {
        "address": resource.address,
        "addresses": [{"address": a.address, "role": a.role} for a in record.addresses],
        "kind": resource.kind,
        "title": resource.title,
        "lead": resource.lead,
        "language": resource.language,
        "versions": sorted(resource.versions),
        "source": resource.source,
        "publisher": resource.publisher,
        "published": resource.published,
        "modified": resource.modified,
        "topics": record.topics,
        "municipalities": record.municipalities,
        "audiences": record.audiences,
        "step": resource.step,
        "sector": resource.sector,
        "doubtful": resource.doubtful,
        "fields": resource.facts,
        "passages": [_passage(passage) for passage in indexed.passages if passage.text],
        "links": [_link(link) for link in resource.links],
    }


def _passage(passage: Passage) -> dict[str, Any]:
    places = {name: getattr(passage, name) for name in PASSAGE}
    return {"text": passage.text, **{k: v for k, v in places.items() if v not in ("", None)}}


def _link(link: Link) -> dict[str, Any]:
    return {"address": link.target, "text": link.text}


def _visit(row: VisitRow) -> dict[str, Any]:
    return row._asdict()
