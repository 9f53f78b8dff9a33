"""Read a project that got support: labelled fields in the old and the new template."""

import re
from collections.abc import Sequence
from typing import Any

from index.resource import Link, Project
from scrapers.pages.dates import month_period
from scrapers.pages.labels import Labelled, take_labels
from scrapers.pages.page import HtmlPage, Line

LABELS = (
    "Fylke",
    "Søker",
    "Tilskudd",
    "Status",
    "Varighet av prosjekt",
    "Type tiltak",
    "Prosjektnavn",
    "Søknadsår",
    "Søknad",
    "Tilsagn",
    "Rapport",
)
DOCUMENTS = ("Søknad", "Tilsagn", "Rapport")
TYPE_LINE = "Klimasats-prosjekt"
AMOUNT = re.compile(
    r"(?:kr|nok)?\.?\s*(\d{1,3}(?:[\s.]?\d{3})*)(?:,(?:\d\d|-|–))?\s*(?:kr|kroner|nok)?\.?",
    re.IGNORECASE,
)
YEAR = re.compile(r"/(20\d\d)/")


def read_project(page: HtmlPage, lines: Sequence[Line]) -> tuple[dict[str, Any], list[Line]]:
    """The project's own part of a Resource, and the lines that are left."""
    found = take_labels([line for line in lines if line.text != TYPE_LINE], LABELS)
    project = Project(
        county=found.text("Fylke"),
        applicant=found.text("Søker"),
        amount=_amount(found.text("Tilskudd")),
        status=found.text("Status"),
        year=_number(found.text("Søknadsår")) or _year(page.canonical),
        period=month_period(found.text("Varighet av prosjekt")),
        measures=tuple(filter(None, map(str.strip, found.text("Type tiltak").split(",")))),
        documents=tuple(_documents(found)),
    )
    return {"project": project}, found.rest


def _amount(text: str) -> int | None:
    """Kroner: "2 000 000", "kr 350 000,-"; None for what is not written out, as "2 mill."."""
    match = AMOUNT.fullmatch(text)
    return _number(match.group(1)) if match else None


def _number(text: str) -> int | None:
    digits = re.sub(r"\D", "", text)
    return int(digits) if 0 < len(digits) < 15 else None


def _year(address: str) -> int | None:
    match = YEAR.search(address)
    return int(match.group(1)) if match else None


def _documents(found: Labelled) -> list[Link]:
    return [
        Link(target=target, text=label)
        for label in DOCUMENTS
        for line in found.fields.get(label, [])
        for target, _ in line.links
    ]
