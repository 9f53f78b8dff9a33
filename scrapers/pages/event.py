"""Read a webinar or a meeting: type line, labelled facts, sign-up, speakers, recording."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from index.resource import Event, Period, Speaker
from scrapers.pages.agreement import Agreement
from scrapers.pages.dates import event_periods, find_days
from scrapers.pages.labels import Labelled, Labels, read_labels
from scrapers.pages.lines import Line
from scrapers.pages.page import HtmlPage
from scrapers.pages.structured import Item, is_of, moment_of, text_of, texts_of, values_of

LABELS: Labels = {
    "Sted": ("Stad", "Hvor", "Kor", "Lokale", "Location", "Place", "Where"),
    "Dato": ("Datoer", "Datoar", "Dag", "Når", "Date", "When"),
    "Tid": ("Tidspunkt", "Klokkeslett", "Klokkeslag", "Time"),
    "Start": ("Starter", "Startar", "Fra", "Frå"),
    "Slutt": ("Slutter", "Sluttar", "Til"),
    "Pris": ("Deltakeravgift", "Deltakaravgift", "Kostnad", "Price"),
    "Arrangør": ("Arrangører", "Arrangørar", "Arrangeres av", "Organiser", "Organizer"),
    "Påmelding": ("Registrering", "Registration"),
    "Innledere": (
        "Innleder", "Innleiarar", "Innleiar", "Foredragsholdere", "Foredragsholder",
        "Føredragshaldarar", "Medvirkende", "Medverkande", "Speakers",
    ),
}  # fmt: skip
TYPE_LINE = re.compile(r"^(Webinar|Seminar|Konferanse|Kurs|Arrangement|Møte)\s*\|")
PAST = re.compile(r"^Dette er ei?t (tidligere|tidlegare) arrangement", re.IGNORECASE)
SIGNUP = re.compile(r"\bmeld deg (?:på|på her)|\bpåmelding\b|\bregistrer deg\b", re.IGNORECASE)
SIGNUP_NOTE = re.compile(
    r"^(Meld deg på( her)?\.?|Påmeldingsfrist:.*|Påmelding(en|a) er steng[td]\.?)$", re.IGNORECASE
)
RECORDING = re.compile(r"\b(se|sjå) (opptak|webinaret)|\bopptak av\b", re.IGNORECASE)
NAMED = re.compile(r"((?:[a-zæøå-]+ )*)(.*)")
IN_BRACKETS = re.compile(r"([^(]+)\(([^)]+)\)\s*")
AFTER_DASH = re.compile(r"\s[-–—]\s")
LONGEST_SPEAKER = 500
PLAYER = re.compile(r"video|player|vimeo|youtu|qbrick|mediasite", re.IGNORECASE)


def read_event(
    page: HtmlPage, lines: Sequence[Line], agreement: Agreement
) -> tuple[dict[str, Any], Labelled]:
    """The event's own part of a Resource, and what its labels left."""
    found = read_labels(
        page, [line for line in lines if not _is_notice(line.text)], LABELS, ("Innledere",)
    )
    stated = [item for item in page.items if is_of(item, "Event")]
    all_lines = (*lines, *page.beside)

    def said(field: str, label: str, *path: str) -> str:
        return agreement.settle(
            field, [*(text_of(i, *path) for i in stated), found.text(label)], ""
        )

    event = Event(
        periods=_periods(stated, lines, found, agreement),
        place=said("place", "Sted", "location"),
        price=agreement.settle("price", [*map(_price, stated), found.text("Pris")], ""),
        organiser=said("organiser", "Arrangør", "organizer"),
        signup=_link(all_lines, SIGNUP) or _first_link(found, "Påmelding"),
        recording=_recording(page, all_lines),
        speakers=_speakers(stated, found, agreement),
    )
    return {"event": event}, found


def _is_notice(text: str) -> bool:
    return bool(TYPE_LINE.match(text) or PAST.match(text) or SIGNUP_NOTE.match(text))


def _periods(
    stated: list[Item], lines: Sequence[Line], found: Labelled, agreement: Agreement
) -> tuple[Period, ...]:
    """The first that is stated; or another that says the same, and more of it."""
    known = list(filter(None, map(_stated_periods, stated)))
    days = [
        day for periods in known[:1] for period in periods for day in (period.first, period.last)
    ]
    best: tuple[Period, ...] = ()
    for periods in (*known, _labelled_periods(lines, found, days)):
        if best and periods and not _is_same_span(best, periods):
            agreement.doubt("periods")
        elif _detail(periods) > _detail(best):
            best = periods
    return best


def _labelled_periods(
    lines: Sequence[Line], found: Labelled, stated: list[date]
) -> tuple[Period, ...]:
    """As the type line and the labels say, or the labels of days that are stated elsewhere."""
    type_line = next((line.text for line in lines if TYPE_LINE.match(line.text)), "")
    ends = " – ".join(filter(None, (found.text("Start"), found.text("Slutt"))))
    hours = " ".join(filter(None, (found.text("Dato"), found.text("Tid") or ends)))
    return event_periods(find_days(type_line) or find_days(hours) or stated, hours)


def _stated_periods(item: Item) -> tuple[Period, ...]:
    """From the start to the end of a schema.org Event; days without hours are periods each."""
    first, starts = moment_of(text_of(item, "startDate"))
    last, ends = moment_of(text_of(item, "endDate"))
    if first is None:
        return ()
    last = max(first, last or first)
    if starts is None and ends is None:
        return event_periods([first, last], "")
    return (Period(first=first, last=last, starts=starts, ends=ends),)


def _is_same_span(one: tuple[Period, ...], other: tuple[Period, ...]) -> bool:
    """Whether two begin and end alike, as far as both say when."""
    pairs = (
        (one[0].first, other[0].first),
        (one[-1].last, other[-1].last),
        (one[0].starts, other[0].starts),
        (one[-1].ends, other[-1].ends),
    )
    return all(mine == theirs for mine, theirs in pairs if mine is not None and theirs is not None)


def _detail(periods: tuple[Period, ...]) -> tuple[int, int]:
    clocks = sum((period.starts is not None) + (period.ends is not None) for period in periods)
    return min(clocks, 2), len(periods)


def _price(item: Item) -> str:
    free = text_of(item, "isAccessibleForFree").lower()
    prices = values_of(item, "isAccessibleForFree")
    if True in prices or free.endswith("true"):
        return "Gratis"
    price = text_of(item, "offers", "price")
    if re.fullmatch(r"0+([.,]0+)?", price):
        return "Gratis"
    return f"{price} kr" if price[:1].isdigit() else price


def _link(lines: Sequence[Line], words: re.Pattern[str]) -> str:
    """A link of the main text: menus and footers have newsletters to sign up for."""
    links = (link for line in lines for link in line.links)
    return next((target for target, text in links if words.search(text)), "")


def _first_link(found: Labelled, label: str) -> str:
    links = (link for line in found.fields.get(label, []) for link in line.links)
    return next((target for target, _ in links), "")


def _recording(page: HtmlPage, lines: Sequence[Line]) -> str:
    """As stated; else a player on the page, or a link that says so."""
    videos = [item for item in page.items if is_of(item, "VideoObject")]
    videos += [v for i in page.items if is_of(i, "Event") for v in _items(i, "recordedIn")]
    videos += [v for i in page.items for v in _items(i, "video")]
    stated = next((a for v in videos for a in _video_addresses(v)), "")
    hosts = ((frame, urlsplit(frame).netloc) for frame in page.frames)
    framed = next((frame for frame, host in hosts if PLAYER.search(host)), "")
    return framed or stated or _link(lines, RECORDING)


def _items(item: Item, name: str) -> Iterator[Item]:
    return (value for value in values_of(item, name) if isinstance(value, dict))


def _video_addresses(video: Item) -> Iterator[str]:
    names = ("embedUrl", "contentUrl", "url")
    return (text for name in names if (text := text_of(video, name)).startswith("http"))


def _speakers(stated: list[Item], found: Labelled, agreement: Agreement) -> tuple[Speaker, ...]:
    """As labelled, which says more than names; as stated where it is not."""
    labelled = tuple(_speaker(text) for text in found.texts("Innledere"))
    people = [
        tuple(_stated_speaker(value) for value in values_of(item, "performer")) for item in stated
    ]
    known = [speakers for speakers in (*people, labelled) if speakers]
    names = {tuple(speaker.name for speaker in speakers) for speakers in known}
    if len(names) > 1:
        agreement.doubt("speakers")
        return known[0]
    return max(known, key=lambda speakers: sum(bool(s.role) for s in speakers), default=())


def _stated_speaker(value: Any) -> Speaker:
    if not isinstance(value, dict):
        return _speaker(str(value))
    works = (*texts_of(value, "worksFor"), *texts_of(value, "affiliation"))
    return Speaker(
        name=text_of(value, "name"),
        role=text_of(value, "jobTitle"),
        organisation=next(iter(works), ""),
    )


def _speaker(text: str) -> Speaker:
    """Who speaks: "name, role, organisation", or "role name, organisation" with a small letter.

    What follows the name may stand in brackets, or after a dash.
    """
    text = IN_BRACKETS.sub(r"\1, \2", text[:LONGEST_SPEAKER])
    name, *more = (p.strip() for p in AFTER_DASH.sub(", ", text, count=1).split(",", 2))
    before, called = NAMED.fullmatch(name).groups()  # type: ignore[union-attr]
    if before or (len(more) == 1 and not more[0][:1].islower()):
        return Speaker(name=called, role=before.strip(), organisation=", ".join(more))
    role, organisation = [*more, "", ""][:2]
    return Speaker(name=name, role=role, organisation=organisation)
