"""Moves: addresses that are known to have moved, as rules in TOML files.

    [[prefix]]      what lies under one address now lies under another, the tail stays
    from = "fylkesmannen.no"
    to = "https://www.statsforvalteren.no"

    [[hub]]         what lay under an address is now told of on one page
    from = "klimatilpasning.no"
    to = "https://www.miljodirektoratet.no/ansvarsomrader/klima/for-myndigheter/klimatilpasning/"

    [[page]]        one page
    from = "https://www.ks.no/gammel/"
    to = "https://www.ks.no/ny/"

A page goes before a prefix, a longer prefix before a shorter, a file given later before one given
earlier. Scheme, www and closing slash make no difference.

Errors:
    MovesError      a file is wrong; the message names file and line
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from itertools import chain
from pathlib import Path

import msgspec

from index.address import address_key, clean_address, is_address
from index.entries import Problem, numbered, read_entries
from index.expected import ExpectedError

LONGEST_CHAIN = 10
TABLES = ("prefix", "hub", "page")


class MovesError(ExpectedError, ValueError):
    """A file is wrong; the message names file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where an address leads by a rule; to a hub it leads for want of a page of its own."""

    address: str
    hub: bool = False


class _Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"source": "from"}):
    source: str
    to: str


class _File(msgspec.Struct, forbid_unknown_fields=True):
    prefix: list[_Rule] = []
    hub: list[_Rule] = []
    page: list[_Rule] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Of each table the key that moved, and where to."""

    prefix: Mapping[str, str] = field(default_factory=dict)
    hub: Mapping[str, str] = field(default_factory=dict)
    page: Mapping[str, str] = field(default_factory=dict)

    def trail(self, address: str) -> Iterator[Move]:
        """Where an address leads, rule after rule; nothing for one that is not known to move."""
        seen = {address_key(address)}
        hub = False
        for _ in range(LONGEST_CHAIN):
            move = self._next(address)
            if move is None or address_key(move.address) in seen:
                return
            address, hub = move.address, hub or move.hub
            seen.add(address_key(address))
            yield Move(address=address, hub=hub)

    def _next(self, address: str) -> Move | None:
        key = address_key(address)
        if key in self.page:
            return Move(address=self.page[key])
        for start in _starts(key):
            if start in self.prefix:
                tail = key.removeprefix(start) + "/" * address.endswith("/")
                return Move(address=clean_address(self.prefix[start].rstrip("/") + tail) or "")
            if start in self.hub:
                return Move(address=self.hub[start], hub=True)
        return None


def _starts(key: str) -> Iterator[str]:
    """A key, and what lies above it, up to its host."""
    path = key.partition("?")[0]
    while path:
        yield path
        path = path.rpartition("/")[0]


def load_moves(*paths: Path) -> Moves:
    """The moves that come with the service, and those of more files."""
    shipped = Path(str(resources.files("index").joinpath("moved.toml")))
    tables: dict[str, dict[str, str]] = {name: {} for name in TABLES}
    for path in (shipped, *paths):
        read = msgspec.structs.asdict(read_entries(path, _File, MovesError, _problems))
        for name, rules in read.items():
            tables[name].update({address_key(rule.source): rule.to for rule in rules})
    return Moves(**tables)


def configured_moves(path: str) -> Moves:
    """The moves that come with the service, and those of the configured file."""
    return load_moves(*([Path(path)] if path else []))


def _problems(file: _File) -> Iterable[Problem]:
    return chain(*(numbered(name, getattr(file, name), _problem) for name in TABLES))


def _problem(rule: _Rule) -> str:
    if not is_address(f"{rule.source.rstrip('/')}/"):
        return f"{rule.source!r} is no web address"
    if clean_address(rule.to) is None:
        return f"{rule.to!r} is no web address with its https://"
    if address_key(rule.source) == address_key(rule.to):
        return f"{rule.source!r} leads to itself"
    return ""
