"""Read a project that got support: labelled fields in the old and the new template."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from index.resource import Link, Project
from scrapers.pages.agreement import Agreement
from scrapers.pages.dates import month_period
from scrapers.pages.labels import Labelled, Labels, read_labels
from scrapers.pages.lines import Line
from scrapers.pages.page import HtmlPage
from scrapers.pages.structured import is_of, text_of, values_of

LABELS: Labels = {
    "Fylke": ("County",),
    "Søker": ("Søkar", "Tilskuddsmottaker", "Tilskotsmottakar", "Støttemottaker", "Mottaker"),
    "Tilskudd": ("Tilskot", "Støtte", "Beløp", "Støttebeløp", "Tilsagnsbeløp", "Innvilget"),
    "Status": ("Prosjektstatus",),
    "Varighet av prosjekt": ("Varighet", "Varigheit", "Periode", "Prosjektperiode"),
    "Type tiltak": ("Tiltakstype", "Tiltak"),
    "Prosjektnavn": ("Prosjektnamn",),
    "Søknadsår": ("Tildelingsår", "År"),
    "Søknad": (),
    "Tilsagn": (),
    "Rapport": ("Sluttrapport",),
}
DOCUMENTS = ("Søknad", "Tilsagn", "Rapport")
TYPE_LINE = "Klimasats-prosjekt"
AMOUNT = re.compile(
    r"(?:kr|nok)?\.?\s*(\d{1,3}(?:[\s.]?\d{3})*)(?:,(?:\d\d|-|–))?\s*(?:kr|kroner|nok)?\.?",
    re.IGNORECASE,
)
YEAR = re.compile(r"/(20\d\d)/")
MEASURE = re.compile("[,;]")


def read_project(
    page: HtmlPage, lines: Sequence[Line], agreement: Agreement
) -> tuple[dict[str, Any], Labelled]:
    """The project's own part of a Resource, and what its labels left."""
    own = [line for line in lines if line.text != TYPE_LINE]
    found = read_labels(page, own, LABELS, ("Type tiltak",))
    stated = _stated(page)

    def said(label: str) -> list[str]:
        return [*stated.get(label, ()), found.text(label)]

    measures = (stated.get("Type tiltak", []), found.texts("Type tiltak"))
    year = agreement.settle("year", map(_number, said("Søknadsår")), None)
    project = Project(
        county=agreement.settle("county", said("Fylke"), ""),
        applicant=agreement.settle("applicant", said("Søker"), ""),
        amount=agreement.settle("amount", map(_amount, said("Tilskudd")), None),
        status=agreement.settle("status", said("Status"), ""),
        year=year or _year(page.canonical),
        period=agreement.settle("period", map(month_period, said("Varighet av prosjekt")), None),
        measures=agreement.settle("measures", map(_measures, measures), ()),
        documents=tuple(_documents(found)),
    )
    return {"project": project}, found


def _stated(page: HtmlPage) -> dict[str, list[str]]:
    """What is said for machines by our labels: as properties with a name, as a grant's amount."""
    known = {name.lower(): label for label, more in LABELS.items() for name in (label, *more)}
    stated: dict[str, list[str]] = {}
    for item in page.items:
        for pair in values_of(item, "additionalProperty"):
            if isinstance(pair, dict):
                label = known.get(text_of(pair, "name").lower(), "")
                stated.setdefault(label, []).append(text_of(pair, "value"))
        if is_of(item, "Grant"):
            stated.setdefault("Tilskudd", []).append(text_of(item, "amount"))
    return stated


def _measures(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(part for text in texts for part in map(str.strip, MEASURE.split(text)) if part)


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


def _documents(found: Labelled) -> Iterator[Link]:
    for label in DOCUMENTS:
        for line in found.fields.get(label, []):
            yield from (Link(target=target, text=label) for target, _ in line.links)
