"""One Resource out of all that the pages of the same thing say."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from index.record import Role
from index.resource import Resource

Data = TypeVar("Data")
RANK = {Role.GIVEN: 3, Role.CANONICAL: 2, Role.FEED: 1}
OWN = (
    "address",
    "kind",
    "source",
    "publisher",
    "language",
    "passages",
    "links",
    "keys",
    "versions",
    "doubtful",
    "spoken",
)


def best_first(readings: Iterable[tuple[Role, Resource]]) -> list[Resource]:
    """The readings in the order in which they are believed.

    Those with a page before an episode of which the feed knows the sound alone; dated before
    undated, page before feed, long before short; then by address, then by all that they say, so
    that the order of arrival never matters.
    """
    ordered = sorted(
        readings,
        key=lambda pair: (
            pair[1].episode is not None and pair[1].address == pair[1].episode.audio,
            pair[1].published is None,
            -RANK.get(pair[0], 0),
            -len(pair[1].text),
            pair[1].address,
            repr(pair[1]),
        ),
    )
    return [resource for _, resource in ordered]


def merge(readings: Sequence[Resource]) -> Resource:
    """The first reading, with what it leaves empty filled from the others, and what is said."""
    spoken = [reading for reading in readings if reading.spoken]
    first, *others = [reading for reading in readings if not reading.spoken] or spoken
    merged = first
    for other in others:
        merged = _filled(merged, other, own=OWN)
    said = spoken[0].passages if spoken and not first.spoken else ()
    names = {name for reading in readings for name in reading.keys}
    return replace(merged, keys=tuple(sorted(names)), passages=merged.passages + said)


def _filled(data: Data, other: Data, own: Sequence[str] = ()) -> Data:
    changes: dict[str, Any] = {}
    for item in fields(data):  # type: ignore[arg-type]
        mine, theirs = getattr(data, item.name), getattr(other, item.name)
        if item.name in own:
            continue
        if mine in (None, "", ()):
            changes[item.name] = theirs
        elif hasattr(mine, "__dataclass_fields__") and type(mine) is type(theirs):
            changes[item.name] = _filled(mine, theirs)
    return replace(data, **changes)  # type: ignore[type-var]
