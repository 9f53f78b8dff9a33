"""The frontier: which addresses a crawl asks for, each once and within the limits."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlsplit

from index.resource import address_key
from scrapers.crawl import Errand

Found = tuple[str, str]  # the name of a source, an address


class Frontier:
    """Knows what was asked for, what rests until it is due, and which limits were reached."""

    def __init__(self, errand: Errand) -> None:
        self.limits = errand.manners.limits
        self.asked = set(errand.done)
        self.resting = set(errand.resting)
        self.reached: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._count: Counter[str] = Counter()
        self._variants: defaultdict[object, set[str]] = defaultdict(set)

    def renew(self, address: str) -> None:
        """Let an address be asked for though it is not due: something says that it has changed."""
        self.resting.discard(address_key(address))

    def admits(self, source: str, address: str) -> bool:
        """Whether an address is to be asked for now; that is then noted."""
        key = address_key(address)
        if key in self.asked or key in self.resting:
            return False
        self.asked.add(key)
        if self._count[source] >= self.limits.source_pages:
            return self._stopped(source, "source_pages")
        if self._count.total() >= self.limits.pages:
            return self._stopped(source, "pages")
        self._count[source] += 1
        return True

    def sound(self, found: Iterable[Found]) -> Iterator[Found]:
        """Those that are worth remembering: not endless, not one page under many names."""
        for source, address in found:
            limit = self.fault(address)
            if limit:
                self._stopped(source, limit)
            else:
                yield source, address

    def fault(self, address: str) -> str:
        """The name of the limit that an address breaks; empty if it breaks none."""
        if len(address) > self.limits.address_length:
            return "address_length"
        parts = urlsplit(address)
        segments = Counter(re.findall("[^/]+", parts.path))
        if max(segments.values(), default=0) > self.limits.same_segment:
            return "same_segment"
        if parts.query:
            names = tuple(sorted(name for name, _ in parse_qsl(parts.query)))
            variants = self._variants[(parts.netloc, parts.path, names)]
            if len(variants) >= self.limits.variants and address not in variants:
                return "variants"
            variants.add(address)
        return ""

    def reach(self, source: str, limit: str, count: int = 1) -> None:
        """Count a limit that was reached while visiting a source."""
        if limit and count > 0:
            self.reached[source][limit] += count

    def take_reached(self, source: str) -> dict[str, int]:
        """The limits reached since the last visit that was told of."""
        return dict(self.reached.pop(source, {}))

    def _stopped(self, source: str, limit: str) -> bool:
        self.reach(source, limit)
        return False
