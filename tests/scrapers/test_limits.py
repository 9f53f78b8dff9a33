"""Where the crawler stops, whatever a site sends; each limit is counted where it was reached."""

import gzip
import zlib
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from linking import links

from index.resource import Outcome, Visit
from index.store import Store
from scrapers.manners import Limits
from scrapers.source import Source

HOST = "www.veileder.example"
PAGE = f"{HOST}/klima/a"
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def site(crawler: Any) -> Any:
    crawler.website.put("/start/", links("/klima/a"))
    return crawler.website


def head(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Connection", "close")
    handler.close_connection = True


def closing(handler: BaseHTTPRequestHandler) -> Any:
    return handler.server.website.closing  # type: ignore[attr-defined]


def bomb(size: int) -> bytes:
    """So many bytes of nothing, packed twice."""
    packer = zlib.compressobj(9, wbits=31)
    block = bytes(1_000_000)
    return b"".join(packer.compress(block) for _ in range(size // 1_000_000)) + packer.flush()


def visit(crawler: Any, **limits: Any) -> Visit:
    return crawler.visits(limits=Limits(**limits))[PAGE]


def test_a_large_answer_comes_whole(site: Any, crawler: Any) -> None:
    site.page("/klima/a", "A", "ord " * 100_000)
    came = crawler.visits(limits=Limits(header_bytes=1_000))[PAGE]
    assert len(came.readings[0].text) == len("ord " * 100_000) - 1


def test_an_answer_may_take_longer_than_its_beginning(site: Any, crawler: Any) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        head(handler)
        handler.end_headers()
        handler.wfile.write(b"<h1>Sein</h1>")
        handler.wfile.flush()
        closing(handler).wait(1.5)

    site.put("/klima/a", act=slow)
    came = crawler.visits(timeout=1.0, limits=Limits(seconds=30))[PAGE]
    assert (came.status, came.reached) == (200, {})


def test_large_headers_within_the_limit_are_read(site: Any, crawler: Any) -> None:
    policy = {"Content-Security-Policy": "x" * 30_000, "X-Mer": "y" * 30_000}
    site.page("/klima/a", "A", headers=policy)
    assert visit(crawler, header_bytes=64_000).outcome is Outcome.READ


@pytest.mark.parametrize("length", ["told", "untold"])
def test_a_body_is_cut_off(site: Any, crawler: Any, length: str) -> None:
    def untold(handler: BaseHTTPRequestHandler) -> None:
        head(handler)
        handler.end_headers()
        handler.wfile.write(b"x" * 200_000)

    site.put("/klima/a", "x" * 200_000, act=untold if length == "untold" else None)
    came = visit(crawler, body_bytes=100_000)
    assert (came.outcome, came.reason) == (Outcome.FAILED, "too large")
    assert came.reached == {"body_bytes": 1}


def test_a_large_feed_is_cut_off(crawler: Any, podcast: Source) -> None:
    crawler.website.put("/rss", "<rss>" + "x" * 200_000, host="podkast.example")
    (came,) = (
        type(crawler)(crawler.website, (podcast,))
        .visits(limits=Limits(feed_bytes=100_000))
        .values()
    )
    assert (came.outcome, came.reason) == (Outcome.FAILED, "too large")


WORDS = "ord " * 60


@pytest.mark.parametrize(
    ("main", "limit"),
    [
        (f"<p>{WORDS}</p>" * 20 + links("/klima/b"), {"html_bytes": 4_000}),
        (f"<b>{WORDS}</b>" * 20 + links("/klima/b"), {"elements": 20}),
        ("<div>" * 600 + f"<p>{WORDS}</p>" + links("/klima/b"), {"nesting": 500}),
    ],
    ids=["large", "many", "deep"],
)
def test_of_a_large_or_deep_page_the_text_is_read(
    site: Any, crawler: Any, main: str, limit: dict[str, int]
) -> None:
    site.put("/klima/a", f"<title>Lang side</title><script>x</script><h1>Lang</h1>{main}")
    came = visit(crawler, **limit)
    (reading,) = came.readings
    assert reading.title == "Lang"
    assert "ord ord ord" in reading.text
    assert "x" not in reading.text.split()
    assert [address for _, address in came.found] == [f"http://{HOST}/klima/b"]
    assert reading.links == ()
    assert came.reached == dict.fromkeys(limit, 1)


def test_a_large_page_is_not_read_either_where_it_asks_not_to_be(site: Any, crawler: Any) -> None:
    site.put("/klima/a", f'<meta name="robots" content="noindex"><p>{WORDS * 20}</p>')
    came = visit(crawler, html_bytes=1_000)
    assert (came.outcome, came.reason) == (Outcome.REFUSED, "robots meta says noindex")


def test_of_a_page_so_many_links_are_followed_and_kept(site: Any, crawler: Any) -> None:
    many = links(*(f"/klima/{number}" for number in range(25)))
    site.page("/klima/a", "A", f"{WORDS} {many}")
    came = visit(crawler, links=10, source_pages=2)
    assert len(came.found) == 10
    assert len(came.readings[0].links) == 10
    assert came.reached["links"] == 15


def test_what_lies_too_deep_is_neither_followed_nor_remembered(crawler: Any) -> None:
    site = crawler.website
    site.put("/start/", links("/start/1"))
    for number in range(1, 9):
        site.put(f"/start/{number}", links(f"/start/{number + 1}"))
    came = crawler.visits(limits=Limits(depth=3))
    assert came[f"{HOST}/start/3"].reached == {"depth": 1}
    assert came[f"{HOST}/start/3"].found == ()
    assert f"{HOST}/start/4" not in came


def test_a_calendar_without_end_is_not_followed_further_the_next_time(
    crawler: Any, store: Store
) -> None:
    site = crawler.website
    site.put("/start/", links("/start/1"))
    for number in range(1, 40):
        site.put(f"/start/{number}", links(f"/start/{number + 1}"))
    known: list[set[str]] = []
    for _ in range(3):
        came = crawler.visits(tuple(store.known(["veileder"])), limits=Limits(depth=3))
        store.remember(store.begin_harvest(NOW), came.values())
        known.append({earlier.address for earlier in store.known(["veileder"])})
    assert known[0] == known[1] == known[2]
    site.put("/start/", links("/start/1", "/start/3"))
    came = crawler.visits(tuple(store.known(["veileder"])), limits=Limits(depth=3))
    store.remember(store.begin_harvest(NOW), came.values())
    assert {e.depth for e in store.known(["veileder"]) if e.address.endswith("/start/3")} == {1}


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/klima/" + "x" * 2_100, "address_length"),
        ("/klima/om/om/om/a", "same_segment"),
        ("/klima/a/b/a/b/a/b", "same_segment"),
    ],
)
def test_an_endless_address_is_not_followed(crawler: Any, path: str, limit: str) -> None:
    site = crawler.website
    site.put("/start/", links(path, "/klima/om/om/a"))
    site.page("/klima/om/om/a", "A")
    came = crawler.visits()
    assert set(came) == {f"{HOST}/start/", f"{HOST}/klima/om/om/a"}
    assert came[f"{HOST}/start/"].reached == {limit: 1}


def test_a_redirect_to_an_endless_address_is_not_followed(site: Any, crawler: Any) -> None:
    site.move("/klima/a", "/klima/om/om/om/om")
    came = crawler.visits()[PAGE]
    assert (came.outcome, came.reason) == (Outcome.MOVED, "limit: same_segment")
    assert came.reached == {"same_segment": 1}


def test_parameters_that_do_not_matter_are_dropped_and_counted(site: Any, crawler: Any) -> None:
    site.put("/start/", links("/klima/a?sid=1", "/klima/a?sid=2"))
    site.page("/klima/a", "A")
    came = crawler.visits()
    assert set(came) == {f"{HOST}/start/", PAGE}
    assert came[f"{HOST}/start/"].reached == {"parameters": 2}


@pytest.mark.parametrize("limit", ["source_pages", "pages"])
def test_a_harvest_has_a_size(crawler: Any, limit: str) -> None:
    site = crawler.website
    site.put("/start/", links(*(f"/klima/{number}" for number in range(20))))
    came = crawler.visits(limits=Limits(**{limit: 5}))
    assert len(came) == 5
    assert came[f"{HOST}/start/"].reached == {limit: 16}
    assert len(came[f"{HOST}/start/"].found) == 20, "they are remembered for the next harvest"


def test_a_packed_sitemap_is_read_and_an_index_leads_on(crawler: Any, guide: Source) -> None:
    site = crawler.website
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    own = f"http://{HOST}"
    index = "".join(
        f"<sitemap><loc>{own}{path}</loc></sitemap>"
        for path in ("/kart/1.xml.gz", "/sitemap.xml", "/kart/borte.xml")
    )
    site.put("/sitemap.xml", f"<sitemapindex {space}>{index}</sitemapindex>", media="text/xml")
    packed = gzip.compress(f"<urlset {space}><url><loc>{own}/klima/a</loc></url></urlset>".encode())
    site.put("/kart/1.xml.gz", packed, media="application/gzip")
    site.page("/klima/a", "A")
    source = Source(
        name="veileder",
        owner="V",
        hosts=(HOST,),
        start=(),
        sitemaps=(f"{own}/sitemap.xml",),
        pages=guide.pages,
    )
    came = type(crawler)(site, (source,)).visits()
    assert came[PAGE].outcome is Outcome.READ
    assert came[f"{HOST}/kart/1.xml.gz"].outcome is Outcome.LISTED
    assert came[f"{HOST}/kart/borte.xml"].outcome is Outcome.GONE
    assert site.counts[f"{HOST}/sitemap.xml"] == 1


def test_a_packed_bomb_of_a_sitemap_lists_nothing(crawler: Any, guide: Source) -> None:
    site = crawler.website
    site.put("/sitemap.xml", bomb(50_000_000), media="application/gzip")
    source = Source(
        name="v", owner="V", hosts=(HOST,), start=(), sitemaps=(f"http://{HOST}/sitemap.xml",)
    )
    (came,) = type(crawler)(site, (source,)).visits(limits=Limits(body_bytes=1_000_000)).values()
    assert came.found == ()
