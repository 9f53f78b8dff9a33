"""What visits and checks say of links: their health, when they are due, what to put instead."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from making import NOW, SITE, Remember, episode, moved, page, read, visit

from index.linkhealth import FAILING, WELL, Fault, due_links, faults, link_health
from index.resource import Check, Health, Link, Outcome, Robots
from index.store import Store

OUTSIDE = "https://utenfor.example"


@pytest.fixture
def linking(remember: Remember) -> Callable[..., None]:
    """Remembers a page with links to these addresses."""

    def linking(*targets: str, text: str = "Les mer") -> None:
        links = tuple(Link(target=target, text=text) for target in targets)
        remember(read(page("/fra", title="Fra", links=links)))

    return linking


def check(address: str = f"{OUTSIDE}/a", health: Health = Health.OK, **more: object) -> Check:
    return Check(**{"address": address, "at": NOW, "health": health, **more})  # type: ignore[arg-type]


def listed(store: Store) -> list[tuple[str, Health, str, str]]:
    return [
        (fault.link.target.removeprefix(SITE), fault.check.health, fault.suggestion, fault.because)
        for fault in faults(store)
    ]


# when a link is due


def test_what_no_visit_has_seen_is_due_once(store: Store, linking: Callable[..., None]) -> None:
    linking(f"{OUTSIDE}/a", "http://www.utenfor.example/a/", SITE + "/fra", "mailto:x@y.example")
    assert due_links(store, NOW) == [f"{OUTSIDE}/a"]


def test_a_collected_address_needs_no_check(
    store: Store, remember: Remember, linking: Callable[..., None]
) -> None:
    linking(SITE + "/b", SITE + "/c", SITE + "/d")
    remember(read(page("/b")), visit(SITE + "/c", Outcome.GONE, status=404))
    assert due_links(store, NOW) == [SITE + "/d"]


@pytest.mark.parametrize(
    ("health", "age"),
    [
        (Health.OK, WELL),
        (Health.MOVED, WELL),
        (Health.SOFT, FAILING),
        (Health.GONE, FAILING),
        (Health.REFUSED, FAILING),
        (Health.UNKNOWN, FAILING),
    ],
)
def test_a_link_is_checked_again_by_its_age_and_sooner_where_it_fails(
    store: Store, linking: Callable[..., None], health: Health, age: timedelta
) -> None:
    linking(f"{OUTSIDE}/a")
    store.remember_check(check(health=health))
    later = NOW.astimezone(UTC) + age
    assert due_links(store, later - timedelta(seconds=1)) == []
    assert due_links(store, later) == [f"{OUTSIDE}/a"]


def test_a_clock_that_was_set_back_hides_nothing(
    store: Store, linking: Callable[..., None]
) -> None:
    linking(f"{OUTSIDE}/a")
    store.remember_check(check())
    assert due_links(store, NOW - timedelta(days=1)) == [f"{OUTSIDE}/a"]


def test_what_was_never_checked_comes_first_and_then_the_oldest(
    store: Store, linking: Callable[..., None]
) -> None:
    linking(*(f"{OUTSIDE}/{name}" for name in "abc"))
    store.remember_check(check(f"{OUTSIDE}/a", at=NOW))
    store.remember_check(check(f"{OUTSIDE}/b", at=NOW - timedelta(days=1)))
    assert [a[-1] for a in due_links(store, NOW + 2 * WELL)] == ["c", "b", "a"]


# what is known of it


def test_the_last_check_counts_and_the_robots_txt_is_kept(store: Store) -> None:
    robots = Robots(origin=OUTSIDE, at=NOW, body="User-agent: *")
    store.remember_check(check(robots=(robots,)))
    store.remember_check(check(health=Health.GONE, status=404, reason="HTTP 404"))
    (known,) = link_health(store).values()
    assert known == check(health=Health.GONE, status=404, reason="HTTP 404")
    assert store.robots() == (robots,)


@pytest.mark.parametrize(
    ("outcome", "reason", "health"),
    [
        (Outcome.LISTED, "", Health.OK),
        (Outcome.UNCHANGED, "", Health.OK),
        (Outcome.GONE, "HTTP 404", Health.GONE),
        (Outcome.EMPTY, "says that there is no such page", Health.SOFT),
        (Outcome.EMPTY, "an empty page", Health.UNKNOWN),
        (Outcome.REFUSED, "robots.txt", Health.REFUSED),
        (Outcome.FAILED, "HTTP 500", Health.UNKNOWN),
    ],
)
def test_a_visit_says_how_an_address_is(
    store: Store, remember: Remember, outcome: Outcome, reason: str, health: Health
) -> None:
    remember(visit(SITE + "/a", outcome, reason=reason))
    (known,) = link_health(store).values()
    assert (known.health, known.reason, known.at) == (health, reason, NOW)


def test_a_visit_goes_before_a_check(store: Store, remember: Remember) -> None:
    store.remember_check(check(SITE + "/a", Health.GONE))
    remember(read(page("/a")))
    assert [known.health for known in link_health(store).values()] == [Health.OK]


def test_the_words_for_a_soft_404_are_those_of_the_page_readers() -> None:
    emptiness = pytest.importorskip("scrapers.pages.emptiness")
    assert "no such page" in emptiness.NO_SUCH_PAGE


def test_redirects_are_followed_to_their_end(store: Store, remember: Remember) -> None:
    remember(moved("/a", "/b"), moved("/b", "/c"), read(page("/c")))
    health = link_health(store)
    known = health["veileder.example/a"]
    assert (known.health, known.moved_to) == (Health.MOVED, SITE + "/c")
    assert health["veileder.example/c"].health is Health.OK


def test_what_redirects_to_the_front_page_or_to_nothing_is_no_move(
    store: Store, remember: Remember
) -> None:
    remember(moved("/a", "/"), visit(SITE + "/", Outcome.LISTED))
    remember(moved("/b", "/c"), visit(SITE + "/c", Outcome.GONE, status=404))
    remember(moved("/rundt", "/igjen"), moved("/igjen", "/rundt"))
    health = link_health(store)
    assert health["veileder.example/a"].health is Health.SOFT
    assert health["veileder.example/b"].health is Health.GONE
    assert health["veileder.example/rundt"].health is not Health.GONE


# what to mend


def test_links_that_work_are_not_listed(store: Store, linking: Callable[..., None]) -> None:
    linking(f"{OUTSIDE}/a", f"{OUTSIDE}/b", f"{OUTSIDE}/c")
    store.remember_check(check(f"{OUTSIDE}/a"))
    store.remember_check(check(f"{OUTSIDE}/b", Health.REFUSED))
    assert listed(store) == []


def test_where_it_moved_is_suggested(store: Store, linking: Callable[..., None]) -> None:
    linking(f"{OUTSIDE}/a")
    store.remember_check(check(health=Health.MOVED, moved_to=f"{OUTSIDE}/ny"))
    (fault,) = faults(store)
    assert isinstance(fault, Fault)
    assert (fault.record.resource.title, fault.link.text) == ("Fra", "Les mer")
    assert (fault.suggestion, fault.because) == (f"{OUTSIDE}/ny", "moved there")


def test_the_record_that_has_the_address_among_its_old_ones_is_suggested(
    store: Store, remember: Remember, linking: Callable[..., None]
) -> None:
    linking(SITE + "/gammel")
    remember(read(page("/ny", title="Nye råd"), address=SITE + "/gammel"))
    remember(read(page("/ny", title="Nye råd")))
    remember(visit(SITE + "/gammel", Outcome.GONE, NOW + timedelta(days=1), status=404))
    assert listed(store) == [
        ("/gammel", Health.GONE, SITE + "/ny", "the old address is one of its own")
    ]


def test_the_one_record_of_the_same_title_is_suggested(
    store: Store, remember: Remember, linking: Callable[..., None]
) -> None:
    linking(f"{OUTSIDE}/a", text="Råd om  overvann.")
    store.remember_check(check(health=Health.GONE))
    remember(read(page("/overvann", title="Råd om overvann")))
    assert listed(store) == [(f"{OUTSIDE}/a", Health.GONE, SITE + "/overvann", "has that title")]
    remember(read(page("/annet", title="Råd om overvann")))
    assert listed(store) == [(f"{OUTSIDE}/a", Health.GONE, "", "")]


def test_links_are_listed_record_by_record(store: Store, remember: Remember) -> None:
    dead = Link(target=f"{OUTSIDE}/a", text="A")
    for path in ("/x", "/y"):
        remember(read(replace(episode(path), links=(dead, replace(dead, text="B")))))
    store.remember_check(check(health=Health.GONE))
    records = [fault.record.resource.address for fault in faults(store)]
    assert records == sorted(records)
    assert len(records) == 4


def test_the_one_record_whose_address_ends_the_same_is_suggested(
    store: Store, remember: Remember, linking: Callable[..., None]
) -> None:
    linking(SITE + "/myndigheter/klima/plan/budsjett", SITE + "/budsjett")
    remember(read(page("/ansvarsomrader/klima/plan/budsjett/")))
    remember(*(visit(SITE + path, Outcome.GONE, status=404)
               for path in ("/myndigheter/klima/plan/budsjett", "/budsjett")))  # fmt: skip
    new = SITE + "/ansvarsomrader/klima/plan/budsjett/"
    assert listed(store) == [
        ("/myndigheter/klima/plan/budsjett", Health.GONE, new, "its address ends the same"),
        ("/budsjett", Health.GONE, "", ""),
    ]
