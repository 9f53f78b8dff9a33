"""What the service holds: the index, the store, and the sources they are from."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from index.backup import check_store
from index.engine import Engine, EngineError, UnavailableError, open_engine
from index.migration import schemas
from index.store import Store, StoreError
from index.trial import unfound
from scrapers.source import Source
from searchsvc import collecting
from searchsvc.config import Config
from searchsvc.doctor.finding import Finding, error, megabytes, minute, ok, size, warning
from searchsvc.querylog.file import QueryLogError, read

STALE = timedelta(days=7)  # since the index was built
LATE = timedelta(days=3)  # that a source may be overdue
AHEAD = timedelta(minutes=5)  # that clocks of two machines may differ
PATIENCE = 10  # seconds that the search may take
TRIED = 20  # things, of which one is searched for


def index(config: Config) -> tuple[Finding, Engine | None]:
    """Whether what is published is whole and of this version; the engine that reads it."""
    try:
        engine = open_engine(config.index, PATIENCE, reading=True).current()
        engine.check()
    except EngineError as wrong:
        return error("index", str(wrong)), None
    return ok("index", f"{engine.generation} is whole: {engine.coverage().count} pages"), engine


def age(engine: Engine, now: datetime) -> Finding:
    """Whether what is published is of late."""
    built = engine.coverage().built
    said = f"the index was built {minute(built)}"
    if now - built > STALE:
        return warning(
            "age", f"{said}, {(now - built).days} days ago: see why no build has run since,"
            " or run `searchsvc harvest --due` and `searchsvc build`",
        )  # fmt: skip
    return ok("age", said)


def search(engine: Engine, now: datetime) -> Finding:
    """Whether something that is published is found by its title."""
    try:
        return _search(engine, now)
    except UnavailableError as wrong:
        return error("search", str(wrong))


def _search(engine: Engine, now: datetime) -> Finding:
    ids = (record for record, _ in engine.changed(0, TRIED))
    things = [thing for record in ids if (thing := engine.get(record))]
    if not things:
        return error("search", "nothing is published: run `searchsvc harvest` and build again")
    sought = max(things, key=lambda thing: len(thing.record.resource.title))
    title = sought.record.resource.title
    if [*unfound(engine, [sought], now)]:
        said = f"«{title}» is published and not found: run `searchsvc build --full`"
        return error("search", said)
    return ok("search", f"«{title}» is found")


def store(config: Config) -> Finding:
    """Whether the store is whole, and of the schema of this program."""
    path = config.store_path
    if not path.exists():
        said = f"there is none in {config.data}: run `searchsvc harvest`"
        return error("store", f"{said}, or `searchsvc restore FILE` with a backup")
    try:
        schema = check_store(path)
    except StoreError as wrong:
        return error("store", str(wrong))
    if schema < len(schemas()):
        return warning(
            "store", f"{path} is whole, of the earlier schema {schema}: run `searchsvc backup FILE`"
            " and then `searchsvc build`, which brings it forward",
        )  # fmt: skip
    return ok("store", f"{path} is whole: schema {schema}, {megabytes(size(path))}")


def searches(config: Config) -> Finding:
    """Whether what is searched for is counted, or is not to be."""
    path = config.queries_path
    if not config.query_days:
        return ok("searches", "what is searched for is not kept")
    try:
        kept = read(path, date.min) if path.exists() else []
    except QueryLogError as wrong:
        said = f"{wrong}: move the file away, and what is searched for is counted in a new one"
        return error("searches", said)
    return ok("searches", f"what is searched for is counted: {len(kept)} rows in {path}")


def clock(held: Store, engine: Engine | None, now: datetime) -> Finding:
    """Whether nothing is of a time that has not come."""
    moments = [at for _, at, *_ in held.last_visits()]
    latest = max([*moments, *([engine.coverage().built] if engine else [])], default=now)
    if latest > now + AHEAD:
        return error(
            "clock", f"it is {minute(now)} here, and something was done {minute(latest)}: set the"
            " clock (`timedatectl set-ntp true`); if it is right now, harvest and build again",
        )  # fmt: skip
    return ok("clock", f"it is {minute(now)}, after all that is stored")


def published(held: Store, engine: Engine) -> Finding:
    """Whether what was collected last is published."""
    last, taken = held.last_harvest(), engine.coverage().harvested
    if last and (taken is None or last > taken):
        said = f"the harvest that ended {minute(last)} is not: run `searchsvc build`"
        return warning("published", said)
    return ok("published", "the last harvest is")


def sources(held: Store, known: tuple[Source, ...], now: datetime) -> Iterator[Finding]:
    """Whether each source holds its least, is published as it is, and was visited when due."""
    for source in known:
        name = f"source {source.name}"
        wrong = collecting.below_least(held, (source,)) + collecting.guard(held, (source,))
        visits = (seen.last_visit for seen in held.known([source.name]) if seen.last_visit)
        last = max(visits, default=None)
        if wrong:
            advice = f"see `searchsvc status`, and `searchsvc harvest {source.name}`"
            yield error(name, f"{'; '.join(wrong)}: {advice}")
        elif last and now - last > _every(source) + LATE:
            yield warning(
                name, f"was last visited {minute(last)}: see why no harvest has run since,"
                " or run `searchsvc harvest --due`",
            )  # fmt: skip
        else:
            yield ok(name, f"was visited {minute(last)}" if last else "was never visited")


def _every(source: Source) -> timedelta:
    """How often something of a source is visited."""
    begun = (*source.start, *source.feeds, *source.sitemaps)
    return min(map(source.interval, begun), default=timedelta(days=30))
