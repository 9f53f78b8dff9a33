"""Coverage: how much of each source is held, how old it is, and which fields are missing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from index.record import Record
from index.resource import Kind, Resource
from index.results import Coverage, SourceCoverage
from index.store import Store

Required = Mapping[str, Mapping[Kind, tuple[str, ...]]]  # source -> kind -> names of fields


def coverage_of(store: Store, required: Required, now: datetime, sample: bool) -> Coverage:
    """What the store holds of every source, with the fields that each kind must carry."""
    outcomes = store.last_outcomes()
    sources = sorted({*store.counts(), *outcomes})
    return Coverage(
        built=now,
        harvested=store.last_harvest(),
        sources=tuple(
            _source(name, list(store.records(name)), required.get(name, {}), outcomes.get(name, {}))
            for name in sources
        ),
        sample=sample,
    )


def missing_fields(resource: Resource, names: Iterable[str]) -> list[str]:
    """Those of the named fields that are empty, in the Resource or in its kind's own part."""
    return [name for name in names if _value(resource, name) in (None, "", ())]


def _value(resource: Resource, name: str) -> object:
    if hasattr(resource, name):
        return getattr(resource, name)
    return getattr(resource.facts, name, None)


def _source(
    name: str,
    records: list[Record],
    required: Mapping[Kind, tuple[str, ...]],
    outcomes: Mapping[str, int],
) -> SourceCoverage:
    read = [record.resource for record in records]
    days = [resource.published for resource in read if resource.published]
    missing = Counter(
        f"{resource.kind}.{field}"
        for resource in read
        for field in missing_fields(resource, required.get(resource.kind, ()))
    )
    return SourceCoverage(
        source=name,
        publisher=read[0].publisher if read else name,
        count=len(read),
        kinds=dict(Counter(str(resource.kind) for resource in read).most_common()),
        oldest=min(days, default=None),
        newest=max(days, default=None),
        last_visit=max((record.last_seen for record in records), default=None),
        missing=dict(missing),
        outcomes=outcomes,
    )
