"""Citation: what a reference says of a thing, and the sentence that says it."""

from dataclasses import dataclass
from datetime import date

from index.record import Record
from index.resource import OSLO, Kind, Resource
from searchsvc.facts import deadlines
from searchsvc.language import Language, title_case
from searchsvc.showing import Showing


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What a reference says of a thing; `what` is its kind with what tells it apart."""

    id: str
    kind: Kind
    language: str
    publisher: str
    title: str
    what: str
    day: date | None
    year: int | None
    address: str
    checked: date
    number: int = 1  # in a list
    note: str = ""

    def sentence(self, language: Language) -> str:
        """Publisher (day). Title [what]. Address (checked)."""
        before, after = self.around(language)
        return f"{before}{self.title}{after}"

    def around(self, language: Language) -> tuple[str, str]:
        """What stands before the title in its sentence, and after it."""
        _ = language.gettext
        when = language.day(self.day) if self.day else str(self.year or _("uten dato"))
        checked = _("kontrollert %(day)s", day=language.day(self.checked))
        return f"{self.publisher} ({when}). ", f" [{self.what}]. {self.address} ({checked})"


def cite(record: Record, showing: Showing, number: int = 1, note: str = "") -> Citation:
    """The citation of a record, in the language of the showing."""
    resource = record.resource
    day = _day(resource)
    what = ", ".join(filter(None, (showing.kind(resource.kind), *_told(resource, showing))))
    year = resource.project.year if resource.project else None
    return Citation(
        id=record.id,
        kind=resource.kind,
        language=resource.language,
        publisher=_one_line(resource.publisher),
        title=_one_line(resource.title) or resource.address,
        what=_one_line(what),
        day=day,
        year=day.year if day else year,
        address=resource.address,
        checked=showing.last_visit(record).astimezone(OSLO).date(),
        number=number,
        note=_one_line(note),
    )


def _day(resource: Resource) -> date | None:
    if resource.event and resource.event.periods:
        return resource.event.periods[0].first
    return None if resource.project else resource.published or resource.modified


def _told(resource: Resource, showing: Showing) -> tuple[str, ...]:
    """What tells it apart from others of its kind."""
    _ = showing.language.gettext
    if resource.episode and resource.episode.number:
        return (_("nr. %(number)s", number=resource.episode.number),)
    if resource.project:
        place = filter(None, (title_case(resource.project.applicant), resource.project.county))
        return (", ".join(place), resource.project.status)
    if resource.grant and (due := deadlines(resource.grant.calls)):
        return (_("frist %(day)s", day=showing.language.day(max(due))),)
    return (resource.sector,) if resource.kind is Kind.GUIDANCE else ()


def _one_line(text: str) -> str:
    """The text on one line, without signs that control."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
