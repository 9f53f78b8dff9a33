"""One thing is one record: pages that move, copies, and what only looks alike."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import (
    FEED,
    NOW,
    SITE,
    Remember,
    episode,
    grant,
    listed,
    moved,
    on,
    page,
    read,
    visit,
    webinar,
)
from test_topics import TAXONOMY

from index.record import Role
from index.resource import Call, Episode, Event, Grant, Kind, Outcome, Project, Resource, Visit
from index.settle import settle
from index.store import Store

LATER = NOW + timedelta(days=1)
DAY = date(2026, 4, 8)
TEXT = " ".join(f"Kommunen gjør ting nummer {n} i planen for klima og natur." for n in range(20))
LONGER = TEXT.replace("nummer 3 ", "nummer tre ")
OTHER = " ".join(f"En helt annen setning {n} om noe som ikke er likt." for n in range(20))


def held(store: Store) -> list[tuple[Resource, set[str]]]:
    """What each record says, and all its addresses."""
    settle(store, TAXONOMY)
    found = [(r.resource, {row.address for row in r.addresses}) for r in store.records()]
    return sorted(found, key=lambda pair: pair[0].address)


def addresses(store: Store) -> list[set[str]]:
    return [{address.removeprefix(SITE) for address in known} for _, known in held(store)]


# pages that move


def test_a_page_that_moves_takes_its_record_with_it(remember: Remember, store: Store) -> None:
    remember(read(page("/a", TEXT, title="Overvann")))
    before = store.find(SITE + "/a")
    remember(moved("/a", "/b", LATER), read(page("/b", "Kort", title="Overvann"), LATER))
    after = store.find(SITE + "/a")
    assert before is not None
    assert after is not None
    assert after.id == before.id
    assert after.resource.text == "Kort"
    assert {row.address: row.role for row in after.addresses} == {
        SITE + "/b": Role.CANONICAL,
        SITE + "/a": Role.REDIRECTS,
    }
    assert len(list(store.records())) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (page("/gammel/overvann", title="Regn"), page("/ny/overvann", title="Vann i byen")),
        (page("/gammel/1", title="Overvann"), page("/ny/2", title="Overvann")),
        (page("/gammel/1", TEXT, title="Regn"), page("/ny/2", LONGER, title="Vann i byen")),
        (page("/gammel/1", title="Regn"), page("/ny/2", title="Vann i byen")),
    ],
    ids=["by its tail", "by its title", "by its text", "since nothing speaks against it"],
)
def test_a_redirect_leads_to_the_same_thing(
    remember: Remember, store: Store, old: Resource, new: Resource
) -> None:
    path, to = (resource.address.removeprefix(SITE) for resource in (old, new))
    remember(read(old))
    remember(moved(path, to, LATER), read(new, LATER))
    assert addresses(store) == [{path, to}]


def test_a_redirect_to_what_lay_above_is_no_move(remember: Remember, store: Store) -> None:
    remember(read(page("/klima/overvann", TEXT, title="Overvann")))
    remember(moved("/klima/overvann", "/klima", LATER), read(page("/klima", title="Klima"), LATER))
    assert {resource.title for resource, _ in held(store)} == {"Overvann", "Klima"}


def test_a_hub_to_which_many_pages_are_led_is_none_of_them(
    remember: Remember, store: Store
) -> None:
    titles = {"/1": "Flom", "/2": "Skred", "/3": "Tørke"}
    remember(*(read(page(path, title=title)) for path, title in titles.items()))
    remember(
        *(moved(path, "/samlet", LATER) for path in titles),
        read(page("/samlet", title="Naturfare"), LATER),
    )
    assert {resource.title for resource, _ in held(store)} == {*titles.values(), "Naturfare"}


def test_a_page_that_has_moved_is_well_and_is_asked_for_without_conditions(
    remember: Remember, store: Store
) -> None:
    remember(read(page("/a", title="Overvann"), etag='"1"'))
    for days in (1, 2):
        at = NOW + timedelta(days=days)
        remember(moved("/a", "/b", at), read(page("/b", title="Overvann"), at))
        assert store.marks() == {}
        assert {known.address: known.etag for known in store.known(["veileder"])} == {
            SITE + "/a": "", SITE + "/b": ""
        }  # fmt: skip


def test_a_page_that_has_moved_is_gone_when_its_new_address_is(
    remember: Remember, store: Store
) -> None:
    remember(read(page("/a", title="Overvann")))
    remember(moved("/a", "/b", LATER), read(page("/b", "Ny", title="Overvann"), LATER))
    remember(*(visit(SITE + "/b", Outcome.GONE, NOW + timedelta(days=days)) for days in (2, 5)))
    record = store.find(SITE + "/a")
    assert record is not None
    assert record.gone == NOW + timedelta(days=2)
    assert record.resource.text == "Ny"


def test_a_redirect_to_a_page_that_is_gone_joins_nothing(remember: Remember, store: Store) -> None:
    remember(read(page("/a", title="Overvann")), read(page("/b", title="Borte")))
    remember(*(visit(SITE + "/b", Outcome.GONE, NOW + timedelta(days=days)) for days in (1, 4)))
    remember(moved("/a", "/b", NOW + timedelta(days=5)))
    assert [record.resource.title for record in store.records()] == ["Overvann"]


def test_a_page_that_comes_back_from_a_redirect_may_say_less(
    remember: Remember, store: Store
) -> None:
    remember(read(page("/a", TEXT, title="Overvann")))
    remember(moved("/a", "/b", LATER), read(page("/b", TEXT, title="Overvann"), LATER))
    assert remember(read(page("/a", "Kort", title="Regn"), NOW + timedelta(days=2))) == ["new"]


def test_a_page_that_comes_back_from_a_redirect_is_a_page_of_its_own(
    remember: Remember, store: Store
) -> None:
    remember(read(page("/a", TEXT, title="Regn")))
    remember(moved("/a", "/b", LATER), read(page("/b", OTHER, title="Regn"), LATER))
    remember(read(page("/a", TEXT, title="Regn"), LATER + timedelta(days=1)))
    assert addresses(store) == [{"/a"}, {"/b"}]


# copies


def pair(one: Resource, **changes: Any) -> tuple[Resource, Resource]:
    return one, replace(one, address=SITE + "/kopi", **changes)


def project(**more: Any) -> Resource:
    facts = {"applicant": "ASKER KOMMUNE", "year": 2021, **more}
    return page("/p", kind=Kind.PROJECT, title="Ombruk i rådhuset", project=Project(**facts))


HELD_ON = Event(periods=(on(DAY, time(10), time(11)),))
MEETING = page(
    "/m", kind=Kind.EVENT, title="Klima i Bergen", event=replace(HELD_ON, place="Bergen")
)
DUE = grant("/t", Call(deadline=DAY))


@pytest.mark.parametrize(
    "copies",
    [
        pair(page("/a", TEXT), passages=page("", LONGER).passages),
        pair(page("/a", TEXT, title="Overvann i byen"), title="Byen i overvann"),
        pair(project()),
        pair(project(), project=Project(applicant="Asker kommune", year=2021)),
        pair(webinar("/w", HELD_ON.periods[0], title="Flom")),
    ],
    ids=["near-equal text", "the same words in the title", "project", "its spelling", "webinar"],
)
def test_copies_are_one_record(
    remember: Remember, store: Store, copies: tuple[Resource, Resource]
) -> None:
    remember(*map(read, copies))
    assert len(addresses(store)) == 1


@pytest.mark.parametrize(
    "twins",
    [
        pair(page("/a", TEXT), passages=page("", OTHER).passages),
        pair(page("/a", TEXT), title="En annen"),
        pair(page("/a", TEXT), kind=Kind.NEWS),
        pair(page("/a", TEXT), passages=page("", TEXT + OTHER[:300]).passages),
        pair(page("/a", "En tekst som er for kort til å si noe.")),
        pair(page("/a", TEXT, versions=(SITE + "/kopi",))),
        pair(page("/a", TEXT, step=1), step=2),
        pair(page("/a", TEXT, published=DAY), published=DAY + timedelta(days=365)),
        pair(webinar("/w", on(DAY)), event=Event(periods=(on(DAY + timedelta(days=7)),))),
        pair(MEETING, event=replace(HELD_ON, place="Oslo")),
        pair(project(), project=Project(applicant="ASKER KOMMUNE", year=2022)),
        pair(project(), project=Project(applicant="BÆRUM KOMMUNE", year=2021)),
        pair(episode("/e", TEXT, episode=Episode(number=1)), episode=Episode(number=2)),
        pair(DUE, grant=Grant(calls=(Call(deadline=NOW.date()),))),
    ],
)
def test_what_only_looks_alike_stays_apart(
    remember: Remember, store: Store, twins: Iterable[Resource]
) -> None:
    remember(*map(read, twins))
    assert len(held(store)) > 1


def test_what_stands_at_many_addresses_is_no_thing_with_copies(
    remember: Remember, store: Store
) -> None:
    others = [
        read(page(f"/{number}", f"Råd {number}", title=f"Råd {number}")) for number in range(40)
    ]
    remember(*others, *(read(page(f"/a/{n}", TEXT, title="Klima")) for n in range(5)))
    assert len(held(store)) == 41
    remember(*(read(page(f"/b/{n}", OTHER, title="Klima")) for n in range(6)))
    assert len(held(store)) == 47


def test_a_language_version_is_no_copy(remember: Remember, store: Store) -> None:
    nynorsk = TEXT.replace("Kommunen gjør", "Kommunen gjer ikkje noko, ho har ei").replace("i", "i")
    remember(read(page("/nb", TEXT, title="Klima")), read(page("/nn", nynorsk, title="Klima")))
    assert len(held(store)) == 2


# episodes of which the feed names no page

SOUND = "https://traffic.example/flom.mp3"
ITEM = episode(
    SOUND, "Notater", title="Om flom", keys=("guid:1",), published=DAY, episode=Episode(audio=SOUND)
)


def test_the_page_of_an_episode_is_found_by_its_title(remember: Remember, store: Store) -> None:
    remember(listed(ITEM), read(episode("/flom", "Hele teksten om flom", title="Om flom")))
    ((resource, known),) = held(store)
    assert known >= {SITE + "/flom"}
    assert resource.address == SITE + "/flom"
    assert (resource.published, resource.text) == (DAY, "Hele teksten om flom")
    assert resource.episode == Episode(audio=SOUND)


def test_two_pages_of_the_same_title_are_not_guessed_between(
    remember: Remember, store: Store
) -> None:
    pages = [episode(path, f"Tekst {path}", title="Om flom") for path in ("/1", "/2")]
    remember(listed(ITEM), *map(read, pages))
    assert len(held(store)) == 3


# order

SITE_OF_ALL_SORTS: list[list[Visit]] = [
    [read(page("/gammel/overvann", TEXT, title="Regn")), moved("/gammel/overvann", "/vann")],
    [read(page("/vann", OTHER, title="Vann i byen"))],
    [moved("/2019", "/gammel/overvann")],
    [read(page("/kopi", TEXT + " Slutt.", title="Byen i vann"))],
    [read(page("/original", TEXT, title="Vann i byen"))],
    [read(project())],
    [read(replace(project(), address=SITE + "/p2", lead="Om ombruk"))],
    [read(webinar("/w", HELD_ON.periods[0], title="Flom"))],
    [read(webinar("/w2", HELD_ON.periods[0], title="Flom", lead="Opptak"))],
    [listed(ITEM), listed(ITEM, at=LATER)],
    [read(episode("/flom", "Hele teksten om flom", title="Om flom"))],
]


def collected(folder: Path, visits: Iterable[Visit]) -> list[tuple[Resource, set[str]]]:
    with Store(folder / "resources.sqlite") as store:
        store.remember(store.begin_harvest(NOW), visits)
        return held(store)


@settings(max_examples=25)
@given(st.data())
def test_visits_in_any_order_give_the_same_records(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Visits to one address come in the order of their time; those to several in any order."""
    left = [list(visits) for visits in SITE_OF_ALL_SORTS]
    order = []
    while any(left):
        order.append(data.draw(st.sampled_from([visits for visits in left if visits])).pop(0))
    in_order = [visit for visits in SITE_OF_ALL_SORTS for visit in visits]
    one, other = (tmp_path_factory.mktemp("order") for _ in range(2))
    expected = collected(one, in_order)
    assert collected(other, order) == expected
    assert len(expected) == 5
    assert FEED not in {resource.address for resource, _ in expected}
