"""Resource: the one thing that flows from the sites to the reader, and the Visit that brought it.

Everything here is frozen data. Days and clock times are those of Europe/Oslo.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from index.address import address_key, clean_address, host_of, is_front

__all__ = [
    "OSLO",
    "Call",
    "Check",
    "Episode",
    "Event",
    "Example",
    "Grant",
    "Health",
    "Kind",
    "Link",
    "Outcome",
    "Passage",
    "Period",
    "Project",
    "Resource",
    "Robots",
    "Speaker",
    "Visit",
    "address_key",
    "clean_address",
    "fields_of",
    "host_of",
    "is_front",
]

OSLO = ZoneInfo("Europe/Oslo")


class Kind(StrEnum):
    """What a Resource is."""

    GUIDANCE = "guidance"
    EVENT = "event"
    EPISODE = "episode"
    PROJECT = "project"
    GRANT = "grant"
    NEWS = "news"
    EXAMPLE = "example"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of the main text under one heading; of a PDF a page, of a recording a second."""

    text: str
    heading: str = ""
    anchor: str = ""
    page: int | None = None
    second: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link out: where it leads, its words, and the number of the passage that it stands in."""

    target: str
    text: str = ""
    passage: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From a day to a day, with the clock times where they are known."""

    first: date
    last: date
    starts: time | None = None
    ends: time | None = None

    @property
    def begin(self) -> datetime:
        """The moment it begins, at the start of the day where no clock time is known."""
        return datetime.combine(self.first, self.starts or time.min, OSLO)

    @property
    def end(self) -> datetime:
        """The moment it ends, at the end of the day where no clock time is known."""
        return datetime.combine(self.last, self.ends or time(23, 59, 59), OSLO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Somebody who speaks at an event."""

    name: str
    role: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A webinar or a meeting, before and after it is held."""

    periods: tuple[Period, ...] = ()
    place: str = ""
    price: str = ""
    organiser: str = ""
    signup: str = ""
    recording: str = ""
    speakers: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """An episode of a podcast; duration in seconds."""

    number: int | None = None
    duration: int | None = None
    audio: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project that got (or was promised) support; amount in kroner."""

    county: str = ""
    applicant: str = ""
    amount: int | None = None
    status: str = ""
    year: int | None = None
    period: Period | None = None
    measures: tuple[str, ...] = ()
    documents: tuple[Link, ...] = ()


def _day_in(year: int, yearly: str) -> date:
    """The day "02-29" in a year that may not have it, too."""
    month, day = map(int, yearly.split("-"))
    return date(year, month, min(day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One round of a grant; without a deadline it is open all the time if it is rolling.

    `yearly` is the day on which it is due every year, as "02-15".
    """

    deadline: date | None = None
    opens: date | None = None
    rolling: bool = False
    yearly: str = ""

    def due(self, today: date) -> date | None:
        """The deadline that is ahead; None if there is none, or none any more."""
        if self.deadline and self.deadline >= today:
            return self.deadline
        if not self.yearly:
            return None
        this_year, next_year = (_day_in(today.year + years, self.yearly) for years in (0, 1))
        return this_year if this_year >= today else next_year


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Money to apply for, with all the calls that are known."""

    calls: tuple[Call, ...] = ()
    applicants: str = ""
    maximum: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What a municipality has done, told by somebody else."""

    municipality: str = ""
    county: str = ""


Facts: TypeAlias = Event | Episode | Project | Grant | Example
FACTS: Mapping[Kind, type[Facts]] = {
    Kind.EVENT: Event,
    Kind.EPISODE: Episode,
    Kind.PROJECT: Project,
    Kind.GRANT: Grant,
    Kind.EXAMPLE: Example,
}
OWN_PARTS = ("event", "episode", "project", "grant", "example")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What one page says, read into its parts.

    `address` is the page's canonical address. `keys` are names that the same thing bears on other
    pages ("guid:...", "audio:..."); `versions` are addresses of the page in other languages,
    `transcripts` addresses of what is said in its recording. What is read there is `spoken`: its
    passages are added to those of the page. `doubtful` are the fields of which the page says one
    thing here and another there.
    """

    address: str
    kind: Kind
    source: str
    publisher: str
    title: str = ""
    lead: str = ""
    language: str = ""
    passages: tuple[Passage, ...] = ()
    links: tuple[Link, ...] = ()
    published: date | None = None
    modified: date | None = None
    step: int | None = None
    sector: str = ""
    keys: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    spoken: bool = False
    event: Event | None = None
    episode: Episode | None = None
    project: Project | None = None
    grant: Grant | None = None
    example: Example | None = None

    @property
    def text(self) -> str:
        """The whole main text, passages parted by blank lines."""
        return "\n\n".join(passage.text for passage in self.passages)

    @property
    def facts(self) -> Facts | None:
        """The fields that only this kind has."""
        return self.event or self.episode or self.project or self.grant or self.example


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """What of a Resource tells its times, read without its texts."""

    title: str = ""
    event: Event | None = None
    project: Project | None = None
    grant: Grant | None = None


def fields_of(kind: Kind) -> tuple[str, ...]:
    """The names of the fields that a Resource of a kind has, its own part's after the common."""
    parts = (Resource, FACTS[kind]) if kind in FACTS else (Resource,)
    return tuple(item.name for part in parts for item in fields(part) if item.name not in OWN_PARTS)


class Outcome(StrEnum):
    """What came of a visit to an address."""

    READ = "read"
    LISTED = "listed"
    EMPTY = "empty"
    UNCHANGED = "unchanged"
    MOVED = "moved"
    GONE = "gone"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """The robots.txt of an origin ("https://host"), empty where there is none."""

    origin: str
    at: datetime
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit to one address: what was asked, what came, what was read, what to visit next.

    `seconds` is the time to the last byte, `size` the bytes of the body. `moved_to` is where a
    redirect ended. `found` are (source, address) to visit next. A page that is READ gives one
    reading; a feed is LISTED and gives one for each of its items. A page is LISTED, too, that only
    leads on to others, and EMPTY one that came and says nothing: a login page, a template unfilled.
    `reached` says how often which limit of the crawler stopped something there, `robots` what was
    read on the way. `depth` is how many links lead there from a start. `origins` are the places
    where a page that is tried says each field.
    """

    address: str
    source: str
    at: datetime
    outcome: Outcome
    status: int = 0
    size: int = 0
    seconds: float = 0.0
    reason: str = ""
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""
    readings: tuple[Resource, ...] = ()
    found: tuple[tuple[str, str], ...] = ()
    reached: Mapping[str, int] = field(default_factory=dict)
    robots: tuple[Robots, ...] = ()
    depth: int = 0
    origins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Health(StrEnum):
    """Whether a link leads to what it led to."""

    OK = "ok"
    MOVED = "moved"
    SOFT = "soft 404"  # a page that says "not found" with 200, or the front page in its place
    GONE = "gone"
    REFUSED = "refused"
    UNKNOWN = "unknown"

    @property
    def leads_somewhere(self) -> bool:
        """Whether there is a page at its end."""
        return self in (Health.OK, Health.MOVED)

    @property
    def is_dead(self) -> bool:
        """Whether the site says, in one way or another, that there is no such page."""
        return self in (Health.SOFT, Health.GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What came of asking for the address of a link; `moved_to` is where it leads now.

    `status` is 0 where no answer came. `robots` was read on the way.
    """

    address: str
    at: datetime
    health: Health
    status: int = 0
    moved_to: str = ""
    reason: str = ""
    robots: tuple[Robots, ...] = ()
