"""Coming or held, open or closed: told at a given moment, in Norway's days and clock times."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from making import NOW, grant, on, page, record, thing, webinar

from index.record import RECORDED, State, is_past, state_of
from index.resource import OSLO, Call, Event, Kind, Period, Project

DAY = date(2026, 3, 10)
SECOND = timedelta(seconds=1)


def at(hour: int, minute: int = 0, second: int = 0, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour, minute, second), OSLO)


def test_a_page_of_no_such_kind_has_no_state() -> None:
    assert state_of(page(), NOW) is None
    assert state_of(webinar("/uten-dato"), NOW) is None
    assert state_of(grant("/uten-frist"), NOW) is None


def test_a_webinar_is_coming_until_its_last_minute() -> None:
    resource = webinar("/w", on(DAY, time(10), time(11, 30)))
    assert state_of(resource, at(9)) is State.COMING
    assert state_of(resource, at(11, 30)) is State.COMING
    assert state_of(resource, at(11, 30, 1)) is State.HELD


def test_a_webinar_without_clock_times_is_coming_all_its_day() -> None:
    resource = webinar("/w", on(DAY))
    assert state_of(resource, at(23, 59, 59)) is State.COMING
    assert state_of(resource, at(0, day=DAY + timedelta(days=1))) is State.HELD


def test_a_course_of_several_periods_is_held_when_the_last_is_over() -> None:
    resource = webinar("/kurs", on(DAY + timedelta(days=30)), on(DAY - timedelta(days=30)))
    assert state_of(resource, NOW) is State.COMING
    assert state_of(resource, NOW + timedelta(days=31)) is State.HELD


def test_now_may_be_told_in_any_time_zone() -> None:
    resource = webinar("/w", on(DAY))
    assert state_of(resource, datetime(2026, 3, 10, 22, 59, 59, tzinfo=UTC)) is State.COMING
    assert state_of(resource, datetime(2026, 3, 10, 23, 0, 0, tzinfo=UTC)) is State.HELD


@pytest.mark.parametrize(("day", "hour_utc"), [(date(2026, 3, 28), 23), (date(2026, 3, 29), 22)])
def test_the_clock_change_moves_the_end_of_the_day(day: date, hour_utc: int) -> None:
    midnight = datetime(day.year, day.month, day.day, hour_utc, tzinfo=UTC)
    resource = webinar("/w", on(day))
    assert state_of(resource, midnight - SECOND) is State.COMING
    assert state_of(resource, midnight) is State.HELD


def test_a_grant_is_open_to_the_end_of_its_last_day_in_norway() -> None:
    resource = grant("/t", Call(deadline=DAY))
    assert state_of(resource, at(23, 59, 59)) is State.OPEN
    assert state_of(resource, datetime(2026, 3, 10, 22, 59, 59, tzinfo=UTC)) is State.OPEN
    assert state_of(resource, datetime(2026, 3, 10, 23, 0, 0, tzinfo=UTC)) is State.CLOSED


def test_a_grant_opens_on_its_first_day() -> None:
    resource = grant("/t", Call(opens=DAY, deadline=DAY + timedelta(days=20)))
    assert state_of(resource, at(0) - SECOND) is State.COMING
    assert state_of(resource, at(0)) is State.OPEN


def test_between_two_calls_a_grant_is_coming_again() -> None:
    earlier = Call(deadline=DAY - timedelta(days=100))
    later = Call(opens=DAY + timedelta(days=5), deadline=DAY + timedelta(days=50))
    resource = grant("/t", earlier, later)
    assert state_of(resource, NOW) is State.COMING
    assert state_of(resource, NOW + timedelta(days=10)) is State.OPEN
    assert state_of(resource, NOW + timedelta(days=60)) is State.CLOSED
    assert state_of(resource, NOW - timedelta(days=200)) is State.OPEN


def test_a_rolling_grant_is_open_from_the_day_it_opens() -> None:
    assert state_of(grant("/t", Call(rolling=True)), NOW) is State.OPEN
    later = grant("/t", Call(rolling=True, opens=DAY + timedelta(days=1)))
    assert state_of(later, NOW) is State.COMING
    assert state_of(later, NOW + timedelta(days=1)) is State.OPEN


def test_a_deadline_ends_a_rolling_call_too() -> None:
    resource = grant("/t", Call(rolling=True, deadline=DAY - timedelta(days=1)))
    assert state_of(resource, NOW) is State.CLOSED


def test_a_call_without_a_deadline_that_does_not_roll_is_closed() -> None:
    assert state_of(grant("/t", Call(opens=date(2020, 1, 1))), NOW) is State.CLOSED


def test_a_period_without_clock_times_is_the_whole_day() -> None:
    period = on(DAY)
    assert period.begin == at(0)
    assert period.end == at(23, 59, 59)
    days = Period(first=DAY, last=DAY + timedelta(days=2), starts=time(9), ends=time(15))
    assert days.begin == at(9)
    assert days.end == at(15, day=DAY + timedelta(days=2))


def test_the_text_parts_passages_by_blank_lines_and_the_facts_are_those_of_the_kind() -> None:
    event = Event(place="Nett")
    resource = page("/w", "Første", kind=Kind.EVENT, event=event)
    assert resource.text == "Første"
    assert resource.facts is event
    assert page().facts is None


def test_a_thing_is_sorted_by_its_own_day() -> None:
    published, modified = date(2025, 1, 2), date(2026, 1, 2)
    assert thing(page(published=published, modified=modified)).day == published
    assert thing(page(modified=modified)).day == modified
    assert thing(webinar("/w", on(DAY), published=published)).day == DAY
    project = page(kind=Kind.PROJECT, project=Project(year=2021), published=published)
    assert thing(project).day == date(2021, 1, 1)
    assert thing(page()).day is None


def test_a_thing_is_known_by_its_first_record_and_holds_them_all() -> None:
    both = thing(page("/nb"), page("/en", language="en"))
    assert both.id == "nb"
    assert both.records == (record(page("/nb")), record(page("/en", language="en")))


@pytest.mark.parametrize(
    ("status", "past"),
    [("Gjennomført", True), ("AVLYST", True), ("Under gjennomføring", False), ("", False)],
)
def test_a_project_is_past_when_it_has_ended(status: str, past: bool) -> None:
    resource = replace(page("/p"), kind=Kind.PROJECT, project=Project(status=status))
    assert is_past(resource, NOW) is past


def test_an_event_is_past_when_its_recording_is_there_and_a_grant_never() -> None:
    event = webinar("/w", on(DAY))
    held = at(0, day=DAY + timedelta(days=1))
    assert not is_past(event, held + RECORDED - SECOND)
    assert is_past(event, held + RECORDED)
    assert not is_past(grant("/g", Call(deadline=DAY)), held + 9 * RECORDED)
