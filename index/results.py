"""What a search gives: Page, Hit, FacetValue; and what the collection holds: Coverage."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from index.query import Facet
from index.record import Record, State, Thing
from index.resource import Check, Link
from index.snippet import Marked, Snippet


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that was found, the language version to show, and where it answers."""

    thing: Thing
    record: Record
    score: float
    title: Marked
    snippet: Snippet
    missing: tuple[str, ...] = ()  # words of the query that it does not hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a score is made of: the parts that are added, and the factors of their sum."""

    score: float
    added: tuple[tuple[str, float], ...]
    factors: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value that hits can be narrowed to, and how many there would be."""

    value: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of hits, with the number of all hits and the facets over them."""

    total: int
    hits: tuple[Hit, ...] = ()
    facets: Mapping[Facet, tuple[FacetValue, ...]] = field(default_factory=dict)
    states: Mapping[State, int] = field(default_factory=dict)  # whatever state is wanted
    partial: bool = False  # the time was over before all was looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """How many projects have a value of a facet, and the kroner that they got together."""

    value: str
    count: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Support, in kroner, of the projects among some hits of which it is known.

    `by` has the same by the values of a facet; a project of two counties is in the sum of each.
    """

    count: int
    amount: int
    median: int
    by: Mapping[Facet, tuple[Sum, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A link between two things, seen from one of them; `other` where the far end is collected.

    `heading` stands for the passage of the link, which has no number here; `check` is how the link
    was when it was asked for last.
    """

    link: Link
    heading: str = ""
    other: Thing | None = None
    check: Check | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCoverage:
    """What is held of one source, and how its addresses fared when they were last visited.

    `known` are its addresses; `outcomes` how many of these had which outcome, and `reasons` why,
    outcome by outcome. `oldest_visit` is that of the address that was left alone the longest.
    `published` is when its pages were last taken over, `guard` why later ones were not.
    """

    source: str
    publisher: str
    count: int
    kinds: Mapping[str, int]
    oldest: date | None
    newest: date | None
    last_visit: datetime | None
    missing: Mapping[str, int]
    outcomes: Mapping[str, int]
    licence: str = ""
    contact: str = ""
    known: int = 0
    reasons: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    oldest_visit: datetime | None = None
    next_visit: datetime | None = None
    published: datetime | None = None
    guard: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the published generation holds, and when it was collected and built."""

    built: datetime
    harvested: datetime | None
    sources: tuple[SourceCoverage, ...]
    sample: bool = False

    @property
    def count(self) -> int:
        """How many pages there are in all."""
        return sum(source.count for source in self.sources)
