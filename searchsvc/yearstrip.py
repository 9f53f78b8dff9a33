"""The year ahead as a line: its months, and where on it the deadlines lie. In percent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MONTHS = 12
APART = 7.0  # percent between two labels on one level
LEVELS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A day on the line; `level` counts upwards where labels would overlap."""

    day: date
    at: float
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Twelve months from the first of this one, today, and the days that are marked."""

    months: tuple[Mark, ...]
    today: float
    marks: tuple[Mark, ...]


def year_strip(today: date, days: Iterable[date]) -> Strip:
    """The strip of a year that begins with this month; later days are left out."""
    starts = [_month_after(today, number) for number in range(MONTHS + 1)]
    begin, end = starts[0], starts[-1]

    def at(day: date) -> float:
        return round(100 * (day - begin).days / (end - begin).days, 2)

    marks: list[Mark] = []
    for day in sorted({day for day in days if day < end}):
        near = {mark.level for mark in marks if at(day) - mark.at < APART}
        level = next((level for level in range(LEVELS) if level not in near), LEVELS - 1)
        marks.append(Mark(day=day, at=at(day), level=level))
    months = tuple(Mark(day=day, at=at(day)) for day in starts[:-1])
    return Strip(months=months, today=at(today), marks=tuple(marks))


def _month_after(day: date, number: int) -> date:
    years, month = divmod(day.month - 1 + number, 12)
    return date(day.year + years, month + 1, 1)
