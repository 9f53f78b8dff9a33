"""Record: a Resource as it is remembered, with all its addresses, history and settled facts."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from index.resource import OSLO, Call, Kind, Resource, Timed

RECORDED = timedelta(days=60)  # by then the recording of an event is there
CANCELLED = re.compile(r"\W*(?:avlyst|avlysing|kansellert|cancell?ed)\b", re.IGNORECASE)
ENDED = ("gjennomført", "avsluttet", "avlyst")


def moment_text(moment: datetime) -> str:
    """A moment as the store writes it: UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


class Role(StrEnum):
    """What an address is to its record."""

    CANONICAL = "canonical"
    COPY = "copy"
    REDIRECTS = "redirects"
    FEED = "feed"
    TRANSCRIPT = "transcript"
    GIVEN = "given"  # no address: a transcript that the operator has given
    GONE = "gone"


class Mark(StrEnum):
    """What is the matter with an address; nothing where it has none."""

    MISSING = "missing"  # 404 or 410, not yet confirmed
    GONE = "gone"
    KEPT = "kept"  # what it says now is less than what is held of it
    UNLISTED = "unlisted"  # its feed has it no longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address of a record, with how the last visit to it went, and since when it is marked."""

    address: str
    role: Role
    status: int = 0
    last_visit: datetime | None = None
    mark: Mark | None = None
    since: datetime | None = None
    why: str = ""


class Fact(StrEnum):
    """A fact that people wait for, by where a Resource has it."""

    TITLE = "title"
    PERIODS = "event.periods"
    PLACE = "event.place"
    SIGNUP = "event.signup"
    RECORDING = "event.recording"
    CALLS = "grant.calls"
    STATUS = "project.status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A fact that was seen to be another than before; the values as JSON."""

    fact: Fact
    at: datetime
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a record was found to be about, and for whom it is written."""

    topics: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A stored Resource; its id never changes and says nothing of its address.

    `gone` is since when none of its pages stands any more: then it is not published. `former` are
    the ids of records that turned out to be this one.
    """

    id: str
    resource: Resource
    addresses: tuple[Address, ...] = ()
    topics: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    first_seen: datetime
    last_seen: datetime
    last_changed: datetime
    gone: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What a reader looks for: one record, and the same in other languages. One hit each."""

    record: Record
    versions: tuple[Record, ...] = ()
    called: tuple[str, ...] = ()  # the words of links that lead to it from other things

    @property
    def id(self) -> str:
        """The id of the record in front."""
        return self.record.id

    @property
    def kind(self) -> Kind:
        """The kind of the thing."""
        return self.record.resource.kind

    @property
    def records(self) -> tuple[Record, ...]:
        """The record and its versions."""
        return (self.record, *self.versions)

    @property
    def day(self) -> date | None:
        """The day to sort by: when an event begins, else when it was published or changed."""
        resource = self.record.resource
        if resource.event and resource.event.periods:
            return resource.event.periods[0].first
        if resource.project and resource.project.year:
            return date(resource.project.year, 1, 1)
        return resource.published or resource.modified


class State(StrEnum):
    """Where an event or a grant stands at a given moment; never stored."""

    COMING = "coming"
    HELD = "held"
    OPEN = "open"
    CLOSED = "closed"


def state_of(resource: Resource | Timed, now: datetime) -> State | None:
    """Coming or held, open or closed; None for what has no such state."""
    if resource.event and resource.event.periods:
        over = max(period.end for period in resource.event.periods) < now
        return State.HELD if over else State.COMING
    if resource.grant and resource.grant.calls:
        today = now.astimezone(OSLO).date()
        calls = resource.grant.calls
        if any(_is_open(call, today) for call in calls):
            return State.OPEN
        return State.COMING if any(c.opens and c.opens > today for c in calls) else State.CLOSED
    return None


def is_cancelled(resource: Resource) -> bool:
    """Whether an event says, first of all in its title or lead, that it will not be held."""
    said = (resource.title, resource.lead)
    return bool(resource.event) and any(CANCELLED.match(text) for text in said)


def is_past(resource: Resource | Timed, now: datetime) -> bool:
    """Whether a thing is over: an event and its recording, a project that has ended.

    A closed grant is not: the next call opens on the same page.
    """
    status = resource.project.status.casefold() if resource.project else ""
    return status in ENDED or state_of(resource, now - RECORDED) is State.HELD


def _is_open(call: Call, today: date) -> bool:
    """From the day it opens until the end of the day it is due."""
    due = call.due(today) is not None or (call.rolling and call.deadline is None)
    return due and (call.opens or today) <= today
