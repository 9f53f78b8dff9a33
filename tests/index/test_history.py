"""What changed when: webinars from announcement to recording, grants from year to year."""

from datetime import date, datetime, time, timedelta

import pytest
from making import NOW, SITE, Remember, grant, moved, on, page, read, webinar
from test_topics import TAXONOMY

from index.history import value_of
from index.record import Fact, Record, State, state_of
from index.resource import OSLO, Call, Event, Kind, Resource
from index.settle import settle
from index.store import Store

FIRST = on(date(2026, 4, 8), time(10), time(11))
SECOND = on(date(2026, 4, 15), time(10), time(11))


def after(store: Store, remember: Remember, *seen: tuple[datetime, Resource]) -> Record:
    """The record after each of these was seen in a harvest of its own."""
    for at, resource in seen:
        remember(read(resource, at))
        settle(store, TAXONOMY)
    record = store.find(seen[0][1].address)
    assert record is not None
    return record


def changed(record: Record) -> list[tuple[str, int]]:
    """What changed, and how many days after the first visit."""
    return [(change.fact.name, (change.at - NOW).days) for change in record.changes]


def in_days(days: int) -> datetime:
    return NOW + timedelta(days=days)


def test_a_webinar_is_one_record_from_announcement_to_recording(
    remember: Remember, store: Store
) -> None:
    stages = [
        Event(periods=(FIRST,)),
        Event(periods=(FIRST,), signup="https://meld.example/1"),
        Event(periods=(SECOND,), signup="https://meld.example/1"),
        Event(periods=(SECOND,), recording="https://video.example/1"),
    ]
    seen = [
        (in_days(number), page("/w", kind=Kind.EVENT, event=event))
        for number, event in enumerate(stages)
    ]
    record = after(store, remember, *seen)
    assert record.id == next(store.records()).id
    assert changed(record) == [("SIGNUP", 3), ("RECORDING", 3), ("PERIODS", 2), ("SIGNUP", 1)]
    moved_on = record.changes[2]
    assert value_of(Fact.PERIODS, moved_on.before) == (FIRST,)
    assert value_of(Fact.PERIODS, moved_on.after) == (SECOND,)


def test_what_is_said_first_is_no_change(remember: Remember, store: Store) -> None:
    assert after(store, remember, (NOW, webinar("/w", FIRST))).changes == ()


def test_a_text_that_is_written_anew_is_no_change(remember: Remember, store: Store) -> None:
    seen = [(in_days(n), page("/a", f"Tekst {n}", title=f"Tittel {n}")) for n in range(3)]
    assert after(store, remember, *seen).changes == ()


def test_the_history_goes_with_a_page_that_moves(remember: Remember, store: Store) -> None:
    after(store, remember, (NOW, webinar("/w", FIRST, title="Flom")))
    remember(moved("/w", "/ny/w", in_days(1)))
    record = after(store, remember, (in_days(1), webinar("/ny/w", SECOND, title="Flom")))
    assert record.resource.address == SITE + "/ny/w"
    assert changed(record) == [("PERIODS", 1)]


# grants from year to year

LAST = Call(deadline=date(2026, 2, 15), opens=date(2025, 11, 1), yearly="02-15")
THIS = Call(deadline=date(2027, 2, 15), opens=date(2026, 11, 1), yearly="02-15")


def calls_after(
    store: Store, remember: Remember, *seen: tuple[datetime, tuple[Call, ...]]
) -> tuple[Call, ...]:
    found = after(store, remember, *((at, grant("/t", *calls)) for at, calls in seen)).resource
    assert found.grant is not None
    return found.grant.calls


BEFORE_IT = datetime(2026, 1, 10, tzinfo=OSLO)


def test_a_page_that_is_used_again_closes_the_call_of_last_year(
    remember: Remember, store: Store
) -> None:
    found = calls_after(store, remember, (BEFORE_IT, (LAST,)), (in_days(300), (THIS,)))
    assert found == (Call(deadline=LAST.deadline, opens=LAST.opens), THIS)


def test_a_page_between_two_calls_still_has_the_one_that_is_over(
    remember: Remember, store: Store
) -> None:
    after(store, remember, (BEFORE_IT, grant("/t", LAST)))
    record = after(store, remember, (NOW, grant("/t")))
    assert state_of(record.resource, NOW) is State.CLOSED
    found = calls_after(store, remember, (in_days(300), (THIS,)))
    assert [call.deadline for call in found] == [LAST.deadline, THIS.deadline]


def test_every_year_is_kept(remember: Remember, store: Store) -> None:
    years = [Call(deadline=date(year, 2, 15)) for year in (2024, 2025, 2026)]
    seen = [
        (datetime(call.deadline.year, 1, 1, tzinfo=OSLO), (call,))
        for call in years
        if call.deadline
    ]
    assert calls_after(store, remember, *seen) == tuple(years)


@pytest.mark.parametrize("days", [7, -7])
def test_a_deadline_that_is_moved_before_it_comes_closes_nothing(
    remember: Remember, store: Store, days: int
) -> None:
    assert LAST.deadline is not None
    put_off = Call(deadline=LAST.deadline + timedelta(days=days))
    at = BEFORE_IT + timedelta(days=1)
    assert calls_after(store, remember, (BEFORE_IT, (LAST,)), (at, (put_off,))) == (put_off,)


def test_a_call_that_the_page_shows_again_is_there_once(remember: Remember, store: Store) -> None:
    seen = ((BEFORE_IT, (LAST,)), (NOW, ()), (in_days(1), (LAST,)))
    assert calls_after(store, remember, *seen) == (LAST,)


def test_visiting_again_changes_nothing(remember: Remember, store: Store) -> None:
    after(store, remember, (BEFORE_IT, grant("/t", LAST)), (in_days(300), grant("/t", THIS)))
    assert remember(read(grant("/t", THIS), in_days(301))) == ["same"]
