"""Dates as Norwegian, English and HTTP texts write them, whatever the locale of the machine."""

from datetime import date

NORWEGIAN = (
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
)
ENGLISH = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def long_date(day: date, language: str = "nb") -> str:
    """Write "16. oktober 2026", or "16 October 2026" in an English text."""
    if language == "en":
        return f"{day.day} {ENGLISH[day.month - 1]} {day.year}"
    return f"{day.day}. {NORWEGIAN[day.month - 1]} {day.year}"


def dotted_date(day: date) -> str:
    """Write "16.02.2021"."""
    return f"{day:%d.%m.%Y}"


def american_date(day: date) -> str:
    """Write "Feb 16, 2021", as the podcast host writes it."""
    return f"{ENGLISH[day.month - 1][:3]} {day.day}, {day.year}"


def month_segment(day: date) -> str:
    """Write "februar-2021", the part of an event's address."""
    return f"{NORWEGIAN[day.month - 1]}-{day.year}"


def http_date(day: date) -> str:
    """Midnight of the day as RFC 9110 writes it."""
    return f"{_rfc_day(day)} 00:00:00 GMT"


def feed_date(day: date) -> str:
    """Five in the morning of the day as RFC 822 and the feeds write it."""
    return f"{_rfc_day(day)} 05:00:00 +0000"


def _rfc_day(day: date) -> str:
    month = ENGLISH[day.month - 1][:3]
    return f"{WEEKDAYS[day.weekday()]}, {day.day:02d} {month} {day.year}"
