"""The guard: a source that has lost too much stays published as it was, until a person says."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from errno import ENOSPC
from typing import Any

import pytest
from making import NOW, SITE, Remember, episode, page, read, visit
from test_build import PLAN as DULL
from test_build import FakePublisher

from index.build import Built, UnwritableError, build
from index.engine import Collection
from index.guard import Terms, accept, held_back
from index.resource import Episode, Kind, Link, Outcome, Resource
from index.settle import settle
from index.store import Store

LATER = NOW + timedelta(hours=1)
REQUIRED = {"podkast": {Kind.EPISODE: ("number",)}}


@pytest.fixture
def publish(store: Store) -> Callable[..., tuple[Built, FakePublisher]]:
    def publish(**more: Any) -> tuple[Built, FakePublisher]:
        publisher = FakePublisher()
        return build(store, publisher, replace(DULL, **more), lambda *_: None), publisher

    return publish


Publish = Callable[..., tuple[Built, FakePublisher]]


def pages(count: int, **more: Any) -> list[Resource]:
    return [page(f"/{number}", f"Råd nummer {number}", **more) for number in range(count)]


def vanish(remember: Remember, *resources: Resource) -> None:
    for after in (timedelta(hours=1), timedelta(hours=49)):
        for resource in resources:
            remember(visit(resource.address, Outcome.GONE, NOW + after, reason="HTTP 404"))


def texts(publisher: FakePublisher) -> set[str]:
    return {thing.record.resource.text for thing in publisher.things}


def test_what_is_gone_leaves_the_index(remember: Remember, publish: Publish) -> None:
    all_pages = pages(20)
    remember(*map(read, all_pages))
    publish()
    vanish(remember, *all_pages[:2])
    built, publisher = publish()
    assert (built.count, built.held_back) == (18, {})
    assert texts(publisher) == {resource.text for resource in all_pages[2:]}


def test_a_source_that_loses_more_than_a_tenth_stays_as_it_was_and_the_others_go_on(
    remember: Remember, publish: Publish
) -> None:
    all_pages = pages(20)
    other = page("/annet", "Annet", source="ks")
    remember(*map(read, all_pages), read(other))
    publish()
    vanish(remember, *all_pages[:3])
    remember(
        read(page("/3", "Råd nummer 3, revidert"), LATER),
        read(page("/annet", "Annet, revidert", source="ks"), LATER),
    )
    built, publisher = publish()
    assert built.held_back == {"veileder": "3 of 20 pages are lost"}
    assert texts(publisher) == {resource.text for resource in all_pages} | {"Annet, revidert"}
    assert publisher.coverage.count == 21


def test_it_speaks_until_the_pages_are_back(remember: Remember, publish: Publish) -> None:
    all_pages = pages(10)
    remember(*map(read, all_pages))
    publish()
    vanish(remember, *all_pages[:5])
    assert [bool(publish()[0].held_back) for _ in range(3)] == [True] * 3
    remember(*(read(resource, NOW + timedelta(hours=60)) for resource in all_pages[:4]))
    built, _ = publish()
    assert (built.count, built.held_back) == (9, {})


def test_many_small_losses_between_two_publications_count_together(
    store: Store, remember: Remember, publish: Publish
) -> None:
    all_pages = pages(20)
    remember(*map(read, all_pages))
    publish()
    for resource in all_pages[:3]:
        assert held_back(store, Terms()) == {}
        vanish(remember, resource)
    assert held_back(store, Terms()) == {"veileder": "3 of 20 pages are lost"}


class FullDisk(FakePublisher):
    def publish(self, collection: Collection, progress: Callable[[int], None]) -> str:
        raise OSError(ENOSPC, "No space left on device")


def test_losses_over_builds_that_fail_count_together(
    store: Store, remember: Remember, publish: Publish
) -> None:
    all_pages = pages(20)
    remember(*map(read, all_pages))
    publish()
    for number in range(4):
        vanish(remember, all_pages[number])
        with pytest.raises(UnwritableError):
            build(store, FullDisk(), DULL, lambda *_: None)
    built, publisher = publish()
    assert built.held_back == {"veileder": "4 of 20 pages are lost"}
    assert len(publisher.things) >= 18


def test_fields_that_are_lost_over_builds_that_fail_count_together(
    store: Store, remember: Remember, publish: Publish
) -> None:
    remember(*map(read, episodes(20, numbered=20)))
    publish(required=REQUIRED)
    plan = replace(DULL, required=REQUIRED)
    for numbered in (18, 16):
        remember(*(read(resource, LATER) for resource in episodes(20, numbered)))
        with pytest.raises(UnwritableError):
            build(store, FullDisk(), plan, lambda *_: None)
    back = publish(required=REQUIRED)[0].held_back
    assert back == {"podkast": "4 of 20 pages lack episode.number, 0 did"}


def test_what_a_person_overruled_stays_overruled_when_the_build_fails(
    store: Store, remember: Remember, publish: Publish
) -> None:
    all_pages = pages(20)
    remember(*map(read, all_pages))
    publish()
    vanish(remember, *all_pages[:5])
    accept(store, ["veileder"], settle(store, DULL.taxonomy))
    with pytest.raises(UnwritableError):
        build(store, FullDisk(), DULL, lambda *_: None)
    assert publish()[0].held_back == {}
    vanish(remember, *all_pages[5:8])
    assert publish()[0].held_back == {"veileder": "3 of 15 pages are lost"}


def test_a_store_of_an_earlier_version_is_compared_with_what_it_had_published(
    store: Store, remember: Remember, publish: Publish
) -> None:
    remember(*map(read, episodes(10, numbered=8)))
    publish(required=REQUIRED)
    for table in ("served", "published"):
        store.connection.execute(f"UPDATE {table} SET summary = 'null'")
    remember(*(read(resource, LATER) for resource in episodes(10, numbered=7)))
    assert held_back(store, Terms(required=REQUIRED)) == {}
    remember(*(read(resource, LATER) for resource in episodes(10, numbered=5)))
    assert held_back(store, Terms(required=REQUIRED)) == {
        "podkast": "5 of 10 pages lack episode.number, 2 did"
    }


def prose(number: int) -> str:
    return " ".join(
        f"Setning {n} om sak {number} er skrevet for seg ({n * number})." for n in range(9)
    )


def test_an_error_page_at_every_address_is_not_published_and_joins_nothing(
    store: Store, remember: Remember, publish: Publish
) -> None:
    all_pages = [page(f"/{n}", prose(n), title=f"Råd {n}") for n in range(20)]
    remember(*map(read, all_pages))
    publish()
    remember(
        *(
            read(replace(p, title="Klima", passages=page("", prose(99)).passages), LATER)
            for p in all_pages
        )
    )
    built, publisher = publish()
    assert built.held_back == {"veileder": "20 of 20 pages say the same as others, 0 did"}
    assert texts(publisher) == {resource.text for resource in all_pages}
    remember(*(read(resource, NOW + timedelta(hours=2)) for resource in all_pages))
    built, publisher = publish()
    assert (built.count, built.held_back) == (20, {})
    assert texts(publisher) == {resource.text for resource in all_pages}


def test_pages_that_always_said_the_same_are_no_fault_to_a_newer_version(
    store: Store, remember: Remember, publish: Publish
) -> None:
    alike = [page(f"/lik/{n}", prose(0), title="Lik") for n in range(16)]
    others = [page(f"/{n}", prose(n), title=f"Råd {n}") for n in range(80)]
    remember(*map(read, [*alike, *others]))
    publish()
    store.connection.execute("UPDATE served SET summary = 'null'")
    store.connection.execute("UPDATE published SET summary = 'null', digest = ''")
    assert publish()[0].held_back == {}
    assert publish()[0].held_back == {}


def test_a_person_overrules_and_the_new_state_is_what_is_compared_with(
    store: Store, remember: Remember, publish: Publish
) -> None:
    all_pages = pages(20)
    remember(*map(read, all_pages))
    publish()
    vanish(remember, *all_pages[:5])
    assert publish()[0].held_back
    accept(store, ["veileder"], settle(store, DULL.taxonomy))
    built, publisher = publish()
    assert (built.count, built.held_back) == (15, {})
    assert len(publisher.things) == 15


def test_pages_that_became_one_are_not_lost(remember: Remember, publish: Publish) -> None:
    remember(*(read(page(f"/{n}", keys=(f"guid:{n}",))) for n in range(6)))
    publish()
    remember(*(read(page(f"/{n}", keys=("guid:0",)), LATER) for n in range(6)))
    built, _ = publish()
    assert (built.count, built.held_back) == (1, {})


def test_a_first_publication_has_nothing_to_be_compared_with(
    remember: Remember, publish: Publish
) -> None:
    remember(*map(read, pages(2)))
    assert publish(at_least={"veileder": 300})[0].held_back == {}


def test_a_source_that_falls_under_its_least_is_held_back(
    remember: Remember, publish: Publish
) -> None:
    all_pages = pages(30)
    remember(*map(read, all_pages))
    least = {"veileder": 30}
    publish(at_least=least)
    vanish(remember, all_pages[0])
    built, publisher = publish(at_least=least)
    assert built.held_back == {"veileder": "29 pages are less than its least of 30"}
    assert len(publisher.things) == 30


def episodes(count: int, numbered: int) -> list[Resource]:
    return [
        episode(f"/{n}", f"Tekst {n}", episode=Episode(number=n if n < numbered else None))
        for n in range(count)
    ]


def test_a_source_whose_pages_come_to_lack_a_required_field_is_held_back(
    store: Store, remember: Remember, publish: Publish
) -> None:
    remember(*map(read, episodes(10, numbered=10)))
    publish(required=REQUIRED)
    bare = [read(resource, LATER) for resource in episodes(10, numbered=8)]
    outcomes = store.remember(store.begin_harvest(LATER), bare, REQUIRED)
    assert outcomes.count("kept") == 2
    built, publisher = publish(required=REQUIRED)
    assert built.held_back == {"podkast": "2 of 10 pages lack episode.number, 0 did"}
    numbers = {
        t.record.resource.episode.number for t in publisher.things if t.record.resource.episode
    }
    assert numbers == set(range(10))
    store.accept("podkast", LATER)
    accept(store, ["podkast"], settle(store, DULL.taxonomy))
    assert publish(required=REQUIRED)[0].held_back == {}


def test_new_pages_without_a_required_field_count_too_but_one_alone_does_not(
    remember: Remember, publish: Publish
) -> None:
    remember(*map(read, episodes(4, numbered=4)))
    publish(required=REQUIRED)
    remember(*(read(resource, LATER) for resource in episodes(5, numbered=4)))
    assert publish(required=REQUIRED)[0].held_back == {}
    remember(*(read(resource, LATER) for resource in episodes(8, numbered=4)))
    back = publish(required=REQUIRED)[0].held_back
    assert back == {"podkast": "4 of 8 pages lack episode.number, 1 did"}


def test_a_source_that_is_held_back_keeps_its_links_topics_and_days(
    remember: Remember, publish: Publish
) -> None:
    outside = Link(target="https://utenfor.example/", text="Utenfor")
    first = page("/0", "Råd", title="Flom", links=(outside,), published=date(2024, 5, 1))
    rest = [page(f"/{n}", f"Råd nummer {n}") for n in range(1, 5)]
    remember(*map(read, [first, *rest]))
    before = publish()[1]
    vanish(remember, *rest)
    remember(read(page("/0", "Råd, revidert", title="Energi"), NOW + timedelta(hours=60)))
    built, after = publish()
    assert built.held_back
    assert after.links == before.links
    assert [row.link.target for row in after.links] == [outside.target]
    (was,), (now,) = (
        [t.record for t in p.things if t.record.resource.address == f"{SITE}/0"]
        for p in (before, after)
    )
    assert now == was
    assert now.topics == ("flom",)


@pytest.mark.parametrize("changed", [1, 2, 3, 4, 20])
def test_what_differs_little_is_judged_as_if_all_were_read(
    store: Store,
    remember: Remember,
    publish: Publish,
    monkeypatch: pytest.MonkeyPatch,
    changed: int,
) -> None:
    before = [page(f"/rad/{n}", prose(n), title=f"Råd {n}") for n in range(20)]
    remember(*map(read, before), *map(read, episodes(20, numbered=20)))
    publish(required=REQUIRED)
    alike = page("", prose(99)).passages
    same = [replace(each, title="Klima", passages=alike) for each in before[:changed]]
    bare = episodes(20, numbered=20 - changed)[20 - changed :]
    remember(*(read(resource, LATER) for resource in [*same, *bare]))
    found = held_back(store, Terms(required=REQUIRED))
    assert set(found) == ({"veileder", "podkast"} if changed > 2 else set())
    monkeypatch.setattr("index.guard._differs_little", lambda *_: False)
    assert held_back(store, Terms(required=REQUIRED)) == found
