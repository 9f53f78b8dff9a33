"""A list as a table: CSV (RFC 4180) in UTF-8, with the mark by which Excel knows that."""

import csv
from codecs import BOM_UTF8
from io import StringIO

from flask import g

from index.query import Facet
from index.record import Record, state_of
from index.results import Hit
from searchsvc.asking import showing
from searchsvc.facts import period_text
from searchsvc.formats.listing import Listing
from searchsvc.language import title_case
from searchsvc.site import thing_address
from searchsvc.wording import state_name, value_name

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def to_table(listing: Listing) -> bytes:
    """A row for each thing."""
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(_columns())
    for hit in listing.page.hits:
        rows.writerow(map(_cell, _row(hit)))
    return BOM_UTF8 + text.getvalue().encode()


def _cell(value: object) -> str:
    """The value as text; what a spreadsheet would take for a formula stands behind a '."""
    text = "" if value is None else str(value).replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def _columns() -> list[str]:
    _ = g.language.gettext
    return [
        _("Type"), _("Tittel"), _("Utgiver"), _("Adresse"), _("Side i søket"), _("Språk"),
        _("Publisert"), _("Endret"), _("Temaer"), _("Tilstand"), _("Når"), _("Sted"), _("Frist"),
        _("Hvem kan søke"), _("Søker"), _("Fylke"), _("Kommune"), _("Støtte"), _("Status"),
        _("Søknadsår"), _("Episode"), _("Steg"),
    ]  # fmt: skip


def _row(hit: Hit) -> list[object]:
    record, resource = hit.record, hit.record.resource
    state = state_of(resource, showing().now)
    event, project, grant = resource.event, resource.project, resource.grant
    periods = event.periods if event else ()
    return [
        showing().kind(resource.kind),
        resource.title,
        resource.publisher,
        resource.address,
        thing_address(record.id),
        resource.language,
        resource.published,
        resource.modified,
        _named(Facet.TOPIC, record.topics),
        state_name(state) if state else "",
        "; ".join(period_text(period, g.language) for period in periods),
        event.place if event else "",
        _deadlines(record),
        grant.applicants if grant else "",
        title_case(project.applicant) if project else "",
        project.county if project else resource.example.county if resource.example else "",
        _named(Facet.MUNICIPALITY, record.municipalities),
        project.amount if project else None,
        value_name(Facet.STATUS, project.status) if project else "",
        project.year if project else None,
        resource.episode.number if resource.episode else None,
        resource.step,
    ]


def _named(facet: Facet, values: tuple[str, ...]) -> str:
    return "; ".join(value_name(facet, value) for value in values)


def _deadlines(record: Record) -> str:
    calls = record.resource.grant.calls if record.resource.grant else ()
    due = (call.due(showing().today) or call.deadline for call in calls)
    return "; ".join(day.isoformat() for day in due if day)
