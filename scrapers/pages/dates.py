"""Norwegian dates and clock times, as the sites write them.

A day and a month are never guessed: a form that is not listed here is not a date.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, time, timedelta

from index.resource import Period

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jan january",
            "februar feb february",
            "mars mar march",
            "april apr",
            "mai may",
            "juni jun june",
            "juli jul july",
            "august aug",
            "september sept sep",
            "oktober okt october oct",
            "november nov",
            "desember des december dec",
        ),
        1,
    )
    for name in names.split()
}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DATE = re.compile(
    rf"(?P<iso>\b\d{{4}}-\d{{2}}-\d{{2}})"
    rf"|\b(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\s?(?P<y>\d{{4}})\b"
    rf"|\b(?P<day>\d{{1,2}})\.?\s*(?P<month>{MONTH})\b\.?\s*(?P<year>\d{{4}})?"
    rf"|\b(?P<english>{MONTH})\s+(?P<eday>\d{{1,2}}),\s*(?P<eyear>\d{{4}})",
    re.IGNORECASE,
)
CLOCK = re.compile(r"\b(?:kl\.?\s*)?([01]?\d|2[0-3])[.:]([0-5]\d)\b(?!\.\d)")
# "10-11.30", "22-23.10": hours or days, so none of it is read as a clock time.
MIXED = re.compile(r"(?<![\d.:])\d{1,2}\s*[-–]\s*\d{1,2}[.:]\d\d")
DAYS = re.compile(rf"((?:\d{{1,2}}\.?(?:,\s*|\s+og\s+|\s*-\s*)?)+)\s*({MONTH})\b", re.IGNORECASE)
LONGEST_RUN = 14  # days of an event that is held every day


def find_dates(text: str, year: int | None = None) -> Iterator[date]:
    """The dates in a text, in order; those without a year get the given one, or are passed over."""
    for match in DATE.finditer(text):
        found = _date(match, year)
        if found:
            yield found


def parse_date(text: str) -> date | None:
    """The first date with a year in a text."""
    return next(find_dates(text), None)


def find_clocks(text: str) -> list[time]:
    """The clock times in a text, in order: 10.00, 10:00, kl. 9.30."""
    return [time(int(hour), int(minute)) for hour, minute in CLOCK.findall(MIXED.sub("", text))]


def event_periods(days: list[date], hours: str) -> tuple[Period, ...]:
    """The periods of an event of these days (first and last are enough) with this `Tid:`."""
    if not days:
        return ()
    first, last = min(days), max(days)
    clocks = find_clocks(hours)
    starts, ends = [*clocks, None, None][:2]
    named = sorted(_named_days(hours, first))
    if re.search(r"dag\s*1", hours, re.IGNORECASE) or _clock_per_day(hours, named):
        ends = clocks[-1] if len(clocks) > 1 else None
        return (Period(first=first, last=last, starts=starts, ends=ends),)
    held = [day for day in named if first <= day <= last] or _every_day(first, last)
    return tuple(Period(first=day, last=day, starts=starts, ends=ends) for day in held)


def _every_day(first: date, last: date) -> list[date]:
    run = (last - first).days
    if run > LONGEST_RUN:
        return [first, last]
    return [first + timedelta(days=number) for number in range(run + 1)]


def _named_days(hours: str, first: date) -> Iterator[date]:
    """Days such as "22, 23, 29 og 30. september", in the year of the first day or the next."""
    for numbers, month in DAYS.findall(hours):
        for number in re.findall(r"\d+", numbers):
            years = (first.year, first.year + 1)
            dates = (_valid(year, MONTHS[month.lower()], int(number)) for year in years)
            yield from [day for day in dates if day and day >= first][:1]


def _clock_per_day(hours: str, named: list[date]) -> bool:
    """Whether each clock time has its own day: "11.00 (11. nov.) - 13.00 (12. nov.)"."""
    return len(named) == 2 and len(re.findall(r"\d[.:]\d\d\s*\(", hours)) == 2


def _date(match: re.Match[str], year: int | None) -> date | None:
    part = match.groupdict()
    if part["iso"]:
        return _valid(*map(int, part["iso"].split("-")))
    if part["d"]:
        return _valid(int(part["y"]), int(part["m"]), int(part["d"]))
    if part["english"]:
        return _valid(int(part["eyear"]), MONTHS[part["english"].lower()], int(part["eday"]))
    known = int(part["year"]) if part["year"] else year
    return _valid(known, MONTHS[part["month"].lower()], int(part["day"])) if known else None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_period(text: str) -> Period | None:
    """A project's duration, "Okt 2022 - Jun 2023", as whole months."""
    found = re.findall(rf"\b({MONTH})\.?\s+(\d{{4}})", text, re.IGNORECASE)
    if len(found) != 2:
        return None
    first, last = ((int(year), MONTHS[month.lower()]) for month, year in found)
    if not 0 < first[0] <= last[0]:
        return None
    return Period(first=date(*first, 1), last=date(*last, monthrange(*last)[1]))
