"""What deletes a page and what does not; what is held is never replaced by less."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from making import FEED, NOW, SITE, Remember, episode, listed, page, read, visit

from index.deletion import LONG, MOST, forbids, loss
from index.record import Mark, Record, Role
from index.required import Required
from index.resource import Episode, Event, Kind, Outcome, Passage, Visit
from index.store import Store

HOUR = timedelta(hours=1)
A = f"{SITE}/a"
FULL = "Kommunen bør ta hensyn til overvann i all planlegging. " * 20
REQUIRED: Required = {"podkast": {Kind.EPISODE: ("published", "number")}}


def gone(after: timedelta, address: str = A, status: int = 404) -> Visit:
    return visit(address, Outcome.GONE, NOW + after, status=status, reason=f"HTTP {status}")


def refused(reason: str, after: timedelta = HOUR) -> Visit:
    return visit(A, Outcome.REFUSED, NOW + after, reason=reason)


def held(store: Store, address: str = A) -> Record:
    record = store.find(address)
    assert record is not None
    return record


def published(store: Store) -> list[str]:
    return [record.resource.address for record in store.records()]


def mark(store: Store, address: str = A) -> tuple[Mark | None, datetime | None, str]:
    (row,) = (row for row in held(store, address).addresses if row.address == address)
    return row.mark, row.since, row.why


# gone


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_is_deleted_when_it_is_gone_on_two_visits_48_hours_apart(
    store: Store, remember: Remember, status: int
) -> None:
    remember(read(page("/a", "Teksten")), read(page("/b")))
    remember(gone(HOUR, status=status))
    assert published(store) == [A, f"{SITE}/b"] or sorted(published(store)) == [A, f"{SITE}/b"]
    assert mark(store) == (Mark.MISSING, NOW + HOUR, f"HTTP {status}")
    remember(gone(49 * HOUR, status=status))
    assert published(store) == [f"{SITE}/b"]
    assert mark(store) == (Mark.GONE, NOW + HOUR, f"HTTP {status}")


@pytest.mark.parametrize("hours", [0, 1, 47, 48 - 1 / 3600])
def test_two_visits_that_are_less_apart_delete_nothing(
    store: Store, remember: Remember, hours: float
) -> None:
    remember(read(page("/a")))
    remember(gone(HOUR), gone(HOUR + timedelta(hours=hours)))
    assert published(store) == [A]


def test_many_visits_within_48_hours_delete_nothing_and_one_after_them_does(
    store: Store, remember: Remember
) -> None:
    remember(read(page("/a")))
    remember(*(gone(hours * HOUR) for hours in range(1, 49)))
    assert published(store) == [A]
    remember(gone(49 * HOUR))
    assert published(store) == []


def test_a_clock_that_is_set_back_deletes_nothing(store: Store, remember: Remember) -> None:
    remember(read(page("/a")))
    remember(gone(100 * HOUR), gone(HOUR))
    assert published(store) == [A]


@pytest.mark.parametrize(
    "between",
    [
        read(page("/a"), NOW + 2 * HOUR),
        visit(A, Outcome.UNCHANGED, NOW + 2 * HOUR, status=304),
        visit(A, Outcome.MOVED, NOW + 2 * HOUR, status=302, moved_to=f"{SITE}/b"),
        visit(A, Outcome.EMPTY, NOW + 2 * HOUR, status=200, reason="a login page"),
    ],
    ids=lambda visit: visit.outcome,
)
def test_a_page_that_answers_in_between_is_counted_anew(
    store: Store, remember: Remember, between: Visit
) -> None:
    remember(read(page("/a")))
    remember(gone(HOUR), between, gone(50 * HOUR))
    assert published(store) == [A]
    remember(gone(98 * HOUR))
    assert published(store) == []


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.REFUSED])
def test_no_answer_in_between_is_neither_for_nor_against(
    store: Store, remember: Remember, outcome: Outcome
) -> None:
    remember(read(page("/a")))
    remember(gone(HOUR), visit(A, outcome, NOW + 2 * HOUR, reason="HTTP 503"), gone(49 * HOUR))
    assert published(store) == []


NEVER: dict[str, dict[str, Any]] = {
    "304": {"outcome": Outcome.UNCHANGED, "status": 304},
    "time-out": {"outcome": Outcome.FAILED, "reason": "TimeoutError"},
    "500": {"outcome": Outcome.FAILED, "status": 500, "reason": "HTTP 500"},
    "429": {"outcome": Outcome.FAILED, "status": 429, "reason": "HTTP 429"},
    "robots.txt that cannot be had": {"outcome": Outcome.FAILED, "reason": "robots.txt: HTTP 500"},
    "401": {"outcome": Outcome.REFUSED, "status": 401, "reason": "HTTP 401"},
    "403": {"outcome": Outcome.REFUSED, "status": 403, "reason": "HTTP 403"},
    "private address": {"outcome": Outcome.REFUSED, "reason": "a private address: 10.0.0.1"},
    "no page": {"outcome": Outcome.REFUSED, "reason": "not a page: image/png"},
    "document": {"outcome": Outcome.REFUSED, "reason": "document: encrypted"},
    "redirect": {"outcome": Outcome.MOVED, "status": 301, "moved_to": f"{SITE}/"},
    "login page": {"outcome": Outcome.EMPTY, "status": 200, "reason": "a login page"},
    "empty page": {"outcome": Outcome.EMPTY, "status": 200, "reason": "an empty page"},
    "hub": {"outcome": Outcome.LISTED, "status": 200},
}


@pytest.mark.parametrize("answer", NEVER.values(), ids=NEVER)
def test_nothing_else_deletes_however_often_it_comes(
    store: Store, remember: Remember, answer: dict[str, Any]
) -> None:
    remember(read(page("/a", "Teksten")))
    before = held(store).resource
    remember(*(visit(A, at=NOW + days * 24 * HOUR, **answer) for days in range(1, 30)))
    assert published(store) == [A]
    assert held(store).resource == before


@pytest.mark.parametrize(
    "reason", ["robots.txt", "robots meta says noindex", "X-Robots-Tag says noindex"]
)
def test_the_sites_own_word_deletes_at_once(store: Store, remember: Remember, reason: str) -> None:
    remember(read(page("/a")))
    remember(refused(reason))
    assert published(store) == []
    assert mark(store) == (Mark.GONE, NOW + HOUR, reason)


def test_only_the_sites_own_word_counts_as_such() -> None:
    assert not any(forbids(answer.get("reason", "")) for answer in NEVER.values())


def test_what_is_gone_stays_in_the_store_and_its_addresses_lead_there(
    store: Store, remember: Remember
) -> None:
    old = visit(f"{SITE}/gammel", Outcome.MOVED, status=301, moved_to=A)
    remember(read(page("/a", "Teksten")), old)
    remember(gone(HOUR), gone(49 * HOUR))
    for address in (A, f"{SITE}/gammel"):
        record = held(store, address)
        assert record.resource.text == "Teksten"
        assert record.gone == NOW + HOUR
        assert record.last_seen == NOW
    assert {row.role for row in held(store).addresses} == {Role.GONE, Role.REDIRECTS}
    assert store.record(held(store).id) == held(store)
    assert (store.counts(), store.things()) == ({}, {})


def test_what_is_gone_is_still_visited_without_conditions_and_comes_back_as_it_was(
    store: Store, remember: Remember
) -> None:
    remember(read(page("/a", "Teksten"), etag='"1"', last_modified="Tue, 04 May 2021"))
    before = held(store)
    remember(gone(HOUR), gone(49 * HOUR))
    (known,) = store.known(["veileder"])
    assert (known.address, known.etag, known.last_modified) == (A, "", "")
    assert remember(read(page("/a", "Teksten"), NOW + 60 * HOUR)) == ["same"]
    after = held(store)
    assert (after.id, after.gone, after.first_seen) == (before.id, None, before.first_seen)
    assert published(store) == [A]
    assert mark(store) == (None, None, "")


def test_what_is_gone_does_not_come_back_empty(store: Store, remember: Remember) -> None:
    remember(read(page("/a", "Teksten")))
    remember(gone(HOUR), gone(49 * HOUR))
    for name in ("login page", "hub", "redirect", "500", "403"):
        remember(visit(A, at=NOW + 60 * HOUR, **NEVER[name]))
        assert published(store) == [], name


def test_a_record_is_published_as_long_as_one_of_its_pages_stands(
    store: Store, remember: Remember
) -> None:
    copy = f"{SITE}/kopi"
    remember(read(page("/a", "Teksten")), read(page("/a", "Teksten, lengre"), address=copy))
    remember(gone(HOUR), gone(49 * HOUR))
    (record,) = store.records()
    assert record.resource.text == "Teksten, lengre"
    assert {row.address: row.role for row in record.addresses}[A] is Role.GONE
    remember(gone(50 * HOUR, copy), gone(98 * HOUR, copy))
    assert published(store) == []


def test_a_feed_that_lists_an_episode_keeps_it_and_the_one_that_drops_it_does_not(
    store: Store, remember: Remember
) -> None:
    one, two = episode("/1", "Om flom"), episode("/2", "Om skred")
    remember(listed(one, two), read(one), read(two))
    remember(gone(HOUR, one.address), gone(HOUR, two.address))
    remember(listed(one, at=NOW + 48 * HOUR))
    remember(gone(49 * HOUR, one.address), gone(49 * HOUR, two.address))
    assert published(store) == [one.address]


def test_an_episode_that_its_feed_drops_is_not_deleted(store: Store, remember: Remember) -> None:
    one, two = episode("/1", "Om flom"), episode("/2", "Om skred")
    remember(listed(one, two))
    remember(listed(one, at=NOW + HOUR), visit(FEED, Outcome.LISTED, NOW + 90 * HOUR))
    assert sorted(published(store)) == [one.address, two.address]
    assert store.marks() == {"podkast": {"unlisted": 1}}
    remember(listed(one, two, at=NOW + 91 * HOUR))
    assert store.marks() == {}


# never replaced by less


@pytest.mark.parametrize("name", ["login page", "empty page", "hub", "redirect"])
def test_a_page_that_says_nothing_any_more_is_marked_since_when_and_why(
    store: Store, remember: Remember, name: str
) -> None:
    remember(read(page("/a", "Teksten")))
    remember(*(visit(A, at=NOW + hours * HOUR, **NEVER[name]) for hours in (1, 2, 3)))
    kept, since, why = mark(store)
    assert (kept, since) == (Mark.KEPT, NOW + HOUR)
    assert why == NEVER[name].get("reason", why) != ""
    remember(visit(A, Outcome.UNCHANGED, NOW + 4 * HOUR, status=304))
    assert mark(store) == (None, None, "")


def test_a_reading_without_most_of_its_text_waits_beside_the_earlier_one(
    store: Store, remember: Remember
) -> None:
    remember(read(page("/a", FULL), etag='"1"'))
    assert remember(read(page("/a", "Kort."), NOW + HOUR, etag='"2"')) == ["kept"]
    assert held(store).resource.text == FULL
    assert mark(store)[:2] == (Mark.KEPT, NOW + HOUR)
    assert store.latest(held(store).id).resource.text == "Kort."
    assert [known.etag for known in store.known(["veileder"])] == [""]
    remember(read(page("/a", "Kort."), NOW + 2 * HOUR))
    assert mark(store)[:2] == (Mark.KEPT, NOW + HOUR)


def test_a_fuller_reading_takes_the_place_of_both(store: Store, remember: Remember) -> None:
    remember(read(page("/a", FULL)), read(page("/a", "Kort."), NOW + HOUR))
    assert remember(read(page("/a", f"{FULL} Mer."), NOW + 2 * HOUR)) == ["changed"]
    assert held(store).resource.text == f"{FULL} Mer."
    assert mark(store) == (None, None, "")
    assert store.latest(held(store).id).resource.text == f"{FULL} Mer."


def test_what_waits_is_accepted_by_a_person(store: Store, remember: Remember) -> None:
    remember(read(page("/a", FULL)), read(page("/a", "Kort."), NOW + HOUR))
    store.accept("veileder", NOW + 2 * HOUR)
    assert held(store).resource.text == "Kort."
    assert mark(store) == (None, None, "")
    assert held(store).last_changed == NOW + 2 * HOUR


def test_a_reading_without_a_required_field_does_not_take_the_place_of_one_with_it(
    store: Store,
) -> None:
    full = episode("/1", "Om flom", published=NOW.date(), episode=Episode(number=3))
    bare = episode("/1", "Om flom og skred", published=NOW.date())
    harvest = store.begin_harvest(NOW)
    store.remember(harvest, [read(full)], REQUIRED)
    assert store.remember(harvest, [read(bare, NOW + HOUR)], REQUIRED) == ["kept"]
    assert held(store, full.address).resource == full
    assert mark(store, full.address)[2] == "lost number"


def test_what_was_missing_before_may_be_missing_now() -> None:
    before = episode("/1", episode=Episode(number=3))
    assert loss(before, episode("/1", "Mer", episode=Episode(number=4)), REQUIRED) == ""
    assert loss(before, episode("/1", published=NOW.date()), REQUIRED) == "lost number"
    assert loss(page(), page(kind=Kind.EVENT, event=Event()), REQUIRED) == ""


def test_only_the_loss_of_most_of_a_long_text_counts() -> None:
    def text(letters: int) -> Any:
        return page(passages=(Passage(text="x" * letters),))

    half = int(LONG * MOST)
    assert loss(text(LONG), text(half), {}) == ""
    assert loss(text(LONG), text(half - 1), {}) == f"lost {LONG - half + 1} of {LONG} letters"
    assert loss(text(LONG - 1), text(0), {}) == ""
    assert loss(text(half), text(LONG * 9), {}) == ""
