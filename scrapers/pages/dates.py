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
    rf"|\b(?P<sd>\d{{1,2}})/(?P<sm>\d{{1,2}})\s?[-–]\s?(?P<sy>\d{{4}})\b"
    rf"|\b(?P<day>\d{{1,2}})\.?\s*(?P<month>{MONTH})\b\.?\s*(?P<year>\d{{4}})?"
    rf"|\b(?P<english>{MONTH})\s+(?P<eday>\d{{1,2}}),\s*(?P<eyear>\d{{4}})",
    re.IGNORECASE,
)
CLOCK = re.compile(r"\b(?:kl\.?\s*)?([01]?\d|2[0-3])[.:]([0-5]\d)\b(?!\.\d)")
# "10-11.30", "22-23.10": hours or days, so none of it is read as a clock time.
MIXED = re.compile(r"(?<![\d.:])\d{1,2}\s*[-–]\s*\d{1,2}[.:]\d\d")
# "kl. 10", "kl. 10–11.30", "klokka 9 til 12": after this word, hours need no minutes, and minutes
# no point: "kl 0930".
OCLOCK = re.compile(
    r"\b(?:kl\.?|klokk[ae]n?)\s*(\d{1,2})(?:[.:]?(\d\d))?\b"
    r"(?:\s*(?:[-–]|til)\s*(?:kl\.?\s*)?(\d{1,2})(?:[.:]?(\d\d))?\b)?(?!\.\s?\d)",
    re.IGNORECASE,
)
# "22, 23, 29 og 30. september 2026", "22.–23. september": days that share a month.
DAYS = re.compile(
    r"(?<![\d.:])((?:\d{1,2}\.?(?:\s*,\s*|\s+(?:og|til|and)\s+|\s*[-–]\s*))*+\d{1,2})\.?"
    rf"\s*({MONTH})\b\.?(?:\s*(\d{{4}})\b)?",
    re.IGNORECASE,
)
RUN = re.compile(r"(?<!\d)(\d+)\.?\s*(?:[-–]|til)\s*(\d+)")
MONTH_YEAR = re.compile(
    rf"\b(?:(?:\d{{1,2}}\.\s*)?({MONTH})\.?|(?:\d{{1,2}}\.)?(\d{{1,2}})[./])\s*(\d{{4}})\b"
    r"|\b(\d{4})-(\d{2})(?:-\d{2})?\b",
    re.IGNORECASE,
)
CLOCKED = re.compile(r"\d{1,6}|\d{1,3}(?::\d{1,2}){1,2}")
SPELT = re.compile(
    r"(?:(\d{1,2})\s*d)?t?(?:(\d{1,3})\s*(?:t|h)(?:ime(?:r|ar)?|ours?)?)?\.?\s*(?:og\s*)?"
    r"(?:(\d{1,5})\s*m(?:in(?:utt(?:er|ar)?|utes?)?)?)?\.?\s*(?:og\s*)?"
    r"(?:(\d{1,6})(?:\.\d+)?\s*s(?:ek(?:under|undar)?)?)?\.?"
)
# "28. september – 2. oktober": all days between, too.
ACROSS = re.compile(rf"({MONTH})\b\.?\s*(\d{{4}})?\s*(?:[-–]|til)\s*\d{{1,2}}\.", re.IGNORECASE)
CLOCK_THEN_DAY = re.compile(
    rf"\d[.:]\d\d\s*(?:[-–]|til)\s*(?:\w+dag\s+)?\d{{1,2}}\.?\s*(?:{MONTH})\b", re.IGNORECASE
)
LONGEST_TEXT = 2_000
LONGEST_DURATION = 60
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


def find_days(text: str) -> list[date]:
    """The days in a text, in order; those that share a month, or take a later one's year, too."""
    text = text[:LONGEST_TEXT]
    found: list[tuple[int, list[date]]] = []
    year = None
    for match in reversed(list(DAYS.finditer(text))):
        numbers, month, written = match.groups()
        year = int(written) if written else year
        if year:
            days = (_valid(year, MONTHS[month.lower()], number) for number in _numbers(numbers))
            found.append((match.start(), [day for day in days if day]))
    spans = [match.span() for match in DAYS.finditer(text)]
    for match in DATE.finditer(text):
        day = _date(match, None)
        if day and not any(first <= match.start() < last for first, last in spans):
            found.append((match.start(), [day]))
    return [day for _, days in sorted(found) for day in days]


def find_year_days(text: str) -> Iterator[str]:
    """The days in a text whatever the year, as "02-15"."""
    for numbers, month, _ in DAYS.findall(text[:LONGEST_TEXT]):
        for number in _numbers(numbers):
            if _valid(2024, MONTHS[month.lower()], number):
                yield f"{MONTHS[month.lower()]:02}-{number:02}"


def _numbers(text: str) -> list[int]:
    """The numbers of "22, 23, 29 og 30", and all of a run such as "22.–24."."""
    runs = [range(int(first), int(last) + 1) for first, last in RUN.findall(text)]
    return sorted({*map(int, re.findall(r"\d+", text)), *(n for run in runs for n in run)})


def find_clocks(text: str) -> list[time]:
    """The clock times in a text, in order: 10.00, 10:00, kl. 9.30, kl. 10–11."""
    text = OCLOCK.sub(_with_minutes, text)
    return [time(int(hour), int(minute)) for hour, minute in CLOCK.findall(MIXED.sub("", text))]


def _with_minutes(match: re.Match[str]) -> str:
    hour, minute, later, last = match.groups()
    first = f"kl. {int(hour):02}:{minute or '00'}"
    return f"{first} til {int(later):02}:{last or '00'}" if later else first


def event_periods(days: list[date], hours: str) -> tuple[Period, ...]:
    """The periods of an event of these days (first and last are enough) with this `Tid:`."""
    if not days:
        return ()
    hours = hours[:LONGEST_TEXT]
    first, last = min(days), max(days)
    clocks = find_clocks(hours)
    starts, ends = [*clocks, None, None][:2]
    named = [] if ACROSS.search(hours) else sorted(_named_days(hours, first))
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
    for numbers, month, _ in DAYS.findall(hours):
        for number in _numbers(numbers):
            years = (first.year, first.year + 1)
            dates = (_valid(year, MONTHS[month.lower()], number) for year in years)
            yield from [day for day in dates if day and day >= first][:1]


def _clock_per_day(hours: str, named: list[date]) -> bool:
    """Whether each clock time has its own day: "11.00 (11. nov.) - 13.00 (12. nov.)"."""
    in_brackets = len(re.findall(r"\d[.:]\d\d\s*\(", hours)) == 2
    return len(named) == 2 and (in_brackets or CLOCK_THEN_DAY.search(hours) is not None)


def _date(match: re.Match[str], year: int | None) -> date | None:
    part = match.groupdict()
    if part["iso"]:
        return _valid(*map(int, part["iso"].split("-")))
    if part["d"]:
        return _valid(int(part["y"]), int(part["m"]), int(part["d"]))
    if part["sd"]:
        return _valid(int(part["sy"]), int(part["sm"]), int(part["sd"]))
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
    """A project's duration, as whole months: "Okt 2022 - Jun 2023", "10.2022–06.2023"."""
    found = [_month(*match.groups()) for match in MONTH_YEAR.finditer(text)]
    if len(found) != 2 or None in found:
        return None
    first, last = found
    if not first or not last or not (1, 1) <= first <= last:
        return None
    return Period(first=date(*first, 1), last=date(*last, monthrange(*last)[1]))


def _month(name: str, number: str, year: str, iso_year: str, iso: str) -> tuple[int, int] | None:
    month = MONTHS[name.lower()] if name else int(number or iso)
    return (int(year or iso_year), month) if 1 <= month <= 12 else None


def find_duration(text: str) -> int | None:
    """Seconds of "29:44", "1:02:03", "PT29M44S", "29 min", "1 t 5 min"."""
    text = text.strip().lower()
    if len(text) > LONGEST_DURATION:
        return None
    if CLOCKED.fullmatch(text):
        parts = [int(part) for part in text.split(":")]
        return sum(part * (1, 60, 3600)[power] for power, part in enumerate(reversed(parts)))
    match = SPELT.fullmatch(text.removeprefix("p"))
    if not match or not any(match.groups()):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
