"""The real source files, pointed at the make-believe site, so that both are read alike."""

from dataclasses import replace

from scrapers.sample.names import Names
from scrapers.source import Source, load_sources

OWNERS = {
    "klimapodcast": ("kommunevaer", "Kommunevær", 20),
    "miljodirektoratet": ("klimadirektoratet", "Klimadirektoratet", 120),
    "ks": ("kommunelaget", "Kommunelaget", 20),
}


def sample_sources(names: Names | None = None) -> tuple[Source, ...]:
    """One source for each publisher of the make-believe site."""
    names = names or Names()
    hosts = {
        "klimapodcast.libsyn.com": names.podcast,
        "www.klimapodcast.no": names.podcast_alias,
        "klimapodcast.no": names.podcast_alias.removeprefix("www."),
        "www.miljodirektoratet.no": names.directorate,
        "miljodirektoratet.no": names.directorate.removeprefix("www."),
        "www.ks.no": names.organisation,
        "ks.no": names.organisation.removeprefix("www."),
    }
    return tuple(
        _pointed(source, hosts, names.scheme) for source in load_sources() if source.name in OWNERS
    )


def resolve_to(address: str, names: Names | None = None) -> dict[str, str]:
    """The `resolve` setting that has one server answer for all the hosts."""
    hosts = (host for source in sample_sources(names) for host in source.hosts)
    return dict.fromkeys(hosts, address.partition("://")[2])


def _pointed(source: Source, hosts: dict[str, str], scheme: str) -> Source:
    def moved(addresses: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_moved(address, hosts, scheme) for address in addresses)

    name, owner, at_least = OWNERS[source.name]
    return replace(
        source,
        name=name,
        owner=owner,
        at_least=at_least,
        hosts=tuple(hosts[host] for host in source.hosts),
        start=moved(source.start),
        feeds=moved(source.feeds),
        sitemaps=moved(source.sitemaps),
    )


def _moved(address: str, hosts: dict[str, str], scheme: str) -> str:
    host, slash, path = address.partition("://")[2].partition("/")
    return f"{scheme}://{hosts[host]}{slash}{path}"
