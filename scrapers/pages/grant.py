"""Read a grant: its calls with their deadlines, who may apply, and how much."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from index.resource import Call, Grant
from scrapers.pages.dates import parse_date
from scrapers.pages.page import HtmlPage, Line

DEADLINE = re.compile(r"^(Søknadsfrist(en)?\b|Fristen?\b(?!.*\brapport))", re.IGNORECASE)
ROLLING = re.compile(r"^(Løpende|Løpande|Ingen|Fortløpende)\b.*\b(søknads)?frist", re.IGNORECASE)
OPENED = re.compile(r"^(Åpnet|Opna|Opnet|Utlyst|Åpner|Opnar)\b", re.IGNORECASE)
WHO = re.compile(r"^(Hvem|Kven) kan (søke|søkje)", re.IGNORECASE)
AMOUNT = re.compile(r"^(Hvor|Kor) (mye|mykje)", re.IGNORECASE)


def read_grant(page: HtmlPage, lines: Sequence[Line]) -> tuple[dict[str, Any], list[Line]]:
    """The grant's own part of a Resource, and the lines that are left (all: they are its text)."""
    deadlines = _dates(lines, DEADLINE)
    opened = _dates(lines, OPENED)
    rolling = any(ROLLING.match(line.text) for line in lines)
    calls = [Call(deadline=day, opens=_opened_before(day, opened)) for day in deadlines]
    if not calls and rolling:
        calls = [Call(rolling=True, opens=min(opened, default=None))]
    grant = Grant(calls=tuple(calls), applicants=_under(lines, WHO), maximum=_under(lines, AMOUNT))
    return {"grant": grant}, list(lines)


def _dates(lines: Sequence[Line], opening: re.Pattern[str]) -> list[date]:
    """The first date of each line that opens so, or of the next; each once, earliest first."""
    found = {
        _first(line.text, following.text)
        for line, following in pairwise((*lines, Line()))
        if opening.match(line.text)
    }
    return sorted(day for day in found if day)


def _first(text: str, following: str) -> date | None:
    """The date in a line, or under it where it is a label alone."""
    is_label = len(text.split()) == 1
    return parse_date(text) or (parse_date(following) if is_label else None)


def _opened_before(deadline: date, opened: list[date]) -> date | None:
    return max((day for day in opened if day <= deadline), default=None)


def _under(lines: Sequence[Line], heading: re.Pattern[str]) -> str:
    """The first line under a heading, or after its colon."""
    for line, following in pairwise((*lines, Line())):
        if heading.match(line.text):
            after = line.text.partition(":")[2].strip()
            return after or (following.text if not following.is_heading else "")
    return ""
