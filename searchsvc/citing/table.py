"""A list of sources as rows of a table."""

from collections.abc import Iterator, Sequence

from flask import g

from searchsvc.citing.citation import Citation


def table(citations: Sequence[Citation]) -> Iterator[tuple[str, ...]]:
    """The heads of the columns, then a row for each."""
    _ = g.language.gettext
    yield (
        *(_("Nummer"), _("Tittel"), _("Utgiver"), _("Hva det er"), _("Dato")),
        *(_("Adresse"), _("Kontrollert"), _("Språk"), _("Merknad")),
    )
    for number, citation in enumerate(citations, start=1):
        day = citation.day.isoformat() if citation.day else str(citation.year or "")
        yield (
            *(str(number), citation.title, citation.publisher, citation.what, day),
            *(citation.address, citation.checked.isoformat(), citation.language, citation.note),
        )
