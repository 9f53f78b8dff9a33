"""Coverage: how much of each source is held, how old it is, and which fields are missing."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from types import MappingProxyType

from index.edition import Edition
from index.required import Required
from index.resource import Kind
from index.results import Coverage, SourceCoverage
from index.store import Store
from index.summary import Summary

MOST_REASONS = 20  # of one outcome are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of a source beside the store: its owner's terms, when it is visited next.

    `guard` says why its newest pages are held back, if they are.
    """

    licence: str = ""
    contact: str = ""
    next_visit: datetime | None = None
    guard: str = ""


def coverage_of(
    store: Store,
    required: Required,
    now: datetime,
    sample: bool,
    about: Mapping[str, About] = MappingProxyType({}),
    edition: Edition | None = None,
) -> Coverage:
    """What the store, or the edition, holds of every source, with the fields it must carry."""
    outcomes = store.last_outcomes()
    reasons, known = store.last_reasons(), store.addresses_known()
    kept = edition or store
    counted: dict[str, list[Summary]] = defaultdict(list)
    for name, summary in kept.summaries():
        counted[name].append(summary)
    held = (
        _source(name, counted[name], required.get(name, {}), outcomes.get(name, {}))
        for name in sorted({*counted, *outcomes})
    )
    return Coverage(
        built=now,
        harvested=store.last_harvest(),
        sources=tuple(
            _with_ledger(
                source,
                now,
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
    now: datetime,
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
        guard=about.guard,
        published=now if source.count and not about.guard else None,
        reasons={
            outcome: dict(islice(counts.items(), MOST_REASONS))
            for outcome, counts in reasons.items()
        },
    )


def _source(
    name: str,
    read: list[Summary],
    required: Mapping[Kind, tuple[str, ...]],
    outcomes: Mapping[str, int],
) -> SourceCoverage:
    days = [summary.published for summary in read if summary.published]
    missing = Counter(
        f"{summary.kind}.{field}"
        for summary in read
        for field in required.get(summary.kind, ())
        if field in summary.lacking
    )
    return SourceCoverage(
        source=name,
        publisher=read[0].publisher if read else name,
        count=len(read),
        kinds=dict(Counter(str(summary.kind) for summary in read).most_common()),
        oldest=min(days, default=None),
        newest=max(days, default=None),
        last_visit=max((summary.last_seen for summary in read), default=None),
        missing=dict(missing),
        outcomes=outcomes,
    )
