"""Read an example: what a municipality has done, with a box of facts."""

from collections.abc import Sequence
from typing import Any

from index.resource import Example
from scrapers.pages.labels import take_labels
from scrapers.pages.page import HtmlPage, Line

BOX = "Fakta"


def read_example(_: HtmlPage, lines: Sequence[Line]) -> tuple[dict[str, Any], list[Line]]:
    """The example's own part of a Resource, and the lines that are left."""
    own = [line for line in lines if not (line.is_heading and line.text == BOX)]
    found = take_labels(own, ("Kommune", "Fylke"))
    example = Example(municipality=found.text("Kommune"), county=found.text("Fylke"))
    return {"example": example}, found.rest
