"""A list of sources as rows of a table."""

from collections.abc import Iterable, Iterator

from flask import g

from searchsvc.citing.citation import Citation


def table(citations: Iterable[Citation]) -> Iterator[tuple[str, ...]]:
    """The heads of the columns, then a row for each."""
    _ = g.language.gettext
    yield (
        *(_("Nummer"), _("Tittel"), _("Utgiver"), _("Hva det er"), _("Dato")),
        *(_("Adresse"), _("Kontrollert"), _("Språk"), _("Merknad")),
    )
    for citation in citations:
        day = citation.day.isoformat() if citation.day else str(citation.year or "")
        yield (
            *(str(citation.number), citation.title, citation.publisher, citation.what, day),
            *(citation.address, citation.checked.isoformat(), citation.language, citation.note),
        )
