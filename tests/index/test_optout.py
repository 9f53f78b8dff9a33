"""A right to be left out: what was asked to be is nowhere in the file, and never comes back."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from making import FEED, NOW, SITE, Remember, episode, listed, moved, page, read, visit
from test_topics import TAXONOMY

from index.edition import Edition
from index.resource import Event, Kind, Link, Outcome, Visit
from index.served import Served
from index.settle import settle
from index.store import Store

LATER = NOW + timedelta(days=1)
SECRET = "Hemmeligheten om kvernhuset"
A = f"{SITE}/a"


@pytest.fixture
def held(store: Store, remember: Remember) -> Store:
    """A page with earlier texts, an old address, a waiting reading, and what was published."""
    store.connection.execute("PRAGMA secure_delete = OFF")  # as SQLite comes on most machines
    link = (Link(target=f"{SITE}/b", text=f"{SECRET}, lenke"),)
    remember(
        read(page("/a", f"{SECRET}, først. " * 30, title=SECRET, keys=("guid:1",), links=link)),
        moved("/gammel", "/a"),
        read(page("/b", "Noe annet")),
    )
    Edition(store).release((), settle(store, TAXONOMY))
    Served(store).serve()
    remember(read(page("/a", f"{SECRET}, kort"), LATER))
    return store


def bytes_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def test_its_text_is_nowhere_in_the_file(held: Store) -> None:
    assert SECRET.encode() in bytes_of(held.path)
    assert held.leave_out(A, LATER)
    assert SECRET.encode() not in bytes_of(held.path)
    assert [record.resource.text for record in held.records()] == ["Noe annet"]
    assert [record.resource.text for record in Edition(held).records()] == ["Noe annet"]
    assert not any(list(Edition(held).links(record.id)) for record in held.records())
    assert held.find(A) is None


def test_what_it_said_before_goes_with_it(store: Store, remember: Remember) -> None:
    for at, place in ((NOW, SECRET), (LATER, "Bergen")):
        remember(read(page("/w", kind=Kind.EVENT, event=Event(place=place)), at))
        settle(store, TAXONOMY)
    assert SECRET.encode() in bytes_of(store.path)
    store.leave_out(f"{SITE}/w", LATER)
    assert SECRET.encode() not in bytes_of(store.path)


def test_what_it_repeated_goes_with_it(store: Store, remember: Remember) -> None:
    words = "kommuner skal planlegge for flom og skred i alle byer og bygder her"
    remember(*(read(page(f"/{n}", f"{SECRET} {n}: {words} nå.")) for n in range(6)))
    settle(store, TAXONOMY)
    assert SECRET.lower().encode() in bytes_of(store.path).lower()
    for n in range(6):
        store.leave_out(f"{SITE}/{n}", LATER)
    assert SECRET.lower().encode() not in bytes_of(store.path).lower()


def test_it_is_left_out_whichever_of_its_addresses_is_named(held: Store) -> None:
    assert held.leave_out(f"{SITE}/gammel", LATER)
    assert held.find(A) is None
    assert {"veileder.example/a", "veileder.example/gammel"} <= held.left_out()
    assert [known.address for known in held.known(["veileder"])] == [f"{SITE}/b"]


RETURNS = {
    "at its address": read(page("/a", SECRET), LATER),
    "at its old address": read(page("/gammel", SECRET), LATER),
    "at a new address that names it": read(page("/a", SECRET), LATER, address=f"{SITE}/ny"),
    "under its guid": read(page("/ny", SECRET, keys=("guid:1",)), LATER),
    "in a feed": listed(episode("/ny", SECRET, keys=("guid:1",)), at=LATER),
}


@pytest.mark.parametrize("returns", RETURNS.values(), ids=RETURNS)
def test_it_never_comes_back(held: Store, remember: Remember, returns: Visit) -> None:
    held.leave_out(A, LATER)
    remember(returns)
    assert [record.resource.text for record in held.records()] == ["Noe annet"]
    assert SECRET.encode() not in bytes_of(held.path)


def test_a_new_address_of_it_is_kept_out_too(held: Store, remember: Remember) -> None:
    held.leave_out(A, LATER)
    remember(RETURNS["at a new address that names it"])
    assert "veileder.example/ny" in held.left_out()


def test_other_items_of_a_feed_are_stored(held: Store, remember: Remember) -> None:
    held.leave_out(A, LATER)
    unwanted, wanted = episode("/ny", SECRET, keys=("guid:1",)), episode("/2", "Om flom")
    remember(listed(unwanted, wanted, at=LATER))
    assert {record.resource.text for record in held.records()} == {"Noe annet", "Om flom"}


def test_what_links_to_it_does_not_bring_it_back(held: Store, remember: Remember) -> None:
    held.leave_out(A, LATER)
    remember(visit(f"{SITE}/", Outcome.LISTED, LATER, found=(("veileder", A),)))
    assert A not in [known.address for known in held.known(["veileder"])]


def test_an_address_that_was_never_seen_is_kept_out(store: Store, remember: Remember) -> None:
    assert not store.leave_out(A, NOW)
    remember(read(page("/a", SECRET)))
    assert list(store.records()) == []


def test_it_can_be_undone(held: Store, remember: Remember) -> None:
    held.leave_out(A, LATER)
    assert not held.take_in(f"{SITE}/b")
    assert held.take_in(f"{SITE}/gammel")
    assert held.left_out() == frozenset()
    assert A in [known.address for known in held.known(["veileder"])]
    assert remember(read(page("/a", "Teksten"), LATER)) == ["new"]


def test_a_page_that_was_left_out_is_no_loss_to_the_guard(held: Store) -> None:
    held.leave_out(A, LATER)
    assert Served(held).lost() == {"veileder": 0}


def test_the_feed_itself_goes_on(held: Store, remember: Remember) -> None:
    item = episode("/1", SECRET, keys=("guid:2",))
    remember(listed(item, replace(item, address=f"{SITE}/2", keys=("guid:3",))))
    held.leave_out(item.address, LATER)
    assert FEED in {known.address for known in held.known(["podkast"])}
