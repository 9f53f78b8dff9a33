"""Read an example: what a municipality has done, with a box of facts."""

from collections.abc import Sequence
from typing import Any

from index.resource import Example
from scrapers.pages.agreement import Agreement
from scrapers.pages.labels import Labelled, Labels, read_labels
from scrapers.pages.lines import Line
from scrapers.pages.page import HtmlPage

LABELS: Labels = {"Kommune": ("Kommunenavn",), "Fylke": ()}
BOX = "Fakta"


def read_example(
    page: HtmlPage, lines: Sequence[Line], _: Agreement
) -> tuple[dict[str, Any], Labelled]:
    """The example's own part of a Resource, and what its labels left."""
    own = [line for line in lines if not (line.is_heading and line.text == BOX)]
    found = read_labels(page, own, LABELS)
    example = Example(municipality=found.text("Kommune"), county=found.text("Fylke"))
    return {"example": example}, found
