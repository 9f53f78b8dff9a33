"""What a visit leaves in the store: readings, addresses, records that turn out to be one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import FEED, NOW, SITE, Remember, episode, listed, moved, page, read, visit

from index.record import Record, Role
from index.resource import Episode, Link, Outcome, Resource, Visit
from index.store import Store

LATER = NOW + timedelta(days=1)
AUDIO = "audio:traffic.example/flom.mp3"


def found(store: Store, path: str) -> Record:
    record = store.find(SITE + path)
    assert record is not None
    return record


def roles(record: Record) -> dict[str, Role]:
    return {row.address.removeprefix(SITE): row.role for row in record.addresses}


# new, changed, same


def test_a_page_is_new_then_the_same_then_changed(remember: Remember, store: Store) -> None:
    assert remember(read(page("/a", "Teksten"))) == ["new"]
    assert remember(read(page("/a", "Teksten"), LATER)) == ["same"]
    record = found(store, "/a")
    assert (record.first_seen, record.last_seen, record.last_changed) == (NOW, LATER, NOW)
    much_later = LATER + timedelta(days=1)
    assert remember(read(page("/a", "Ny tekst"), much_later)) == ["changed"]
    record = found(store, "/a")
    assert record.resource.text == "Ny tekst"
    assert (record.first_seen, record.last_changed) == (NOW, much_later)


def test_a_record_keeps_its_id_and_the_id_says_nothing_of_the_address(
    remember: Remember, store: Store
) -> None:
    remember(read(page("/klimabudsjett", "Teksten")))
    before = found(store, "/klimabudsjett").id
    remember(read(page("/klimabudsjett", "Ny", title="Ny tittel"), LATER))
    assert found(store, "/klimabudsjett").id == before
    assert len(before) == 10
    assert set(before) <= set("0123456789abcdef")


def test_the_language_is_told_from_the_text(remember: Remember, store: Store) -> None:
    text = "The municipality should cut its emissions, and this is what it can do with the plan."
    remember(read(page("/en", text, language="nb")))
    assert found(store, "/en").resource.language == "en"


def test_links_are_rows_that_know_their_target_once_it_is_collected(
    remember: Remember, store: Store
) -> None:
    link = Link(target="http://veileder.example/b/", text="Les mer", passage=0)
    remember(read(page("/a", "Se b", links=(link,))))
    linking = found(store, "/a").id
    assert [(row.link, row.target_record) for row in store.links(linking)] == [(link, None)]
    remember(read(page("/b", "Her er b")))
    (row,) = store.links(linking)
    assert (row.record, row.target_record) == (linking, found(store, "/b").id)


def test_links_that_a_page_no_longer_has_are_gone(remember: Remember, store: Store) -> None:
    link = Link(target=SITE + "/b", text="Les mer")
    remember(read(page("/a", links=(link,))))
    remember(read(page("/a"), LATER))
    assert list(store.links(found(store, "/a").id)) == []


# visits that bring nothing


def test_an_unchanged_answer_keeps_all_and_is_noted_as_seen(
    remember: Remember, store: Store
) -> None:
    remember(read(page("/a", "Teksten"), etag='"1"', last_modified="Tue, 10 Mar 2026 11:00:00 GMT"))
    before = found(store, "/a")
    assert remember(visit(SITE + "/a", Outcome.UNCHANGED, LATER, status=304)) == ["unchanged"]
    after = found(store, "/a")
    assert after.resource == before.resource
    assert (after.last_seen, after.last_changed) == (LATER, NOW)
    assert after.addresses[0].status == 200
    (known,) = store.known(["veileder"])
    assert (known.etag, known.last_modified) == ('"1"', "Tue, 10 Mar 2026 11:00:00 GMT")


@pytest.mark.parametrize(
    ("outcome", "status"),
    [(Outcome.GONE, 404), (Outcome.GONE, 410), (Outcome.FAILED, 500), (Outcome.FAILED, 0),
     (Outcome.REFUSED, 200)],
)  # fmt: skip
def test_a_visit_that_fails_deletes_nothing(
    remember: Remember, store: Store, outcome: Outcome, status: int
) -> None:
    link = Link(target=SITE + "/b", text="Les mer")
    remember(read(page("/a", "Teksten", links=(link,)), etag='"1"'))
    before = found(store, "/a")
    result = remember(visit(SITE + "/a", outcome, LATER, status=status, reason="borte"))
    after = found(store, "/a")
    assert result == [outcome.value]
    assert (after.id, after.resource) == (before.id, before.resource)
    assert after.last_seen == NOW
    assert after.addresses[0].status == status
    assert after.addresses[0].last_visit == LATER
    assert [row.link for row in store.links(next(store.records()).id)] == [link]
    assert [known.etag for known in store.known(["veileder"])] == ['"1"']
    assert store.last_outcomes() == {"veileder": {outcome.value: 1}}


# addresses


def test_what_is_found_is_known_before_it_is_visited_in_that_order(
    remember: Remember, store: Store
) -> None:
    start, others = SITE + "/", ("/c", "/a", "/b")
    remember(visit(start, Outcome.LISTED, found=tuple(("veileder", SITE + o) for o in others)))
    assert [known.address for known in store.known(["veileder"])] == [
        start, *(SITE + other for other in others)
    ]  # fmt: skip
    assert store.find(SITE + "/a") is None


def test_an_address_belongs_to_the_source_that_may_visit_it(
    remember: Remember, store: Store
) -> None:
    remember(read(page("/a"), found=(("ks", "https://ks.example/b"), ("veileder", SITE + "/c"))))
    assert [known.address for known in store.known(["ks"])] == ["https://ks.example/b"]
    assert len(store.known(["ks", "veileder"])) == 3
    assert store.known([]) == []


def test_a_redirect_becomes_an_address_of_where_it_ends(remember: Remember, store: Store) -> None:
    remember(moved("/gammel", "/ny"), read(page("/ny")))
    assert roles(found(store, "/gammel")) == {"/ny": Role.CANONICAL, "/gammel": Role.REDIRECTS}


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_redirects_through_chains_become_addresses_in_any_order(
    remember: Remember, store: Store, order: tuple[int, ...]
) -> None:
    visits = [moved("/2019", "/2021"), moved("/2021", "/2023"), moved("/2023", "/i-dag"),
              read(page("/i-dag"))]  # fmt: skip
    for number in order:
        remember(visits[number])
    assert set(roles(found(store, "/2019"))) == {"/i-dag", "/2019", "/2021", "/2023"}


def test_redirects_in_a_ring_come_to_an_end(remember: Remember, store: Store) -> None:
    remember(moved("/a", "/b"), moved("/b", "/a"), moved("/c", "/c"))
    assert store.find(SITE + "/a") is None
    assert len(store.known(["veileder"])) == 3


def test_a_redirect_that_is_read_again_is_a_page_of_its_own(
    remember: Remember, store: Store
) -> None:
    remember(moved("/a", "/b"), read(page("/b", "Her er b")))
    remember(moved("/a", "/c", LATER), read(page("/c", "Her er c"), LATER))
    assert found(store, "/a").resource.text == "Her er c"


def test_a_page_that_names_another_address_is_known_by_both(
    remember: Remember, store: Store
) -> None:
    named = page("/klima", "Teksten")
    remember(read(named, address=SITE + "/klima?utskrift=1"))
    assert roles(found(store, "/klima")) == {
        "/klima": Role.CANONICAL, "/klima?utskrift=1": Role.COPY
    }  # fmt: skip
    assert SITE + "/klima" in [known.address for known in store.known(["veileder"])]


def test_a_page_is_found_under_every_spelling_of_its_address(
    remember: Remember, store: Store
) -> None:
    remember(read(page("/klima/å")))
    assert store.find("http://veileder.example/klima/%C3%A5/#topp") is not None
    assert store.find("veileder.example/klima") is None


# the same thing in several places


@pytest.mark.parametrize("names", [("guid:1",), (AUDIO,), (AUDIO, "guid:1")])
def test_copies_of_an_episode_are_one_record_with_all_addresses(
    remember: Remember, store: Store, names: tuple[str, ...]
) -> None:
    own = episode("https://podkast.example/flom", "Om flom", keys=names, published=date(2021, 5, 4))
    copy = episode("/podkast/flom", "Om flom", keys=names[:1], source="veileder")
    assert remember(read(copy), read(own)) == ["new", "changed"]
    (record,) = store.records()
    assert record.resource.address == own.address
    assert {row.address for row in record.addresses} == {own.address, copy.address}
    assert store.counts() == {"podkast": 1}


def test_records_that_turn_out_the_same_are_joined_under_the_older_id(
    remember: Remember, store: Store
) -> None:
    link = Link(target=SITE + "/b", text="Les mer")
    remember(read(episode("/a", "Om flom", keys=("guid:1",))))
    remember(read(episode("/b", "Om flom", keys=(AUDIO,), links=(link,)), LATER))
    older, newer = found(store, "/a"), found(store, "/b")
    assert older.id != newer.id
    remember(read(episode("/c", "Om flom", keys=("guid:1", AUDIO)), LATER))
    (record,) = store.records()
    assert record.id == older.id
    assert set(roles(record)) == {"/a", "/b", "/c"}
    assert store.record(newer.id) == record
    assert store.things() == {older.id: [older.id]}


def test_an_id_is_still_found_after_two_joins(remember: Remember, store: Store) -> None:
    for number, path in enumerate(("/a", "/b", "/c")):
        remember(read(episode(path, keys=(f"guid:{path}",)), NOW + timedelta(days=number)))
    ids = [found(store, path).id for path in ("/a", "/b", "/c")]
    remember(read(episode("/d", keys=("guid:/b", "guid:/c"))))
    remember(read(episode("/e", keys=("guid:/a", "guid:/b"))))
    (record,) = store.records()
    assert [store.record(each) for each in ids] == [record] * 3
    assert store.record("0123456789") is None


def test_an_id_that_was_joined_is_never_given_again(remember: Remember, store: Store) -> None:
    remember(read(episode("/a", keys=("guid:1",))))
    remember(read(episode("/b", keys=("guid:2",)), LATER))
    joined = found(store, "/b").id
    remember(read(episode("/c", keys=("guid:1", "guid:2")), LATER))
    assert joined not in [record.id for record in store.records()]


# feeds


def test_a_feed_makes_records_before_their_pages_are_visited(
    remember: Remember, store: Store
) -> None:
    items = [episode(f"/{n}", "Notater", keys=(f"guid:{n}",)) for n in (1, 2)]
    assert remember(listed(*items)) == ["new"]
    assert store.counts() == {"podkast": 2}
    assert found(store, "/1").resource.text == "Notater"
    assert [known.address for known in store.known(["podkast"])] == [FEED, SITE + "/1", SITE + "/2"]


def test_the_greatest_result_of_a_feed_is_told(remember: Remember) -> None:
    one, two = episode("/1", keys=("guid:1",)), episode("/2", keys=("guid:2",))
    assert remember(listed(one)) == ["new"]
    assert remember(listed(one)) == ["same"]
    assert remember(listed(replace(one, title="Ny tittel"))) == ["changed"]
    assert remember(listed(one, two)) == ["new"]


def test_page_and_feed_fill_each_other_whichever_comes_first(tmp_path: Path) -> None:
    item = episode("/1", "Notater", title="Om flom", keys=("guid:1",), episode=Episode(number=7))
    own = episode("/1", "Hele teksten om flom", published=date(2021, 5, 4))
    for number, visits in enumerate(([listed(item), read(own)], [read(own), listed(item)])):
        with Store(tmp_path / f"{number}.sqlite") as store:
            store.remember(store.begin_harvest(NOW), visits)
            (record,) = store.records()
            assert record.resource.text == "Hele teksten om flom"
            assert record.resource.episode == Episode(number=7)
            assert list(roles(record)) == ["/1"]


def test_an_episode_stays_when_the_feed_drops_it(remember: Remember, store: Store) -> None:
    one, two = episode("/1", keys=("guid:1",)), episode("/2", keys=("guid:2",))
    remember(listed(one, two))
    remember(listed(two, at=LATER))
    assert len(list(store.records())) == 2


def test_an_item_whose_page_has_moved_is_not_lost(remember: Remember, store: Store) -> None:
    item = episode("/1", "Notater")
    remember(listed(item))
    remember(moved("/1", "/flom"), read(episode("/flom", "Hele teksten", published=NOW.date())))
    remember(listed(item, at=LATER))
    (record,) = store.records()
    assert record.resource.text == "Hele teksten"
    assert set(roles(record)) >= {"/flom", "/1"}


# order and failure

COPIES = [
    read(episode("/a", "Teksten om flom", keys=("guid:1",), lead="Ingress fra a")),
    read(episode("/b", "Tekst om flom, og litt lengre", keys=("guid:1",), title="Flom")),
    read(episode("/c", "Tekst", keys=("guid:1", AUDIO), lead="Ingress fra c"),
         address=SITE + "/c?side=1"),
    read(episode("/d", "En lengre tekst", keys=(AUDIO,), lead="Ingress fra d")),
    listed(episode("/a", "Notater", keys=("guid:1",), episode=Episode(number=7, duration=60))),
]  # fmt: skip


def resources(folder: Path, name: str, visits: list[Visit]) -> list[tuple[Resource, set[str]]]:
    with Store(folder / f"{name}.sqlite") as store:
        store.remember(store.begin_harvest(NOW), visits)
        return [(r.resource, {row.address for row in r.addresses}) for r in store.records()]


@settings(max_examples=30)
@given(st.permutations(COPIES))
def test_the_same_site_in_another_order_gives_the_same_records(
    tmp_path_factory: pytest.TempPathFactory, visits: list[Visit]
) -> None:
    folder = tmp_path_factory.mktemp("order")
    assert resources(folder, "one", COPIES) == resources(folder, "other", visits)


def test_what_a_record_says_does_not_depend_on_what_its_pages_said_before(
    remember: Remember, store: Store
) -> None:
    one = episode("/a", "En lang tekst om flom i byer", keys=("guid:1",))
    other = episode("/b", "En tekst om flom", keys=("guid:1",))
    remember(read(one), read(other))
    remember(read(replace(one, passages=())))
    assert found(store, "/a").resource.address == SITE + "/b"


def test_a_batch_that_raises_leaves_nothing(store: Store) -> None:
    def visits() -> Iterator[Visit]:
        yield read(page("/a", "Teksten"), found=(("veileder", SITE + "/b"),))
        raise ConnectionError("the crawl broke")

    harvest = store.begin_harvest(NOW)
    with pytest.raises(ConnectionError):
        store.remember(harvest, visits())
    assert list(store.records()) == []
    assert store.known(["veileder"]) == []
    assert store.last_outcomes() == {}
    assert store.remember(harvest, [read(page("/a", "Teksten"))]) == ["new"]
