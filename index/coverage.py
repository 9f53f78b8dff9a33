"""Coverage: how much of each source is held, how old it is, and which fields are missing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from types import MappingProxyType

from index.record import Record
from index.resource import Kind, Resource
from index.results import Coverage, SourceCoverage
from index.store import Store

MOST_REASONS = 20  # of one outcome are kept
Required = Mapping[str, Mapping[Kind, tuple[str, ...]]]  # source -> kind -> names of fields


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of a source beside the store: its owner's terms, and when it is visited."""

    licence: str = ""
    contact: str = ""
    next_visit: datetime | None = None


def coverage_of(
    store: Store,
    required: Required,
    now: datetime,
    sample: bool,
    about: Mapping[str, About] = MappingProxyType({}),
) -> Coverage:
    """What the store holds of every source, with the fields that each kind must carry."""
    outcomes = store.last_outcomes()
    reasons, known = store.last_reasons(), store.addresses_known()
    held = (
        _source(name, list(store.records(name)), required.get(name, {}), outcomes.get(name, {}))
        for name in sorted({*store.counts(), *outcomes})
    )
    return Coverage(
        built=now,
        harvested=store.last_harvest(),
        sources=tuple(
            _with_ledger(
                replace(source, published=now if source.count else None),
                known.get(source.source, (0, None)),
                reasons.get(source.source, {}),
                about.get(source.source, About()),
            )
            for source in held
        ),
        sample=sample,
    )


def _with_ledger(
    source: SourceCoverage,
    known: tuple[int, datetime | None],
    reasons: Mapping[str, Mapping[str, int]],
    about: About,
) -> SourceCoverage:
    return replace(
        source,
        licence=about.licence,
        contact=about.contact,
        known=known[0],
        oldest_visit=known[1],
        next_visit=about.next_visit,
        reasons={
            outcome: dict(islice(counts.items(), MOST_REASONS))
            for outcome, counts in reasons.items()
        },
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
