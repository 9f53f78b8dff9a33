"""Calendars: what an independent parser makes of them, and what happens when things change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from index.build import Plan, build
from index.engine import open_engine, open_publisher
from index.resource import OSLO, Call, Event, Grant, Kind, Outcome, Passage, Period, Resource, Visit
from index.store import Store
from index.topics import default_taxonomy
from searchsvc.app import create_app
from searchsvc.config import Config

LISTS = ("/sok", "/sok?q=overvann", "/tema/overvann", "/webinarer", "/tilskudd", "/prosjekter")
FIRST = datetime(2026, 11, 1, 8, tzinfo=OSLO)


def calendar(visit: Callable, path: str) -> Calendar:
    answer = visit(path)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return read_calendar(answer.text)


def read_calendar(text: str) -> Calendar:
    lines = text.split("\r\n")
    assert lines.pop() == ""
    assert all("\n" not in line and len(line.encode()) <= 75 for line in lines)
    return Calendar.from_ical(text)


def entries(read: Calendar) -> dict[str, Any]:
    return {str(entry["summary"]): entry for entry in read.walk("VEVENT")}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_every_list_is_a_calendar_to_subscribe_to(visit: Callable, path: str, prefix: str) -> None:
    bare, mark, words = path.partition("?")
    read = calendar(visit, f"{prefix}{bare}.ics{mark}{words}")
    assert str(read["version"]) == "2.0"
    assert read.decoded("refresh-interval") == timedelta(hours=6)
    assert str(read["x-published-ttl"]) == "PT6H"
    assert [str(zone["tzid"]) for zone in read.walk("VTIMEZONE")] == ["Europe/Oslo"]
    uids = [str(entry["uid"]) for entry in read.walk("VEVENT")]
    assert len(set(uids)) == len(uids)


def test_a_webinar_stands_at_its_time_in_oslo(visit: Callable) -> None:
    entry = entries(calendar(visit, "/webinarer.ics"))["Utslippsfri byggeplass i praksis"]
    assert entry.decoded("dtstart") == datetime(2026, 12, 3, 10, tzinfo=OSLO)
    assert entry.decoded("dtend") == datetime(2026, 12, 3, 11, tzinfo=OSLO)
    assert entry["dtstart"].params["TZID"] == "Europe/Oslo"
    assert str(entry["location"]) == "Teams"
    assert str(entry["status"]) == "CONFIRMED"
    assert str(entry["url"]) == "https://www.direktoratet.example/webinar/byggeplass/"
    assert "https://pamelding.example/byggeplass" in str(entry["description"])
    assert entry.decoded("dtstamp") == entry.decoded("last-modified")


def test_the_zone_tells_the_hour_in_summer_and_winter(visit: Callable) -> None:
    (zone,) = calendar(visit, "/webinarer.ics").walk("VTIMEZONE")
    oslo = zone.to_tz()
    for month in range(1, 13):
        at = datetime(2026, month, 15, 12)  # noqa: DTZ001 - given its zone in the next line
        assert at.replace(tzinfo=oslo).utcoffset() == at.replace(tzinfo=OSLO).utcoffset()


def test_a_deadline_takes_the_whole_day(visit: Callable, now: datetime) -> None:
    entry = entries(calendar(visit, "/tilskudd.ics"))["Frist: Tilskudd til flomsikring"]
    assert entry.decoded("dtstart") == now.date() + timedelta(days=6)
    assert entry.decoded("dtend") == now.date() + timedelta(days=7)


def test_a_search_for_what_has_no_dates_is_an_empty_calendar(visit: Callable) -> None:
    assert calendar(visit, "/sok.ics?type=podkast").walk("VEVENT") == []
    assert calendar(visit, "/sok.ics?q=ordsomikkefinnes").walk("VEVENT") == []


def test_one_thing_has_the_same_entry_as_the_list(visit: Callable, ids: Callable) -> None:
    one = ids("https://www.direktoratet.example/webinar/ros/")
    alone = entries_of(visit, f"/ressurs/{one}.ics")
    listed = entries_of(visit, "/webinarer.ics")
    assert len(alone) == 2
    assert alone.items() <= listed.items()
    assert visit(f"/ressurs/{ids('overvann')}.ics").status == 404
    assert visit("/ressurs/finnes-ikke.ics").status == 404


def entries_of(visit: Callable, path: str) -> dict[str, bytes]:
    return {str(e["uid"]): e.to_ical() for e in calendar(visit, path).walk("VEVENT")}


def test_titles_that_would_do_harm_stay_on_their_line(tmp_path: Path) -> None:
    evil = "Hei\r\nATTENDEE:mailto:x@y.example\r\nEND:VEVENT;,\\n \x0b\u2028" + "æ" * 200
    event = Event(
        periods=(Period(first=date(2026, 12, 3), last=date(2026, 12, 3)),),
        place="Rom 1\nSTATUS:CANCELLED",
        signup="javascript:alert(1)",
    )
    (entry,) = published(tmp_path, webinar(title=evil, event=event)).walk("VEVENT")
    assert "attendee" not in entry
    assert str(entry["status"]) == "CONFIRMED"
    assert "javascript" not in str(entry["description"])
    assert str(entry["summary"]).endswith("æ" * 200)


def webinar(**more: Any) -> Resource:
    at = Period(first=date(2026, 12, 3), last=date(2026, 12, 3), starts=time(10), ends=time(11))
    return Resource(
        **{
            "address": "https://a.example/w/1",
            "kind": Kind.EVENT,
            "source": "a",
            "publisher": "A",
            "title": "Et webinar",
            "passages": (Passage(text="Om flom og skred."),),
            "event": Event(periods=(at,), place="Teams"),
            **more,
        }
    )


def published(folder: Path, edition: Resource, at: datetime = FIRST) -> Calendar:
    """The calendar after a page has been read as it is at this moment."""
    visit = Visit(
        address=edition.address,
        source=edition.source,
        at=at,
        outcome=Outcome.READ,
        status=200,
        readings=(edition,),
    )
    with Store(folder / "resources.sqlite") as store:
        harvest = store.begin_harvest(at)
        store.remember(harvest, [visit])
        store.end_harvest(harvest, at)
        plan = Plan(
            taxonomy=default_taxonomy(),
            required={},
            now=FIRST,
            words=folder / "words",
            sample=False,
        )
        build(store, open_publisher(folder / "index"), plan, lambda *_: None)
    app = create_app(Config(), open_engine(folder / "index", 60), clock=lambda: FIRST)
    return read_calendar(app.test_client().get("/sok.ics").text)


def test_what_is_moved_and_cancelled_comes_again_as_the_same_entry(tmp_path: Path) -> None:
    first = webinar()
    later = Period(first=date(2026, 12, 8), last=date(2026, 12, 8), starts=time(9), ends=time(10))
    moved = replace(first, event=Event(periods=(later,), place="Teams"))
    cancelled = replace(moved, title="Avlyst: Et webinar")
    found = []
    for number, edition in enumerate((first, moved, cancelled)):
        found += published(tmp_path, edition, at=FIRST + timedelta(days=number)).walk("VEVENT")
    assert len(found) == 3
    assert len({str(entry["uid"]) for entry in found}) == 1
    sequence = [int(entry["sequence"]) for entry in found]
    assert sequence == sorted(set(sequence))
    assert [str(entry["status"]) for entry in found] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert found[1].decoded("dtstart") == datetime(2026, 12, 8, 9, tzinfo=OSLO)
    stamps = [entry.decoded("last-modified") for entry in found]
    assert stamps == sorted(set(stamps))


def test_a_yearly_deadline_is_given_for_the_next_time(tmp_path: Path) -> None:
    money = webinar(
        kind=Kind.GRANT, event=None, grant=Grant(calls=(Call(yearly="02-29"),)), title="Støtte"
    )
    (entry,) = published(tmp_path, money).walk("VEVENT")
    assert entry.decoded("dtstart") == date(2027, 2, 28)
    assert str(entry["summary"]) == "Frist: Støtte"


def test_a_new_round_leaves_the_entries_of_the_others(tmp_path: Path) -> None:
    def entries_of_rounds(*deadlines: date) -> dict[date, str]:
        calls = tuple(Call(deadline=day) for day in deadlines)
        money = webinar(kind=Kind.GRANT, event=None, title="Støtte", grant=Grant(calls=calls))
        read = published(tmp_path, money, at=FIRST + timedelta(days=len(calls)))
        return {entry.decoded("dtstart"): str(entry["uid"]) for entry in read.walk("VEVENT")}

    before = entries_of_rounds(date(2027, 2, 15))
    after = entries_of_rounds(date(2026, 12, 1), date(2027, 2, 15), date(2027, 9, 1))
    assert len(set(after.values())) == 3
    assert before.items() <= after.items()


@pytest.mark.parametrize(
    ("period", "starts", "ends"),
    [
        (
            Period(first=date(2026, 12, 3), last=date(2026, 12, 4), starts=time(9)),
            datetime(2026, 12, 3, 9, tzinfo=OSLO),
            datetime(2026, 12, 4, 23, 59, 59, tzinfo=OSLO),
        ),
        (
            Period(first=date(2026, 12, 3), last=date(2026, 12, 1)),
            date(2026, 12, 3),
            date(2026, 12, 4),
        ),
    ],
)
def test_days_of_which_little_is_known_end_after_they_begin(
    tmp_path: Path, period: Period, starts: date, ends: date
) -> None:
    (entry,) = published(tmp_path, webinar(event=Event(periods=(period,)))).walk("VEVENT")
    assert (entry.decoded("dtstart"), entry.decoded("dtend")) == (starts, ends)
