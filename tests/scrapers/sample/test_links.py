"""Every link of the site leads somewhere, but for those that are dead on purpose."""

from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

FRONTS = [
    "http://kommunevaer.podkast.example/",
    "http://www.klimadirektoratet.example/",
    "http://www.kommunelaget.example/",
    "http://www.klimanettverket.example/",
]
OLD = "/myndigheter/klimaarbeid/"


@pytest.fixture(scope="module")
def crawled(site, visit):
    """The status and anchors of every page of our hosts that links reach, by address."""
    hosts = {host for host, _ in site.pages}
    waiting, seen = list(FRONTS), {}
    while waiting:
        address = waiting.pop()
        if address in seen or urlsplit(address).hostname not in hosts:
            continue
        answer = visit(address)
        seen[address] = answer.status
        is_page = answer.headers["Content-Type"].startswith("text/html")
        waiting += _links(address, answer) if is_page and answer.status != 404 else []
    return seen


def _links(address, answer):
    if location := answer.headers.get("Location"):
        return [urljoin(address, location)]
    hrefs = [a["href"] for a in answer.page.select("a[href], link[href]")]
    return [urldefrag(urljoin(address, href)).url for href in hrefs]


def test_only_old_addresses_are_dead(crawled):
    dead = [address for address, status in crawled.items() if status == 404]
    assert [address for address in dead if OLD not in address] == []
    assert set(crawled.values()) <= {200, 301, 302, 404}


def test_every_page_is_reached_by_links(crawled, site):
    reached = {(urlsplit(address).hostname, urlsplit(address).path) for address in crawled}
    pages = {at for at, page in site.pages.items() if page.status == 200}
    unlinked = {path for _, path in pages - reached}
    named_in_the_feed = {path for path in unlinked if path.startswith("/teksting/")}
    assert unlinked <= {"/robots.txt", "/sitemap.xml", *named_in_the_feed}
