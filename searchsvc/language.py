"""The reader's language: message catalogues, dates and numbers. Messages are written in bokmål."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from importlib import resources
from io import BytesIO

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept

ALSO = {"nb": "Denne siden finnes også på bokmål.", "nn": "Denne sida finst òg på nynorsk.",
        "en": "This page is also available in English."}  # fmt: skip
LOCALES: Mapping[str, str] = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
NO_BREAK = "\u00a0"
DASH = "\u2060–\u2060"  # between clock times, where no line is broken
DAY = re.compile(r"(?<=\d\.) |(?<=\b\d) (?=[A-Za-z])|(?<=\b\d\d) (?=[A-Za-z])")  # "1. mai", "1 May"


@dataclass(frozen=True, slots=True)
class Language:
    """One of the languages that the service speaks."""

    code: str
    locale: Locale
    catalogue: NullTranslations

    def gettext(self, message: str, **values: object) -> str:
        """The message in this language, with the named values filled in."""
        return str(self.catalogue.ugettext(message)) % values if values else str(
            self.catalogue.ugettext(message)
        )  # fmt: skip

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        """The message that fits the number, which is filled in as `num`."""
        message = str(self.catalogue.ungettext(one, many, number))
        return message % {"num": self.number(number), **values}

    def markup(self, message: str, **values: object) -> Markup:
        """As gettext, for a page: the values are escaped."""
        text = _markup(str(self.catalogue.ugettext(message)))
        return text % values if values else text

    def plural_markup(self, one: str, many: str, number: int, **values: object) -> Markup:
        """As ngettext, for a page: the number stands as it is, the values are escaped."""
        text = _markup(str(self.catalogue.ungettext(one, many, number)))
        return text % {"num": number, **values}

    def number(self, number: int) -> str:
        """1 784, with spaces that do not break."""
        return _number(number, self.locale)

    def kroner(self, amount: int) -> str:
        """71,4 mill. kr or 480 000 kr, with spaces that do not break."""
        if amount < 1_000_000:
            return f"{self.number(amount)}{NO_BREAK}kr"
        millions = format_decimal(round(amount / 1_000_000, 1), locale=self.locale)
        return NO_BREAK.join((millions, self.gettext("mill."), "kr"))

    def day(self, day: date, form: str = "d. MMMM y") -> str:
        """A date; `form` is a CLDR pattern, in which English has no full stop after the day."""
        pattern = form.replace("d.", "d") if self.code == "en" else form
        return _day(day, pattern, self.locale)

    def clock(self, starts: time | None, ends: time | None = None) -> str:
        """Kl. 10.00–11.00; empty where no clock time is known."""
        if starts is None:
            return ""
        separator = ":" if self.code == "en" else "."
        times = (f"{at.hour:02}{separator}{at.minute:02}" for at in (starts, ends) if at)
        span = DASH.join(times)
        return NO_BREAK.join((self.gettext("kl."), span))

    def ago(self, moment: datetime, now: datetime) -> str:
        """I dag 06.12, i går, 20. november; with the year where it is another."""
        days = (now.date() - moment.date()).days
        if days == 0:
            return " ".join((self.gettext("i dag"), self.clock(moment.time())))
        if days == 1:
            return self.gettext("i går")
        return self.day(moment.date(), "d. MMMM" if moment.year == now.year else "d. MMMM y")

    def name(self, code: str) -> str:
        """The name of a language."""
        _ = self.gettext
        return {"nb": _("Bokmål"), "nn": _("Nynorsk"), "en": _("Engelsk")}.get(code, code)

    def minutes(self, seconds: int | None) -> str:
        """Whole minutes of so many seconds; empty where they are not known."""
        if not seconds:
            return ""
        return self.gettext("%(minutes)s min", minutes=max(1, round(seconds / 60)))

    def stopwatch(self, seconds: int) -> str:
        """12:05, or 1:02:05: how far into a recording."""
        minutes, rest = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


@lru_cache(10_000)
def _number(number: int, locale: Locale) -> str:
    return format_decimal(number, locale=locale).replace(" ", NO_BREAK)


@lru_cache(10_000)
def _day(day: date, pattern: str, locale: Locale) -> str:
    return DAY.sub(NO_BREAK, format_date(day, pattern, locale=locale))


@lru_cache(10_000)
def _markup(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - the messages are our own


def title_case(name: str) -> str:
    """LAUVDAL KOMMUNE as Lauvdal kommune; other names as they are."""
    if not name.isupper():
        return name
    small = {"kommune", "fylkeskommune", "herad", "og", "i"}
    words = (word.lower() for word in name.split())
    return " ".join(word if word in small else word.capitalize() for word in words)


def preferred(accepted: LanguageAccept) -> str | None:
    """The language of ours that a reader's browser asks for first; None where it asks for none."""
    asked = (tag.lower().partition("-")[0] for tag, quality in accepted if quality)
    ours = ("nb" if code == "no" else code for code in asked)
    return next((code for code in ours if code in LOCALES), None)


@cache
def language(code: str) -> Language:
    """The language with this code; its catalogue is read once."""
    source = resources.files("searchsvc").joinpath("translations", f"{code}.po")
    if not source.is_file():
        return Language(code, Locale.parse(LOCALES[code]), NullTranslations())
    with source.open("rb") as file:
        catalogue = read_po(file, locale=LOCALES[code])
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Language(code, Locale.parse(LOCALES[code]), Translations(compiled))
