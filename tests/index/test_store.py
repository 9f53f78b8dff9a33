"""The file of the store: its schema, its transactions, and the figures it gives."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from making import NOW, SITE, Remember, harm, listed, on, page, read, visit, webinar

from index.address import address_key
from index.record import Settled
from index.resource import Kind, Outcome, Project, Robots
from index.store import DamagedStoreError, NewerStoreError, Store, StoreError

LATER = NOW + timedelta(hours=1)


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_a_store_is_made_with_its_folder_and_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "ny" / "mappe" / "resources.sqlite"
    with Store(path) as store:
        store.remember(store.begin_harvest(NOW), [read(page("/a", "Teksten"))])
    with Store(path) as store:
        assert [record.resource.text for record in store.records()] == ["Teksten"]
    assert version_of(path) >= 1


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "resources.sqlite"
    with Store(path):
        pass
    newer = version_of(path) + 1
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {newer}")
    with pytest.raises(NewerStoreError, match=f"schema {newer}.*upgrade"):
        Store(path)
    assert version_of(path) == newer


def test_a_file_that_is_no_store_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "notater.txt"
    path.write_text("Dette er ikke en database. " * 100, encoding="utf-8")
    with pytest.raises(StoreError, match=r"notater\.txt"):
        Store(path)
    assert path.read_text(encoding="utf-8").startswith("Dette")


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    with pytest.raises(StoreError, match="resources"):
        Store(tmp_path / "fil" / "resources.sqlite")


def test_others_read_while_one_writes(store: Store, remember: Remember) -> None:
    remember(read(page("/a")))
    with Store(store.path) as reader, store.transaction() as db:
        db.execute("UPDATE record SET thing = 'annen'")
        assert list(reader.things()) == [record.id for record in reader.records()]


def test_a_transaction_that_is_interrupted_changes_nothing(
    store: Store, remember: Remember
) -> None:
    remember(read(page("/a")))
    before = store.things()

    def interrupted() -> None:
        with store.transaction() as db:
            db.execute("UPDATE record SET thing = 'annen'")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert store.things() == before


def test_records_are_told_all_or_of_one_source_by_address(store: Store, remember: Remember) -> None:
    remember(read(page("/b")), read(page("/a")), read(page("/c", source="ks")))
    addresses = [record.resource.address for record in store.records()]
    assert addresses == [SITE + "/a", SITE + "/b", SITE + "/c"]
    assert [ids[0] for ids in store.things().values()] == [r.id for r in store.records()]
    assert [record.resource.address for record in store.records("ks")] == [SITE + "/c"]
    assert store.counts() == {"veileder": 2, "ks": 1}


def test_the_last_outcome_of_each_address_is_counted(store: Store, remember: Remember) -> None:
    remember(read(page("/a")), visit(SITE + "/b", Outcome.FAILED), visit(SITE + "/c", Outcome.GONE))
    remember(visit(SITE + "/b", Outcome.GONE, LATER), listed(at=LATER))
    assert store.last_outcomes() == {"veileder": {"read": 1, "gone": 2}, "podkast": {"listed": 1}}


def test_the_last_finished_harvest_is_told(store: Store) -> None:
    assert store.last_harvest() is None
    store.begin_harvest(LATER)
    assert store.last_harvest() is None
    store.end_harvest(store.begin_harvest(NOW), NOW)
    assert store.last_harvest() == NOW


def test_a_record_is_settled_until_its_content_or_the_fingerprint_changes(
    store: Store, remember: Remember
) -> None:
    remember(read(page("/a", "Teksten")))
    (record,) = store.records()
    (group,) = store.groups()
    assert store.unsettled(group, ":1") == [record.id]
    found = Settled(topics=("vann", "areal"), municipalities=("1515", "0301"), audiences=("leder",))
    store.settle(record.id, ":1", found)
    assert store.unsettled(group, ":1") == []
    assert store.unsettled(group, ":2") == [record.id]
    remember(read(page("/a", "Ny tekst")))
    assert store.unsettled(group, ":1") == [record.id]
    settled = store.record(record.id)
    assert settled is not None
    assert (settled.topics, settled.municipalities) == (("vann", "areal"), ("1515", "0301"))
    store.settle(record.id, ":1", Settled(topics=("areal",)))
    again = store.record(record.id)
    assert again is not None
    assert (again.topics, again.municipalities) == (("areal",), ())


def test_limits_that_were_reached_are_told_for_the_last_harvest(
    store: Store, remember: Remember
) -> None:
    remember(replace(listed(), reached={"links": 9}))
    assert store.reached() == {"podkast": {"links": 9}}
    remember(
        replace(listed(), reached={"links": 2, "depth": 1}),
        replace(visit(SITE + "/b", Outcome.FAILED), reached={"links": 3}),
        replace(listed(at=LATER), reached={"links": 1}),
    )
    assert store.reached() == {"podkast": {"links": 3, "depth": 1}, "veileder": {"links": 3}}


def test_the_newest_robots_txt_of_an_origin_is_kept(store: Store, remember: Remember) -> None:
    first, second = (Robots(origin=SITE, at=at, body=f"# {at}") for at in (NOW, LATER))
    remember(replace(listed(), robots=(first,)))
    assert store.robots() == (first,)
    remember(replace(listed(), robots=(second,)))
    assert store.robots() == (second,)


def test_a_harvest_that_never_ended_can_be_gone_on_with(store: Store) -> None:
    number = store.begin_harvest(NOW, "alt")
    assert store.interrupted_harvest("alt", NOW) is None, "it visited nothing"
    outcomes = (Outcome.GONE, Outcome.FAILED, Outcome.MOVED, Outcome.REFUSED)
    store.remember(number, [visit(f"{SITE}/{outcome}", outcome) for outcome in outcomes])
    assert store.interrupted_harvest("alt", NOW) == number
    assert store.interrupted_harvest("noe", NOW) is None
    assert store.interrupted_harvest("alt", LATER) is None
    done = {address_key(f"{SITE}/{outcome}") for outcome in (Outcome.GONE, Outcome.REFUSED)}
    assert store.done(number) == done
    store.end_harvest(number, NOW)
    assert store.interrupted_harvest("alt", NOW) is None


@pytest.fixture
def harmed(tmp_path: Path) -> Path:
    """A store of which some pages were overwritten."""
    path = tmp_path / "resources.sqlite"
    with Store(path) as store:
        pages = [read(page(f"/{number}", f"Tekst {number}. " * 50)) for number in range(50)]
        store.remember(store.begin_harvest(NOW), pages)
        store.check()
    harm(path)
    return path


def test_damage_is_found_by_reading_all_of_the_file(harmed: Path) -> None:
    with Store(harmed) as store, pytest.raises(DamagedStoreError, match="searchsvc restore FILE"):
        store.check()


def test_damage_that_is_met_in_use_is_told_as_such(harmed: Path) -> None:
    with (
        pytest.raises(DamagedStoreError, match=r"resources\.sqlite is damaged"),
        Store(harmed) as it,
    ):
        list(it.records())


def test_a_store_whose_first_page_is_gone_is_damaged(harmed: Path) -> None:
    harmed.write_bytes(bytes(4096) + harmed.read_bytes()[4096:])
    with pytest.raises(DamagedStoreError, match="not a database"):
        Store(harmed)


def test_addresses_whose_thing_is_over_are_told_by_their_times_alone(
    store: Store, remember: Remember
) -> None:
    ended = page("/p", kind=Kind.PROJECT, project=Project(status="Avsluttet"))
    remember(
        *(read(page(path, "Om et webinar.")) for path in ("/a", "/b")),
        *(read(webinar(path, on(NOW.date()), title="Webinar")) for path in ("/w", "/x")),
        read(ended),
        read(replace(ended, address=f"{SITE}/q", project=Project(status="Under gjennomføring"))),
    )
    keys = [address_key(SITE + path) for path in ("/p", "/w", "/x")]
    assert store.past(NOW) == {keys[0]}
    assert store.past(NOW + timedelta(days=365)) == {*keys}
