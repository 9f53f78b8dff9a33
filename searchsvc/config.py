"""Config: one TOML file and the environment, read once, checked, and passed on.

Errors:
    ConfigError     a setting is wrong; the message names it and says what it takes
"""

import math
import os
import re
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from index.engine import Cluster
from index.expected import ExpectedError
from scrapers.manners import Limits
from searchsvc.admission.networks import read_networks
from searchsvc.branding import problems_of_brand

NAME = re.compile(r"[a-z0-9][a-z0-9.-]*", re.ASCII)
HOST = re.compile(r"(?:\*\.)?[a-z0-9][a-z0-9.-]*(?::\d{1,5})?", re.ASCII)
ADDRESS = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?::\d{1,5})?/?", re.ASCII)
CONTACT = re.compile(r"https://[!-~]+|[^@\s]+@[^@\s]+", re.ASCII)
PREFIX = "SEARCHSVC_"
FILE = "searchsvc.toml"
ENGINE = re.compile(
    r"https?://[a-z0-9][a-z0-9.-]*(?::\d{1,5})?(?:,[a-z0-9][a-z0-9.-]*(?::\d{1,5})?)*/[a-z0-9][a-z0-9_-]*",
    re.ASCII,
)
CREDENTIALS = "CREDENTIALS_DIRECTORY"  # of the environment: where systemd lays secrets of a unit
LOGS = ("text", "json")  # forms of the log
TABLES = (
    "resolve",
    "private",
    "unchecked",
    "limits",
    "embed_hosts",
    "colours",
    "hosts",
    "proxies",
    "unlimited",
)  # settings of several values: of the file alone


class ConfigError(ExpectedError, ValueError):
    """A setting is wrong; the message names it and says what it takes."""


def _setting(default: Any, about: str) -> Any:
    """A setting with its default and what it means, for the table in docs/configuration.md."""
    made = {"default_factory": default} if callable(default) else {"default": default}
    return field(**made, metadata={"about": about})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting of the service."""

    data: str = _setting("var", "folder of the store and the index")
    sources: str = _setting("", "folder of source files; empty: those that come with the service")
    more_sources: str = _setting(
        "", "folder of source files to add; one takes the place of another of its name"
    )
    contact: str = _setting(
        "", "e-mail or web address that the crawler gives to the sites it reads"
    )
    delay: float = _setting(1.0, "seconds between two requests to one host")
    timeout: float = _setting(30.0, "seconds until an answer begins, else it is given up")
    resolve: Mapping[str, str] = _setting(
        dict, 'hosts that another address answers for, `{"host" = "127.0.0.1:8001"}`'
    )
    private: tuple[str, ...] = _setting(
        (), 'hosts that may lie at an address of a private network, `["intranett.example"]`'
    )
    proxy: str = _setting(
        "", "outgoing proxy of the crawler, `http://name:password@host:port`; empty: none"
    )
    unchecked: tuple[str, ...] = _setting(
        (), 'hosts whose links are not checked, nor those of their subdomains, `["x.example"]`'
    )
    limits: Limits = _setting(  # noqa: RUF009 - a field like the others
        Limits, "where the crawler stops: a table of its own, below"
    )
    taxonomy: str = _setting(
        "", "file of topics; empty: those that come with the service, `index/taxonomy.toml`"
    )
    thesaurus: str = _setting("", "file of words to add to the thesaurus")
    kept_generations: int = _setting(3, "earlier generations of the index that are kept")
    moved: str = _setting("", "file of addresses that have moved, beside `index/moved.toml`")
    pins: str = _setting("", "file of results that come first for a query")
    ask: str = _setting(
        "klimapodcast@miljodir.no", "address that readers can write to; empty shows none"
    )
    address: str = _setting(
        "", "public address of the service, `https://sok.example`; empty: as each request has it"
    )
    embed_hosts: tuple[str, ...] = _setting(
        (), 'hosts whose pages may show the search box in a frame, `["www.kommunen.example"]`'
    )
    security_contact: str = _setting(
        "", "e-mail or web address for those who find a security hole; empty: no security.txt"
    )
    security_expires: str = _setting(
        "", "day until which that contact holds, `2027-06-30`; empty or past: no security.txt"
    )
    starts: str = _setting("", "file of what each topic page begins with, step by step")
    name: str = _setting("Klimasøk", "what the service is called")
    operator: str = _setting("", "who runs it, named at the foot of every page; empty: nobody")
    logo: str = _setting("", "SVG or PNG file of the operator's mark; empty: the cairn")
    colours: Mapping[str, str] = _setting(
        dict, 'the operator\'s own colours, `{"band" = "#12382f", "band_dark" = "#16352d"}`'
    )
    accessibility_statement: str = _setting(
        "", "address of the operator's accessibility statement; empty: a page of the service's own"
    )
    engine: str = _setting(
        "", "search cluster, `https://host:9200/prefix`; empty: the engine that comes with it"
    )
    engine_user: str = _setting("", "as whom the search cluster is asked; empty: nobody")
    engine_secret: str = field(
        default="",
        repr=False,
        metadata={"about": "the password of that user, best given in a file or the environment"},
    )
    engine_secret_file: str = _setting(
        "", "file of that password, which others may not read; a mere name: a credential of systemd"
    )
    engine_ca: str = _setting(
        "", "file of the authority that vouches for the cluster; empty: those known anyway"
    )
    host: str = _setting("127.0.0.1", "address that the web service listens on")
    port: int = _setting(8000, "port that the web service listens on")
    budget: float = _setting(
        0.5, "seconds that a search may take; then it answers with what it has"
    )
    processes: int = _setting(0, "worker processes; 0: one for each core, at most 4")
    threads: int = _setting(4, "requests that each process answers at the same time")
    cache: int = _setting(64, "megabytes of answers that each process keeps")
    hosts: tuple[str, ...] = _setting(
        (), 'names that the service answers to beside that of `address`, `["sok.example"]`'
    )
    proxies: tuple[str, ...] = _setting(
        (), 'networks of proxies whose X-Forwarded headers are believed, `["127.0.0.1"]`'
    )
    rate: float = _setting(
        20.0, "pages a second that readers of one network may ask for on average; 0: no limit"
    )
    unlimited: tuple[str, ...] = _setting(
        (), 'networks that may ask without limit, `["192.0.2.0/24"]`; this machine always may'
    )
    stale_after: float = _setting(3.0, "days after which `/readyz` calls an index stale")
    metrics_port: int = _setting(
        0, "port of this machine alone on which Prometheus finds `/metrics`; 0: nothing is counted"
    )
    log: str = _setting("text", "form of the log: `text`, or `json` lines")
    log_requests: bool = _setting(
        False, "whether each request is logged: method, route, status, time"
    )
    query_days: int = _setting(
        90, "days for which it is kept what is searched for, by the day; 0: nothing is kept"
    )

    @property
    def store_path(self) -> Path:
        """The SQLite file that is the truth."""
        return Path(self.data) / "resources.sqlite"

    @property
    def queries_path(self) -> Path:
        """The SQLite file of what is searched for, in a folder that the web alone writes to."""
        return Path(self.data) / "queries" / "queries.sqlite"

    @property
    def index_folder(self) -> Path:
        """The folder of published generations."""
        return Path(self.data) / "index"

    @property
    def index(self) -> Path | Cluster:
        """Where generations are published."""
        if not self.engine:
            return self.index_folder
        return Cluster(
            address=self.engine,
            user=self.engine_user,
            secret=self.engine_secret,
            ca=self.engine_ca,
        )

    @property
    def words_folder(self) -> Path:
        """The folder of the words that were read, kept from build to build."""
        return Path(self.data) / "words"


def load_config(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """The settings of a file (`searchsvc.toml` here, if there is one), then of the environment."""
    if path is None:
        path = Path(environ.get(f"{PREFIX}CONFIG", FILE))
        settings = _read(path) if path.exists() or f"{PREFIX}CONFIG" in environ else {}
    else:
        settings = _read(path)
    for item in fields(Config):
        value = environ.get(f"{PREFIX}{item.name.upper()}")
        if value is not None and item.name not in TABLES:
            settings[item.name] = value
    config = _checked(settings, path)
    if not config.engine_secret_file:
        return config
    if config.engine_secret:
        raise ConfigError("engine_secret and engine_secret_file are both set: take one of them")
    return replace(config, engine_secret=_secret(config.engine_secret_file, environ))


def _secret(name: str, environ: Mapping[str, str]) -> str:
    """What a file holds that is for who runs the service alone."""
    path = Path(environ.get(CREDENTIALS, ""), name) if name == Path(name).name else Path(name)
    try:
        with path.open(encoding="utf-8") as file:
            if os.fstat(file.fileno()).st_mode & stat.S_IRWXO:
                raise ConfigError(f"engine_secret_file {path} is open to others: `chmod o= {path}`")
            secret = file.read().strip()
    except OSError as error:
        raise ConfigError(f"engine_secret_file {path}: {error.strerror}") from error
    except UnicodeDecodeError:
        raise ConfigError(f"engine_secret_file {path} is no text") from None
    if not secret:
        raise ConfigError(f"engine_secret_file {path} is empty")
    return secret


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error


def _checked(settings: dict[str, Any], path: Path) -> Config:
    unknown = sorted(set(settings) - {item.name for item in fields(Config)})
    if unknown:
        known = ", ".join(item.name for item in fields(Config))
        raise ConfigError(f"{path}: there is no setting {unknown[0]!r}; there are {known}")
    try:
        config = msgspec.convert(settings, Config, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path} or {PREFIX}*: {error}") from error
    _check_limits(config.limits, settings.get("limits", {}), path)
    for problem in (
        *_problems_of_engine(config),
        *_problems_of_connections(config),
        *_problems_of_log(config.log),
        *_problems_of_addresses(config),
        *problems_of_brand(config.colours, config.logo),
    ):
        raise ConfigError(f"{path} or {PREFIX}*: {problem}")
    statement = config.accessibility_statement
    if statement and urlsplit(statement).scheme not in ("http", "https"):
        raise ConfigError(f"{path} or {PREFIX}*: accessibility_statement is no web address")
    for name, least, most in (
        ("port", 1, 65535),
        ("processes", 0, 64),
        ("kept_generations", 1, 1_000),
        ("threads", 1, 256),
        ("cache", 0, 100_000),
        ("rate", 0, 100_000),
        ("stale_after", 0.01, 3650),
        ("metrics_port", 0, 65535),
        ("query_days", 0, 3_650),
        ("budget", 0.01, 60),
        ("delay", 0, 3600),
        ("timeout", 1, 3600),
    ):
        value = getattr(config, name)
        if not least <= value <= most:
            raise ConfigError(f"{path} or {PREFIX}*: {name} is {value}, not {least} to {most}")
    return config


def _check_limits(limits: Limits, given: Mapping[str, Any], path: Path) -> None:
    least = {item.name: item.metadata["least"] for item in fields(Limits)}
    for name in given:
        if name not in least:
            raise ConfigError(
                f"{path}: there is no limit {name!r} in `limits`; there are {', '.join(least)}"
            )
        value = getattr(limits, name)
        if not 0 < value < math.inf:
            raise ConfigError(f"{path}: limits.{name} must be more than 0")
        if value < least[name]:
            raise ConfigError(f"{path}: limits.{name} must be at least {least[name]}")


def _problems_of_engine(config: Config) -> Iterator[str]:
    """What is wrong with where the search cluster is said to be."""
    if config.engine and not ENGINE.fullmatch(config.engine):
        yield "engine is not of the form https://host:9200/prefix, all in lower case"
    if config.engine_ca and not Path(config.engine_ca).is_file():
        yield f"engine_ca names no file: {config.engine_ca}"


def _problems_of_connections(config: Config) -> Iterator[str]:
    """What is wrong with ports, proxies and networks."""
    if config.proxy and not _is_proxy(config.proxy):
        yield "proxy is not of the form http://host:port"
    if config.metrics_port == config.port:
        yield "metrics_port is the port of the service itself"
    yield from _problems_of_networks("proxies", config.proxies)
    yield from _problems_of_networks("unlimited", config.unlimited)


def _problems_of_addresses(config: Config) -> Iterator[str]:
    """What is wrong with what the service says of itself to others."""
    if config.address and not ADDRESS.fullmatch(config.address):
        yield "address is not of the form https://host"
    for host in config.embed_hosts:
        if not HOST.fullmatch(host):
            yield f"embed_hosts holds {host!r}, which is no host"
    for host in config.hosts:
        if not NAME.fullmatch(host):
            yield f"hosts holds {host!r}, which is no name of a host"
    if config.security_contact and not CONTACT.fullmatch(config.security_contact):
        yield "security_contact is neither an e-mail nor a web address"
    try:
        date.fromisoformat(config.security_expires or "2027-06-30")
    except ValueError:
        yield "security_expires is no day of the form 2027-06-30"


def _problems_of_log(form: str) -> Iterator[str]:
    if form not in LOGS:
        yield f"log is {form!r}, not {' or '.join(LOGS)}"


def _problems_of_networks(setting: str, written: Iterable[str]) -> Iterator[str]:
    try:
        read_networks(written)
    except ValueError as error:
        yield f"{setting} holds what is no network: {error}"


def _is_proxy(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme == "http" and bool(parts.hostname and parts.port)
    except ValueError:
        return False
