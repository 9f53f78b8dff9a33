"""A canonical address that pages name, believed or not."""

from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
from making import NOW, SITE, Remember, episode, listed, page, read, visit
from test_topics import TAXONOMY

from index.resource import Outcome, Visit
from index.settle import settle
from index.store import Store

LATER = NOW + timedelta(days=1)
NAMED = page("/alle", "Alt om klima.", title="Klima")
TITLES = {"/vann": "Overvann", "/vei": "Sykkelvei", "/bygg": "Byggeplass"}


def naming(path: str, title: str = "", text: str = "") -> Visit:
    """The visit to a page that names another address as its canonical one."""
    title = title or TITLES[path]
    said = page(NAMED.address, text or f"Om {title}.", title=title)
    return read(said, address=SITE + path)


def held(store: Store) -> dict[str, tuple[str, set[str]]]:
    """By the address that each record bears: its title, and all its addresses."""
    settle(store, TAXONOMY)
    return {
        record.resource.address.removeprefix(SITE): (
            record.resource.title,
            {row.address.removeprefix(SITE) for row in record.addresses},
        )
        for record in store.records()
    }


OF_THEIR_OWN = {path: (title, {path}) for path, title in TITLES.items()}


def test_pages_of_many_titles_that_name_one_address_are_things_of_their_own(
    remember: Remember, store: Store
) -> None:
    remember(*map(naming, TITLES))
    assert held(store) == OF_THEIR_OWN


def test_the_order_of_the_visits_is_no_matter(tmp_path: Path) -> None:
    visits = [read(NAMED), naming("/vann"), naming("/vei")]
    found = []
    for number, order in enumerate(permutations(visits)):
        with Store(tmp_path / f"{number}.sqlite") as store:
            store.remember(store.begin_harvest(NOW), order)
            found.append((held(store), {r.resource.address: r.id for r in store.records()}))
    here = {path: OF_THEIR_OWN[path] for path in ("/vann", "/vei")}
    assert found[0][0] == {"/alle": ("Klima", {"/alle"}), **here}
    assert all(each == found[0] for each in found)


@pytest.mark.parametrize("named_is_read", [True, False])
def test_pages_of_one_title_that_name_one_address_are_one_thing(
    remember: Remember, store: Store, named_is_read: bool
) -> None:
    copies = [naming(f"/klima/{number}", "Klima") for number in range(5)]
    remember(*copies, *([read(NAMED)] if named_is_read else []))
    ((title, addresses),) = held(store).values()
    assert title == "Klima"
    assert addresses == {"/alle", *(f"/klima/{number}" for number in range(5))}


def test_a_page_of_another_title_may_be_a_copy(remember: Remember, store: Store) -> None:
    remember(read(NAMED), naming("/skriv-ut", "Utskrift av siden om klima"))
    assert [addresses for _, addresses in held(store).values()] == [{"/alle", "/skriv-ut"}]


def test_what_stands_there_keeps_its_record(remember: Remember, store: Store) -> None:
    remember(read(NAMED))
    held(store)
    before = store.find(NAMED.address)
    remember(naming("/vann", text="Mye " * 80), naming("/vei"))
    held(store)
    after = store.find(NAMED.address)
    assert before is not None
    assert after is not None
    assert (after.id, after.resource.title) == (before.id, "Klima")


def test_a_known_page_keeps_its_record_when_more_come_to_name_its_canonical(
    remember: Remember, store: Store
) -> None:
    remember(naming("/vei"))
    held(store)
    before = store.find(SITE + "/vei")
    remember(naming("/vann"), naming("/bygg"))
    held(store)
    after = store.find(SITE + "/vei")
    assert before is not None
    assert after is not None
    assert after.id == before.id


def test_pages_that_are_read_again_stay_apart(remember: Remember, store: Store) -> None:
    remember(*map(naming, TITLES))
    held(store)
    assert remember(*map(naming, TITLES)) == ["same", "same", "same"]
    assert held(store) == OF_THEIR_OWN


def test_one_more_page_that_names_it_is_a_thing_of_its_own(
    remember: Remember, store: Store
) -> None:
    remember(*map(naming, TITLES))
    held(store)
    remember(naming("/tog", "Jernbane"))
    assert held(store) == {**OF_THEIR_OWN, "/tog": ("Jernbane", {"/tog"})}


def test_a_site_that_is_mended_is_believed_again(remember: Remember, store: Store) -> None:
    remember(*map(naming, TITLES))
    held(store)
    remember(
        naming("/vann", "Klima"),
        naming("/vei", "Klima"),
        read(page("/bygg", "Om bygg.", title="Byggeplass"), LATER),
    )
    found = held(store)
    assert found["/bygg"] == ("Byggeplass", {"/bygg"})
    assert found["/alle"][1] == {"/alle", "/vann", "/vei"}
    assert len(found) == 2


def test_an_address_at_which_there_is_nothing_is_not_believed(
    remember: Remember, store: Store
) -> None:
    remember(naming("/vann"))
    for after in (timedelta(0), timedelta(hours=49)):
        assert set(held(store)) == {"/alle"}
        remember(visit(f"{SITE}/alle", Outcome.GONE, NOW + after, status=404))
    record = store.find(f"{SITE}/vann")
    assert held(store) == {"/vann": ("Overvann", {"/vann"})}
    remember(naming("/vann"))
    assert held(store) == {"/vann": ("Overvann", {"/vann"})}
    remember(read(NAMED, NOW + timedelta(days=9)))
    settle(store, TAXONOMY)
    assert store.find(f"{SITE}/alle") == store.find(f"{SITE}/vann")
    assert record is not None
    assert store.find_id(f"{SITE}/vann") == record.id


def test_what_a_feed_says_goes_with_its_page(remember: Remember, store: Store) -> None:
    keyed = [
        read(page("/alle", f"Om {t}.", title=t, keys=(f"guid:{p}",)), address=SITE + p)
        for p, t in TITLES.items()
    ]
    items = [episode(SITE + p, title=t, keys=(f"guid:{p}",)) for p, t in TITLES.items()]
    remember(listed(*items), *keyed)
    settle(store, TAXONOMY)
    for path, title in TITLES.items():
        record = store.find(SITE + path)
        assert record is not None
        assert record.resource.title == title
        assert {row.address for row in record.addresses} >= {SITE + path}
