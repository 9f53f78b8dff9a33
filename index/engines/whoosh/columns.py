"""Columns of a generation: facet values as rows of bits, days and moments as integers.

Shapes: n things. Days are proleptic ordinals (int32), 0 where there is none; moments are seconds
since 1970 (int64).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.kept import GONE
from index.marks import FOREVER, NEVER, marks_of
from index.query import Facet
from index.record import State, Thing
from index.resource import OSLO
from index.table import map_array

Bools = NDArray[np.bool_]
Bits = NDArray[np.uint64]
Positions = NDArray[np.int64]
PLAIN = {
    "day": np.int32, "modified": np.int32, "recorded": bool, "amount": np.int64,
    "event_end": np.int64,
}  # fmt: skip
PLACED = {"calls": np.int32, "dates": np.int64}  # rows that begin with a position
first = itemgetter(0)
ARRAYS = ("day", "newest", "modified", "recorded", "amount", "event_end", "calls", "dates")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What hits are filtered, counted and sorted by."""

    values: Mapping[Facet, tuple[str, ...]]
    bits: Mapping[Facet, Bits]  # (number of values, words of 64 things)
    day: NDArray[np.int32]  # (n,)
    newest: NDArray[np.uint32]  # (n,), positions in the order of their days, the last day first
    modified: NDArray[np.int32]  # (n,), of guidance: the day it was last touched
    recorded: Bools  # (n,), whether an event has a recording
    amount: NDArray[np.int64]  # (n,), kroner that a project got, UNKNOWN where it is none
    event_end: NDArray[np.int64]  # (n,), NEVER where it is no event
    calls: NDArray[np.int32]  # (number of calls, 3): position, opens, deadline
    dates: NDArray[np.int64]  # (number of dates, 3): position, when it begins or is due, when over
    begins: NDArray[np.int64]  # moments at which an event begins or a grant is due, ascending
    ends: NDArray[np.int64]  # moments after which one is over, ascending
    events: Positions  # those that are events
    guidance: Positions  # those that were ever touched, the oldest touch first
    states: dict[tuple[int, int], dict[State | None, Positions]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of things."""
        return len(self.day)

    def any_of(self, facet: Facet, values: Iterable[str]) -> Bits:
        """Which things have one of the values."""
        known = self.values[facet]
        rows = [known.index(value) for value in values if value in known]
        return np.bitwise_or.reduce(self.bits[facet][rows], axis=0)  # type: ignore[no-any-return]

    def counts(self, facet: Facet, among: Bits) -> NDArray[np.int64]:
        """How many of some things have each of the facet's values."""
        counts: NDArray[np.int64] = np.bitwise_count(self.bits[facet] & among).sum(
            axis=1, dtype=np.int64
        )
        return counts

    def in_state(self, state: State, now: datetime) -> Positions:
        """Which things are coming, held, open or closed now; as `index.record.state_of`."""
        return self._at(now)[state]

    def over(self, now: datetime) -> Positions:
        """Events that were held without a recording, and grants that are closed."""
        return self._at(now)[None]

    def _at(self, now: datetime) -> dict[State | None, Positions]:
        """The states of all things, kept for as long as none changes."""
        today = now.astimezone(OSLO).date().toordinal()
        ended = self.event_end[self.events] < now.timestamp()
        key = (today, int(np.count_nonzero(ended)))
        found = self.states.get(key)
        if found is None:
            found = self._states(today, ended)
            self.states.clear()
            self.states[key] = found
        return found

    def _states(self, today: int, ended: Bools) -> dict[State | None, Positions]:
        position, opens, deadline = self.calls.T.astype(np.int64)
        is_open = np.unique(position[(opens <= today) & (deadline >= today)])
        later = np.setdiff1d(position[opens > today], is_open)
        closed = np.setdiff1d(np.setdiff1d(position, is_open), later)
        held = self.events[ended]
        return {
            State.HELD: held,
            State.OPEN: is_open,
            State.COMING: np.union1d(self.events[~ended], later),
            State.CLOSED: closed,
            None: np.union1d(held[~self.recorded[held]], closed),
        }

    def not_touched_since(self, day: date) -> Positions:
        """Guidance that was last touched before a day."""
        touched = self.modified[self.guidance]
        return self.guidance[: int(np.searchsorted(touched, day.toordinal()))]

    def between(self, since: date | None, until: date | None) -> Bools:
        """Which things are of a day from `since` to `until`, both included."""
        first = since.toordinal() if since else 1
        last = until.toordinal() if until else FOREVER
        return (self.day >= first) & (self.day <= last)

    def of_amount(self, least: int | None, most: int | None) -> Bools:
        """Which things are projects that got from `least` to `most` kroner, both included."""
        found = self.amount >= max(0, least or 0)
        return found if most is None else found & (self.amount <= most)

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
        seconds = now.timestamp()
        begins = self.begins[np.searchsorted(self.begins, seconds, "right") :][:1].tolist()
        ends = self.ends[np.searchsorted(self.ends, seconds) :][:1].tolist()
        ahead = min((*begins, *ends), default=midnight.timestamp())
        return min(midnight, datetime.fromtimestamp(ahead, UTC))


@dataclass
class ColumnsWriter:
    """Collects the columns while things are written, and saves them."""

    rows: dict[Facet, dict[str, list[int]]] = field(
        default_factory=lambda: {facet: {} for facet in Facet}
    )
    positions: list[int] = field(default_factory=list)
    day: list[int] = field(default_factory=list)
    modified: list[int] = field(default_factory=list)
    recorded: list[bool] = field(default_factory=list)
    amount: list[int] = field(default_factory=list)
    event_end: list[int] = field(default_factory=list)
    calls: list[tuple[int, int, int]] = field(default_factory=list)
    dates: list[tuple[int, int, int]] = field(default_factory=list)

    def add(self, position: int, thing: Thing) -> None:
        """Add a thing."""
        marks = marks_of(thing)
        self.positions.append(position)
        for facet, values in marks.values.items():
            for value in values:
                self.rows[facet].setdefault(value, []).append(position)
        for name in PLAIN:
            getattr(self, name).append(getattr(marks, name))
        self.calls += [(position, *call) for call in marks.calls]
        self.dates += [(position, *dates) for dates in marks.dates]

    def carry(self, earlier: Columns, now: Positions) -> None:
        """Add things of an earlier generation, each in its position now; GONE is in none."""
        held = np.flatnonzero(now != GONE)
        self.positions += now[held].tolist()
        for name in PLAIN:
            getattr(self, name).extend(getattr(earlier, name)[held].tolist())
        for name in PLACED:
            rows = getattr(earlier, name).astype(np.int64)
            rows[:, 0] = now[rows[:, 0]]
            getattr(self, name).extend(map(tuple, rows[rows[:, 0] != GONE].tolist()))
        for facet, values in earlier.values.items():
            for value, bits in zip(values, earlier.bits[facet], strict=True):
                found = now[np.flatnonzero(from_bits(bits, earlier.size))]
                if (found != GONE).any():
                    self.rows[facet].setdefault(value, []).extend(found[found != GONE].tolist())

    def save(self, folder: Path) -> None:
        """Write the columns into the folder of a generation."""
        size = len(self.positions)
        values = {facet: sorted(rows) for facet, rows in self.rows.items()}
        (folder / "facets.json").write_bytes(msgspec.json.encode(values))
        for facet, names in values.items():
            np.save(folder / f"facet-{facet}.npy", _bits(self.rows[facet], names, size))
        arrays = {
            name: np.array(getattr(self, name), dtype=kind)[np.argsort(self.positions)]
            for name, kind in PLAIN.items()
        }
        arrays["newest"] = np.argsort(-arrays["day"], kind="stable").astype(np.uint32)
        for name, kind in PLACED.items():
            arrays[name] = np.array(sorted(getattr(self, name), key=first), kind).reshape(-1, 3)
        for name in ARRAYS:
            np.save(folder / f"{name}.npy", arrays[name])


def open_columns(folder: Path) -> Columns:
    """The columns of a generation, memory-mapped."""
    names = msgspec.json.decode(
        (folder / "facets.json").read_bytes(), type=dict[Facet, tuple[str, ...]]
    )
    arrays = {name: map_array(folder / f"{name}.npy") for name in ARRAYS}
    modified = arrays["modified"]
    touched = np.flatnonzero(modified)
    return Columns(
        values=names,
        bits={facet: map_array(folder / f"facet-{facet}.npy") for facet in Facet},
        begins=np.sort(arrays["dates"][:, 1]),
        ends=np.sort(arrays["dates"][:, 2]),
        events=np.flatnonzero(arrays["event_end"] > NEVER),
        guidance=touched[np.argsort(modified[touched], kind="stable")],
        **arrays,  # type: ignore[arg-type]
    )


def to_bits(mask: Bools) -> Bits:
    """A mask of things as a row of bits."""
    packed = np.zeros(_words(len(mask)) * 8, dtype=np.uint8)
    packed[: -(-len(mask) // 8)] = np.packbits(mask)
    return packed.view(np.uint64)


def from_bits(bits: Bits, size: int) -> Bools:
    """A row of bits as a mask of things."""
    return np.unpackbits(bits.view(np.uint8), count=size).view(bool)


def _words(size: int) -> int:
    return -(-size // 64)


def _bits(rows: dict[str, list[int]], names: Sequence[str], size: int) -> Bits:
    table = np.zeros((len(names), _words(size)), dtype=np.uint64)
    for row, name in enumerate(names):
        mask = np.zeros(size, dtype=bool)
        mask[rows[name]] = True
        table[row] = to_bits(mask)
    return table
