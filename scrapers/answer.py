"""What an answer says before its body is read: status, redirect, robots, validators."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import HtmlResponse, Request, Response
from scrapy.utils.response import get_meta_refresh
from twisted.python.failure import Failure

from index.resource import Outcome, Visit, address_key, clean_address
from scrapers.connecting import TooLargeError, TooSlowError
from scrapers.documents.document import DocumentError, Fault, is_named_document
from scrapers.hosts import NotAsked
from scrapers.manners import PRODUCT
from scrapers.pages import directives
from scrapers.source import Source

WITH_VALUE = ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")
SOON = 5  # seconds until a page sends its readers on


def visit_by_status(response: Response, source: Source) -> Visit | None:
    """The visit that an answer's status alone makes; None where the body is to be read."""
    status = response.status
    if (200 <= status < 300 or status == 304) and "noindex" in robots_tag(response):
        return visit_of(response, source, Outcome.REFUSED, reason="X-Robots-Tag says noindex")
    if status == 304 and not _was_conditional(response):
        return visit_of(response, source, Outcome.FAILED, reason="HTTP 304, unasked")
    if status == 304:
        return visit_of(response, source, Outcome.UNCHANGED)
    if status in (404, 410):
        return visit_of(response, source, Outcome.GONE, reason=f"HTTP {status}")
    if status in (401, 403):
        return visit_of(response, source, Outcome.REFUSED, reason=f"HTTP {status}")
    if not 200 <= status < 300:
        return visit_of(response, source, Outcome.FAILED, reason=f"HTTP {status}")
    return None


def visit_of(response: Response, source: Source, outcome: Outcome, **more: Any) -> Visit:
    """The visit that brought an answer."""
    return Visit(
        address=response.url,
        source=source.name,
        at=datetime.now(UTC),
        outcome=outcome,
        status=response.status,
        size=len(response.body),
        seconds=round(float(response.meta.get("download_latency", 0)), 3),
        etag=header(response, "ETag"),
        last_modified=_last_modified(response),
        depth=response.meta.get("depth", 0),
        **more,
    )


def failed_visit(failure: Failure, request: Request) -> tuple[Visit, str]:
    """The visit that brought no answer, and the name of the limit that stopped it, if one did."""
    outcome, reason, limit = cause_of(failure)
    if limit == "body_bytes" and is_named_document(request.url):
        reason = str(DocumentError(Fault.TOO_BIG))
    visit = Visit(
        address=request.url,
        source=request.cb_kwargs["source"].name,
        at=datetime.now(UTC),
        outcome=outcome,
        status=200 if limit == "body_bytes" else 0,  # it answers: what is too large rests, too
        reason=reason,
        depth=request.meta.get("depth", 0),
    )
    return visit, limit


def cause_of(failure: Failure) -> tuple[Outcome, str, str]:
    """What came of a request without answer, why, and the name of the limit that stopped it."""
    error = failure.value
    if isinstance(error, NotAsked):
        return error.outcome, str(error), error.limit
    if isinstance(error, TooSlowError):
        return Outcome.FAILED, str(error), error.limit
    if isinstance(error, TooLargeError):
        return Outcome.FAILED, str(error), "header_bytes"
    if isinstance(error, DownloadCancelledError | IgnoreRequest):  # the latter while unpacking
        return Outcome.FAILED, "too large", "body_bytes"
    name = failure.type.__name__ if failure.type else "unknown"
    return Outcome.FAILED, f"{name}: {failure.getErrorMessage()}"[:300], ""


def _was_conditional(response: Response) -> bool:
    sent = response.request.headers if response.request else {}
    return "If-None-Match" in sent or "If-Modified-Since" in sent


def _last_modified(response: Response) -> str:
    """Last-Modified, unless it lies in the future: then it says nothing."""
    text = header(response, "Last-Modified")
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return ""
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return "" if moment > datetime.now(UTC) else text


def redirect_target(response: Response) -> str:
    """Where a redirect leads, which may be written in raw letters; empty if it is none."""
    if response.status not in (301, 302, 303, 307, 308):
        return ""
    location = response.headers.get("Location") or b""
    try:
        written = location.decode("utf-8")
    except UnicodeDecodeError:
        written = location.decode("latin-1")
    return (clean_address(written, response.url) if written else None) or ""


def refresh_target(response: Response) -> str:
    """Where a page sends its readers on at once; empty if it does not, or to itself."""
    if not isinstance(response, HtmlResponse):
        return ""
    seconds, written = get_meta_refresh(response)
    target = clean_address(written, response.url) if written else None
    is_soon = seconds is not None and seconds <= SOON
    if target is None or not is_soon or address_key(target) == address_key(response.url):
        return ""
    return target


def robots_tag(response: Response) -> set[str]:
    """What X-Robots-Tag asks of us; what it asks of a crawler of another name is not for us."""
    asked: set[str] = set()
    for header in response.headers.getlist("X-Robots-Tag"):
        written = header.decode("latin-1").lower()
        agent, _, rest = written.partition(":")
        if agent.strip() in WITH_VALUE:  # no agent
            asked |= directives(written)
        else:
            asked |= directives(rest if agent.strip() == PRODUCT.lower() else agent)
    return asked


def header(response: Response, name: str) -> str:
    """The value of a header; empty if there is none."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else ""


def content_type(response: Response) -> str:
    """The media type, without its parameters; empty if there is none."""
    return header(response, "Content-Type").partition(";")[0].strip().lower()


def is_html(response: Response) -> bool:
    """Whether an answer is a page, or does not say what it is."""
    return content_type(response) in ("text/html", "application/xhtml+xml", "")
