"""robots.txt by its status and its age, and the pauses that it asks for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from typing import Any

import pytest

from index.resource import Outcome, Robots
from scrapers.manners import Limits

HOST = "www.veileder.example"
ORIGIN = f"http://{HOST}"
START = f"{HOST}/start/"
FORBIDS = "User-agent: *\nDisallow: /start/\n"


@pytest.fixture
def site(crawler: Any) -> Any:
    crawler.website.put("/start/", "<a href='/klima/a'>A</a>")
    crawler.website.page("/klima/a", "A")
    return crawler.website


def hang(handler: BaseHTTPRequestHandler) -> None:
    handler.server.website.closing.wait()  # type: ignore[attr-defined]
    handler.close_connection = True


def known(body: str, **age: float) -> tuple[Robots, ...]:
    """A robots.txt that was read so long ago."""
    return (Robots(origin=ORIGIN, at=datetime.now(UTC) - timedelta(**age), body=body),)


def visits(crawler: Any, robots: tuple[Robots, ...], **more: Any) -> Any:
    return crawler.visits(robots=robots, **more)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_where_there_is_no_robots_txt_all_is_allowed(site: Any, crawler: Any, status: int) -> None:
    site.put("/robots.txt", FORBIDS, status=status)
    assert crawler.visits()[f"{HOST}/klima/a"].outcome is Outcome.READ


@pytest.mark.parametrize("status", [429, 503])
def test_a_robots_txt_that_cannot_be_had_leaves_the_host_alone(
    site: Any, crawler: Any, status: int
) -> None:
    site.put("/robots.txt", status=status)
    (visit,) = crawler.visits().values()
    assert (visit.outcome, visit.status) == (Outcome.FAILED, 0)
    assert visit.reason == f"robots.txt could not be read: HTTP {status}"
    assert set(site.counts) == {f"{HOST}/robots.txt"}


def test_a_robots_txt_that_does_not_come_leaves_the_host_alone(site: Any, crawler: Any) -> None:
    site.put("/robots.txt", act=hang)
    (visit,) = crawler.visits(timeout=0.3).values()
    assert visit.outcome is Outcome.FAILED
    assert "no answer within 0.3 seconds" in visit.reason
    assert set(site.counts) == {f"{HOST}/robots.txt"}


def test_the_last_good_one_counts_within_its_age(site: Any, crawler: Any) -> None:
    site.put("/robots.txt", status=500)
    visit = visits(crawler, known(FORBIDS, hours=23))[START]
    assert (visit.outcome, visit.reason) == (Outcome.REFUSED, "robots.txt")
    assert site.asked == []
    assert visits(crawler, known("", hours=23))[START].outcome is Outcome.LISTED


@pytest.mark.parametrize("age", [{"hours": 25}, {"hours": -1}], ids=["a day old", "clock set back"])
def test_an_old_one_is_asked_for_anew(site: Any, crawler: Any, age: dict[str, float]) -> None:
    site.put("/robots.txt", "")
    assert visits(crawler, known(FORBIDS, **age))[START].outcome is Outcome.LISTED
    site.put("/robots.txt", status=500)
    assert visits(crawler, known("", **age))[START].outcome is Outcome.FAILED


def test_what_was_read_is_told_with_the_first_visit(site: Any, crawler: Any) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /hemmelig\n")
    came = crawler.visits()
    (robots,) = came[START].robots
    assert (robots.origin, robots.body) == (ORIGIN, "User-agent: *\nDisallow: /hemmelig\n")
    assert came[f"{HOST}/klima/a"].robots == ()


def test_a_robots_txt_that_moved_is_followed(site: Any, crawler: Any) -> None:
    site.move("/robots.txt", "/robots-ny.txt")
    site.put("/robots-ny.txt", FORBIDS)
    assert crawler.visits()[START].reason == "robots.txt"


def test_a_robots_txt_that_goes_in_circles_is_none(site: Any, crawler: Any) -> None:
    site.move("/robots.txt", "/robots.txt")
    assert crawler.visits()[START].outcome is Outcome.LISTED
    assert site.counts[f"{HOST}/robots.txt"] == 6


def test_a_robots_txt_is_not_fetched_from_a_host_of_no_source(site: Any, crawler: Any) -> None:
    site.move("/robots.txt", "http://fremmed.example/robots.txt")
    (visit,) = crawler.visits().values()
    assert visit.reason == "robots.txt could not be read: leads to a host of no source"


def test_only_the_first_part_of_a_large_robots_txt_is_read(site: Any, crawler: Any) -> None:
    filling = "# fyll\n" * 20_000
    late = f"User-agent: *\nDisallow: /klima/\n{filling}\nDisallow: /start/\n{filling * 60}"
    site.put("/robots.txt", late)
    came = crawler.visits(limits=Limits(robots_bytes=100_000))
    assert came[START].outcome is Outcome.LISTED
    assert came[f"{HOST}/klima/a"].reason == "robots.txt"


def test_a_line_cut_in_two_is_no_rule(site: Any, crawler: Any) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /klima/\nDisallow: /start/ikke-dette\n")
    came = crawler.visits(limits=Limits(robots_bytes=49))
    assert came[START].outcome is Outcome.LISTED
    assert came[f"{HOST}/klima/a"].reason == "robots.txt"


def test_the_contact_does_not_decide_which_rules_are_ours(site: Any, crawler: Any) -> None:
    site.put("/robots.txt", "User-agent: googlebot\nDisallow: /\n")
    came = crawler.visits(contact="googlebot@kommune.example")
    assert came[START].outcome is Outcome.LISTED


def test_a_crawl_delay_is_kept_between_all_requests(site: Any, crawler: Any) -> None:
    site.put("/robots.txt", "User-agent: klimasok\nCrawl-delay: 0.4\n")
    crawler.visits(delay=0.05)
    assert len(site.asked) == 3
    assert min(b.at - a.at for a, b in pairwise(site.asked)) >= 0.38


def test_a_host_that_asks_for_too_long_pauses_is_left(site: Any, crawler: Any) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 86400\n")
    (visit,) = crawler.visits().values()
    assert visit.reason == "robots.txt asks for a pause of 86400 seconds"
    assert (visit.outcome, visit.reached) == (Outcome.FAILED, {"crawl_delay": 1})
    assert site.counts[START] == 0


def test_each_host_has_its_own(site: Any, crawler: Any, podcast: Any) -> None:
    site.put("/robots.txt", status=500)
    site.put("/rss", "<rss><channel><title>P</title></channel></rss>", host="podkast.example")
    came = replace(crawler, sources=(*crawler.sources, podcast)).visits()
    assert came[START].outcome is Outcome.FAILED
    assert came["podkast.example/rss"].outcome is Outcome.LISTED
