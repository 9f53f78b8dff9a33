"""Query: a search as the reader meant it, already analysed, without any engine's syntax."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from index.record import State


class Facet(StrEnum):
    """What hits can be narrowed by: OR within one, AND between them."""

    KIND = "kind"
    TOPIC = "topic"
    SOURCE = "source"
    LANGUAGE = "language"
    YEAR = "year"
    COUNTY = "county"
    MUNICIPALITY = "municipality"  # by its number
    AUDIENCE = "audience"
    STATUS = "status"  # of a project
    MEASURE = "measure"  # that a project takes


class Sort(StrEnum):
    """The order of hits."""

    BEST = "best"
    NEWEST = "newest"
    SOONEST = "soonest"
    LARGEST = "largest"  # support, in kroner


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One way in which a page can hold a word: all of these stems, and how much that counts."""

    stems: tuple[str, ...]
    weight: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One word of the reader's, with the ways in which a page can hold it.

    With a `prefix` it is any word that begins so.
    `read_as` is the known word that an unknown one is taken for; `instead` a known word that is far
    more frequent than this rare one.
    """

    word: str
    surface: str
    stem: str
    alternatives: tuple[Alternative, ...]
    grams: tuple[str, ...] = ()
    prefix: str = ""
    read_as: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that must stand side by side: their stems, and their very forms."""

    stems: tuple[str, ...]
    surfaces: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to find, at which moment, in which order, and which page of it.

    Without units it is a list: everything that passes the filters. `states` narrows to what is
    coming, held, open or closed at `now`, `since` and `until` to days, `least` and `most` to
    projects that got so many kroner. `language` is the one in which a thing is best shown. `about`
    are the topics that its words show, `pinned` addresses that come first.
    """

    now: datetime
    text: str = ""
    units: tuple[Unit, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[str, ...] = ()
    filters: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    states: tuple[State, ...] = ()
    since: date | None = None
    until: date | None = None
    least: int | None = None
    most: int | None = None
    about: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    sort: Sort = Sort.BEST
    page: int = 1
    size: int = 10
    language: str = "nb"
    shortened: bool = False

    @property
    def has_words(self) -> bool:
        """Whether it is a search, not a list."""
        return bool(self.units or self.phrases or self.excluded)
