"""How the hosts bear with the crawl: which are left alone from now on, and why."""

from collections import Counter

from scrapy.exceptions import IgnoreRequest

from index.resource import Outcome


class NotAsked(IgnoreRequest):
    """A request that is not sent; the message says why, `limit` which limit is behind it."""

    def __init__(self, reason: str, outcome: Outcome = Outcome.REFUSED, limit: str = "") -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.limit = limit


class Hosts:
    """The hosts of one crawl."""

    def __init__(self, most_failures: int) -> None:
        self.most_failures = most_failures
        self._failures: Counter[str] = Counter()
        self._left: dict[str, NotAsked] = {}

    def check(self, host: str) -> None:
        """NotAsked where the host is left alone."""
        if host in self._left:
            raise self._left[host]

    def leave(self, host: str, reason: str, limit: str) -> None:
        """Ask the host for nothing more in this crawl."""
        self._left.setdefault(host, NotAsked(f"host is left: {reason}", Outcome.FAILED, limit))

    def answered(self, host: str) -> None:
        """Note that the host is up."""
        self._failures[host] = 0

    def failed(self, host: str) -> None:
        """Note a request without answer; a host that is down is not asked for all its pages."""
        self._failures[host] += 1
        if self._failures[host] >= self.most_failures:
            self.leave(host, f"{self.most_failures} requests in a row without answer", "failures")
