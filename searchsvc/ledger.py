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


@dataclass(frozen=True, slots=True, kw_only=True)
class Fared:
    """A source, with the counts of its addresses, and why some were refused or failed."""

    source: SourceCoverage
    counts: tuple[tuple[str, int], ...]
    refused: tuple[tuple[str, int], ...]
    failed: tuple[tuple[str, int], ...]


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
