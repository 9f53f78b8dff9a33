"""Checking: ask, in a child process, whether links still lead to what they led to.

With all the manners of a crawl, and more: one host at a time, nothing is asked for again at once,
and a host that does not answer is soon left.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from index.resource import Check, Robots, host_of
from scrapers.crawl import Crawl, need_contact
from scrapers.manners import Manners
from scrapers.source import Source, owner_of

FAILURES = 3  # requests in a row without answer after which a host is left


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkErrand:
    """What a check is sent out with: the addresses, and what must not be asked for.

    `excluded` are hosts, each with all its subdomains; nor is what a source says never to read.
    """

    addresses: tuple[str, ...]
    manners: Manners
    sources: tuple[Source, ...] = ()
    excluded: tuple[str, ...] = ()
    robots: tuple[Robots, ...] = ()

    def excludes(self, address: str) -> bool:
        """Whether an address must not be asked for."""
        host = host_of(address)
        if not host or any(f".{host}".endswith(f".{other.lower()}") for other in self.excluded):
            return True
        source = owner_of(address, self.sources)
        return source is not None and source.refuses(address)


def check_links(errand: LinkErrand) -> Crawl[Check]:
    """Ask for the addresses; a check for each of them as it is made."""
    asked = tuple(address for address in errand.addresses if not errand.excludes(address))
    manners = replace(
        errand.manners,
        retries=0,
        limits=replace(errand.manners.limits, hosts=1, failures=FAILURES),
    )
    need_contact(map(host_of, asked), manners)
    return Crawl(_run_checks, replace(errand, addresses=asked, manners=manners))


def _run_checks(errand: LinkErrand, tell: Callable[[Check], None]) -> None:
    from scrapers.checker import run_checker

    run_checker(errand, tell)
