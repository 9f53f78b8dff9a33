"""Harvest and build as the command line runs them: crawl into the store, publish from it."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from index.build import Plan, build
from index.engine import open_publisher
from index.moves import configured_moves
from index.record import Record
from index.resource import Outcome, Visit, address_key
from index.settle import settle
from index.store import Known, Store, StoreError
from index.topics import Taxonomy, configured_taxonomy, default_taxonomy
from scrapers.crawl import Errand, crawl
from scrapers.manners import Manners
from scrapers.source import Source, load_sources, owner_of
from scrapers.transcripts import read_file
from searchsvc.config import Config
from searchsvc.locking import sole_harvest
from searchsvc.stopping import on_interrupt

CONFIRMED = timedelta(hours=48)  # after which a page that was gone is looked for again
GONE = (404, 410)


class Mode(StrEnum):
    """What a harvest visits: all that is known, what is due, or all of it without conditions."""

    ALL = "all"
    DUE = "due"
    FULL = "full"


@dataclass
class Tally:
    """What came of a harvest, source by source, and what is still to come."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    reasons: dict[str, Counter[str]] = field(default_factory=dict)
    reached: dict[str, Counter[str]] = field(default_factory=dict)
    waiting: dict[str, set[str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def expect(self, source: str, address: str) -> None:
        """Note an address that is to be visited."""
        key = address_key(address)
        if key not in self.seen:
            self.waiting.setdefault(source, set()).add(key)

    def add(self, visit: Visit, outcome: str) -> None:
        """Count one visit."""
        key = address_key(visit.address)
        self.seen.add(key)
        self.waiting.setdefault(visit.source, set()).discard(key)
        for source, address in visit.found:
            self.expect(source, address)
        self.outcomes.setdefault(visit.source, Counter())[outcome] += 1
        self.reached.setdefault(visit.source, Counter()).update(visit.reached)
        if visit.reason:
            self.reasons.setdefault(visit.source, Counter())[f"{outcome}: {visit.reason}"] += 1

    def visits(self, source: str) -> int:
        """How many visits there were to a source."""
        return self.outcomes.get(source, Counter()).total()

    def failed(self, source: str) -> int:
        """How many of them failed."""
        return self.outcomes.get(source, Counter())[Outcome.FAILED]

    def left(self, source: str) -> int:
        """How many are still to come, as far as is known."""
        return len(self.waiting.get(source, ()))


def configured_sources(config: Config) -> tuple[Source, ...]:
    """The sources of the configured folder, or those that come with the service."""
    return load_sources(Path(config.sources) if config.sources else None)


def manners_of(config: Config) -> Manners:
    """How the crawler behaves, by configuration."""
    return Manners(
        contact=config.contact,
        delay=config.delay,
        timeout=config.timeout,
        resolve=config.resolve,
        private=config.private,
        proxy=config.proxy,
        limits=config.limits,
    )


def harvest(
    store: Store,
    errand: Errand,
    progress: Callable[[Tally], None],
    taxonomy: Taxonomy | None = None,
) -> Tally:
    """Crawl into the store; one that was interrupted is gone on with.

    Each visit is stored as it comes. Ctrl-C stops the crawl, and raises when all that it had
    brought is stored.
    """
    with sole_harvest(store.path):
        number, errand = _begun(store, errand)
        tally = _expected(errand)
        with closing(crawl(errand)) as visits, on_interrupt(visits.stop):
            for visit in visits:
                (outcome,) = store.remember(number, [visit])
                tally.add(visit, outcome)
                progress(tally)
        settle(store, taxonomy or default_taxonomy())
        store.end_harvest(number, datetime.now(UTC))
    return tally


def _begun(store: Store, errand: Errand) -> tuple[int, Errand]:
    """The number of the harvest, and the errand without what it has done already."""
    now = datetime.now(UTC)
    since = now - timedelta(seconds=errand.manners.limits.resume_age)
    number = store.interrupted_harvest(errand.scope, since)
    if number is None:
        return store.begin_harvest(now, errand.scope), errand
    return number, replace(errand, done=store.done(number))


def _expected(errand: Errand) -> Tally:
    tally = Tally(seen=set(errand.done | errand.resting))
    chosen = {source.name: source for source in errand.sources if source.name in errand.chosen}
    for source in chosen.values():
        for address in (*source.feeds, *source.sitemaps, *source.start):
            tally.expect(source.name, address)
    for earlier in errand.earlier:
        own = chosen.get(earlier.source)
        if own and own.address(earlier.address) and not own.refuses(earlier.address):
            tally.expect(earlier.source, earlier.address)
    return tally


def errand_for(
    store: Store,
    sources: tuple[Source, ...],
    chosen: tuple[str, ...],
    manners: Manners,
    mode: Mode = Mode.ALL,
) -> Errand:
    """What a crawl is sent out with."""
    known = tuple(store.known(source.name for source in sources))
    now = datetime.now(UTC)
    due = mode is Mode.DUE
    return Errand(
        sources=sources,
        chosen=chosen,
        earlier=known,
        manners=manners,
        resting=resting(known, sources, store.past(now), now) if due else frozenset(),
        robots=store.robots(),
        full=mode is Mode.FULL,
        scope=f"{mode}: {' '.join(sorted(chosen))}",
    )


def resting(
    known: Iterable[Known], sources: tuple[Source, ...], past: frozenset[str], now: datetime
) -> frozenset[str]:
    """Keys of the addresses that are not due; what failed is, and what a clock put ahead."""
    keys = set()
    for earlier in known:
        source = owner_of(earlier.address, sources)
        if source is None or earlier.last_visit is None or not _answered(earlier.status):
            continue
        key = address_key(earlier.address)
        interval = source.interval(earlier.address, past=key in past)
        if earlier.status in GONE:
            interval = min(interval, CONFIRMED)
        if timedelta() <= now - earlier.last_visit < interval:
            keys.add(key)
    return frozenset(keys)


def _answered(status: int) -> bool:
    return 0 < status < 500 and status != 429


def unasked(address: str, sources: tuple[Source, ...]) -> str:
    """Why no source asks for an address; empty if one may."""
    owner = owner_of(address if "://" in address else f"https://{address}", sources)
    if owner is None:
        return "no source lists its host"
    return f"the source {owner.name} never reads such addresses" if owner.refuses(address) else ""


def give_transcript(config: Config, address: str, file: Path) -> Record:
    """Keep a file as what is said in the recording at an address; the record that it is of."""
    with Store(config.store_path) as store:
        record = store.find(address)
        if record is None:
            raise StoreError(f"nothing is held of {address}: harvest it first")
        said = read_file(file, record.resource)
        store.give_transcript(record.id, said, datetime.now(UTC))
        return store.record(record.id) or record


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
        words=config.words_folder,
        moves=configured_moves(config.moved),
        sample=sample,
    )
    with Store(config.store_path) as store:
        return build(store, open_publisher(config.index_folder), plan, progress)
