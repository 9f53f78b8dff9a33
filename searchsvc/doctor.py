"""Doctor: looks at all that the service rests on, and says what to do where something is wrong.

Nothing is changed. Each check gives one finding, that of the sources one for each.
"""

import errno
import html
import os
import pwd
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from index.analyse import Analyser
from index.backup import check_store
from index.engine import Engine, EngineError, open_engine
from index.language.thesaurus import ThesaurusError, default_thesaurus
from index.migration import schemas
from index.moves import MovesError, configured_moves
from index.pins import PinsError
from index.record import Thing
from index.resource import OSLO
from index.starts import StartsError, load_starts
from index.store import Store, StoreError
from index.topics import TaxonomyError, configured_taxonomy
from scrapers.crawl import CrawlError, check_contact
from scrapers.source import Source, SourceError
from searchsvc import collecting
from searchsvc.config import Config
from searchsvc.reading import QueryReader

WRONG_FILE = (MovesError, PinsError, SourceError, StartsError, TaxonomyError, ThesaurusError)
STALE = timedelta(days=7)  # since the index was built
LATE = timedelta(days=3)  # that a source may be overdue
AHEAD = timedelta(minutes=5)  # that clocks of two machines may differ
BESIDE = 1.5  # times the size of what is published that a build takes, all told
FROM_STORE = 2  # times the size of the store
PATIENCE = 10  # seconds for an answer
TRIED = 20  # things, of which one is searched for


class Level(StrEnum):
    """How grave a finding is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found, and where something is wrong, what to do."""

    check: str
    level: Level
    says: str


def examine(config: Config, now: datetime) -> Iterator[Finding]:
    """What all checks find; one that rests on what is missing is left out."""
    yield (read := configuration(config))
    if read.level is Level.OK:
        yield contact(config)
    for check in (rights, room, port):
        yield check(config)
    found, engine = index(config)
    yield found
    if engine:
        yield age(engine, now)
        yield search(engine, now)
    yield (kept := store(config))
    if kept.level is Level.OK:
        with Store(config.store_path) as held:
            yield clock(held, engine, now)
            if engine:
                yield published(held, engine)
            if read.level is Level.OK:
                yield from sources(held, collecting.configured_sources(config), now)


def configuration(config: Config) -> Finding:
    """Whether the files that the configuration names can be read, each for what it is."""
    try:
        count = len(collecting.configured_sources(config))
        taxonomy = configured_taxonomy(config.taxonomy)
        QueryReader(lambda: open_engine(config.index_folder), taxonomy, config)
        configured_moves(config.moved)
        if config.starts:
            load_starts(Path(config.starts))
    except WRONG_FILE as error:
        return _error("configuration", f"{error}: mend this file")
    return _ok("configuration", f"all files that it names can be read; sources: {count}")


def contact(config: Config) -> Finding:
    """Whether the owners of the sites are told who visits them."""
    try:
        check_contact(collecting.configured_sources(config), collecting.manners_of(config))
    except CrawlError as error:
        return _error("contact", str(error))
    return _ok("contact", f"sites are told to write to {config.contact or 'nobody'}")


def rights(config: Config) -> Finding:
    """Whether the data can be written by who asks, and belong to one user."""
    data = Path(config.data)
    if not data.is_dir():
        return _error("rights", f"there is no folder {data}: set `data`, or run from its folder")
    places = [data, *data.iterdir(), *config.index_folder.glob("*")]
    owner, me = _owner(data), _name(os.geteuid())
    for path in places:
        if not os.access(path, os.W_OK, effective_ids=True):
            return _error(
                "rights", f"{me} cannot write {path}, which is {_owner(path)}'s: run as {owner},"
                f" or `chown -R {me} {data}`",
            )  # fmt: skip
    strangers = [path for path in places if _owner(path) != owner]
    if strangers:
        return _warning(
            "rights", f"{strangers[0]} is {_owner(strangers[0])}'s, {data} is {owner}'s:"
            f" `chown -R {owner} {data}`, and always run as {owner}",
        )  # fmt: skip
    return _ok("rights", f"{me} can write all of {data}")


def room(config: Config) -> Finding:
    """Whether there is room on the disk for another build beside what is published."""
    there = next(path for path in (Path(config.data), *Path(config.data).parents) if path.exists())
    free = shutil.disk_usage(there).free
    made = _size(config.index_folder / "current") + _size(config.words_folder)
    need = max(BESIDE * made, FROM_STORE * _size(config.store_path))
    said = f"{_megabytes(free)} are free, a build needs up to {_megabytes(need)}"
    if free < need:
        return _error("disk", f"{said}: make room, or move `data` to a larger disk")
    if free < 2 * need:
        return _warning("disk", f"{said}: there is room for one, make more")
    return _ok("disk", said)


def port(config: Config) -> Finding:
    """Whether the service answers, or could: nobody else has its address."""
    place = f"{config.host}:{config.port}"
    try:
        with socket.socket(_family(config.host)) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((config.host, config.port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            said = f"cannot listen on {place} ({error.strerror}): set `host` and `port`"
            return _error("port", said)
    else:
        return _ok("port", f"{place} is free: nothing is served there now")
    answer = _answer(config)
    if config.name not in html.unescape(answer):
        return _error(
            "port", f"{place} is taken, and {config.name} does not answer there: end what has it,"
            " look into the log of the service, or set `port`",
        )  # fmt: skip
    return _ok("port", f"{config.name} answers at {place}")


def index(config: Config) -> tuple[Finding, Engine | None]:
    """Whether what is published is whole and of this version; the engine that reads it."""
    try:
        engine = open_engine(config.index_folder, PATIENCE).current()
    except EngineError as error:
        return _error("index", str(error)), None
    return _ok("index", f"{engine.generation} is whole: {engine.coverage().count} pages"), engine


def age(engine: Engine, now: datetime) -> Finding:
    """Whether what is published is of late."""
    built = engine.coverage().built
    said = f"the index was built {_minute(built)}"
    if now - built > STALE:
        return _warning(
            "age", f"{said}, {(now - built).days} days ago: see why no build has run since,"
            " or run `searchsvc harvest --due` and `searchsvc build`",
        )  # fmt: skip
    return _ok("age", said)


def search(engine: Engine, now: datetime) -> Finding:
    """Whether something that is published is found by its title."""
    ids = (record for record, _ in engine.changed(0, TRIED))
    things = [thing for record in ids if (thing := engine.get(record))]
    if not things:
        return _error("search", "nothing is published: run `searchsvc harvest` and build again")
    sought = max(things, key=lambda thing: len(_title(thing)))
    analyser = Analyser(lexicon=engine.lexicon, thesaurus=default_thesaurus())
    page = engine.search(replace(analyser.query(_title(sought), now), size=10))
    if sought.id not in (hit.thing.id for hit in page.hits):
        said = f"«{_title(sought)}» is published and not found: run `searchsvc build --full`"
        return _error("search", said)
    return _ok("search", f"«{_title(sought)}» is found")


def store(config: Config) -> Finding:
    """Whether the store is whole, and of the schema of this program."""
    path = config.store_path
    if not path.exists():
        said = f"there is none in {config.data}: run `searchsvc harvest`"
        return _error("store", f"{said}, or `searchsvc restore FILE` with a backup")
    try:
        schema = check_store(path)
    except StoreError as error:
        return _error("store", str(error))
    if schema < len(schemas()):
        return _warning(
            "store", f"{path} is whole, of the earlier schema {schema}: run `searchsvc backup FILE`"
            " and then `searchsvc build`, which brings it forward",
        )  # fmt: skip
    return _ok("store", f"{path} is whole: schema {schema}, {_megabytes(_size(path))}")


def clock(held: Store, engine: Engine | None, now: datetime) -> Finding:
    """Whether nothing is of a time that has not come."""
    moments = [at for _, at, *_ in held.last_visits()]
    latest = max([*moments, *([engine.coverage().built] if engine else [])], default=now)
    if latest > now + AHEAD:
        return _error(
            "clock", f"it is {_minute(now)} here, and something was done {_minute(latest)}: set the"
            " clock (`timedatectl set-ntp true`); if it is right now, harvest and build again",
        )  # fmt: skip
    return _ok("clock", f"it is {_minute(now)}, after all that is stored")


def published(held: Store, engine: Engine) -> Finding:
    """Whether what was collected last is published."""
    last, taken = held.last_harvest(), engine.coverage().harvested
    if last and (taken is None or last > taken):
        said = f"the harvest that ended {_minute(last)} is not: run `searchsvc build`"
        return _warning("published", said)
    return _ok("published", "the last harvest is")


def sources(held: Store, known: tuple[Source, ...], now: datetime) -> Iterator[Finding]:
    """Whether each source holds its least, is published as it is, and was visited when due."""
    for source in known:
        name = f"source {source.name}"
        wrong = collecting.below_least(held, (source,)) + collecting.guard(held, (source,))
        visits = (seen.last_visit for seen in held.known([source.name]) if seen.last_visit)
        last = max(visits, default=None)
        if wrong:
            advice = f"see `searchsvc status`, and `searchsvc harvest {source.name}`"
            yield _error(name, f"{'; '.join(wrong)}: {advice}")
        elif last and now - last > _every(source) + LATE:
            yield _warning(
                name, f"was last visited {_minute(last)}: see why no harvest has run since,"
                " or run `searchsvc harvest --due`",
            )  # fmt: skip
        else:
            yield _ok(name, f"was visited {_minute(last)}" if last else "was never visited")


def _every(source: Source) -> timedelta:
    """How often something of a source is visited."""
    begun = (*source.start, *source.feeds, *source.sitemaps)
    return min(map(source.interval, begun), default=timedelta(days=30))


def _answer(config: Config) -> str:
    """The front page as it is served; empty where there is none."""
    connection = HTTPConnection(config.host, config.port, timeout=PATIENCE)
    try:
        connection.request("GET", "/", headers={"Host": "localhost"})
        answer = connection.getresponse()
        return answer.read().decode() if answer.status == 200 else ""
    except (OSError, HTTPException, UnicodeDecodeError):
        return ""
    finally:
        connection.close()


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _title(thing: Thing) -> str:
    return thing.record.resource.title


def _size(place: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    return sum(path.stat().st_size for path in (place, *place.rglob("*")) if path.is_file())


def _owner(path: Path) -> str:
    return _name(path.stat().st_uid)


def _name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _megabytes(size: float) -> str:
    return f"{size / 1e6:,.0f} MB"


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(OSLO):%Y-%m-%d %H:%M}"


def _ok(check: str, says: str) -> Finding:
    return Finding(check=check, level=Level.OK, says=says)


def _warning(check: str, says: str) -> Finding:
    return Finding(check=check, level=Level.WARNING, says=says)


def _error(check: str, says: str) -> Finding:
    return Finding(check=check, level=Level.ERROR, says=says)
