"""Harvest and build as the command line runs them: crawl into the store, publish from it."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from index.build import Plan, build
from index.engine import open_publisher
from index.resource import Visit
from index.settle import settle
from index.store import Store
from index.topics import Taxonomy, configured_taxonomy, default_taxonomy
from scrapers.crawl import Errand, Manners, crawl
from scrapers.source import Source, load_sources
from searchsvc.config import Config

BATCH = 8  # visits stored in one transaction


@dataclass
class Tally:
    """What came of a harvest, source by source."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    reasons: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, visit: Visit, outcome: str) -> None:
        """Count one visit."""
        self.outcomes.setdefault(visit.source, Counter())[outcome] += 1
        if visit.reason:
            self.reasons.setdefault(visit.source, Counter())[f"{outcome}: {visit.reason}"] += 1

    @property
    def visits(self) -> int:
        """How many visits there were in all."""
        return sum(sum(counter.values()) for counter in self.outcomes.values())


def configured_sources(config: Config) -> tuple[Source, ...]:
    """The sources of the configured folder, or those that come with the service."""
    return load_sources(Path(config.sources) if config.sources else None)


def manners_of(config: Config) -> Manners:
    """How the crawler behaves, by configuration."""
    return Manners(
        contact=config.contact, delay=config.delay, timeout=config.timeout, resolve=config.resolve
    )


def harvest(
    store: Store,
    errand: Errand,
    progress: Callable[[Tally], None],
    taxonomy: Taxonomy | None = None,
) -> Tally:
    """Crawl into the store, a few visits a transaction; what is stored stays on Ctrl-C."""
    tally = Tally()
    number = store.begin_harvest(datetime.now(UTC))
    with closing(crawl(errand)) as visits:
        for batch in _batches(visits):
            for visit, outcome in zip(batch, store.remember(number, batch), strict=True):
                tally.add(visit, outcome)
            progress(tally)
    settle(store, taxonomy or default_taxonomy())
    store.end_harvest(number, datetime.now(UTC))
    return tally


def errand_for(
    store: Store, sources: tuple[Source, ...], chosen: tuple[str, ...], manners: Manners
) -> Errand:
    """What a crawl is sent out with."""
    known = tuple(store.known(source.name for source in sources))
    return Errand(sources=sources, chosen=chosen, earlier=known, manners=manners)


def below_least(store: Store, sources: tuple[Source, ...]) -> list[str]:
    """A sentence for each source that holds less than its least."""
    counts = store.counts()
    return [
        f"{source.name} holds {counts.get(source.name, 0)} pages, less than its least"
        f" of {source.at_least}"
        for source in sources
        if counts.get(source.name, 0) < source.at_least
    ]


def publish(
    config: Config,
    sources: tuple[Source, ...],
    progress: Callable[[int, int], None],
    *,
    sample: bool = False,
) -> int:
    """Build a generation from the store and publish it; the number of things in it."""
    plan = Plan(
        taxonomy=configured_taxonomy(config.taxonomy),
        required={source.name: source.required for source in sources},
        now=datetime.now(UTC),
        sample=sample,
    )
    with Store(config.store_path) as store:
        return build(store, open_publisher(config.index_folder), plan, progress)


def _batches(visits: Iterator[Visit]) -> Iterator[list[Visit]]:
    while batch := list(islice(visits, BATCH)):
        yield batch
