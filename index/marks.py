"""Marks: what a thing is narrowed, counted and sorted by, as an engine keeps it.

Days are proleptic ordinals, 0 where there is none; moments are seconds since 1970.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from index.places import counties_of, municipality_of
from index.query import Facet
from index.record import Record, Thing
from index.resource import OSLO, Call, Kind, Resource

FOREVER = 2**31 - 1
NEVER = -(2**63)
UNKNOWN = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The marks of one thing."""

    values: Mapping[Facet, Iterable[str]]  # of each facet, each once
    day: int
    modified: int  # of guidance: the day it was last touched
    recorded: bool  # whether an event has a recording
    amount: int  # kroner that a project got, UNKNOWN where it is none
    event_end: int  # NEVER where it is no event
    calls: tuple[tuple[int, int], ...]  # opens, deadline
    dates: tuple[tuple[int, int], ...]  # when it begins or is due, when over


def marks_of(thing: Thing) -> Marks:
    """The marks of a thing."""
    resource = thing.record.resource
    touched = resource.modified or resource.published
    is_guidance = resource.kind is Kind.GUIDANCE
    amount = resource.project.amount if resource.project else None
    calls = resource.grant.calls if resource.grant else ()
    return Marks(
        values=_values(thing),
        day=thing.day.toordinal() if thing.day else 0,
        modified=touched.toordinal() if touched and is_guidance else 0,
        recorded=bool(resource.event and resource.event.recording),
        amount=UNKNOWN if amount is None else amount,
        event_end=_event_end(thing),
        calls=tuple(map(_call, calls)),
        dates=(*map(_due, (call.deadline for call in calls if call.deadline)), *_periods(resource)),
    )


def _call(call: Call) -> tuple[int, int]:
    opens = call.opens.toordinal() if call.opens else 0
    is_lasting = bool(call.yearly) or (call.rolling and call.deadline is None)
    return opens, FOREVER if is_lasting else call.deadline.toordinal() if call.deadline else 0


def _due(deadline: date) -> tuple[int, int]:
    end = _end_of(deadline)
    return end, end


def _periods(resource: Resource) -> Iterator[tuple[int, int]]:
    for period in resource.event.periods if resource.event else ():
        yield _seconds(period.begin), _seconds(period.end)


def _values(thing: Thing) -> dict[Facet, Iterable[str]]:
    read = [record.resource for record in thing.records]
    projects = [resource.project for resource in read if resource.project]
    return {
        Facet.KIND: [thing.kind.value],
        Facet.TOPIC: {topic for record in thing.records for topic in record.topics},
        Facet.SOURCE: {resource.source for resource in read},
        Facet.LANGUAGE: {resource.language for resource in read if resource.language},
        Facet.YEAR: [str(thing.day.year)] if thing.day else [],
        Facet.COUNTY: {county for resource in read for county in counties_of(resource)},
        Facet.MUNICIPALITY: {number for record in thing.records for number in _numbers(record)},
        Facet.AUDIENCE: {name for record in thing.records for name in record.audiences},
        Facet.STATUS: {project.status for project in projects if project.status},
        Facet.MEASURE: {measure for project in projects for measure in project.measures},
    }


def _numbers(record: Record) -> tuple[str, ...]:
    """Municipalities: where it was done, of what somebody has done; else all that are named."""
    if record.resource.kind in (Kind.PROJECT, Kind.EXAMPLE):
        return municipality_of(record.resource)
    return record.municipalities


def _event_end(thing: Thing) -> int:
    event = thing.record.resource.event
    if not event or not event.periods:
        return NEVER
    return max(_seconds(period.end) for period in event.periods)


def _end_of(day: date) -> int:
    return _seconds(datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=OSLO))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
