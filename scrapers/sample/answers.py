"""What the server answers: pages, redirects, and the short answer to who has the page already."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256

from scrapers.sample.dates import http_date

HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
FEED = "application/rss+xml; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"
PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
VTT = "text/vtt; charset=utf-8"
SRT = "application/x-subrip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer; Content-Length is the server's to add."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def found(body: str | bytes, media: str, changed: date) -> Answer:
    """A page that is there, with the headers by which a later visit can ask again."""
    raw = body.encode() if isinstance(body, str) else body
    headers = {
        "Content-Type": media,
        "ETag": f'"{sha256(raw).hexdigest()[:32]}"',
        "Last-Modified": http_date(changed),
        "Cache-Control": "no-cache",
    }
    return Answer(status=200, headers=headers, body=raw)


def moved(location: str, *, status: int = 301) -> Answer:
    """A redirect."""
    note = f'<!DOCTYPE html><title>Flyttet</title><p><a href="{location}">Siden er flyttet</a></p>'
    headers = {"Content-Type": HTML, "Location": location}
    return Answer(status=status, headers=headers, body=note.encode())


def refused(status: int, html: str) -> Answer:
    """A page that says what is wrong."""
    return Answer(status=status, headers={"Content-Type": HTML}, body=html.encode())


def unless_known(answer: Answer, headers: Mapping[str, str]) -> Answer:
    """304 in place of a page that the asker has; the names in headers are lower-case."""
    if answer.status != 200 or not _is_known(answer, headers):
        return answer
    kept = {name: value for name, value in answer.headers.items() if name != "Content-Type"}
    return Answer(status=304, headers=kept)


def _is_known(answer: Answer, headers: Mapping[str, str]) -> bool:
    if tags := headers.get("if-none-match"):
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return bool(known & {answer.headers["ETag"], "*"})
    since = _moment(headers.get("if-modified-since", ""))
    changed = _moment(answer.headers["Last-Modified"])
    return since is not None and changed is not None and changed <= since


def _moment(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
