"""The child process: takes its limits upon itself, reads standard input, writes an Answer."""

import io
import resource
import sys

import msgspec

from scrapers.documents.confined import Answer
from scrapers.documents.document import Document, DocumentError, DocumentLimits, Fault
from scrapers.documents.docx import open_archive, read_docx
from scrapers.documents.pdf import read_pdf

BYTES_A_LETTER = 8  # at most, in what is written: JSON and what surrounds the text
OLDER_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SEALED = "EncryptedPackage".encode("utf-16-le")
STARTS = {b"{\\rtf": "RTF", b"<": "a page"}


def main() -> None:
    """Read one document."""
    limits = msgspec.json.decode(sys.argv[1], type=DocumentLimits)
    _confine(limits)
    sys.stdout.buffer.write(msgspec.json.encode(answer(sys.stdin.buffer.read(), limits)))


def _confine(limits: DocumentLimits) -> None:
    written = limits.letters * BYTES_A_LETTER
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def answer(body: bytes, limits: DocumentLimits) -> Answer:
    """The document, or why there is none."""
    try:
        return Answer(document=_read(body, limits))
    except DocumentError as error:
        return Answer(fault=error.fault, detail=error.detail)
    except MemoryError:
        return Answer(fault=Fault.TOO_HUNGRY)
    except Exception as error:  # noqa: BLE001 - whatever the bytes are
        return Answer(fault=Fault.BROKEN, detail=type(error).__name__)


def _read(body: bytes, limits: DocumentLimits) -> Document:
    if b"%PDF-" in body[:1024]:
        return read_pdf(body, limits)
    if body.startswith(b"PK\x03\x04"):
        return _read_archive(body, limits)
    if body.startswith(OLDER_OFFICE):
        if SEALED in body:
            raise DocumentError(Fault.ENCRYPTED)
        raise DocumentError(Fault.OTHER_KIND, "an older Office file: .doc, .xls, .ppt")
    start = body[:1024].lstrip()
    named = next((name for sign, name in STARTS.items() if start.startswith(sign)), "unknown")
    raise DocumentError(Fault.OTHER_KIND, named)


def _read_archive(body: bytes, limits: DocumentLimits) -> Document:
    with open_archive(io.BytesIO(body), limits) as archive:
        names = set(archive.namelist())
        if "word/document.xml" in names:
            return read_docx(archive, limits)
        raise DocumentError(Fault.OTHER_KIND, _kind_of_archive(names))


def _kind_of_archive(names: set[str]) -> str:
    if "xl/workbook.xml" in names:
        return "Excel: .xlsx"
    if "ppt/presentation.xml" in names:
        return "PowerPoint: .pptx"
    is_open = "mimetype" in names and "content.xml" in names
    return "OpenDocument: .odt, .ods, .odp" if is_open else "a zip archive"


if __name__ == "__main__":
    main()
