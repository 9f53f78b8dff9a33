"""Read a PDF page by page."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from datetime import date

from pypdfium2 import PdfDocument, PdfiumError
from pypdfium2.raw import FPDF_ERR_PASSWORD

from index.resource import Passage
from scrapers.documents.document import (
    TOO_MANY_PAGES,
    Document,
    DocumentError,
    DocumentLimits,
    Fault,
)
from scrapers.documents.layout import paragraphs_of

FEWEST = 40  # letters in all different words; fewer are stamps on scanned pages
LONGEST_TITLE = 150
DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)")
EARLIEST = 1990
HYPHEN = "\x02"  # what PDFium makes of a hyphen and the end of its line


def read_pdf(body: bytes, limits: DocumentLimits) -> Document:
    """What a PDF says; raises DocumentError."""
    try:
        pdf = PdfDocument(body)
    except PdfiumError as error:
        sealed = error.err_code == FPDF_ERR_PASSWORD
        raise DocumentError(Fault.ENCRYPTED if sealed else Fault.BROKEN) from error
    with closing(pdf):
        lines, cut = _lines_of(pdf, limits)
        stated = pdf.get_metadata_dict()
    pages = paragraphs_of(lines)
    if _letters({word for page in pages for text in page for word in text.split()}) < FEWEST:
        raise DocumentError(Fault.NO_TEXT)
    passages = (
        Passage(text="\n".join(page), page=number) for number, page in enumerate(pages, 1) if page
    )
    created = _day(stated, "CreationDate")
    return Document(
        titles=(stated.get("Title", ""), *_short(lines)),
        passages=tuple(passages),
        created=created,
        changed=_day(stated, "ModDate"),
        cut=cut,
    )


def _lines_of(pdf: PdfDocument, limits: DocumentLimits) -> tuple[list[list[str]], str]:
    """The lines of each page, so far as it goes, and what was cut."""
    pages: list[list[str]] = []
    letters = 0
    for number in range(len(pdf)):
        if number == limits.pages:
            return pages, f"{TOO_MANY_PAGES}: the first {limits.pages} are read"
        text = _text_of(pdf, number).replace(HYPHEN, "-\n")[: limits.letters - letters]
        pages.append([line for line in map(str.strip, text.splitlines()) if line])
        letters += len(text)
        if letters >= limits.letters:
            return pages, f"too much text: the first {limits.letters} letters are read"
    if not pages:
        raise DocumentError(Fault.BROKEN, "no pages")
    return pages, ""


def _text_of(pdf: PdfDocument, number: int) -> str:
    """The text of a page; of one that is broken none."""
    with suppress(PdfiumError), closing(pdf[number]) as page, closing(page.get_textpage()) as text:
        return str(text.get_text_bounded())
    return ""


def _short(pages: list[list[str]]) -> Iterator[str]:
    """The first lines that are short enough to be a title."""
    yield from (text for page in pages[:2] for text in page[:3] if len(text) <= LONGEST_TITLE)


def _letters(texts: Iterable[str]) -> int:
    return sum(map(str.isalpha, "".join(texts)))


def _day(stated: Mapping[str, str], name: str) -> date | None:
    """A date of the metadata, as "D:20231124093000+01'00'"; None if it makes no sense."""
    found = DATE.match(stated.get(name, ""))
    if not found:
        return None
    year, month, day = map(int, found.groups())
    with suppress(ValueError):
        return date(year, month, day) if year >= EARLIEST else None
    return None
