"""What the sources link to on the hosts of others is read: one hop, and no further."""

from dataclasses import replace
from typing import Any

import pytest

from index.resource import Kind, Outcome
from scrapers.source import Source

MINISTRY, BANK = "dep.example", "bank.example"


def links(*addresses: str) -> str:
    return "".join(f'<a href="http://{address}">Les mer</a> ' for address in addresses)


def linked(name: str, host: str) -> Source:
    return Source(name=name, owner=name, hosts=(host,), linked=Kind.GUIDANCE, at_least=0)


@pytest.fixture
def visited(crawler: Any, guide: Source) -> dict[str, Any]:
    """The visits to a guide, and to two sites of which only what is linked is read."""
    site, own = crawler.website, "www.veileder.example"
    words = "Kommunen planlegger for flom og tørke. " * 20
    site.put("/start/", links(f"{own}/klima/a"))
    site.page("/klima/a", "A", f"{words} {links(f'{MINISTRY}/spr', f'{BANK}/laan')}")
    onward = links(f"{MINISTRY}/mer", f"{BANK}/andre", f"{own}/utenfor", f"{own}/klima/b")
    site.page("/spr", "Retningslinjer", f"{words} {onward}", host=MINISTRY)
    site.page("/laan", "Lån", words, host=BANK)
    for host, path in ((MINISTRY, "/mer"), (BANK, "/andre"), (own, "/utenfor"), (own, "/klima/b")):
        site.page(path, "Videre", words, host=host)
    sources = (guide, linked("departementet", MINISTRY), linked("banken", BANK))
    found: dict[str, Any] = replace(crawler, sources=sources).visits()
    return found


def test_a_page_that_a_source_links_to_is_read_as_its_owners(visited: dict[str, Any]) -> None:
    for address, owner in ((f"{MINISTRY}/spr", "departementet"), (f"{BANK}/laan", "banken")):
        visit = visited[address]
        assert (visit.outcome, visit.source) == (Outcome.READ, owner)
        assert visit.readings[0].publisher == owner


def test_what_that_page_links_to_is_not(visited: dict[str, Any]) -> None:
    for address in (f"{MINISTRY}/mer", f"{BANK}/andre", "www.veileder.example/utenfor"):
        assert address not in visited


def test_unless_a_source_follows_it_anyway(visited: dict[str, Any]) -> None:
    assert visited["www.veileder.example/klima/b"].outcome is Outcome.READ
