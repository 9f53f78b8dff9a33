"""Read a webinar or a meeting: type line, labelled facts, sign-up, speakers, recording."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from index.resource import Event, Speaker
from scrapers.pages.dates import event_periods, find_dates
from scrapers.pages.labels import take_labels
from scrapers.pages.page import HtmlPage, Line

LABELS = ("Sted", "Stad", "Tid", "Pris", "Arrangør")
TYPE_LINE = re.compile(r"^(Webinar|Seminar|Konferanse|Kurs|Arrangement|Møte)\s*\|")
PAST = re.compile(r"^Dette er ei?t (tidligere|tidlegare) arrangement", re.IGNORECASE)
SIGNUP = re.compile(r"\bmeld deg (?:på|på her)|\bpåmelding\b|\bregistrer deg\b", re.IGNORECASE)
SIGNUP_NOTE = re.compile(
    r"^(Meld deg på( her)?\.?|Påmeldingsfrist:.*|Påmelding(en|a) er steng[td]\.?)$", re.IGNORECASE
)
RECORDING = re.compile(r"\b(se|sjå) (opptak|webinaret)|\bopptak av\b", re.IGNORECASE)
NAMED = re.compile(r"((?:[a-zæøå-]+ )*)(.*)")
PLAYER = re.compile(r"video|player|vimeo|youtu|qbrick|mediasite", re.IGNORECASE)


def read_event(page: HtmlPage, lines: Sequence[Line]) -> tuple[dict[str, Any], list[Line]]:
    """The event's own part of a Resource, and the lines that are left."""
    type_line = next((line.text for line in lines if TYPE_LINE.match(line.text)), "")
    own = [line for line in lines if not _is_notice(line.text)]
    found = take_labels(own, LABELS, ("Innledere", "Innleiarar"))
    days = list(find_dates(type_line)) or _days_of(page)
    speakers = found.texts("Innledere") + found.texts("Innleiarar")
    event = Event(
        periods=event_periods(days, found.text("Tid")),
        place=found.text("Sted") or found.text("Stad"),
        price=found.text("Pris"),
        organiser=found.text("Arrangør"),
        signup=_link(lines, SIGNUP),
        recording=_recording(page, lines),
        speakers=tuple(_speaker(text) for text in speakers),
    )
    return {"event": event}, found.rest


def _is_notice(text: str) -> bool:
    return bool(TYPE_LINE.match(text) or PAST.match(text) or SIGNUP_NOTE.match(text))


def _days_of(page: HtmlPage) -> list[Any]:
    """Start and end of a schema.org Event."""
    for item in page.data:
        if str(item.get("@type", "")).endswith("Event"):
            text = f"{item.get('startDate', '')} {item.get('endDate', '')}"
            return list(find_dates(text.replace("T", " ")))
    return []


def _link(lines: Sequence[Line], words: re.Pattern[str]) -> str:
    """A link of the main text: menus and footers have newsletters to sign up for."""
    links = (link for line in lines for link in line.links)
    return next((target for target, text in links if words.search(text)), "")


def _recording(page: HtmlPage, lines: Sequence[Line]) -> str:
    """A player on the page, or a link that says so."""
    hosts = ((frame, urlsplit(frame).netloc) for frame in page.frames)
    framed = next((frame for frame, host in hosts if PLAYER.search(host)), "")
    return framed or _link(lines, RECORDING)


def _speaker(text: str) -> Speaker:
    """Who speaks: "name, role, organisation", or "role name, organisation" with a small letter."""
    name, *more = (part.strip() for part in text.split(",", 2))
    before, called = NAMED.fullmatch(name).groups()  # type: ignore[union-attr]
    if before or (len(more) == 1 and not more[0][:1].islower()):
        return Speaker(name=called, role=before.strip(), organisation=", ".join(more))
    role, organisation = [*more, "", ""][:2]
    return Speaker(name=name, role=role, organisation=organisation)
