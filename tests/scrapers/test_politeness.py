"""How the crawler behaves towards a site: robots.txt, its name, one request at a time."""

from collections import Counter
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from linking import links

from index.resource import Outcome
from index.store import Known
from scrapers.manners import Manners
from scrapers.source import Source
from searchsvc.collecting import manners_of
from searchsvc.config import Config

HOST = "www.veileder.example"


@pytest.fixture
def site(crawler: Any) -> Any:
    """A site with three pages."""
    website = crawler.website
    website.put("/start/", links("/klima/a", "/klima/b", "/klima/c"))
    for name in "abc":
        website.page(f"/klima/{name}", name.upper())
    return website


def paths(site: Any) -> Counter[str]:
    """How often each path of the guidance host was asked for."""
    return Counter({path.removeprefix(HOST): count for path, count in site.counts.items()})


def test_robots_txt_is_read_once_and_first(site: Any, crawler: Any) -> None:
    crawler.visits()
    assert site.asked[0].address == f"{HOST}/robots.txt"
    assert paths(site)["/robots.txt"] == 1


def test_what_robots_txt_forbids_is_told_of_and_never_asked_for(site: Any, crawler: Any) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /klima/b\n", media="text/plain")
    visits = crawler.visits()
    visit = visits[f"{HOST}/klima/b"]
    assert (visit.outcome, visit.reason) == (Outcome.REFUSED, "robots.txt")
    assert visits[f"{HOST}/klima/c"].outcome is Outcome.READ
    assert paths(site)["/klima/b"] == 0


@pytest.mark.parametrize(
    ("robots", "asked"),
    [
        ("User-agent: *\nDisallow: /\n\nUser-agent: klimasok\nDisallow: /klima/a\n", "bc"),
        ("User-agent: annenbot\nDisallow: /\n", "abc"),
        ("User-agent: *\nDisallow: /klima/\nAllow: /klima/b\n", "b"),
        ("User-agent: *\nDisallow: /*/c$\n", "ab"),
        ("", "abc"),
    ],
    ids=[
        "our name",
        "another's name",
        "allow wins",
        "wildcard",
        "empty",
    ],
)
def test_robots_txt_is_read_as_its_standard_says(
    site: Any, crawler: Any, robots: str, asked: str
) -> None:
    site.put("/robots.txt", robots, media="text/plain")
    crawler.visits()
    assert {path for path in paths(site) if path.startswith("/klima/")} == {
        f"/klima/{name}" for name in asked
    }


def test_robots_txt_counts_for_each_host_of_a_redirect(
    site: Any, crawler: Any, podcast: Source
) -> None:
    site.move("/klima/a", "http://podkast.example/hemmelig")
    site.put("/hemmelig", "<main>Hemmelig</main>", host="podkast.example")
    site.put("/robots.txt", "User-agent: *\nDisallow: /hemmelig", host="podkast.example")
    visits = replace(crawler, sources=(*crawler.sources, podcast)).visits()
    assert visits["podkast.example/hemmelig"].outcome is Outcome.REFUSED
    assert site.counts["podkast.example/hemmelig"] == 0


def test_every_request_says_whom_to_write_to(site: Any, crawler: Any) -> None:
    crawler.visits(contact="drift@kommune.example")
    assert len(site.asked) == 5
    assert {asked.headers["User-Agent"] for asked in site.asked} == {
        "Klimasok/0.1 (+drift@kommune.example)"
    }


def test_where_the_service_has_an_address_its_page_about_the_crawler_is_named() -> None:
    config = Config(contact="drift@kommune.example", address="https://sok.example")
    about = "https://sok.example/innsamling"
    assert manners_of(config).user_agent == f"Klimasok/0.1 (+{about}; drift@kommune.example)"


def test_without_a_contact_the_crawler_still_has_a_name() -> None:
    assert Manners().user_agent == "Klimasok/0.1"


def test_norwegian_is_asked_for_first(site: Any, crawler: Any) -> None:
    crawler.visits()
    assert {asked.headers["Accept-Language"].split(",")[0] for asked in site.asked} == {"nb"}


def test_cookies_are_not_kept(site: Any, crawler: Any) -> None:
    site.put("/start/", links("/klima/a"), headers={"Set-Cookie": "hvem=deg"})
    crawler.visits()
    assert [asked.headers.get("Cookie") for asked in site.asked] == [None] * len(site.asked)


def test_a_proxy_of_the_environment_does_not_come_between_us_and_a_mapped_host(
    site: Any, crawler: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert crawler.visits()[f"{HOST}/klima/a"].outcome is Outcome.READ


def test_a_mapped_host_is_asked_in_plain_http_by_its_own_name(
    site: Any, crawler: Any, guide: Source
) -> None:
    secure = replace(guide, start=(f"https://{HOST}/start/",))
    visits = replace(crawler, sources=(secure,)).visits()
    assert visits[f"{HOST}/klima/a"].address == f"https://{HOST}/klima/a"
    assert {asked.headers["Host"] for asked in site.asked} == {HOST}


def test_a_host_has_one_request_at_a_time(site: Any, crawler: Any, podcast: Source) -> None:
    """Each request waits a moment for a second one of its host to join it; none may."""
    barrier = Barrier(2)
    joined: list[str] = []

    def wait(handler: BaseHTTPRequestHandler) -> None:
        try:
            barrier.wait(0.1)
            joined.append(handler.path)
        except BrokenBarrierError:
            barrier.reset()
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    for name in "abc":
        site.put(f"/klima/{name}", act=wait)
    visits = crawler.visits()
    assert [visits[f"{HOST}/klima/{name}"].status for name in "abc"] == [200, 200, 200]
    assert joined == []


def test_between_two_requests_to_a_host_there_is_a_pause(site: Any, crawler: Any) -> None:
    crawler.visits(delay=0.3)
    assert len(site.asked) == 5
    assert min(b.at - a.at for a, b in pairwise(site.asked)) >= 0.28


def test_what_a_source_never_reads_is_not_asked_for_though_it_was_known(
    site: Any, crawler: Any
) -> None:
    drafts = (
        Known(address=f"http://{HOST}/klima/utkast---a", source="veileder"),
        Known(address="http://flyttet.example/klima/b", source="veileder"),
        Known(address=f"http://{HOST}/klima/c", source="nedlagt"),
    )
    site.put("/start/")
    crawler.visits(drafts)
    assert set(paths(site)) == {"/robots.txt", "/start/"}


def test_only_the_chosen_sources_are_visited(site: Any, crawler: Any, podcast: Source) -> None:
    both = replace(crawler, sources=(*crawler.sources, podcast))
    known = (Known(address="http://podkast.example/om-flom", source="podkast"),)
    both.visits(known, chosen=("veileder",))
    assert {address.partition("/")[0] for address in site.counts} == {HOST}
