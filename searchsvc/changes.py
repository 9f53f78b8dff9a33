"""What changed in a thing, as sentences: "Endret 3. mars 2026: nytt tidspunkt"."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from itertools import groupby
from typing import Any

from flask import g

from index.history import value_of
from index.record import Change, Fact, Record
from index.resource import OSLO, Call, Period
from searchsvc.facts import period_text
from searchsvc.language import Language

RECENT = timedelta(days=30)
AWAITED = (Fact.PERIODS, Fact.PLACE, Fact.CALLS)


def changes_of(changes: Iterable[Change], language: Language) -> list[str]:
    """A sentence for each day on which something changed, the latest first."""
    sentences = []
    for day, of_day in groupby(changes, key=lambda change: change.at.astimezone(OSLO).date()):
        texts = ", ".join(dict.fromkeys(_text(change, language) for change in of_day))
        sentences.append(
            language.gettext("Endret %(day)s: %(what)s", day=language.day(day), what=texts)
        )
    return sentences


def recent_changes(record: Record) -> list[str]:
    """What was changed of late in when, where or until when, so that nobody comes in vain."""
    since = g.now - RECENT
    told = (c for c in record.changes if c.at >= since and c.before and c.fact in AWAITED)
    return changes_of(told, g.language)


def _text(change: Change, language: Language) -> str:
    before, after = (value_of(change.fact, text) for text in (change.before, change.after))
    is_set, is_other, is_gone = _wordings(language)[change.fact]
    what = is_set if not before else is_other if after else is_gone
    then = _value(before, language)
    return language.gettext("%(what)s (før: %(then)s)", what=what, then=then) if then else what


def _value(value: Any, language: Language) -> str:
    """A value in words; empty for an address, which says nothing, and where there is none."""
    if isinstance(value, str):
        return "" if "://" in value else value
    return "; ".join(filter(None, (_part(part, language) for part in value)))


def _part(part: Period | Call, language: Language) -> str:
    if isinstance(part, Period):
        return period_text(part, language)
    return language.day(part.deadline) if part.deadline else ""


@cache
def _wordings(language: Language) -> Mapping[Fact, tuple[str, str, str]]:
    """Of each fact what is said when it is set, when it is another, and when it is gone."""
    _ = language.gettext
    return {
        Fact.TITLE: (_("ny tittel"), _("ny tittel"), _("tittelen er tatt bort")),
        Fact.PERIODS: (
            _("tidspunktet er satt"),
            _("nytt tidspunkt"),
            _("tidspunktet er tatt bort"),
        ),
        Fact.PLACE: (_("stedet er satt"), _("nytt sted"), _("stedet er tatt bort")),
        Fact.SIGNUP: (
            _("påmeldingen er åpnet"),
            _("ny påmelding"),
            _("påmeldingen er stengt"),
        ),
        Fact.RECORDING: (
            _("opptaket er lagt ut"),
            _("nytt opptak"),
            _("opptaket er tatt bort"),
        ),
        Fact.CALLS: (
            _("søknadsfristen er satt"),
            _("ny søknadsfrist"),
            _("søknadsfristen er tatt bort"),
        ),
        Fact.STATUS: (_("status er satt"), _("ny status"), _("status er tatt bort")),
    }
