"""Resolving: which network addresses the name of a host may lead to.

The resolved address is what is checked and connected, so that a name cannot change in between.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from twisted.internet.interfaces import (
    IHostnameResolver,
    IHostResolution,
    IResolutionReceiver,
)
from zope.interface import implementer

from scrapers.manners import Manners

NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether a network address is one that anyone on the internet may ask."""
    ip = ip_address(address.partition("%")[0])
    inner = _inner(ip) if isinstance(ip, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    inside = getattr(ip, "is_site_local", False)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or inside)


def _inner(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    if ip in NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    teredo = ip.teredo[1] if ip.teredo else None
    return ip.ipv4_mapped or ip.sixtofour or teredo


def is_private_literal(host: str) -> bool:
    """Whether a host is written as a network address that is not public."""
    try:
        return not is_public(host)
    except ValueError:
        return False


@implementer(IHostnameResolver)
class CheckedResolver:
    """Resolves names to public addresses only, but for the hosts that the configuration names."""

    def __init__(self, reactor: Any, named: Iterable[str]) -> None:
        self.reactor = reactor
        self.inner = reactor.nameResolver
        self.named = frozenset(named)
        self.refused: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> "CheckedResolver":
        """For the hosts that the manners of the crawl name."""
        manners: Manners = crawler.settings["MANNERS"]
        places = (urlsplit(f"//{place}").hostname or "" for place in manners.resolve.values())
        proxy = urlsplit(manners.proxy).hostname or ""
        return cls(reactor, (*places, *manners.private, proxy))

    def install_on_reactor(self) -> None:
        """Have every connection of the process resolved here."""
        self.reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        receiver: IResolutionReceiver,
        hostName: str,  # noqa: N803
        *rest: Any,
        **more: Any,
    ) -> IHostResolution:
        """Resolve; addresses that are not public are kept back."""
        if hostName not in self.named:
            receiver = _PublicOnly(receiver, hostName, self.refused)  # type: ignore[assignment]
        resolution: IHostResolution = self.inner.resolveHostName(receiver, hostName, *rest, **more)
        return resolution


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Hands on what is public; notes the name of a host that was kept back."""

    def __init__(self, receiver: Any, host: str, refused: set[str]) -> None:
        self.receiver = receiver
        self.host = host
        self.refused = refused
        self.resolutionBegan = receiver.resolutionBegan
        self.resolutionComplete = receiver.resolutionComplete

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - Twisted's name
        """One address of the host."""
        if is_public(address.host):
            self.receiver.addressResolved(address)
        else:
            self.refused.add(self.host)


def was_refused(host: str) -> bool:
    """Whether a host was found at addresses that are not public."""
    from twisted.internet import reactor

    resolver = reactor.nameResolver
    assert isinstance(resolver, CheckedResolver)
    return host in resolver.refused
