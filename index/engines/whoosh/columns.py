"""Columns of a generation: facet values as rows of bits, days and moments as integers.

Shapes: n things. Days are proleptic ordinals (int32), 0 where there is none; moments are seconds
since 1970 (int64).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.places import counties_of
from index.query import Facet
from index.record import State, Thing
from index.resource import OSLO, Kind

Bools = NDArray[np.bool_]
FOREVER = np.iinfo(np.int32).max
NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What hits are filtered, counted and sorted by."""

    size: int
    values: dict[Facet, tuple[str, ...]]
    bits: dict[Facet, NDArray[np.uint8]]  # (number of values, ceil(n / 8))
    day: NDArray[np.int32]  # (n,)
    length: NDArray[np.int32]  # (n,), whole words
    modified: NDArray[np.int32]  # (n,), of guidance: the day it was last touched
    recorded: NDArray[np.bool_]  # (n,), whether an event has a recording
    event_end: NDArray[np.int64]  # (n,), NEVER where it is no event
    calls: NDArray[np.int32]  # (number of calls, 3): position, opens, deadline
    dates: NDArray[
        np.int64
    ]  # (number of dates, 3): position, moment it begins (or is due), moment it is over

    def row(self, facet: Facet, value: str) -> Bools:
        """Which things have the value."""
        if value not in self.values[facet]:
            return np.zeros(self.size, dtype=bool)
        packed = self.bits[facet][self.values[facet].index(value)]
        return np.unpackbits(packed, count=self.size).view(bool)

    def counts(self, facet: Facet, mask: Bools) -> NDArray[np.int64]:
        """How many of the masked things have each of the facet's values."""
        both = self.bits[facet] & np.packbits(mask)
        counts: NDArray[np.int64] = np.bitwise_count(both).sum(axis=1, dtype=np.int64)
        return counts

    def in_state(self, state: State, now: datetime) -> Bools:
        """Which things are coming, held, open or closed now; as `index.record.state_of`."""
        seconds, today = now.timestamp(), now.astimezone(OSLO).date().toordinal()
        if state is State.HELD:
            return (self.event_end > NEVER) & (self.event_end < seconds)
        position, opens, deadline = self.calls.T
        is_open = self._any(position[(opens <= today) & (deadline >= today)])
        later = self._any(position[opens > today]) & ~is_open
        if state is State.OPEN:
            return is_open
        if state is State.COMING:
            return (self.event_end >= seconds) | later
        return self._any(position) & ~is_open & ~later

    def next_date(self, now: datetime) -> NDArray[np.int64]:
        """When each thing begins next or is due; the largest integer if never again.

        Of what is under way, the moment at which it began.
        """
        upcoming = np.full(self.size, np.iinfo(np.int64).max)
        ahead = self.dates[self.dates[:, 2] >= now.timestamp()]
        np.minimum.at(upcoming, ahead[:, 0], ahead[:, 1])
        return upcoming

    def next_change(self, now: datetime) -> datetime:
        """Until when everything is in the state that it is in now."""
        tomorrow = now.astimezone(OSLO).date() + timedelta(days=1)
        midnight = datetime.combine(tomorrow, time(), OSLO)
        begins, ends = self.dates[:, 1], self.dates[:, 2]
        ahead = np.concatenate([begins[begins > now.timestamp()], ends[ends >= now.timestamp()]])
        if not len(ahead) or ahead.min() > midnight.timestamp():
            return midnight
        return datetime.fromtimestamp(int(ahead.min()), UTC)

    def _any(self, positions: NDArray[Any]) -> Bools:
        mask = np.zeros(self.size, dtype=bool)
        mask[positions] = True
        return mask


@dataclass
class ColumnsWriter:
    """Collects the columns while things are written, and saves them."""

    rows: dict[Facet, dict[str, list[int]]] = field(
        default_factory=lambda: {facet: {} for facet in Facet}
    )
    day: list[int] = field(default_factory=list)
    length: list[int] = field(default_factory=list)
    modified: list[int] = field(default_factory=list)
    recorded: list[bool] = field(default_factory=list)
    event_end: list[int] = field(default_factory=list)
    calls: list[tuple[int, int, int]] = field(default_factory=list)
    dates: list[tuple[int, int, int]] = field(default_factory=list)

    def add(self, position: int, thing: Thing, length: int) -> None:
        """Add the next thing, so many words long."""
        for facet, values in _facet_values(thing).items():
            for value in values:
                self.rows[facet].setdefault(value, []).append(position)
        self.day.append(thing.day.toordinal() if thing.day else 0)
        self.event_end.append(_event_end(thing))
        resource = thing.record.resource
        touched = resource.modified or resource.published
        is_guidance = resource.kind is Kind.GUIDANCE
        self.length.append(length)
        self.modified.append(touched.toordinal() if touched and is_guidance else 0)
        self.recorded.append(bool(resource.event and resource.event.recording))
        for call in resource.grant.calls if resource.grant else ():
            opens = call.opens.toordinal() if call.opens else 0
            due = call.deadline.toordinal() if call.deadline else FOREVER * call.rolling
            self.calls.append((position, opens, due))
            if call.deadline:
                end = _end_of(call.deadline)
                self.dates.append((position, end, end))
        for period in resource.event.periods if resource.event else ():
            self.dates.append((position, _seconds(period.begin), _seconds(period.end)))

    def save(self, folder: Path) -> None:
        """Write the columns into the folder of a generation."""
        size = len(self.day)
        values = {facet: sorted(rows) for facet, rows in self.rows.items()}
        (folder / "facets.json").write_bytes(msgspec.json.encode(values))
        for facet, names in values.items():
            np.save(folder / f"facet-{facet}.npy", _bits(self.rows[facet], names, size))
        np.save(folder / "day.npy", np.array(self.day, dtype=np.int32))
        np.save(folder / "length.npy", np.array(self.length, dtype=np.int32))
        np.save(folder / "modified.npy", np.array(self.modified, dtype=np.int32))
        np.save(folder / "recorded.npy", np.array(self.recorded, dtype=bool))
        np.save(folder / "event_end.npy", np.array(self.event_end, dtype=np.int64))
        np.save(folder / "calls.npy", np.array(self.calls, dtype=np.int32).reshape(-1, 3))
        np.save(folder / "dates.npy", np.array(self.dates, dtype=np.int64).reshape(-1, 3))


def open_columns(folder: Path) -> Columns:
    """The columns of a generation, memory-mapped."""
    names = msgspec.json.decode(
        (folder / "facets.json").read_bytes(), type=dict[Facet, tuple[str, ...]]
    )
    day = _load(folder / "day.npy")
    return Columns(
        size=len(day),
        values=names,
        bits={facet: _load(folder / f"facet-{facet}.npy") for facet in Facet},
        day=day,
        length=_load(folder / "length.npy"),
        modified=_load(folder / "modified.npy"),
        recorded=_load(folder / "recorded.npy"),
        event_end=_load(folder / "event_end.npy"),
        calls=_load(folder / "calls.npy"),
        dates=_load(folder / "dates.npy"),
    )


def _load(path: Path) -> NDArray[Any]:
    loaded: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return loaded


def _bits(rows: dict[str, list[int]], names: Sequence[str], size: int) -> NDArray[np.uint8]:
    table = np.zeros((len(names), size), dtype=bool)
    for index, name in enumerate(names):
        table[index, rows[name]] = True
    return np.packbits(table, axis=1)


def _facet_values(thing: Thing) -> dict[Facet, Iterable[str]]:
    read = [record.resource for record in thing.records]
    return {
        Facet.KIND: [thing.kind.value],
        Facet.TOPIC: {topic for record in thing.records for topic in record.topics},
        Facet.SOURCE: {resource.source for resource in read},
        Facet.LANGUAGE: {resource.language for resource in read if resource.language},
        Facet.YEAR: [str(thing.day.year)] if thing.day else [],
        Facet.COUNTY: {county for resource in read for county in counties_of(resource)},
    }


def _event_end(thing: Thing) -> int:
    event = thing.record.resource.event
    if not event or not event.periods:
        return NEVER
    return max(_seconds(period.end) for period in event.periods)


def _end_of(day: date) -> int:
    return _seconds(datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=OSLO))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
