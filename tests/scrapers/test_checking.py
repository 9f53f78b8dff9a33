"""Checking links: what a link is found to be, and how politely it is asked for."""

from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from typing import Any

import pytest

from index.resource import Check, Health
from scrapers.checking import LinkErrand, check_links
from scrapers.crawl import CrawlError
from scrapers.manners import Limits, Manners
from scrapers.source import Source

GUIDE_HOST = "www.veileder.example"
SITE = f"http://{GUIDE_HOST}"
OTHER = "annet.example"
WORDS = " ".join(f"Råd nummer {number} gjelder kommunen." for number in range(12))
NO_PAGE = "<html><head><title>{}</title></head><body><h1>{}</h1><p>Beklager.</p></body></html>"


def send(place: str, *addresses: str, **more: Any) -> dict[str, Check]:
    """Check addresses, without any pause; the checks by address."""
    own = {name: more.pop(name) for name in ("excluded", "sources", "robots") if name in more}
    resolve = dict.fromkeys((GUIDE_HOST, OTHER), place)
    manners = Manners(**{"delay": 0, "resolve": resolve, **more})
    with closing(check_links(LinkErrand(addresses=addresses, manners=manners, **own))) as told:
        return {check.address: check for check in told}


@pytest.fixture
def check(website: Any) -> Callable[..., dict[str, Check]]:
    """Checks addresses of a website of the test's own."""
    return lambda *addresses, **more: send(website.place, *addresses, **more)


def methods(website: Any, path: str = "/side") -> list[str]:
    return [asked.method for asked in website.asked if asked.address == GUIDE_HOST + path]


# what is found

TITLES = (
    ("Siden finnes ikke", "Siden finnes ikke"),
    ("Klimadirektoratet", "Fant ikke siden"),
    ("Klimadirektoratet – 404", "Beklager"),
    ("Sida finst ikkje | Kommunen", "Oi"),
    ("Page not found", ""),
)
STATUSES = {
    401: Health.REFUSED,
    403: Health.REFUSED,
    404: Health.GONE,
    410: Health.GONE,
    500: Health.UNKNOWN,
}
HEADS = (403, 404, 405, 500, 501)
FRONTS = ("/", "/no/", "/index.html", f"http://{OTHER}/")
STRANGE = (b"\xff\xfe\x00", b"<" * 5_000, b"<div>" * 20_000, b"", b"<title>\xe2\x80\xae</title>")


@pytest.fixture(scope="module")
def site(shared_crawler: Any) -> Any:
    """A website with a link of every sort."""
    site = shared_crawler.website
    site.page("/side", "Råd")
    site.put("/lyd", "lyd" * 1000, media="audio/mpeg")
    for status in STATUSES:
        site.put(f"/status/{status}", "Nei", status=status)
    for status in HEADS:
        site.page(f"/hode/{status}", "Råd", head=status)
    for number, texts in enumerate(TITLES):
        site.put(f"/myk/{number}", NO_PAGE.format(*texts))
    for number, front in enumerate(FRONTS):
        site.move(f"/framside/{number}", front)
    for number, body in enumerate(STRANGE):
        site.put(f"/rart/{number}", body)
    site.page("/artikkel", "Fant ikke kvikkleire under skolen", WORDS * 3)
    site.put("/innlogging", NO_PAGE.format("Logg inn", "Logg inn"))
    site.put("/endelaus", f"<h1>Lang</h1><p>{WORDS}</p>" + "<p>Mer.</p>" * 500_000)
    site.move("/gammel", f"http://{OTHER}/mellom")
    site.move("/mellom", "/ny/", status=302, host=OTHER)
    site.page("/ny/", "Nye råd", host=OTHER)
    site.move("/skra", "/skra/")
    site.page("/skra/", "Råd")
    site.move("/", f"http://{OTHER}/")
    site.page("/", "Forsiden", host=OTHER)
    site.move("/flyttet", "/borte")
    site.move("/rundt", "/rundt")
    return site


@pytest.fixture(scope="module")
def checks(site: Any) -> dict[str, Check]:
    """What each link of the site is found to be, by its path."""
    paths = [key.removeprefix(GUIDE_HOST) for key in site.answers if key.startswith(GUIDE_HOST)]
    found = send(site.place, *(SITE + path for path in paths))
    assert len(found) == len(paths)
    return {address.removeprefix(SITE): check for address, check in found.items()}


def test_a_page_that_is_there_is_well(checks: dict[str, Check]) -> None:
    check = checks["/side"]
    assert (check.health, check.status, check.moved_to, check.reason) == (Health.OK, 200, "", "")


def test_of_what_is_no_page_only_the_head_is_asked_for(site: Any, checks: dict[str, Check]) -> None:
    assert checks["/lyd"].health is Health.OK
    assert methods(site, "/lyd") == ["HEAD"]


@pytest.mark.parametrize("status", HEADS)
def test_where_the_head_is_refused_the_page_is_asked_for(
    site: Any, checks: dict[str, Check], status: int
) -> None:
    assert checks[f"/hode/{status}"].health is Health.OK
    assert methods(site, f"/hode/{status}") == ["HEAD", "GET"]


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_says_what_a_link_is(checks: dict[str, Check], status: int) -> None:
    check = checks[f"/status/{status}"]
    assert (check.health, check.status) == (STATUSES[status], status)
    assert check.reason == f"HTTP {status}"


@pytest.mark.parametrize("number", range(len(TITLES)))
def test_a_page_that_says_that_there_is_none_is_a_soft_404(
    checks: dict[str, Check], number: int
) -> None:
    check = checks[f"/myk/{number}"]
    assert (check.health, check.status) == (Health.SOFT, 200)


def test_an_article_about_what_was_not_found_is_well(checks: dict[str, Check]) -> None:
    assert checks["/artikkel"].health is Health.OK


def test_a_login_page_is_refused(checks: dict[str, Check]) -> None:
    assert checks["/innlogging"].health is Health.REFUSED


def test_a_redirect_says_where_the_link_leads_now(checks: dict[str, Check]) -> None:
    moved = checks["/gammel"]
    assert (moved.health, moved.moved_to) == (Health.MOVED, f"http://{OTHER}/ny/")


def test_a_redirect_to_the_same_with_a_slash_is_no_move(checks: dict[str, Check]) -> None:
    assert (checks["/skra"].health, checks["/skra"].moved_to) == (Health.OK, "")


@pytest.mark.parametrize("number", range(len(FRONTS)))
def test_a_redirect_to_the_front_page_is_a_soft_404(checks: dict[str, Check], number: int) -> None:
    soft = checks[f"/framside/{number}"]
    assert (soft.health, soft.moved_to) == (Health.SOFT, "")


def test_a_front_page_may_move(checks: dict[str, Check]) -> None:
    assert checks["/"].health is Health.MOVED


def test_what_moved_and_is_gone_is_gone(checks: dict[str, Check]) -> None:
    assert (checks["/flyttet"].health, checks["/flyttet"].moved_to) == (Health.GONE, "")


def test_redirects_without_end_are_given_up(site: Any, checks: dict[str, Check]) -> None:
    assert checks["/rundt"].health is Health.UNKNOWN
    assert len(methods(site, "/rundt")) == 11


def test_a_page_without_end_is_read_only_so_far(checks: dict[str, Check]) -> None:
    assert checks["/endelaus"].health is Health.OK


@pytest.mark.parametrize("number", range(len(STRANGE)))
def test_whatever_a_site_sends_the_check_goes_on(checks: dict[str, Check], number: int) -> None:
    assert checks[f"/rart/{number}"].status == 200


def test_a_host_without_answer_is_unknown(check: Callable) -> None:
    address = "http://borte.example/side"
    (silent,) = check(address, resolve={"borte.example": "127.0.0.1:1"}).values()
    assert (silent.health, silent.status) == (Health.UNKNOWN, 0)
    assert "refused" in silent.reason


# how it is asked for


def test_robots_txt_is_obeyed_and_told_of(website: Any, check: Callable) -> None:
    website.put("/robots.txt", "User-agent: *\nDisallow: /hemmelig", media="text/plain")
    website.page("/side", "Råd")
    checks = check(f"{SITE}/hemmelig", f"{SITE}/side")
    refused = checks[f"{SITE}/hemmelig"]
    assert (refused.health, refused.reason) == (Health.REFUSED, "robots.txt")
    assert methods(website, "/hemmelig") == []
    robots = [robots for check in checks.values() for robots in check.robots]
    assert [each.origin for each in robots] == [SITE]
    website.asked.clear()
    check(f"{SITE}/side", robots=tuple(robots))
    assert methods(website, "/robots.txt") == []


def test_a_private_address_is_not_asked_for(website: Any, check: Callable) -> None:
    (private,) = check(f"http://{website.place}/side", resolve={}, contact="x@y.example").values()
    assert (private.health, website.asked) == (Health.REFUSED, [])


def test_excluded_hosts_are_not_asked_for(website: Any, check: Callable) -> None:
    website.move("/side", f"http://{OTHER}/ny")
    website.move("/direkte", f"http://www.{OTHER}/ny")
    addresses = (f"{SITE}/side", f"http://{OTHER}/a", f"{SITE}/direkte")
    checks = check(*addresses, excluded=(OTHER,))
    assert {address: check.health for address, check in checks.items()} == {
        f"{SITE}/side": Health.UNKNOWN,
        f"{SITE}/direkte": Health.UNKNOWN,
    }
    assert not any(OTHER in asked.address for asked in website.asked)


def test_what_a_source_never_reads_is_not_asked_for(
    website: Any, check: Callable, guide: Source
) -> None:
    assert check(f"{SITE}/utkast---plan", sources=(guide,)) == {}
    assert website.asked == []


def test_a_host_is_asked_one_thing_at_a_time_with_its_pause(website: Any, check: Callable) -> None:
    for number in range(3):
        website.put(f"/{number}", media="audio/mpeg")
    check(*(f"{SITE}/{number}" for number in range(3)), delay=0.2)
    times = [asked.at for asked in website.asked]
    assert len(times) == 4
    assert min(after - before for before, after in pairwise(times)) >= 0.19


def test_a_busy_host_is_left_at_once(website: Any, check: Callable) -> None:
    for number in range(3):
        website.put(f"/{number}", status=429, headers={"Retry-After": "1"})
    checks = check(*(f"{SITE}/{number}" for number in range(3)))
    assert {check.health for check in checks.values()} == {Health.UNKNOWN}
    assert len([asked for asked in website.asked if "robots" not in asked.address]) == 1


def test_a_slow_host_is_given_up_in_time_and_soon_left(website: Any, check: Callable) -> None:
    for number in range(5):
        website.put(f"/{number}", act=lambda _: website.closing.wait())
    checks = check(*(f"{SITE}/{number}" for number in range(5)), timeout=0.3)
    assert {check.health for check in checks.values()} == {Health.UNKNOWN}
    assert len([asked for asked in website.asked if "robots" not in asked.address]) == 3


def test_real_hosts_need_a_contact(check: Callable) -> None:
    with pytest.raises(CrawlError, match="contact"):
        check("https://www.klima.example/side", resolve={})


def test_redirects_are_counted(website: Any, check: Callable) -> None:
    for number in range(4):
        website.move(f"/{number}", f"/{number + 1}")
    website.page("/4", "Råd")
    limits = Limits(redirects=3)
    checks = check(f"{SITE}/0", f"{SITE}/1", limits=limits)
    assert [checks[f"{SITE}/{number}"].health for number in (0, 1)] == [
        Health.UNKNOWN,
        Health.MOVED,
    ]
