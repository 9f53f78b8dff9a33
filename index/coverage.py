"""Coverage: how much of each source is held, how old it is, and which fields are missing."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from index.edition import Edition
from index.record import Record
from index.required import Required, missing_fields
from index.resource import Kind
from index.results import Coverage, SourceCoverage
from index.store import Store


def coverage_of(
    store: Store, required: Required, now: datetime, sample: bool, edition: Edition | None = None
) -> Coverage:
    """What the store, or the edition, holds of every source, with the fields it must carry."""
    outcomes = store.last_outcomes()
    held = edition or store
    sources = sorted({*held.counts(), *outcomes})
    return Coverage(
        built=now,
        harvested=store.last_harvest(),
        sources=tuple(
            _source(name, list(held.records(name)), required.get(name, {}), outcomes.get(name, {}))
            for name in sources
        ),
        sample=sample,
    )


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
