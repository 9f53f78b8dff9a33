"""The PDFs of a project: a link is written only where the file is there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scrapers.sample.answers import PDF, Answer, found
from scrapers.sample.content import Text
from scrapers.sample.edition import Edition, texts_of
from scrapers.sample.schedule import changed_on

FILES = {"Søknad": "{id}-soknad", "Tilsagn": "{id}-tilsagn", "Rapport": "{id}"}
PATHS = {"Søknad": "{id}-soknad", "Tilsagn": "{id}-tilsagn", "Rapport": "{id}-rapport"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A PDF with its label on the page of the project; the size is in kB."""

    label: str
    path: str
    file: Path
    size: int


def documents_of(edition: Edition, text: Text) -> list[Document]:
    """The documents of a project, in the order of the labels."""
    return list(_documents(edition, text))


def print_documents(edition: Edition) -> Mapping[str, Answer]:
    """The answer at the path of every document of every project."""
    return {
        document.path: _answer(document, changed_on(text, edition.today))
        for text in texts_of(edition, "project")
        for document in _documents(edition, text)
    }


def _answer(document: Document, day: date) -> Answer:
    """The file, that says of itself that it was made on the day of its page."""
    made = re.sub(rb"(?<=Date \(D:)\d{8}", f"{day:%Y%m%d}".encode(), document.file.read_bytes())
    return found(made, PDF, day)


def _documents(edition: Edition, text: Text) -> Iterator[Document]:
    for label, name in FILES.items():
        file = edition.reports / f"{name.format(id=text.id)}.pdf"
        if file.exists() and (label != "Rapport" or text.fields.get("report")):
            path = f"/globalassets/klimasats/{PATHS[label].format(id=text.id)}.pdf"
            size = max(1, file.stat().st_size // 1000)
            yield Document(label=label, path=path, file=file, size=size)
