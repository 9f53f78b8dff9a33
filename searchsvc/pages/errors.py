"""The page for an error: what happened, in words, and the way back to what was sought."""

from urllib.parse import unquote

from flask import g, jsonify, make_response, render_template, request
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Response

from index.language.words import WORD
from searchsvc.formats.media import DATA, preferred_format
from searchsvc.site import config
from searchsvc.wording import LANGUAGES, page_address

MOST_WORDS = 8  # of an address that are searched for
PAGES = ("", "html")  # endings of addresses that give a page
ENDINGS = ("html", "htm", "aspx", "php", "pdf")  # of addresses, that say nothing


def error_page(status: int, wait: int = 0, cause: str = "") -> Response:
    """The page for an error, in the language of the address; `wait` are seconds to the next try.

    Where a status has several causes, "host" is a name that is not ours, "crowd" too many at once,
    "away" a search cluster that does not answer.
    """
    typed = request.args.get("q", "") or (_words_of_path() if status == 404 else "")
    answer = make_response(
        render_template(
            "error.html",
            status=status,
            wait=wait,
            cause=cause or status,
            typed=typed,
            again=_again(status, typed, cause),
        ),
        status,
    )
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


def please_wait(status: int, wait: int, cause: str = "") -> Response:
    """Ask to come back in so many seconds: with a page, or in what programs read instead."""
    is_page = _ending() in PAGES
    answer = error_page(status, wait, cause) if is_page else _in_a_sentence(status, wait)
    answer.headers["Retry-After"] = str(wait)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _ending() -> str:
    """The ending of the format that is asked for."""
    _, dot, ending = request.path.rpartition("/")[2].rpartition(".")
    kind = preferred_format()
    return ending if dot else kind.ending if kind else ""


def _in_a_sentence(status: int, wait: int) -> Response:
    """The request as text, or as data about a problem (RFC 9457)."""
    said = g.language.ngettext(
        "Det har kommet mye på kort tid. Prøv igjen om %(num)s sekund.",
        "Det har kommet mye på kort tid. Prøv igjen om %(num)s sekunder.",
        wait,
    )
    if _ending() == DATA.ending:
        answer = jsonify(title=HTTP_STATUS_CODES[status], status=status, detail=said)
        answer.mimetype = "application/problem+json"
    else:
        answer = make_response(f"{said}\n")
        answer.mimetype = "text/plain"
    answer.status_code = status
    return answer


def _again(status: int, typed: str, cause: str) -> str | None:
    """Where the reader can try again; None where that would give the same."""
    if cause == "crowd":
        return ""  # the same address: the page is made once for many
    if cause == "host":
        return config().address or None
    if status == 404:
        return page_address("results", q=typed) if typed else None
    is_safe = request.method in ("GET", "HEAD") and not request.path.startswith("//")
    if is_safe and (status == 429 or status >= 500):
        return request.full_path.removesuffix("?")
    return None


def _words_of_path() -> str:
    """The words of an address that leads nowhere: perhaps they name what is sought."""
    words = [match.group() for match in WORD.finditer(unquote(request.path))]
    said = [word for word in words if word not in LANGUAGES and word.lower() not in ENDINGS]
    return " ".join(said[:MOST_WORDS])[:200]
