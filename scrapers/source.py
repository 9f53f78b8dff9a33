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

from index.resource import Kind, address_key, clean_address, host_of

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


class SourceError(ValueError):
    """A source file is wrong; the message names the file and what to mend."""


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
    """A site: whose it is, where it starts, what it follows, and the least it must hold."""

    name: str
    owner: str
    hosts: tuple[str, ...]
    start: tuple[str, ...]
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
        return urlunsplit(parts._replace(query=urlencode(sorted(kept))))

    def refuses(self, address: str) -> bool:
        """Whether the source says never to read such an address."""
        return _any(self.never, _path(address))

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


def load_source(path: Path) -> Source:
    """Read and check one source file."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        source = msgspec.convert(data, Source)
    except (OSError, ValueError) as error:  # also of TOML, of text, of msgspec
        raise SourceError(f"{path}: {error}") from error
    for wrong in _unknown_names(data) or _faults(source):
        raise SourceError(f"{path}: {wrong}")
    return source


def load_sources(folder: Path | None = None) -> tuple[Source, ...]:
    """All sources of a folder, or those that come with the service, in the order of their names."""
    root = folder or Path(str(resources.files("scrapers").joinpath("sources")))
    loaded = {path: load_source(path) for path in sorted(root.glob("*.toml"))}
    if not loaded:
        raise SourceError(f"{root}: there is no source file (*.toml) in this folder")
    names: set[str] = set()
    for path, source in loaded.items():
        if source.name in names:
            raise SourceError(f"{path}: there is another source {source.name!r}")
        names.add(source.name)
    return tuple(loaded.values())


def _unknown_names(data: Mapping[str, Any]) -> list[str]:
    """What no source and no rule has: a misspelt `never` must not pass unseen."""
    known, known_of_page = ({item.name for item in fields(kind)} for kind in (Source, Rule))
    unknown = [name for name in data if name not in known]
    pages = enumerate(data.get("pages", []), 1)
    unknown += [f"pages[{i}].{name}" for i, page in pages for name in page.keys() - known_of_page]
    return [f"there is no setting {name!r}" for name in sorted(unknown)]


def _faults(source: Source) -> Iterator[str]:
    starts = (*source.start, *source.feeds, *source.sitemaps)
    if not starts:
        yield "it names no start, no feed and no sitemap"
    for address in starts:
        if source.address(address) is None:
            yield f"{address} is not on one of the hosts {', '.join(source.hosts)}"
    for name, days in source.days.items():
        if name not in DAYS:
            yield f"days has no {name!r}; there are {', '.join(DAYS)}"
        elif not 0 <= days < math.inf:
            yield f"days.{name} is {days}, not a number of days"
    rules = source.pages
    patterns = (*source.follow, *source.never, *source.drop_lines, *(r.address for r in rules))
    yield from _broken(patterns, re.compile, "pattern")
    selectors = (s for r in rules for s in (r.title, r.lead, r.body, r.published) if s)
    yield from _broken((*source.drop, *selectors), soupsieve.compile, "selector")


def _broken(texts: Iterable[str], compiled: Callable[[str], object], called: str) -> Iterator[str]:
    for text in texts:
        try:
            compiled(text)
        except (re.error, soupsieve.SelectorSyntaxError) as error:
            yield f"{called} {text!r}: {error}"


def owner_of(address: str, sources: Iterable[Source]) -> Source | None:
    """The source on whose hosts an address lies."""
    host = host_of(address)
    return next((source for source in sources if host in source.hosts), None)


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _any(patterns: Iterable[str], path: str) -> bool:
    return any(re.search(pattern, path) for pattern in patterns)
