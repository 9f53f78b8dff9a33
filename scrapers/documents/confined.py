"""Reads a document in a child process with limits; whatever the child does, the caller goes on."""

import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass

import msgspec

from scrapers.documents.document import Document, DocumentError, DocumentLimits, Fault

STOPPED: dict[int, Fault] = {
    signal.SIGXCPU: Fault.TOO_SLOW,
    signal.SIGKILL: Fault.TOO_SLOW,
    **dict.fromkeys((signal.SIGABRT, signal.SIGILL, signal.SIGTRAP), Fault.TOO_HUNGRY),
}  # PDFium gives up by a trap when it gets no more memory
GRACE = 5  # seconds on the clock beyond those that the child may work: it may have to wait its turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the child writes: the document, or why there is none."""

    document: Document | None = None
    fault: Fault | None = None
    detail: str = ""


def read_document(body: bytes, limits: DocumentLimits) -> Document:
    """Read a PDF or a Word file; raises DocumentError, whatever the bytes are."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as written:
        given.write(body)
        given.seek(0)
        allowed = msgspec.json.encode(limits).decode()
        command = [sys.executable, "-P", "-m", "scrapers.documents.child", allowed]
        child = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=given, stdout=written, stderr=subprocess.DEVNULL
        )
        try:
            ended = child.wait(limits.seconds + GRACE)
        except subprocess.TimeoutExpired:
            raise DocumentError(Fault.TOO_SLOW) from None
        finally:
            child.kill()
            child.wait()
        written.seek(0)
        return _understood(ended, written.read())


def _understood(ended: int, written: bytes) -> Document:
    if -ended in STOPPED:
        raise DocumentError(STOPPED[-ended])
    try:
        answer = msgspec.json.decode(written, type=Answer)
    except msgspec.DecodeError:
        raise DocumentError(Fault.CRASHED) from None
    if answer.document is None:
        raise DocumentError(answer.fault or Fault.BROKEN, answer.detail)
    return answer.document
