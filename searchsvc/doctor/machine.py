"""What the service stands on: its configuration, the rights it has, disk and port."""

import errno
import html
import os
import pwd
import shutil
import socket
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from index.engine import open_engine
from index.language.thesaurus import ThesaurusError
from index.moves import MovesError, configured_moves
from index.pins import PinsError
from index.starts import StartsError, load_starts
from index.topics import TaxonomyError, configured_taxonomy
from scrapers.crawl import CrawlError, check_contact
from scrapers.source import SourceError
from searchsvc import collecting
from searchsvc.config import Config
from searchsvc.doctor.finding import Finding, error, megabytes, ok, size, warning
from searchsvc.reading import QueryReader

WRONG_FILE = (MovesError, PinsError, SourceError, StartsError, TaxonomyError, ThesaurusError)
BESIDE = 1.5  # times the size of what is published that a build takes, all told
FROM_STORE = 2  # times the size of the store
PATIENCE = 10  # seconds for an answer


def configuration(config: Config) -> Finding:
    """Whether the files that the configuration names can be read, each for what it is."""
    try:
        count = len(collecting.configured_sources(config))
        taxonomy = configured_taxonomy(config.taxonomy)
        QueryReader(lambda: open_engine(config.index), taxonomy, config)
        configured_moves(config.moved)
        if config.starts:
            load_starts(Path(config.starts))
    except WRONG_FILE as wrong:
        return error("configuration", f"{wrong}: mend this file")
    return ok("configuration", f"all files that it names can be read; sources: {count}")


def contact(config: Config) -> Finding:
    """Whether the owners of the sites are told who visits them."""
    try:
        check_contact(collecting.configured_sources(config), collecting.manners_of(config))
    except CrawlError as wrong:
        return error("contact", str(wrong))
    return ok("contact", f"sites are told to write to {config.contact or 'nobody'}")


def rights(config: Config) -> Finding:
    """Whether the data can be written by who asks, and belong to one user."""
    data = Path(config.data)
    if not data.is_dir():
        said = f"there is no folder {data}: set `data`, or begin with `searchsvc harvest`"
        return error("rights", said)
    owner, me = _owner(data), _name(os.geteuid())
    places = _places(config) if _may(data) else [data]
    for path in places:
        if not _may(path):
            return error(
                "rights", f"{me} cannot read and write {path}, which is {_owner(path)}'s:"
                f" run as {owner}, or `chown -R {me} {data}`",
            )  # fmt: skip
    strangers = [path for path in places if _owner(path) != owner]
    if strangers:
        return warning(
            "rights", f"{strangers[0]} is {_owner(strangers[0])}'s, {data} is {owner}'s:"
            f" `chown -R {owner} {data}`, and always run as {owner}",
        )  # fmt: skip
    return ok("rights", f"{me} can write all of {data}")


def room(config: Config) -> Finding:
    """Whether there is room on the disk for another build beside what is published."""
    there = next(path for path in (Path(config.data), *Path(config.data).parents) if path.exists())
    free = shutil.disk_usage(there).free
    made = size(config.words_folder)
    if not config.engine:
        made += size(config.index_folder / "current")
    need = max(BESIDE * made, FROM_STORE * size(config.store_path))
    said = f"{megabytes(free)} are free, a build needs up to {megabytes(need)}"
    if free < need:
        return error("disk", f"{said}: make room, or move `data` to a larger disk")
    if free < 2 * need:
        return warning("disk", f"{said}: there is room for one, make more")
    return ok("disk", said)


def port(config: Config) -> Finding:
    """Whether the service answers, or could: nobody else has its address."""
    place = f"{config.host}:{config.port}"
    try:
        with socket.socket(_family(config.host)) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((config.host, config.port))
    except OSError as wrong:
        if wrong.errno != errno.EADDRINUSE:
            said = f"cannot listen on {place} ({wrong.strerror}): set `host` and `port`"
            return error("port", said)
    else:
        return ok("port", f"{place} is free: nothing is served there now")
    answer = _answer(config)
    if config.name not in html.unescape(answer):
        return error(
            "port", f"{place} is taken, and {config.name} does not answer there: end what has it,"
            " look into the log of the service, or set `port`",
        )  # fmt: skip
    return ok("port", f"{config.name} answers at {place}")


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


def _places(config: Config) -> list[Path]:
    """What a harvest or a build writes to."""
    data = Path(config.data)
    kept = () if config.engine else config.index_folder.glob("*")
    found = (data, *data.iterdir(), *kept)
    return [path for path in found if not path.is_symlink()]


def _may(path: Path) -> bool:
    needed = os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)
    return os.access(path, needed, effective_ids=True)


def _owner(path: Path) -> str:
    return _name(path.stat().st_uid)


def _name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
