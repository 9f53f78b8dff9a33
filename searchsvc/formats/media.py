"""Which formats there are: the ending of their addresses, their media type, how much they hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

PAGE = "text/html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format; `most` is how many things one answer holds, `size` how many unless asked."""

    ending: str
    type: str
    size: int
    most: int


ATOM = Format(ending="atom", type="application/atom+xml", size=50, most=50)
CALENDAR = Format(ending="ics", type="text/calendar", size=500, most=500)
TABLE = Format(ending="csv", type="text/csv", size=1_000, most=1_000)
DATA = Format(ending="json", type="application/json", size=10, most=1_000)
FORMATS: Mapping[str, Format] = {kind.ending: kind for kind in (ATOM, CALENDAR, TABLE, DATA)}
TYPES = {kind.type: kind for kind in FORMATS.values()}


def preferred_format() -> Format | None:
    """The format that the reader would rather have than a page."""
    return TYPES.get(request.accept_mimetypes.best_match((PAGE, *TYPES), PAGE) or PAGE)
