"""Harvest and build as the command line runs them: crawl into the store, publish from it."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from index.build import Built, Plan, build
from index.coverage import About
from index.deletion import CONFIRMED
from index.engine import Publisher, open_publisher
from index.guard import Terms, accept, held_back
from index.linkhealth import due_links
from index.moves import configured_moves
from index.record import Record
from index.required import Required
from index.resource import Outcome, Visit, address_key
from index.settle import settle
from index.store import Known, Store, StoreError
from index.topics import Taxonomy, configured_taxonomy, default_taxonomy
from scrapers.checking import LinkErrand, check_links
from scrapers.crawl import Errand, crawl
from scrapers.manners import Manners
from scrapers.source import Source, load_sources, owner_of
from scrapers.transcripts import read_file
from searchsvc.config import Config
from searchsvc.locking import sole_build, sole_harvest
from searchsvc.stopping import on_interrupt

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


def described_sources(config: Config) -> tuple[Source, ...]:
    """The sources of the configured folders, or those that come with the service."""
    folder, more = (Path(name) if name else None for name in (config.sources, config.more_sources))
    return load_sources(folder, more)


def configured_sources(config: Config) -> tuple[Source, ...]:
    """Those of them that are not switched off."""
    return tuple(source for source in described_sources(config) if source.enabled)


def manners_of(config: Config) -> Manners:
    """How the crawler behaves, by configuration."""
    return Manners(
        contact=config.contact,
        about=f"{config.address}/innsamling" if config.address else "",
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
    """Crawl into the store, whose lock the caller holds; what was interrupted is gone on with.

    Each visit is stored as it comes. Ctrl-C stops the crawl, and raises when all that it had
    brought is stored.
    """
    store.check()
    number, errand = _begun(store, errand)
    tally = _expected(errand)
    required = required_of(errand.sources)
    with closing(crawl(errand)) as visits, on_interrupt(visits.stop):
        for visit in visits:
            (outcome,) = store.remember(number, [visit], required)
            tally.add(visit, outcome)
            progress(tally)
    settle(store, taxonomy or default_taxonomy())
    store.end_harvest(number, datetime.now(UTC))
    return tally


def _begun(store: Store, errand: Errand) -> tuple[int, Errand]:
    """The number of the harvest, and the errand without what it has done or is to leave out."""
    now = datetime.now(UTC)
    since = now - timedelta(seconds=errand.manners.limits.resume_age)
    number = store.interrupted_harvest(errand.scope, since)
    if number is None:
        return store.begin_harvest(now, errand.scope), replace(errand, done=store.left_out())
    return number, replace(errand, done=store.done(number) | store.left_out())


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
    """Keys of the addresses that are not due; what a clock put ahead is."""
    return frozenset(
        address_key(earlier.address)
        for earlier in known
        if (due := due_at(earlier, sources, past))
        and earlier.last_visit
        and earlier.last_visit <= now < due
    )


def due_at(earlier: Known, sources: tuple[Source, ...], past: frozenset[str]) -> datetime | None:
    """When an address is to be visited next; None for at once: it is new, or it failed."""
    source = owner_of(earlier.address, sources)
    if source is None or earlier.last_visit is None or not _answered(earlier.status):
        return None
    interval = source.interval(earlier.address, past=address_key(earlier.address) in past)
    return earlier.last_visit + (min(interval, CONFIRMED) if earlier.status in GONE else interval)


def about_sources(store: Store, sources: tuple[Source, ...], now: datetime) -> dict[str, About]:
    """The owners' terms, and when the first address of each source is due again."""
    past, next_visits = store.past(now), dict[str, datetime]()
    for earlier in store.known(source.name for source in sources):
        due = max(due_at(earlier, sources, past) or now, now)
        next_visits[earlier.source] = min(due, next_visits.get(earlier.source, due))
    return {
        source.name: About(
            licence=source.licence,
            contact=source.contact,
            next_visit=next_visits.get(source.name),
        )
        for source in sources
    }


def _answered(status: int) -> bool:
    return 0 < status < 500 and status != 429


def required_of(sources: Iterable[Source]) -> Required:
    """The fields that each kind of each source must carry."""
    return {source.name: source.required for source in sources}


def terms_of(sources: Iterable[Source]) -> Terms:
    """What the sources promise."""
    listed = tuple(sources)
    least = {source.name: source.at_least for source in listed}
    return Terms(required=required_of(listed), at_least=least)


def guard(store: Store, sources: tuple[Source, ...]) -> list[str]:
    """A sentence for each of the sources whose new state is not going to be published."""
    back = held_back(store, terms_of(sources))
    return held_back_sentences({s.name: back[s.name] for s in sources if s.name in back})


def held_back_sentences(back: Mapping[str, str]) -> list[str]:
    """What the guard says of each source."""
    return [
        f"{source} is not published as it is now: {why}. Its earlier pages stay."
        f" If the site is right: searchsvc harvest {source} --accept"
        for source, why in back.items()
    ]


def accept_sources(store: Store, sources: tuple[Source, ...], taxonomy: Taxonomy) -> None:
    """Take sources as they stand now, also what says less than before.

    A build that is running is waited for: it reads what is taken over here.
    """
    with sole_build(store.path):
        for source in sources:
            store.accept(source.name, datetime.now(UTC))
        repeated = settle(store, taxonomy)
        accept(store, [source.name for source in sources], repeated)


def leave_out(config: Config, address: str) -> bool:
    """Remove a page from the store for good, and keep it out; whether it was held.

    What builds have left goes too: the next would learn its spellings from the words they read.
    """
    path = config.store_path
    with sole_harvest(path), sole_build(path), Store(path) as store:
        held = store.leave_out(address, datetime.now(UTC))
        for pattern in (f"{config.words_folder.name}*", "build-*"):
            for folder in Path(config.data).glob(pattern):
                shutil.rmtree(folder, ignore_errors=True)
    return held


def take_in(config: Config, address: str) -> bool:
    """Let a page that was left out be visited again; whether it was left out."""
    with sole_harvest(config.store_path), Store(config.store_path) as store:
        return store.take_in(address)


def forget_earlier(config: Config) -> None:
    """Remove the generations before the published one."""
    with sole_build(config.store_path):
        publisher_of(config).forget_earlier()


def roll_back(config: Config, name: str) -> str:
    """Serve an earlier generation again; its name."""
    with sole_build(config.store_path):
        return publisher_of(config).roll_back(name)


def publisher_of(config: Config) -> Publisher:
    """What publishes, and keeps as many generations as are asked for."""
    return open_publisher(config.index, config.kept_generations)


def check_due(
    store: Store,
    sources: tuple[Source, ...],
    config: Config,
    budget: int,
    progress: Callable[[int, int], None],
) -> int:
    """Ask for the links whose check is due, and keep each answer as it comes; how many came.

    `progress` is told how many are checked, and of how many.
    """
    with sole_harvest(store.path):
        errand = LinkErrand(
            addresses=(),
            manners=manners_of(config),
            sources=sources,
            excluded=config.unchecked,
            robots=store.robots(),
        )
        due = [a for a in due_links(store, datetime.now(UTC)) if not errand.excludes(a)][:budget]
        done = 0
        with (
            closing(check_links(replace(errand, addresses=tuple(due)))) as checks,
            on_interrupt(checks.stop),
        ):
            for done, check in enumerate(checks, 1):
                store.remember_check(check)
                progress(done, len(due))
    return done


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
    full: bool = False,
    anyway: bool = False,
) -> Built:
    """Build a generation from the store and publish it.

    A `full` one takes nothing from earlier ones; `anyway` also where far more is published.
    """
    terms, now = terms_of(sources), datetime.now(UTC)
    with sole_build(config.store_path), Store(config.store_path) as store:
        plan = Plan(
            taxonomy=configured_taxonomy(config.taxonomy),
            required=terms.required,
            at_least=terms.at_least,
            now=now,
            words=config.words_folder,
            moves=configured_moves(config.moved),
            about=about_sources(store, sources, now),
            sample=sample,
            full=full,
            anyway=anyway,
        )
        return build(store, publisher_of(config), plan, progress)
