"""What changed in a thing, as sentences: "Endret 3. mars 2026: nytt tidspunkt"."""

from collections.abc import Iterable
from itertools import groupby

from index.history import value_of
from index.record import Change, Fact
from index.resource import OSLO
from searchsvc.facts import period_text
from searchsvc.language import Language


def changes_of(changes: Iterable[Change], language: Language) -> list[str]:
    """A sentence for each day on which something changed, the latest first."""
    sentences = []
    for day, of_day in groupby(changes, key=lambda change: change.at.astimezone(OSLO).date()):
        texts = dict.fromkeys(_text(change, language) for change in of_day)
        when = language.day(day)
        sentences.append(
            language.gettext("Endret %(day)s: %(what)s", day=when, what=", ".join(texts))
        )
    return sentences


def _text(change: Change, language: Language) -> str:
    _ = language.gettext
    before, after = (value_of(change.fact, text) for text in (change.before, change.after))
    is_new = not before
    if change.fact is Fact.PERIODS and before:
        then = "; ".join(period_text(period, language) for period in before)
        return _("nytt tidspunkt (før: %(then)s)", then=then)
    if change.fact is Fact.CALLS and (days := [call.deadline for call in before if call.deadline]):
        then = "; ".join(language.day(day) for day in days)
        return _("ny søknadsfrist (før: %(then)s)", then=then)
    if change.fact is Fact.SIGNUP:
        return _signup(is_new, bool(after), language)
    if change.fact is Fact.RECORDING:
        return _("opptaket er lagt ut") if is_new else _("nytt opptak")
    if change.fact is Fact.STATUS and after:
        return _("ny status: %(status)s", status=after)
    return {
        Fact.TITLE: _("ny tittel"),
        Fact.PERIODS: _("tidspunktet er satt"),
        Fact.PLACE: _("nytt sted"),
        Fact.CALLS: _("søknadsfristen er satt"),
        Fact.APPLICANTS: _("andre kan søke"),
        Fact.MAXIMUM: _("nytt beløp"),
        Fact.STATUS: _("ny status"),
    }[change.fact]


def _signup(is_new: bool, is_there: bool, language: Language) -> str:
    _ = language.gettext
    if is_new:
        return _("påmeldingen er åpnet")
    return _("ny påmelding") if is_there else _("påmeldingen er stengt")
