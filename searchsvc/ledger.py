"""How the visits to a source went, as readers are told it."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from flask import g

from index.resource import Outcome
from index.results import SourceCoverage
from searchsvc.language import Language

FETCHED = (Outcome.READ, Outcome.LISTED)
LEFT_OUT = (Outcome.MOVED, Outcome.GONE, Outcome.EMPTY, Outcome.REFUSED)  # each with its reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Fared:
    """A source, with the counts of its addresses, and why some were refused or failed."""

    source: SourceCoverage
    counts: tuple[tuple[str, int], ...]
    refused: tuple[tuple[str, int], ...]
    failed: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """How much of a source is held: `share` is in percent of what should be, None of nothing."""

    source: SourceCoverage
    left_out: int
    fetched: int
    share: int | None
    reasons: tuple[tuple[str, int], ...]


def covered(source: SourceCoverage) -> Covered:
    """How much of a source is held, in the reader's language."""
    _ = g.language.gettext
    count = Counter(source.outcomes)
    left_out = sum(count[outcome] for outcome in LEFT_OUT)
    fetched = sum(count[outcome] for outcome in (*FETCHED, Outcome.UNCHANGED))
    due = source.known - left_out
    waiting = due - fetched - count[Outcome.FAILED]
    named = [
        (_("flyttet"), count[Outcome.MOVED]),
        (_("borte"), count[Outcome.GONE]),
        (_("uten innhold"), count[Outcome.EMPTY]),
        *_why(source.reasons.get(Outcome.REFUSED, {}), g.language),
        *_why(source.reasons.get(Outcome.FAILED, {}), g.language),
        (_("ikke besøkt ennå"), max(0, waiting)),
    ]
    return Covered(
        source=source,
        left_out=left_out,
        fetched=fetched,
        share=min(100, 100 * fetched // due) if due > 0 else None,
        reasons=tuple((name, number) for name, number in named if number),
    )


def fared(source: SourceCoverage) -> Fared:
    """What is told of a source, in the reader's language."""
    _ = g.language.gettext
    count = Counter(source.outcomes)
    return Fared(
        source=source,
        counts=(
            (_("Kjente adresser"), source.known),
            (_("Hentet"), sum(count[outcome] for outcome in FETCHED)),
            (_("Uendret siden sist"), count[Outcome.UNCHANGED]),
            (_("Flyttet"), count[Outcome.MOVED]),
            (_("Borte"), count[Outcome.GONE]),
            (_("Uten innhold"), count[Outcome.EMPTY]),
            (_("Ikke lest"), count[Outcome.REFUSED]),
            (_("Feilet"), count[Outcome.FAILED]),
        ),
        refused=_why(source.reasons.get(Outcome.REFUSED, {}), g.language),
        failed=_why(source.reasons.get(Outcome.FAILED, {}), g.language),
    )


def _why(reasons: Mapping[str, int], language: Language) -> tuple[tuple[str, int], ...]:
    """The reasons of the crawler in the reader's words, the most frequent first."""
    told: Counter[str] = Counter()
    for reason, count in reasons.items():
        told[_in_words(reason, language)] += count
    return tuple(told.most_common())


def _in_words(reason: str, language: Language) -> str:
    _ = language.gettext
    for pattern, words in (
        (r"^robots\.txt$", _("nettstedet ber oss la siden være (robots.txt)")),
        (r"noindex", _("siden ber om ikke å bli søkt i (noindex)")),
        (r"^HTTP 40[13]", _("siden er stengt for oss")),
        (r"private address", _("adressen ligger i et privat nett")),
        (r"^document|too many pages", _("dokumentet kan ikke leses")),
        (r"^not a page|in place of a document|not a feed", _("det er ingen side")),
        (r"^robots\.txt could not be read", _("nettstedets robots.txt kunne ikke leses")),
        (r"^robots\.txt asks|^host is left", _("nettstedet skal få fred en stund")),
        (r"^HTTP 5", _("nettstedet meldte feil")),
        (r"(?i)timeout|no answer|no end within", _("nettstedet svarte ikke i tide")),
        (r"too large", _("svaret er for stort")),
        (r"^could not be read", _("siden lot seg ikke lese")),
    ):
        if re.search(pattern, reason):
            return words
    return _("andre grunner")
