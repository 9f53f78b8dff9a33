"""When things happen: the days of a text, counted from the site's today."""

import re
from datetime import date, timedelta
from zlib import crc32

from scrapers.sample.content import Text
from scrapers.sample.dates import long_date

DAY = re.compile(r"\{\{\s*day:\s*([+-]?\d+)\s*\}\}")
A_YEAR = timedelta(days=365)


def days_from(today: date, count: int) -> date:
    """The day that lies so many days from today; negative is past."""
    return today + timedelta(days=count)


def days_of(text: Text, today: date) -> tuple[date, ...]:
    """The days of a text in order: those of an event, the one of an episode or a notice."""
    fields = text.fields
    if "date" in fields:
        return (fields["date"],)
    return tuple(
        days_from(today, count) for count in sorted(fields.get("days", [fields.get("day")]))
    )


def is_held(text: Text, today: date) -> bool:
    """Whether the last day of an event is past."""
    return days_of(text, today)[-1] < today


def is_old(day: date, today: date) -> bool:
    """Whether a notice is so old that its page says so."""
    return today - day > A_YEAR


def changed_on(text: Text, today: date) -> date:
    """The day on which the page last changed; never after today."""
    return min(today, _CHANGES[text.kind](text, today))


def with_dates(prose: str, text: Text, today: date) -> str:
    """The prose with each ``{{day:-40}}`` written out in the language of the text."""
    return DAY.sub(lambda m: long_date(days_from(today, int(m[1])), text.language), prose)


def _guidance(text: Text, today: date) -> date:
    return days_from(today, text.fields["revised"])


def _published(text: Text, today: date) -> date:
    published = days_of(text, today)[0]
    return published + A_YEAR + timedelta(days=1) if is_old(published, today) else published


def _event(text: Text, today: date) -> date:
    days = days_of(text, today)
    if is_held(text, today):
        return days[-1] + timedelta(days=5 if "recording" in text.fields else 1)
    return min(days[0] - timedelta(days=45), days_from(today, -(crc32(text.id.encode()) % 9)))


def _episode(text: Text, today: date) -> date:
    return days_of(text, today)[0]


def _project(text: Text, _: date) -> date:
    number = crc32(text.id.encode())
    return date(text.fields["year"] + 1, number % 12 + 1, number // 12 % 28 + 1)


def _grant(text: Text, today: date) -> date:
    deadline = text.fields.get("deadline", 0)
    closed = deadline + 1 if deadline < 0 else text.fields["opened"]
    return days_from(today, max(text.fields["opened"], closed))


_CHANGES = {
    "guidance": _guidance,
    "event": _event,
    "episode": _episode,
    "project": _project,
    "grant": _grant,
    "news": _published,
    "example": _episode,
}
