"""Writes small PDFs, good and bad, as bytes: what no program would be asked to make."""

import zlib
from collections.abc import Iterable, Sequence

HEAD = b"%PDF-1.7\n"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
    b" /Resources << /Font << /F1 3 0 R >> >> >>"
)
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
DRAWING = b"0.9 g 50 50 495 742 re f"
SEALED = (
    b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -3904"
    b" /O (" + b"x" * 32 + b") /U (" + b"y" * 32 + b") >>"
)


def text_pdf(pages: Sequence[Sequence[str]], title: str = "") -> bytes:
    """A PDF of pages of lines."""
    return pdf([_text(lines) for lines in pages], title=title)


def scanned_pdf(pages: int) -> bytes:
    """A PDF of pages with a picture and no text."""
    return pdf([DRAWING] * pages)


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password."""
    return pdf([_text(["Dette er hemmelig."])], sealed=True)


def broken_pdf() -> bytes:
    """A PDF that was cut off halfway."""
    return text_pdf([["Denne filen ble ikke lastet opp til slutten."]])[:90]


def endless_pdf(pages: int, lines: Sequence[str]) -> bytes:
    """A small file that says it has as many pages as one likes: they are all the same."""
    return pdf([_text(lines)], times=pages)


def pdf(
    contents: Sequence[bytes], *, title: str = "", times: int = 1, sealed: bool = False
) -> bytes:
    """A PDF of pages with these content streams, the whole of them so many times over."""
    numbers = [4 + 2 * place for place in range(len(contents))]
    kids = b" ".join(b"%d 0 R" % number for number in numbers * times)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(contents) * times),
        FONT,
    ]
    for number, content in zip(numbers, contents, strict=True):
        objects += [PAGE % (number + 1), _stream(content)]
    objects.append(b"<< /Title %s >>" % _string(title))
    extra = b" /Info %d 0 R" % len(objects)
    if sealed:
        objects.append(SEALED)
        extra += b" /Encrypt %d 0 R /ID [(kommune) (kommune)]" % len(objects)
    return _file(objects, extra)


def _text(lines: Iterable[str]) -> bytes:
    shown = b"".join(b"%s Tj T*\n" % _string(line) for line in lines)
    return b"BT /F1 11 Tf 60 780 Td 16 TL\n" + shown + b"ET"


def _string(text: str) -> bytes:
    raw = text.encode("cp1252", "replace")
    for sign in (b"\\", b"(", b")"):
        raw = raw.replace(sign, b"\\" + sign)
    return b"(" + raw + b")"


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    head = b"<< /Length %d /Filter /FlateDecode >>" % len(packed)
    return head + b"\nstream\n" + packed + b"\nendstream"


def _file(objects: Sequence[bytes], extra: bytes) -> bytes:
    """The objects, numbered from one, with the table of where they stand."""
    body, places = HEAD, []
    for number, written in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n"
    xref = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return body + xref + trailer % (size, extra, len(body))
