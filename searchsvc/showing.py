"""What a reader is shown of a thing: its one key fact, its facts, where it comes from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from index.address import host_of
from index.record import Address, Record, Role, State, is_cancelled, state_of
from index.resource import OSLO, Call, Event, Kind, Period, Resource
from index.snippet import Snippet
from searchsvc.facts import deadlines
from searchsvc.language import Language

NOTHING_FOUND = Snippet()
OLD = 365  # days after which news are said to be old
SOON = 30  # days ahead within which a date is marked as near
WAITING = 60  # days after an event in which its recording may still come


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """The one key fact of a thing and a word about it; `nearness` is "now", "later" or empty."""

    key: str
    detail: str = ""
    nearness: str = ""

    @property
    def is_number(self) -> bool:
        """Whether the key fact is a date, a sum or a count, to be shown large."""
        return any(sign.isdecimal() for sign in self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """The one thing to do with it next."""

    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Showing:
    """Shows things in a language at a moment."""

    language: Language
    now: datetime

    @property
    def today(self) -> date:
        """The day it is in Oslo."""
        return self.now.astimezone(OSLO).date()

    def kind(self, kind: str) -> str:
        """The name of a kind."""
        return _kind_names(self.language)[Kind(kind)]

    def margin(self, resource: Resource, found: Snippet = NOTHING_FOUND) -> Margin:
        """The key fact of its kind: date, days left, sum, number, step; the page that answers."""
        if found.page is not None:
            return self._page(resource, found.page)
        by_kind: dict[Kind, Callable[[Resource], Margin | None]] = {
            Kind.EVENT: self._event,
            Kind.EPISODE: self._episode,
            Kind.PROJECT: self._project,
            Kind.GRANT: self._grant,
            Kind.GUIDANCE: self._guidance,
            Kind.EXAMPLE: self._example,
        }
        own = by_kind[resource.kind](resource) if resource.kind in by_kind else None
        return own or self._dated(resource)

    def action(self, resource: Resource) -> Action:
        """Sign up, watch, listen, read: whatever can be done now."""
        _ = self.language.gettext
        if resource.event:
            return self._event_action(resource, resource.event)
        if resource.episode:
            text = _("Hør hos %(publisher)s", publisher=resource.publisher)
            return Action(address=resource.address, text=text)
        return Action(
            address=resource.address, text=_("Les hos %(publisher)s", publisher=resource.publisher)
        )

    def calendar(self, resource: Resource) -> str:
        """What can be put in a calendar: an event that comes, the deadline of a grant."""
        _ = self.language.gettext
        state = state_of(resource, self.now)
        if resource.event and state is State.COMING and not is_cancelled(resource):
            return _("Legg i kalenderen")
        if resource.grant and state is State.OPEN and self.deadline(resource):
            return _("Legg fristen i kalenderen")
        return ""

    def deadline(self, resource: Resource) -> date | None:
        """The next deadline of a grant."""
        calls = resource.grant.calls if resource.grant else ()
        return min((due for call in calls if (due := call.due(self.today))), default=None)

    def has_own_action(self, resource: Resource) -> bool:
        """Whether the action is more than to read the page."""
        return bool(resource.episode) or self.action(resource).address != resource.address

    def place(self, resource: Resource, found: Snippet) -> Action:
        """Where a snippet is from: the page, the minute, the section; else all of it."""
        _ = self.language.gettext
        if found.page is not None:
            text = _("Åpne side %(number)s (PDF)", number=found.page)
            return Action(address=f"{resource.address}#page={found.page}", text=text)
        if found.second is not None:
            return self._minute(resource, found.second)
        if found.heading and found.anchor:
            return Action(address=f"{resource.address}#{found.anchor}", text=found.heading)
        return Action(address=resource.address, text="")

    def _minute(self, resource: Resource, second: int) -> Action:
        _ = self.language.gettext
        clock = self.language.stopwatch(second)
        text = _("Hør fra %(clock)s", clock=clock)
        if resource.event:
            text = _("Se fra %(clock)s", clock=clock)
        return Action(address=f"{_recording(resource).partition('#')[0]}#t={second}", text=text)

    def dated(self, resource: Resource) -> str:
        """When it was published or changed, in a few words."""
        _ = self.language.gettext
        if resource.modified:
            return _("Endret %(day)s", day=self._day(resource.modified))
        if resource.published:
            return self._day(resource.published)
        return ""

    def is_old(self, resource: Resource) -> bool:
        """Whether it is news of more than a year ago."""
        day = resource.modified or resource.published
        return resource.kind is Kind.NEWS and day is not None and (self.today - day).days > OLD

    def years(self, period: Period) -> str:
        """Mars 2024 – august 2025."""
        first, last = (self.language.day(day, "MMM y") for day in (period.first, period.last))
        return first if first == last else f"{first} – {last}"

    def checked(self, record: Record) -> str:
        """When its address was last asked for, in a few words."""
        return self.ago(self.last_visit(record))

    def worked(self, record: Record) -> str:
        """I dag, i går, 20. november: the day on which its address was last asked for."""
        seen = self.last_visit(record).astimezone(OSLO)
        if seen.date() == self.today:
            return self.language.gettext("i dag")
        return self.ago(seen)

    def last_visit(self, record: Record) -> datetime:
        """When its address was last asked for."""
        canonical = _canonical(record)
        return (canonical.last_visit if canonical else None) or record.last_seen

    def ago(self, moment: datetime) -> str:
        """A moment of the past in Oslo's time."""
        return self.language.ago(moment.astimezone(OSLO), self.now.astimezone(OSLO))

    def ahead(self, moment: datetime) -> str:
        """The day of a moment ahead; one that is past is due now."""
        if moment <= self.now:
            return self.language.gettext("ved neste innsamling")
        return self.language.day(moment.astimezone(OSLO).date())

    def alive(self, record: Record) -> bool:
        """Whether the address answered when it was last asked for."""
        canonical = _canonical(record)
        return canonical is None or canonical.status < 400

    def role(self, role: Role) -> str:
        """What an address is to its thing."""
        _ = self.language.gettext
        return {
            Role.CANONICAL: _("Hovedadresse"),
            Role.COPY: _("Samme innhold"),
            Role.REDIRECTS: _("Sender videre"),
            Role.FEED: _("Strøm"),
            Role.TRANSCRIPT: _("Avskrift"),
            Role.GIVEN: _("Avskrift vi har fått"),
            Role.GONE: _("Borte"),
        }[role]

    def _day(self, day: date | None) -> str:
        return self.language.day(day) if day else ""

    def _short_day(self, day: date) -> str:
        form = "d. MMM" if day.year == self.today.year or day >= self.today else "d. MMM y"
        return self.language.day(day, form)

    def _nearness(self, day: date) -> str:
        return "now" if (day - self.today).days <= SOON else "later"

    def _page(self, resource: Resource, page: int) -> Margin:
        _ = self.language.gettext
        last = max(passage.page or 0 for passage in resource.passages)
        return Margin(key=_("Side %(number)s", number=page), detail=_("av %(last)s", last=last))

    def _dated(self, resource: Resource) -> Margin:
        day = resource.published or resource.modified
        if day is None:
            return Margin(key=resource.publisher)
        return Margin(key=str(day.year), detail=self.language.day(day, "d. MMMM"))

    def _event(self, resource: Resource) -> Margin | None:
        event = resource.event
        if event is None or not event.periods:
            return None
        if is_cancelled(resource):
            day = self._short_day(event.periods[0].first)
            detail = self.language.gettext("skulle vært %(day)s", day=day)
            return Margin(key=self.language.gettext("Avlyst"), detail=detail)
        if state_of(resource, self.now) is State.COMING:
            return self._coming(event)
        return self._held(event)

    def _coming(self, event: Event) -> Margin:
        _ = self.language.gettext
        period = next(p for p in event.periods if p.end >= self.now)
        clock = self.language.clock(period.starts, period.ends)
        if period.first <= self.today <= period.last:
            return Margin(key=_("I dag"), detail=clock, nearness="now")
        detail = f"{self.language.day(period.first, 'EEEE')} {clock}".strip()
        return Margin(
            key=self._short_day(period.first),
            detail=detail,
            nearness=self._nearness(period.first),
        )

    def _held(self, event: Event) -> Margin:
        _ = self.language.gettext
        last = event.periods[-1].last
        if event.recording:
            return Margin(key=_("Opptak"), detail=_("holdt %(day)s", day=self._short_day(last)))
        waits = (self.today - last).days <= WAITING
        detail = _("holdt, venter på opptak") if waits else _("holdt, uten opptak")
        return Margin(key=self._short_day(last), detail=detail)

    def _episode(self, resource: Resource) -> Margin | None:
        _ = self.language.gettext
        episode = resource.episode
        if episode is None or episode.number is None:
            return None
        return Margin(
            key=_("Nr. %(number)s", number=episode.number),
            detail=self.language.minutes(episode.duration),
        )

    def _project(self, resource: Resource) -> Margin | None:
        project = resource.project
        if project is None or project.amount is None:
            return None
        detail = f"{project.status} {project.year or ''}".strip()
        return Margin(key=self.language.kroner(project.amount), detail=detail)

    def _grant(self, resource: Resource) -> Margin | None:
        _ = self.language.gettext
        if resource.grant is None or not resource.grant.calls:
            return None
        state = state_of(resource, self.now)
        if any(call.rolling for call in resource.grant.calls):
            return Margin(key=_("Løpende"), detail=_("åpent hele tiden"), nearness="later")
        ahead = self.deadline(resource)
        if state is State.OPEN and ahead:
            return self._days_left(ahead)
        if state is State.COMING:
            return Margin(key=_("Åpner"), detail=self._opening(resource.grant.calls))
        last = max(deadlines(resource.grant.calls), default=None)
        detail = _("gikk ut %(day)s", day=self._short_day(last)) if last else ""
        return Margin(key=_("Lukket"), detail=detail)

    def _opening(self, calls: tuple[Call, ...]) -> str:
        return self._short_day(min(c.opens for c in calls if c.opens and c.opens > self.today))

    def _days_left(self, deadline: date) -> Margin:
        left = (deadline - self.today).days
        key = self.language.ngettext("%(num)s dag", "%(num)s dager", left)
        if left == 0:
            key = self.language.gettext("Siste dag")
        day = self.language.day(deadline, "EEEE d. MMMM y")
        detail = self.language.gettext("frist %(day)s", day=day)
        return Margin(key=key, detail=detail, nearness=self._nearness(deadline))

    def _guidance(self, resource: Resource) -> Margin | None:
        if resource.step is None:
            return Margin(key=resource.sector) if resource.sector else None
        key = self.language.gettext("Steg %(number)s", number=resource.step)
        return Margin(key=key, detail=resource.sector)

    def _example(self, resource: Resource) -> Margin | None:
        example = resource.example
        if example is None or not example.municipality:
            return None
        return Margin(key=example.municipality, detail=example.county)

    def _event_action(self, resource: Resource, event: Event) -> Action:
        _ = self.language.gettext
        is_open = state_of(resource, self.now) is State.COMING and not is_cancelled(resource)
        if is_open and host_of(event.signup):
            return Action(address=event.signup, text=_("Meld deg på"))
        if host_of(event.recording):
            return Action(address=event.recording, text=_("Se opptaket"))
        text = _("Les hos %(publisher)s", publisher=resource.publisher)
        return Action(address=resource.address, text=text)


def _canonical(record: Record) -> Address | None:
    return next((a for a in record.addresses if a.role is Role.CANONICAL), None)


@cache
def _kind_names(language: Language) -> Mapping[Kind, str]:
    _ = language.gettext
    return {
        Kind.GUIDANCE: _("Veiledning"),
        Kind.EVENT: _("Webinar"),
        Kind.EPISODE: _("Podkast"),
        Kind.PROJECT: _("Prosjekt"),
        Kind.GRANT: _("Tilskudd"),
        Kind.NEWS: _("Nyhet"),
        Kind.EXAMPLE: _("Eksempel"),
        Kind.DOCUMENT: _("Dokument"),
    }


def _recording(resource: Resource) -> str:
    """Where to listen or watch; the page itself where nothing else is known."""
    event, episode = resource.event, resource.episode
    stated = (event.recording if event else "", episode.audio if episode else "")
    return next(filter(host_of, stated), resource.address)
