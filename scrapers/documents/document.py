"""Document: what a PDF or a Word file says; what it may take to read; why it was not read.

Errors:
    DocumentError   the document is not read; its Fault names why
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from index.resource import Passage

MEDIA = re.compile(
    r"application/(pdf|x-pdf|rtf|msword|vnd\.(ms-|openxmlformats-|oasis\.opendocument\.).+)"
)
UNTOLD = ("", "application/octet-stream", "application/zip", "binary/octet-stream")
ENDING = re.compile(r"\.(pdf|docx?|rtf|od[tsp]|xlsx?|pptx?)$", re.IGNORECASE)


class Fault(StrEnum):
    """Why a document is not read."""

    NO_TEXT = "no text layer"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    TOO_BIG = "too big"
    TOO_SLOW = "took too long"
    TOO_HUNGRY = "took too much memory"
    CRASHED = "took its reader down"
    OTHER_KIND = "of a kind that is not read"


TOO_MANY_PAGES = "too many pages"
LIMIT_OF = {Fault.TOO_SLOW: "document_seconds", Fault.TOO_HUNGRY: "document_memory"}


class DocumentError(Exception):
    """The document is not read."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"document: {fault.value}" + (f" ({detail})" if detail else ""))
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLimits:
    """What one document may take: seconds, bytes, and the members and growth of a zip archive.

    `ratio` is how many times its packed size a member may grow to; `letters` what is kept of it.
    """

    pages: int = 500
    seconds: int = 60
    memory: int = 512_000_000
    letters: int = 3_000_000
    members: int = 5_000
    ratio: int = 200
    unpacked: int = 60_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What was read; `cut` says what was left out of a document that is too long.

    `titles` are what it may be called, the likeliest first, as they stand.
    """

    titles: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    created: date | None = None
    changed: date | None = None
    cut: str = ""


def is_document(media: str, address: str, body: bytes) -> bool:
    """Whether an answer is a document: it says so, or says nothing and looks like one."""
    if MEDIA.fullmatch(media):
        return True
    return media in UNTOLD and (body.startswith(b"%PDF-") or is_named_document(address))


def is_named_document(address: str) -> bool:
    """Whether an address ends as documents do."""
    return bool(ENDING.search(urlsplit(address).path))
