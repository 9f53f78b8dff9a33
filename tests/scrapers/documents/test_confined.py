"""Whatever becomes of the process that reads a document, there is a fault with a name."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scrapers.documents import confined
from scrapers.documents.confined import read_document
from scrapers.documents.document import DocumentError, DocumentLimits, Fault, is_document
from scrapers.sample.pdf import text_pdf

GOOD = text_pdf([["Overvann skal tas hånd om der det faller, og kommunen har ansvaret."]])


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a shell script in the place of the reader."""

    def put(script: str) -> None:
        path = tmp_path / "reader"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(path))

    return put


def fault(limits: DocumentLimits) -> Fault:
    with pytest.raises(DocumentError) as caught:
        read_document(GOOD, limits)
    return caught.value.fault


@pytest.mark.parametrize(
    "script", ["kill -SEGV $$", "exit 1", "exit 0", "echo '{'", "echo '{\"document\": 7}'"]
)
def test_a_reader_that_crashes_or_talks_nonsense_is_named(reader: Callable, script: str) -> None:
    reader(script)
    assert fault(DocumentLimits()) is Fault.CRASHED


def test_a_reader_that_never_ends_is_killed(
    reader: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "GRACE", 0.5)
    reader(f"echo $$ > {tmp_path}/pid; exec sleep 1000")
    assert fault(DocumentLimits(seconds=0)) is Fault.TOO_SLOW
    process = Path("/proc") / (tmp_path / "pid").read_text().strip()
    assert not process.exists()


@pytest.mark.parametrize(
    ("media", "path", "body", "expected"),
    [
        ("application/pdf", "/x", b"", True),
        ("application/vnd.oasis.opendocument.text", "/x", b"", True),
        ("application/msword", "/x.html", b"", True),
        ("application/octet-stream", "/x.DOCX", b"", True),
        ("", "/x", b"%PDF-1.4", True),
        ("application/octet-stream", "/x.bin", b"\0", False),
        ("text/html", "/x.pdf", b"%PDF-1.4", False),
        ("application/json", "/x", b"{}", False),
    ],
)
def test_a_document_says_so_or_says_nothing_and_looks_like_one(
    media: str, path: str, body: bytes, expected: bool
) -> None:
    assert is_document(media, f"http://a.example{path}", body) is expected
