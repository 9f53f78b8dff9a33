"""Webinars and deadlines as a calendar (RFC 5545) that can be subscribed to.

What is given of a thing depends on the thing alone, so that a calendar that is read again changes
only where the thing has: the same UID for each of its dates, and a SEQUENCE that grows with its
history.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, timedelta

from flask import g
from icalendar import Calendar, Event, Timezone

from index.address import host_of
from index.query import Facet, Query, Sort
from index.record import Fact, Record, Thing, is_cancelled
from index.resource import OSLO, Call, Kind, Period
from searchsvc.asking import showing
from searchsvc.formats.identity import lasting_id
from searchsvc.formats.media import CALENDAR
from searchsvc.site import config, thing_address
from searchsvc.wording import value_name

DATED = (Kind.EVENT.value, Kind.GRANT.value)
MOVING = (Fact.TITLE, Fact.PERIODS, Fact.PLACE, Fact.SIGNUP, Fact.CALLS)
AGAIN = timedelta(hours=6)  # until a subscriber asks again
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Oslo
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def with_dates(query: Query) -> Query | None:
    """What of a query's things has dates, the next date first; None where nothing can."""
    kinds = query.filters.get(Facet.KIND, DATED)
    dated = tuple(kind for kind in kinds if kind in DATED)
    if not dated:
        return None
    return replace(query, filters={**query.filters, Facet.KIND: dated}, sort=Sort.SOONEST)


def to_calendar(title: str, shown: Iterable[tuple[Thing, Record]], own: str) -> bytes:
    """The calendar of things as they are shown; `own` is the address where it is had anew."""
    _ = g.language.gettext
    calendar = Calendar()
    calendar.add("prodid", f"-//{config().name}//NONSGML//{g.language.code.upper()}")
    calendar.add("version", "2.0")
    for field in ("name", "x-wr-calname"):
        calendar.add(field, _line(f"{title} – {config().name}"))
    calendar.add("x-wr-caldesc", _("Høyst %(number)s ting", number=CALENDAR.most))
    calendar.add("x-wr-timezone", OSLO.key)
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{int(AGAIN.total_seconds()) // 3600}H")
    calendar.add("source", own, parameters={"VALUE": "URI"})
    calendar.add_component(Timezone.from_ical(ZONE))
    for thing, record in shown:
        for entry in entries_of(thing, record):
            calendar.add_component(entry)
    return bytes(calendar.to_ical())


def entries_of(thing: Thing, record: Record) -> list[Event]:
    """The dates of a thing: the periods of a webinar, the deadlines of a grant."""
    resource = record.resource
    if resource.event:
        periods = enumerate(resource.event.periods)
        return [_webinar(thing, record, number, period) for number, period in periods]
    calls = resource.grant.calls if resource.grant else ()
    return [_deadline(thing, record, name, day) for name, day in _deadlines(calls)]


def _webinar(thing: Thing, record: Record, number: int, period: Period) -> Event:
    entry = _entry(thing, record, f"period/{number}", record.resource.title)
    event = record.resource.event
    if period.starts:
        entry.add("dtstart", period.begin)
        is_known = period.ends or period.last > period.first
        if is_known and period.end > period.begin:
            entry.add("dtend", period.end)
        else:
            entry.add("duration", timedelta(hours=1))
    else:
        entry.add("dtstart", period.first)
        entry.add("dtend", max(period.first, period.last) + timedelta(days=1))
    if event and event.place:
        entry.add("location", _line(event.place))
    entry.add("status", "CANCELLED" if is_cancelled(record.resource) else "CONFIRMED")
    return entry


def _deadline(thing: Thing, record: Record, name: str, day: date) -> Event:
    title = g.language.gettext("Frist: %(title)s", title=record.resource.title)
    entry = _entry(thing, record, name, title)
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")
    entry.add("status", "CONFIRMED")
    return entry


def _deadlines(calls: Iterable[Call]) -> Iterator[tuple[str, date]]:
    """Name and day of each deadline; of one that comes every year the next.

    They are named by their year, so that a new round leaves the names of the earlier ones.
    """
    of_year = Counter[int]()
    for call in calls:
        ahead = call.due(showing().today)
        if call.yearly and ahead:
            yield f"yearly/{call.yearly}/{ahead.year}", ahead
        elif call.deadline:
            year = call.deadline.year
            yield f"call/{year}/{of_year[year]}", call.deadline
            of_year[year] += 1


def _entry(thing: Thing, record: Record, name: str, title: str) -> Event:
    resource = record.resource
    changed = record.last_changed.astimezone(UTC).replace(microsecond=0)
    entry = Event()
    entry.add("uid", lasting_id(thing.id, name))
    entry.add("sequence", sum(change.fact in MOVING for change in record.changes))
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    language = {"LANGUAGE": resource.language} if resource.language else {}
    entry.add("summary", _line(title or resource.address), parameters=language)
    entry.add("description", _description(record))
    if host_of(resource.address):
        entry.add("url", resource.address)
    if record.topics:
        entry.add("categories", [value_name(Facet.TOPIC, topic) for topic in record.topics])
    return entry


def _description(record: Record) -> str:
    """Who, how to take part, and where all that is known of it stands."""
    _ = g.language.gettext
    resource = record.resource
    lines = [
        resource.publisher,
        _sentence(_("Påmelding"), resource.event.signup if resource.event else ""),
        _sentence(_("Opptak"), resource.event.recording if resource.event else ""),
        resource.grant.applicants if resource.grant else "",
        thing_address(record.id),
    ]
    return "\n".join(_line(line) for line in lines if line)


def _sentence(label: str, address: str) -> str:
    return f"{label}: {address}" if host_of(address) else ""


def _line(text: str) -> str:
    """The text on one line, without signs that control."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
