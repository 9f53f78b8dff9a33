"""History: what changed when in the facts that people wait for.

A grant that is opened anew every year has one page: the call that the page no longer shows is
closed, and stays a call of the same thing with its own deadline.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from operator import attrgetter
from typing import Any

import msgspec

from index.record import Change, Fact, Record, moment_text
from index.remember import resource_of
from index.resource import OSLO, Call, Kind, Period, Resource

OF_KIND = {
    Kind.EVENT: (Fact.TITLE, Fact.PERIODS, Fact.PLACE, Fact.SIGNUP, Fact.RECORDING),
    Kind.GRANT: (Fact.TITLE, Fact.CALLS),
    Kind.PROJECT: (Fact.TITLE, Fact.STATUS),
}
TYPES: dict[Fact, Any] = {Fact.PERIODS: tuple[Period, ...], Fact.CALLS: tuple[Call, ...]}


def note_history(db: sqlite3.Connection, record: Record) -> None:
    """Keep the facts that are not as they last were."""
    last = dict(
        db.execute(
            "SELECT field, value FROM history WHERE record = ? ORDER BY at", (record.id,)
        ).fetchall()
    )
    for fact, value in _facts(resource_of(db, record.id)):
        if fact not in last or value_of(fact, last[fact]) != value:
            db.execute(
                "INSERT OR REPLACE INTO history VALUES (?, ?, ?, ?)",
                (record.id, fact, moment_text(record.last_changed),
                 msgspec.json.encode(value).decode()),
            )  # fmt: skip


def changes_in(db: sqlite3.Connection, record: str) -> tuple[Change, ...]:
    """What changed in a record since it was first read, the latest change first."""
    rows = db.execute(
        "SELECT field, at, value FROM history WHERE record = ? ORDER BY field, at", (record,)
    ).fetchall()
    changes = [
        Change(fact=Fact(field), at=datetime.fromisoformat(at), before=before, after=after)
        for (earlier, _, before), (field, at, after) in pairwise(rows)
        if field == earlier and before != after
    ]
    return tuple(sorted(changes, key=lambda change: (change.at, change.fact), reverse=True))


def value_of(fact: Fact, text: str) -> Any:
    """The value of a fact, which the store and a Change have as JSON."""
    return msgspec.json.decode(text, type=TYPES.get(fact, str))


def with_earlier_calls(resource: Resource, changes: Iterable[Change]) -> Resource:
    """A grant with the calls that its page has shown before and that were then over.

    A deadline that changed before it had come was put off, and is none.
    """
    grant = resource.grant
    if grant is None:
        return resource
    shown = {call.deadline for call in grant.calls}
    earlier = {
        call.deadline: Call(deadline=call.deadline, opens=call.opens)
        for change in changes
        if change.fact is Fact.CALLS
        for call in value_of(Fact.CALLS, change.before)
        if call.deadline and call.deadline not in shown and _is_over(call, change.at)
    }
    calls = tuple(earlier[deadline] for deadline in sorted(earlier))
    return replace(resource, grant=replace(grant, calls=calls + grant.calls))


def _is_over(call: Call, at: datetime) -> bool:
    return call.deadline is not None and call.deadline < at.astimezone(OSLO).date()


def _facts(resource: Resource) -> list[tuple[Fact, Any]]:
    facts = OF_KIND.get(resource.kind, ()) if resource.facts else ()
    return [(fact, attrgetter(fact)(resource)) for fact in facts]
