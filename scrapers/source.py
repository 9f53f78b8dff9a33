"""Source: a site to collect, as data. One TOML file each in `sources/`.

Patterns are regular expressions that are searched for in the path of an address.
"""

import math
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec
import soupsieve

from index.expected import ExpectedError
from index.resource import Kind, address_key, clean_address, fields_of, host_of
from scrapers.toml_lines import Place, line_of, place_of, with_line

DAYS: Mapping[str, float] = {  # between two visits, where a source says nothing else
    "feed": 1,
    "sitemap": 1,
    "list": 1,
    Kind.EVENT: 1,
    Kind.GRANT: 1,
    Kind.NEWS: 7,
    Kind.GUIDANCE: 7,
    Kind.PROJECT: 7,
    Kind.EPISODE: 30,
    Kind.EXAMPLE: 30,
    Kind.DOCUMENT: 30,
    "past": 30,  # an event that was held, a project that has ended
}
PARAMETER = re.compile(r";([\w.-]+)=[^/;]*")  # in a path: ";jsessionid=1A"


class SourceError(ExpectedError, ValueError):
    """A source file is wrong; the message names the file, the line, and what to mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How pages with such addresses are read; selectors are CSS and optional.

    `labels` are what the pages call labels that the readers know by other words.
    """

    kind: Kind = Kind.GUIDANCE
    address: str = ""
    required: tuple[str, ...] = ()
    title: str = ""
    lead: str = ""
    body: str = ""
    published: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A site: whose it is, where it starts, what it follows, and the least it must hold.

    `licence` and `contact` are the owner's, empty where they are not known. One that starts
    nowhere has the pages that others link to. One that is not `enabled` is left alone.
    """

    name: str
    owner: str
    hosts: tuple[str, ...]
    licence: str = ""
    contact: str = ""
    enabled: bool = True
    start: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    drop_lines: tuple[str, ...] = ()
    at_least: int = 1
    linked: Kind | None = None
    days: Mapping[str, float] = field(default_factory=dict)
    pages: tuple[Rule, ...] = field(default=())

    def address(self, address: str) -> str | None:
        """The address as this source is asked for it: only query parameters that matter are kept.

        None where it is not on a host of the source.
        """
        clean = clean_address(address)
        if clean is None or host_of(clean) not in self.hosts:
            return None
        parts = urlsplit(clean)
        kept = [(k, v) for k, v in parse_qsl(parts.query) if k in self.parameters]
        path = PARAMETER.sub(self._kept, parts.path)
        return urlunsplit(parts._replace(path=path, query=urlencode(sorted(kept))))

    def _kept(self, parameter: re.Match[str]) -> str:
        return parameter.group() if parameter.group(1) in self.parameters else ""

    def refuses(self, address: str) -> bool:
        """Whether the source says never to read such an address."""
        return self.refused_by(address) is not None

    def refused_by(self, address: str) -> str | None:
        """The first pattern of `never` that such an address has."""
        path = _path(address)
        return next((pattern for pattern in self.never if re.search(pattern, path)), None)

    def follows(self, address: str) -> bool:
        """Whether a link found on the source's own pages is visited."""
        path = _path(address)
        wanted = _any(self.follow, path) or self.rule(address) is not None
        return wanted and not self.refuses(address)

    def lists(self, address: str) -> bool:
        """Whether a page only leads on to others."""
        path = _path(address)
        return path == "/" or address in self.start or _any(self.follow, path)

    def rule(self, address: str) -> Rule | None:
        """The first rule for such addresses."""
        path = _path(address)
        return next((rule for rule in self.pages if re.search(rule.address, path)), None)

    def reads(self, address: str) -> Rule | None:
        """How a page is read: by its rule, as a list (None), or as what others' links lead to."""
        rule = self.rule(address)
        if rule or self.linked is None or self.lists(address):
            return rule
        return Rule(kind=self.linked)

    def interval(self, address: str, *, past: bool = False) -> timedelta:
        """How long a page is left alone after a visit; of a `past` thing longer."""
        days = {**DAYS, **self.days}
        return timedelta(days=max(days["past"] if past else 0, days[self._visited_as(address)]))

    def _visited_as(self, address: str) -> str:
        rule = self.rule(address)
        for name, starts in (
            ("feed", self.feeds),
            ("sitemap", self.sitemaps),
            ("list", self.start),
        ):
            if address_key(address) in map(address_key, starts):
                return name
        if rule:
            return rule.kind
        return "list" if self.lists(address) or self.linked is None else self.linked

    @property
    def required(self) -> dict[Kind, tuple[str, ...]]:
        """The fields that each kind must carry."""
        return {rule.kind: rule.required for rule in reversed(self.pages)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong in a source file, and where: the setting, and the value of a list."""

    reason: str
    place: Place = ()
    value: str = ""


def load_source(path: Path) -> Source:
    """Read and check one source file; SourceError has a line for each thing to mend."""
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (OSError, ValueError) as error:  # ValueError also of TOML and of UTF-8
        raise SourceError(f"{path}: {with_line(str(error))}") from error
    source, faults = _converted(data)
    faults = [*_unknown_names(data), *faults, *(_faults(source) if source else ())]
    if source is None or faults:
        lines = sorted((line_of(text, fault.place, fault.value), fault.reason) for fault in faults)
        raise SourceError("\n".join(f"{path}: line {line}: {reason}" for line, reason in lines))
    return source


def load_sources(folder: Path | None = None, more: Path | None = None) -> tuple[Source, ...]:
    """All sources of a folder, or those that come with the service, in the order of their files.

    Those of a folder with `more` are added; one of a name that is there takes its place.
    """
    root = folder or Path(str(resources.files("scrapers").joinpath("sources")))
    loaded = _loaded(root)
    if more:
        loaded |= _loaded(more)
    return tuple(loaded.values())


def _loaded(root: Path) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for path in sorted(root.glob("*.toml")):
        source = load_source(path)
        if source.name in sources:
            raise SourceError(f"{path}: there is another source {source.name!r}")
        sources[source.name] = source
    if not sources:
        raise SourceError(f"{root}: there is no source file (*.toml) in this folder")
    return sources


def _converted(data: Mapping[str, Any]) -> tuple[Source | None, list[Fault]]:
    """The source; or what of its settings is missing or of another type, the first such thing."""
    try:
        return msgspec.convert(data, Source), []
    except msgspec.ValidationError as error:
        place = place_of(str(error).partition(" - at `")[2])
        return None, [Fault(reason=str(error), place=place)]


def _unknown_names(data: Mapping[str, Any]) -> Iterator[Fault]:
    """What no source and no rule has: a misspelt `never` must not pass unseen."""
    known, known_of_page = ({item.name for item in fields(kind)} for kind in (Source, Rule))
    for name in data.keys() - known:
        yield Fault(reason=f"there is no setting {name!r}", place=(name,))
    pages = data.get("pages", [])
    for number, page in enumerate(pages if isinstance(pages, list) else []):
        for name in (page if isinstance(page, dict) else {}).keys() - known_of_page:
            reason = f"there is no setting 'pages[{number + 1}].{name}'"
            yield Fault(reason=reason, place=("pages", number, name))


def _faults(source: Source) -> Iterator[Fault]:
    """What is wrong with a source whose settings are all of their types."""
    yield from _wrong_addresses(source)
    for name, days in source.days.items():
        if name not in DAYS:
            reason = f"days has no {name!r}; there are {', '.join(DAYS)}"
            yield Fault(reason=reason, place=("days", name))
        elif not 0 <= days < math.inf:
            reason = f"days.{name} is {days}, not a number of days"
            yield Fault(reason=reason, place=("days", name))
    for name in ("follow", "never", "drop_lines"):
        yield from _broken(getattr(source, name), re.compile, "pattern", (name,))
    yield from _broken(source.drop, soupsieve.compile, "selector", ("drop",))
    for number, rule in enumerate(source.pages):
        yield from _wrong_rule(rule, ("pages", number))


def _wrong_addresses(source: Source) -> Iterator[Fault]:
    if not (source.start or source.feeds or source.sitemaps or source.linked):
        reason = "it names no start, no feed and no sitemap, and no kind of pages that are `linked`"
        yield Fault(reason=reason, place=("start",))
    for host in source.hosts:
        if host_of(f"http://{host}") != host:
            yield Fault(reason=f"{host!r} is no host", place=("hosts",), value=host)
    for name in ("start", "feeds", "sitemaps"):
        for address in getattr(source, name):
            if source.address(address) is None:
                reason = f"{address} is not on one of the hosts {', '.join(source.hosts)}"
                yield Fault(reason=reason, place=(name,), value=address)


def _wrong_rule(rule: Rule, place: Place) -> Iterator[Fault]:
    yield from _broken([rule.address], re.compile, "pattern", (*place, "address"))
    for name in ("title", "lead", "body", "published"):
        yield from _broken(
            filter(None, [getattr(rule, name)]), soupsieve.compile, "selector", (*place, name)
        )
    for name in set(rule.required) - set(fields_of(rule.kind)):
        reason = f"{rule.kind} has no field {name!r}"
        yield Fault(reason=reason, place=(*place, "required"), value=name)


def _broken(
    texts: Iterable[str], compiled: Callable[[str], object], called: str, place: Place
) -> Iterator[Fault]:
    for text in texts:
        try:
            compiled(text)
        except (re.error, soupsieve.SelectorSyntaxError) as error:
            why = str(error).splitlines()[0]
            yield Fault(reason=f"{called} {text!r}: {why}", place=place, value=text)


def owner_of(address: str, sources: Iterable[Source]) -> Source | None:
    """The source on whose hosts an address lies."""
    host = host_of(address)
    return next((source for source in sources if host in source.hosts), None)


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _any(patterns: Iterable[str], path: str) -> bool:
    return any(re.search(pattern, path) for pattern in patterns)
