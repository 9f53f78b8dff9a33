"""What is known of an address: its record, or honestly what came of it."""

from datetime import timedelta

import pytest
from making import NOW, SITE, Remember, episode, listed, moved, page, read, visit

from index.address import address_key
from index.known import Trace, Visited, trace
from index.moves import Moves
from index.optout import LEFT_OUT
from index.record import Record
from index.resource import Outcome
from index.store import Store

MOVES = Moves(prefix={"gammel.example": SITE}, hub={"lukket.example": SITE + "/samlet"}, page={})


def traced(store: Store, address: str) -> Trace[Record]:
    return trace(address, MOVES, store.find, store.visited)


@pytest.mark.parametrize(
    ("address", "is_hub"), [("gammel.example/a", False), ("lukket.example/x/y", True)]
)
def test_an_old_address_leads_to_its_record_by_rule(
    remember: Remember, store: Store, address: str, is_hub: bool
) -> None:
    remember(read(page("/a")), read(page("/samlet", title="Samlet")))
    found = traced(store, address)
    assert found.found is not None
    assert found.move is not None
    assert found.move.hub is is_hub


def test_an_address_that_is_held_needs_no_rule(remember: Remember, store: Store) -> None:
    remember(read(page("https://gammel.example/a")), read(page("/a", title="En annen")))
    found = traced(store, "https://gammel.example/a")
    assert found.move is None
    assert found.found is not None
    assert found.found.resource.title == "Side"


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome.GONE, "HTTP 404"),
        (Outcome.REFUSED, "robots.txt"),
        (Outcome.FAILED, "HTTP 500"),
        (Outcome.EMPTY, "a login page"),
        (Outcome.LISTED, ""),
    ],
)
def test_of_a_page_that_was_not_read_the_last_visit_is_told(
    remember: Remember, store: Store, outcome: Outcome, reason: str
) -> None:
    later = NOW + timedelta(days=1)
    remember(visit(SITE + "/a", Outcome.FAILED, reason="HTTP 503"))
    remember(visit(SITE + "/a", outcome, later, reason=reason))
    assert traced(store, "gammel.example/a").visited == Visited(
        address=SITE + "/a", outcome=outcome, at=later, reason=reason
    )


def test_a_page_that_was_left_out_is_told_as_such(remember: Remember, store: Store) -> None:
    remember(read(page("/a")), moved("/gammel", "/a"), listed(episode("/a")))
    store.leave_out(SITE + "/a", NOW)
    for path in ("/a", "/gammel"):
        remember(visit(SITE + path, Outcome.GONE, NOW + timedelta(days=1)))
        assert traced(store, SITE + path).visited == Visited(
            address=SITE + path, outcome=Outcome.REFUSED, at=NOW, reason=LEFT_OUT
        )
    told = [known.address for known in store.all_visited() if known.reason == LEFT_OUT]
    assert told == [SITE + "/a", SITE + "/gammel"]


def test_what_was_found_and_never_visited_is_known(remember: Remember, store: Store) -> None:
    found = (("veileder", SITE + "/b"),)
    remember(visit(SITE + "/", Outcome.LISTED, found=found))
    assert traced(store, SITE + "/b/").visited == Visited(address=SITE + "/b")


@pytest.mark.parametrize("to", ["/b", "https://andre.example/b"])
def test_where_a_page_that_is_not_held_redirects_is_told(
    remember: Remember, store: Store, to: str
) -> None:
    target = to if "://" in to else SITE + to
    remember(visit(SITE + "/a", Outcome.MOVED, moved_to=target))
    known = traced(store, SITE + "/a").visited
    assert known is not None
    assert address_key(known.moved_to) == address_key(target)


def test_of_what_was_never_collected_nothing_is_known(store: Store) -> None:
    assert traced(store, "andre.example/x") == Trace(address="andre.example/x")


def test_a_rule_is_told_though_it_leads_to_nothing_that_is_held(store: Store) -> None:
    found = traced(store, "gammel.example/a")
    assert (found.found, found.visited) == (None, None)
    assert found.move is not None
    assert found.move.address == SITE + "/a"


def test_what_is_known_of_every_address_is_for_a_build_to_publish(
    remember: Remember, store: Store
) -> None:
    remember(read(page("/a")), moved("/a2", "/a"), visit(SITE + "/b", Outcome.GONE, status=404))
    assert {row.address: row.outcome for row in store.all_visited()} == {
        SITE + "/a": Outcome.READ,
        SITE + "/a2": Outcome.MOVED,
        SITE + "/b": Outcome.GONE,
    }
