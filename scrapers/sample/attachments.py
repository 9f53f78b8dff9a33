"""The files beside a page of guidance: a Word file to use, and old PDFs that cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scrapers.sample.answers import PDF, WORD, Answer, found
from scrapers.sample.docx import docx
from scrapers.sample.edition import Edition
from scrapers.sample.pdf import broken_pdf, encrypted_pdf, endless_pdf, scanned_pdf
from scrapers.sample.schedule import changed_on

FOLDER = Path(__file__).parent / "attachments"
RAIN = (
    "Døgnverdier, utskrift av måleserie",
    "Millimeter per døgn står i regnearket som fulgte rapporten i 1998.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file with the words of its link."""

    words: str
    path: str
    media: str
    body: bytes


def attachments_of(page: str) -> tuple[Attachment, ...]:
    """The files beside a text, by its id."""
    return _attachments().get(page, ())


def print_attachments(edition: Edition) -> Mapping[str, Answer]:
    """The answer at the path of every file whose page there is."""
    return {
        file.path: found(file.body, file.media, changed_on(edition.texts[page], edition.today))
        for page, files in _attachments().items()
        if page in edition.texts
        for file in files
    }


@cache
def _attachments() -> Mapping[str, tuple[Attachment, ...]]:
    template = (FOLDER / "driftsinstruks.md").read_text(encoding="utf-8")
    title = "Mal for driftsinstruks"
    return {
        "overvann-ansvar": (
            _file(
                "Mal for driftsinstruks (Word)", "driftsinstruks.docx", docx(template, title=title)
            ),
        ),
        "klimaprofil": (
            _file("Kartlegging fra 1998, skannet (PDF)", "kartlegging-1998.pdf", scanned_pdf(4)),
            _file("Døgnverdier for nedbør (PDF)", "dognverdier.pdf", endless_pdf(11_000, RAIN)),
            _file("Beregninger, låst for redigering (PDF)", "beregninger.pdf", encrypted_pdf()),
            _file("Foredrag fra fagdagen (PDF)", "fagdag.pdf", broken_pdf()),
        ),
    }


def _file(words: str, name: str, body: bytes) -> Attachment:
    media = WORD if name.endswith(".docx") else PDF
    return Attachment(words=words, path=f"/globalassets/vedlegg/{name}", media=media, body=body)
