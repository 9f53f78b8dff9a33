"""Visiting again: what has not changed costs little, and nothing is lost."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from linking import links

from index.record import Role
from index.resource import Outcome
from index.store import Known, Store
from scrapers.source import Source
from searchsvc.collecting import Tally, errand_for, harvest

HOST = "www.veileder.example"
SITE = f"http://{HOST}"
TAG = {"ETag": '"1"', "Last-Modified": "Tue, 04 May 2021 05:00:00 GMT"}


@pytest.fixture
def site(crawler: Any) -> Any:
    """A list and two pages, all of them with validators."""
    website = crawler.website
    website.put("/start/", links("/klima/a", "/klima/b"), headers=TAG)
    website.page("/klima/a", "A", headers=TAG)
    website.page("/klima/b", "B", headers=TAG)
    return website


def collect(store: Store, crawler: Any) -> Counter[str]:
    """Harvest once; how often what came of a visit."""
    names = tuple(source.name for source in crawler.sources)
    errand = errand_for(store, crawler.sources, names, crawler.manners())
    tally: Tally = harvest(store, errand, lambda _: None)
    return sum(tally.outcomes.values(), Counter())


def titles(store: Store) -> list[str]:
    return sorted(record.resource.title for record in store.records())


def test_validators_are_sent_back(site: Any, crawler: Any) -> None:
    known = Known(
        address=f"{SITE}/klima/a", source="veileder", etag='"1"', last_modified="Tue, 04 May 2021"
    )
    visit = crawler.visits((known,))[f"{HOST}/klima/a"]
    assert (visit.outcome, visit.status) == (Outcome.UNCHANGED, 304)
    (asked,) = (asked for asked in site.asked if asked.address == f"{HOST}/klima/a")
    assert asked.headers["If-None-Match"] == '"1"'
    assert asked.headers["If-Modified-Since"] == "Tue, 04 May 2021"


def test_a_page_that_was_not_known_is_asked_for_without_conditions(site: Any, crawler: Any) -> None:
    crawler.visits()
    assert [asked.headers.get("If-None-Match") for asked in site.asked] == [None] * 4


def test_what_has_not_changed_is_not_sent_and_not_lost(
    site: Any, crawler: Any, store: Store
) -> None:
    assert collect(store, crawler) == {"listed": 1, "new": 2}
    before = list(store.records())
    site.asked.clear()
    assert collect(store, crawler) == {"unchanged": 3}
    assert {asked.status for asked in site.asked} == {304}  # robots.txt counts for a day
    after = list(store.records())
    assert [record.resource for record in after] == [record.resource for record in before]
    assert [record.last_changed for record in after] == [r.last_changed for r in before]


def test_what_an_unchanged_list_once_led_to_is_visited_again(
    site: Any, crawler: Any, store: Store
) -> None:
    collect(store, crawler)
    site.page("/klima/b", "B, revidert", headers={"ETag": '"2"'})
    assert collect(store, crawler) == {"unchanged": 2, "changed": 1}
    assert titles(store) == ["A", "B, revidert"]


def test_a_changed_menu_is_no_changed_page(site: Any, crawler: Any, store: Store) -> None:
    collect(store, crawler)
    (answer,) = (site.answers[f"{HOST}/klima/a"],)
    menu = f"<nav>{links('/klima/ny')}</nav>"
    site.answers[f"{HOST}/klima/a"] = replace(answer, body=f"{menu}{answer.body}", headers={})
    site.page("/klima/ny", "Ny")
    assert collect(store, crawler) == {"unchanged": 2, "same": 1, "new": 1}


LOST = {
    "borte": {"status": 404},
    "for-alltid-borte": {"status": 410},
    "innlogging": {"status": 401},
    "forbudt": {"status": 403},
    "feil": {"status": 500},
    "nede": {"status": 503},
    "tom": {"body": ""},
    "logg-inn": {"body": "<main><h1>Logg inn</h1><form><input></form></main>"},
    "ikke-html": {"body": "%PDF"},
    "pdf": {"body": "%PDF", "media": "application/pdf"},
}


def test_a_page_that_cannot_be_had_any_more_keeps_what_it_said(crawler: Any, store: Store) -> None:
    site = crawler.website
    site.put("/start/", links(*(f"/klima/{name}" for name in LOST)))
    for name in LOST:
        site.page(f"/klima/{name}", name)
    collect(store, crawler)
    assert titles(store) == sorted(LOST)
    for name, answer in LOST.items():
        site.put(f"/klima/{name}", **answer)
    outcomes = collect(store, crawler)
    assert titles(store) == sorted(LOST)
    assert not outcomes & Counter({"new": 1, "changed": 1, "same": 1})


def test_a_soft_404_keeps_what_the_page_said(site: Any, crawler: Any, store: Store) -> None:
    collect(store, crawler)
    site.move("/klima/a", "/", status=302)
    site.put("/", "<main><h1>Forsiden</h1></main>")
    collect(store, crawler)
    assert titles(store) == ["A", "B"]
    record = store.find(f"{SITE}/klima/a")
    assert record is not None
    assert record.resource.title == "A"


def test_an_old_address_leads_to_the_record(site: Any, crawler: Any, store: Store) -> None:
    site.put("/start/", links("/klima/gammel", "/klima/a"))
    site.move("/klima/gammel", "/klima/eldre")
    site.move("/klima/eldre", "/klima/a")
    collect(store, crawler)
    (record,) = store.records()
    roles = {address.address: address.role for address in record.addresses}
    assert roles == {
        f"{SITE}/klima/a": Role.CANONICAL,
        f"{SITE}/klima/eldre": Role.REDIRECTS,
        f"{SITE}/klima/gammel": Role.REDIRECTS,
    }


def test_a_redirect_that_adds_a_session_id_is_no_other_address(
    site: Any, crawler: Any, store: Store
) -> None:
    for number in range(3):
        site.move("/klima/a", f"/klima/a?sid={number}", status=302)
        site.page(f"/klima/a?sid={number}", "A")
        collect(store, crawler)
        assert site.counts[f"{HOST}/klima/a?sid={number}"] == 1
    record = store.find(f"{SITE}/klima/a")
    assert record is not None
    assert [row.address for row in record.addresses] == [f"{SITE}/klima/a"]
    assert not any("sid" in known.address for known in store.known(["veileder"]))


def test_a_site_that_is_down_loses_nothing(site: Any, crawler: Any, store: Store) -> None:
    collect(store, crawler)
    for address in list(site.answers):
        site.put(address.removeprefix(HOST), "", status=503)
    assert collect(store, crawler) == {"failed": 3}
    assert titles(store) == ["A", "B"]


def test_a_feed_that_is_an_error_page_loses_nothing(
    crawler: Any, podcast: Source, store: Store
) -> None:
    host = "podkast.example"
    entry = f"<item><title>Om flom</title><link>http://{host}/om-flom</link></item>"
    feed = f"<rss version='2.0'><channel><title>P</title>{entry}</channel></rss>"
    crawler.website.put("/rss", feed, host=host)
    crawler = replace(crawler, sources=(podcast,))
    collect(store, crawler)
    crawler.website.put("/rss", "<html><title>Nede</title></html>", host=host)
    assert collect(store, crawler)["refused"] == 1
    assert titles(store) == ["Om flom"]


def test_a_feed_that_moved_is_read_again_and_again(
    crawler: Any, podcast: Source, store: Store
) -> None:
    host = "podkast.example"
    feed = "<rss version='2.0'><channel><title>P</title>{}</channel></rss>"
    item = f"<item><title>{{0}}</title><link>http://{host}/{{0}}</link></item>"
    crawler.website.move("/rss", f"http://{host}/feed.xml", host=host)
    crawler = replace(crawler, sources=(podcast,))
    for count in (1, 2):
        items = "".join(item.format(f"episode-{number}") for number in range(count))
        crawler.website.put("/feed.xml", feed.format(items), host=host, media="text/xml")
        collect(store, crawler)
    assert titles(store) == ["episode-0", "episode-1"]
