"""The days that readers write: 2023, 2023-06, 2023-06-30, 30.6.2023."""

import re
from calendar import monthrange
from datetime import date

Days = tuple[date, date]  # the first and the last, both included

WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?"
    r"|(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})",
    re.ASCII,
)


def read_days(text: str) -> Days | None:
    """The days of a year, of a month, or a day alone; None where it is none of these."""
    match = WRITTEN.fullmatch(text.strip())
    if not match:
        return None
    year = int(match["year"] or match["y"])
    month, day = match["month"] or match["m"], match["day"] or match["d"]
    first_month, last_month = (int(month), int(month)) if month else (1, 12)
    try:
        last_day = monthrange(year, last_month)[1]
        first, last = (int(day), int(day)) if day else (1, last_day)
        return date(year, first_month, first), date(year, last_month, last)
    except ValueError:  # 31.2.2023
        return None
