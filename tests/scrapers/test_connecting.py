"""To which network addresses the crawler connects, and how: straight or through a proxy."""

import socket
from base64 import b64encode
from contextlib import closing
from dataclasses import replace
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from twisted.internet.address import IPv4Address

from index.resource import Outcome
from scrapers.crawl import crawl
from scrapers.resolving import CheckedResolver, is_public
from scrapers.source import Source

HOST = "www.veileder.example"
CONTACT = "drift@kommune.example"


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "193.156.1.1", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_public_addresses_may_be_asked(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.8.9.10",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "2001:db8::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_others_may_not(address: str) -> None:
    assert not is_public(address)


class Names:
    """A resolver whose names mean another address each time."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = iter(addresses)

    def resolveHostName(self, receiver: Any, *_: Any) -> None:  # noqa: N802
        receiver.resolutionBegan(None)
        receiver.addressResolved(IPv4Address("TCP", next(self.addresses), 80))
        receiver.resolutionComplete()


def resolved(resolver: CheckedResolver, name: str) -> list[str]:
    came: list[str] = []
    receiver = SimpleNamespace(
        resolutionBegan=lambda _: None,
        addressResolved=lambda address: came.append(address.host),
        resolutionComplete=lambda: None,
    )
    resolver.resolveHostName(receiver, name)  # type: ignore[arg-type]
    return came


def test_a_name_is_checked_each_time_it_is_resolved() -> None:
    reactor = SimpleNamespace(nameResolver=Names("8.8.8.8", "127.0.0.1", "10.0.0.1"))
    resolver = CheckedResolver(reactor, named=["intranett.example"])
    assert resolved(resolver, "rebinding.example") == ["8.8.8.8"]
    assert resolved(resolver, "rebinding.example") == []
    assert resolver.refused == {"rebinding.example"}
    assert resolved(resolver, "intranett.example") == ["10.0.0.1"]


def source_at(host: str, place: str) -> Source:
    """A source whose one page is at a host, at the port of a place."""
    address = f"http://{host}:{place.partition(':')[2]}/"
    bare = host.strip("[]")
    return Source(name="nabo", owner="Naboen", hosts=(bare,), start=(address,))


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_a_host_at_a_private_address_is_refused(crawler: Any, host: str) -> None:
    source = source_at(host, crawler.website.place)
    (visit,) = replace(crawler, sources=(source,)).visits(contact=CONTACT, resolve=None).values()
    assert visit.outcome in (Outcome.REFUSED, Outcome.FAILED)
    assert "private address" in visit.reason
    assert visit.reached == {"private": 1}
    assert crawler.website.asked == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_host_that_is_named_may_be_private(crawler: Any, host: str) -> None:
    place = crawler.website.place
    port = place.partition(":")[2]
    crawler.website.put("/", "<p>Hei</p>", host=f"{host}:{port}")
    crawler = replace(crawler, sources=(source_at(host, place),))
    (visit,) = crawler.visits(contact=CONTACT, resolve=None, private=(host,)).values()
    assert visit.outcome is Outcome.LISTED


@pytest.mark.parametrize("target", ["http://localhost/", "http://[::1]/"])
def test_a_redirect_to_a_private_address_is_refused(
    crawler: Any, guide: Source, target: str
) -> None:
    hosts = ("localhost", "::1")
    neighbour = Source(name="nabo", owner="Naboen", hosts=hosts, start=(target,))
    crawler.website.move("/start/", target)
    errand = replace(
        crawler.errand(contact=CONTACT), sources=(guide, neighbour), chosen=("veileder",)
    )
    with closing(crawl(errand)) as visits:
        came = {visit.address.partition("://")[2]: visit for visit in visits}
    assert came[f"{HOST}/start/"].outcome is Outcome.MOVED
    (other,) = (visit for visit in came.values() if visit.outcome is not Outcome.MOVED)
    assert other.outcome is Outcome.REFUSED
    assert other.reason.endswith("lies at a private address")


def test_a_proxy_of_the_environment_is_never_used(
    crawler: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    place = crawler.website.place
    crawler.website.put("/", "<p>Hei</p>", host=f"localhost:{place.partition(':')[2]}")
    crawler = replace(crawler, sources=(source_at("localhost", place),))
    (visit,) = crawler.visits(contact=CONTACT, resolve=None, private=("localhost",)).values()
    assert visit.outcome is Outcome.LISTED


def test_a_configured_proxy_is_asked_for_all_hosts(crawler: Any, guide: Source) -> None:
    """A proxy gets whole addresses; the site of the tests notes them after the host."""
    site = crawler.website
    whole = f"http://{HOST}/start/"
    site.put(whole, "<p>Hei</p>")
    proxy = f"http://ola:hemmelig%21@{site.place}"
    came = crawler.visits(contact=CONTACT, resolve=None, proxy=proxy)
    assert came[f"{HOST}/start/"].outcome is Outcome.LISTED
    assert {asked.address for asked in site.asked} == {
        f"{HOST}http://{HOST}/robots.txt",
        f"{HOST}{whole}",
    }
    expected = "Basic " + b64encode(b"ola:hemmelig!").decode()
    assert {asked.headers["Proxy-Authorization"] for asked in site.asked} == {expected}


def test_behind_a_proxy_literal_private_addresses_are_still_refused(crawler: Any) -> None:
    source = source_at("169.254.169.254", crawler.website.place)
    crawler = replace(crawler, sources=(source,))
    proxy = f"http://{crawler.website.place}"
    (visit,) = crawler.visits(contact=CONTACT, resolve=None, proxy=proxy).values()
    assert visit.reason == "169.254.169.254 lies at a private address"
    assert crawler.website.asked == []


def test_a_secure_page_is_asked_for_through_a_tunnel(crawler: Any, guide: Source) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        asked: list[bytes] = []

        def refuse() -> None:
            connection, _ = proxy.accept()
            with connection:
                asked.append(connection.recv(1_000))
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")

        thread = Thread(target=refuse, daemon=True)
        thread.start()
        secure = replace(guide, start=(f"https://{HOST}/start/",))
        place = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        crawler = replace(crawler, sources=(secure,))
        (visit,) = crawler.visits(contact=CONTACT, resolve=None, proxy=place).values()
        thread.join()
    assert asked[0].startswith(f"CONNECT {HOST}:443 ".encode())
    assert visit.outcome is Outcome.FAILED
    assert "tunnel" in visit.reason
