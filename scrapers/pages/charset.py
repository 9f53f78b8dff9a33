"""From the bytes of a page to its text, whatever its charset is, and says it is.

A byte order mark is believed first, then the header, then the page's own meta, then the bytes.
A charset of one byte a letter is not believed of bytes that are UTF-8: no text in it reads so.
"""

import codecs
import re
from collections.abc import Iterator

from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
)

BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
SEQUENCE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")  # a letter of more than one byte, in UTF-8
LONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")  # one byte, among ASCII
WIDE = ("utf-16-le", "utf-16-be")


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a page; what cannot be read stands as a replacement mark, and never raises."""
    for charset in _stated(body, content_type):
        text = _strictly(body, charset)
        if text is not None:
            return text
    return _detected(body)


def _stated(body: bytes, content_type: str) -> Iterator[str]:
    """The charsets that the answer and the page name, if they can be believed."""
    marked, mark = read_bom(body)
    if marked and mark:
        yield marked
    is_utf_8 = BEYOND_ASCII.search(body) is not None and _strictly(body, "utf-8") is not None
    for named in (http_content_type_encoding(content_type), html_body_declared_encoding(body)):
        charset = resolve_encoding(named) if named else None
        if charset is None:
            continue
        if charset.startswith(("utf-16", "utf-32")):  # of what is read as ASCII, it is not true
            if b"\0" in body[:1_000]:
                yield charset
        elif not is_utf_8:
            yield charset
    yield "utf-8"


def _strictly(body: bytes, charset: str) -> str | None:
    try:
        return codecs.decode(body, charset).removeprefix("\ufeff")
    except (LookupError, ValueError, TypeError, AssertionError):  # unknown, or no charset of text
        return None


def _detected(body: bytes) -> str:
    """UTF-16 by its zeros, UTF-8 that is broken in places, else windows-1252."""
    start = body[:2_000]
    for charset, zeros in zip(WIDE, (start[1::2], start[0::2]), strict=True):
        if len(start) > 3 and zeros.count(0) > len(zeros) * 0.4:
            return body.decode(charset, "replace")
    broken_utf_8 = len(SEQUENCE.findall(body)) > len(LONE.findall(body))
    return body.decode("utf-8" if broken_utf_8 else "cp1252", "replace")
