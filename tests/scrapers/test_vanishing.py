"""Pages that vanish from a real site, day by day: what deletes them, what keeps them."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from index.record import Mark
from index.resource import Kind
from index.store import Store
from scrapers.crawl import crawl
from scrapers.source import Rule
from searchsvc.collecting import errand_for, required_of

HOST = "www.veileder.example"
SITE = f"http://{HOST}"
BEGIN = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TAG = {"ETag": '"1"'}


@pytest.fixture
def site(crawler: Any) -> Any:
    website = crawler.website
    website.put("/start/", '<a href="/klima/a">A</a> <a href="/klima/b">B</a>')
    website.page("/klima/a", "A")
    website.page("/klima/b", "B")
    return website


def collect(store: Store, crawler: Any, hours: float) -> None:
    """Visit the site as it is, by a clock that shows so many hours after the beginning."""
    at = BEGIN + hours * HOUR
    names = tuple(source.name for source in crawler.sources)
    errand = errand_for(store, crawler.sources, names, crawler.manners())
    errand = replace(errand, robots=(), done=store.left_out())
    harvest = store.begin_harvest(at)
    with closing(crawl(errand)) as visits:
        for visit in visits:
            store.remember(harvest, [replace(visit, at=at)], required_of(crawler.sources))


def titles(store: Store) -> list[str]:
    return sorted(record.resource.title for record in store.records())


def mark(store: Store, path: str = "/klima/a") -> tuple[Mark | None, str]:
    record = store.find(SITE + path)
    assert record is not None
    (row,) = (row for row in record.addresses if row.address == SITE + path)
    return row.mark, row.why


def test_a_page_that_is_gone_for_48_hours_is_deleted_and_comes_back_when_it_answers(
    site: Any, crawler: Any, store: Store
) -> None:
    collect(store, crawler, 0)
    before = store.find(f"{SITE}/klima/a")
    site.put("/klima/a", status=410)
    for hours in (24, 71.9):
        collect(store, crawler, hours)
        assert titles(store) == ["A", "B"]
    collect(store, crawler, 72)
    assert titles(store) == ["B"]
    assert mark(store) == (Mark.GONE, "HTTP 410")
    site.page("/klima/a", "A")
    collect(store, crawler, 96)
    after = store.find(f"{SITE}/klima/a")
    assert before is not None
    assert after is not None
    assert (after.id, after.resource, after.gone) == (before.id, before.resource, None)


def test_robots_delete_at_once_and_give_back(site: Any, crawler: Any, store: Store) -> None:
    collect(store, crawler, 0)
    site.put("/robots.txt", "User-agent: *\nDisallow: /klima/a", media="text/plain")
    collect(store, crawler, 1)
    assert titles(store) == ["B"]
    assert mark(store) == (Mark.GONE, "robots.txt")
    site.put("/robots.txt", "User-agent: *\nDisallow:", media="text/plain")
    collect(store, crawler, 2)
    assert titles(store) == ["A", "B"]


NOINDEX = {
    "meta": {"body": '<meta name="robots" content="noindex"><h1>A</h1>', "headers": {}},
    "header of what has not changed": {"headers": {"X-Robots-Tag": "noindex", **TAG}},
}


@pytest.mark.parametrize("answer", NOINDEX.values(), ids=NOINDEX)
def test_noindex_deletes_at_once(
    site: Any, crawler: Any, store: Store, answer: dict[str, Any]
) -> None:
    site.page("/klima/a", "A", headers=TAG)
    collect(store, crawler, 0)
    site.answers[f"{HOST}/klima/a"] = replace(site.answers[f"{HOST}/klima/a"], **answer)
    for hours in (1, 2):
        collect(store, crawler, hours)
        assert titles(store) == ["B"]
    assert "noindex" in mark(store)[1]


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.connection.close()


NEVER: dict[str, dict[str, Any]] = {
    "reset": {"act": hang_up},
    "500": {"status": 500},
    "401": {"status": 401},
    "403": {"status": 403},
    "304 unasked": {"status": 304},
    "front page": {"status": 302, "headers": {"Location": "/"}},
    "a redirect to what is gone": {"status": 302, "headers": {"Location": "/start/borte"}},
    "a redirect to a private address": {
        "status": 302,
        "headers": {"Location": "http://169.254.169.254/"},
    },
    "a redirect to itself": {"status": 302, "headers": {"Location": "/klima/a-redirect-to-itself"}},
    "empty": {"body": ""},
    "login": {"body": "<main><h1>Logg inn</h1><form><input></form></main>"},
    "soft 404": {"body": "<main><h1>Siden finnes ikke</h1></main>"},
    "not a page": {"body": "%PDF", "media": "application/pdf"},
    "too large": {"body": "x" * 20_000_000, "media": "application/octet-stream"},
}


def test_nothing_else_deletes_in_weeks_of_visits(site: Any, crawler: Any, store: Store) -> None:
    paths = {name: f"/klima/{name.replace(' ', '-')}" for name in NEVER}
    site.put("/start/", "".join(f'<a href="{path}">L</a>' for path in paths.values()))
    for name, path in paths.items():
        site.page(path, name)
    collect(store, crawler, 0)
    assert titles(store) == sorted(NEVER)
    before = {record.id: record.resource for record in store.records()}
    for name, answer in NEVER.items():
        site.put(paths[name], **answer)
    for week in (1, 2):
        collect(store, crawler, week * 168)
    assert {record.id: record.resource for record in store.records()} == before
    assert min(site.counts[HOST + path] for path in paths.values()) >= 3


@pytest.mark.parametrize(("path", "status"), [("/klima/a", 429), ("/robots.txt", 503)])
def test_a_busy_site_loses_nothing(
    site: Any, crawler: Any, store: Store, path: str, status: int
) -> None:
    collect(store, crawler, 0)
    site.put(path, status=status)
    collect(store, crawler, 168)
    assert titles(store) == ["A", "B"]


def test_a_whole_site_that_is_gone_for_a_day_loses_nothing(
    site: Any, crawler: Any, store: Store
) -> None:
    collect(store, crawler, 0)
    there = dict(site.answers)
    site.answers.clear()
    for hours in (1, 24):
        collect(store, crawler, hours)
    site.answers.update(there)
    collect(store, crawler, 60)
    assert titles(store) == ["A", "B"]
    assert store.marks() == {}


@pytest.mark.parametrize("name", ["login", "front page"])
def test_a_page_that_says_nothing_any_more_is_marked(
    site: Any, crawler: Any, store: Store, name: str
) -> None:
    collect(store, crawler, 0)
    good = site.answers[f"{HOST}/klima/a"]
    site.put("/klima/a", **NEVER[name])
    collect(store, crawler, 1)
    kept, why = mark(store)
    assert kept is Mark.KEPT
    assert why
    site.answers[f"{HOST}/klima/a"] = good
    collect(store, crawler, 2)
    assert mark(store) == (None, "")


def test_a_page_whose_fields_a_new_design_hides_keeps_them(
    site: Any, crawler: Any, store: Store
) -> None:
    (source,) = crawler.sources
    rules = (Rule(kind=Kind.EVENT, address="^/webinar/", required=("periods",)), *source.pages)
    crawler = replace(crawler, sources=(replace(source, pages=rules),))
    site.put("/start/", '<a href="/webinar/flom">Flom</a>')
    site.page("/webinar/flom", "Flom", "Tid: 16. februar 2026 kl. 09:00-11:00. Velkommen hit.")
    collect(store, crawler, 0)
    record = store.find(f"{SITE}/webinar/flom")
    assert record is not None
    assert record.resource.event is not None
    assert record.resource.event.periods
    site.page("/webinar/flom", "Flom", "Velkommen hit til oss. " * 20)
    for hours in (1, 2):
        collect(store, crawler, hours)
        assert store.record(record.id) == replace(
            record,
            addresses=store.record(record.id).addresses,  # type: ignore[union-attr]
        )
    assert mark(store, "/webinar/flom") == (Mark.KEPT, "lost periods")


def test_what_is_left_out_is_not_asked_for_whatever_leads_there(
    site: Any, crawler: Any, store: Store
) -> None:
    site.put("/start/", "".join(f'<a href="/klima/{name}">L</a>' for name in "abc"))
    site.move("/klima/c", "/klima/a")
    collect(store, crawler, 0)
    store.leave_out(f"{SITE}/klima/a", BEGIN)
    site.asked.clear()
    collect(store, crawler, 24)
    asked = {asked.address for asked in site.asked}
    assert asked == {f"{HOST}/robots.txt", f"{HOST}/start/", f"{HOST}/klima/b"}
    assert titles(store) == ["B"]
