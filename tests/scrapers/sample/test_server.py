"""What the server answers, whatever the page."""

import http.client
from datetime import date
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest

from scrapers.sample.names import Names
from scrapers.sample.site import Site

DIRECTORATE = "http://www.klimadirektoratet.example"
ORGANISATION = "http://www.kommunelaget.example"
PODCAST = "http://kommunevaer.podkast.example"
ALIAS = "http://www.kommunevaer.example"
HUB = "/ansvarsomrader/klima/for-myndigheter/"


@pytest.mark.parametrize("host", [DIRECTORATE, ORGANISATION, PODCAST])
def test_every_host_has_a_front_page_and_a_page_for_what_is_not_there(visit, host):
    front, missing = visit(f"{host}/"), visit(f"{host}/finnes-ikke")
    assert (front.status, missing.status) == (200, 404)
    assert front.headers["Content-Type"] == "text/html; charset=utf-8"
    assert missing.page.title.text


def test_an_unknown_host_is_misdirected(visit):
    assert visit("http://www.example.org/").status == 421


@pytest.mark.parametrize("path", ["/rss", "/", "/hvem-gjr-hva-i-klimastafetten"])
def test_a_page_that_is_known_is_not_sent_again(visit, path):
    first = visit(PODCAST + path)
    by_tag = visit(PODCAST + path, If_None_Match=first.headers["ETag"])
    by_date = visit(PODCAST + path, If_Modified_Since=first.headers["Last-Modified"])
    assert (by_tag.status, by_tag.body) == (304, b"")
    assert (by_date.status, by_date.body) == (304, b"")
    assert visit(PODCAST + path, If_None_Match='"another"').status == 200
    assert visit(PODCAST + path, If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT").status == 200
    assert visit(PODCAST + path, If_Modified_Since="yesterday").status == 200


def test_no_page_changed_after_today(site, today):
    changes = [page.headers["Last-Modified"] for page in site.pages.values() if page.status == 200]
    assert max(parsedate_to_datetime(change).date() for change in changes) <= today


def test_head_answers_without_a_body(visitor):
    head = visitor.ask("HEAD", f"{PODCAST}/rss")
    assert head.status == 200
    assert head.body == b""
    assert head.headers["Content-Length"] == str(len(visitor.get(f"{PODCAST}/rss").body))


def test_requests_are_counted(visitor):
    visitor.get(f"{PODCAST}/rss")
    visitor.get(f"{DIRECTORATE}/sok?q=flom")
    assert visitor.requests == [
        ("kommunevaer.podkast.example", "/rss", 200),
        ("www.klimadirektoratet.example", "/sok?q=flom", 200),
    ]


def test_one_connection_is_kept_over_hosts_and_statuses(visitor):
    visitor.get(f"{PODCAST}/rss")
    sock = visitor.connection.sock
    visitor.get(f"{DIRECTORATE}/nei")
    visitor.get(f"{ALIAS}/")
    assert visitor.connection.sock is sock


def test_it_can_be_asked_as_a_proxy(visitor):
    connection = http.client.HTTPConnection(urlsplit(visitor.base).netloc, timeout=10)
    connection.request("GET", f"{PODCAST}/rss")
    assert connection.getresponse().status == 200
    connection.close()


@pytest.mark.parametrize(
    ("address", "status", "location"),
    [
        (f"{ALIAS}/", 301, f"{PODCAST}/"),
        (f"{ALIAS}/hvem-gjr-hva-i-klimastafetten", 301, f"{PODCAST}/hvem-gjr-hva-i-klimastafetten"),
        ("http://klimadirektoratet.example/klimasats/", 301, f"{DIRECTORATE}/klimasats/"),
        (f"{DIRECTORATE}/myndigheter/klimaarbeid/", 301, HUB),
        (
            f"{DIRECTORATE}/myndigheter/klimaarbeid/klimatilpasning/",
            301,
            f"{HUB}klimatilpasning/",
        ),
        (
            f"{DIRECTORATE}/myndigheter/klimaarbeid/kutte-utslipp-av-klimagasser/klimaveiviseren/",
            302,
            "/",
        ),
        (f"{DIRECTORATE}/klimasats", 301, "/klimasats/"),
        (f"{DIRECTORATE}/aktuelt/arrangementer/webinar/", 301, "/aktuelt/arrangementer/webinar"),
    ],
)
def test_addresses_that_have_moved(visit, address, status, location):
    answer = visit(address)
    assert (answer.status, answer.headers["Location"]) == (status, location)


def test_old_addresses_of_other_areas_are_dead(visit):
    assert visit(f"{DIRECTORATE}{HUB}klimaplanlegging/").status == 200
    assert visit(f"{DIRECTORATE}/myndigheter/klimaarbeid/klimaplanlegging/").status == 404


def test_the_same_day_gives_the_same_bytes_and_another_day_does_not(site, today):
    assert Site(today).pages == site.pages
    assert Site(date(2027, 3, 1)).pages != site.pages


def test_the_site_can_be_served_under_the_real_names(today):
    names = Names(
        podcast="klimapodcast.libsyn.com",
        podcast_alias="www.klimapodcast.no",
        directorate="www.miljodirektoratet.no",
        organisation="www.ks.no",
        scheme="https",
        contact="klimapodcast@miljodir.no",
    )
    site = Site(today, names)
    feed = site.answer("klimapodcast.libsyn.com", "/rss", {}).body.decode()
    assert "https://www.miljodirektoratet.no/" in feed
    assert "https://www.klimapodcast.no/" in feed
    invented = [name for name in (PODCAST, ALIAS, DIRECTORATE, ORGANISATION) if name[7:] in feed]
    assert invented == []
    assert site.answer("www.ks.no", "/", {}).status == 200
    assert (
        site.answer("miljodirektoratet.no", "/", {}).headers["Location"].startswith("https://www.")
    )
    assert site.answer("www.kommunelaget.example", "/", {}).status == 421
