"""The page for an error: what happened, in words, and the way back to what was sought."""

from urllib.parse import unquote

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from index.language.words import WORD
from searchsvc.wording import LANGUAGES, page_address

MOST_WORDS = 8  # of an address that are searched for
ENDINGS = ("html", "htm", "aspx", "php", "pdf")  # of addresses, that say nothing


def error_page(status: int, wait: int = 0) -> Response:
    """The page for an error, in the language of the address; `wait` are seconds to the next try."""
    typed = request.args.get("q", "") or (_words_of_path() if status == 404 else "")
    answer = make_response(
        render_template(
            "error.html", status=status, wait=wait, typed=typed, again=_again(status, typed)
        ),
        status,
    )
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


def _again(status: int, typed: str) -> str:
    """Where the reader can try again; nowhere where that would give the same."""
    if status == 404:
        return page_address("results", q=typed) if typed else ""
    is_safe = request.method in ("GET", "HEAD") and not request.path.startswith("//")
    if is_safe and (status == 429 or status >= 500):
        return request.full_path.removesuffix("?")
    return ""


def _words_of_path() -> str:
    """The words of an address that leads nowhere: perhaps they name what is sought."""
    words = [match.group() for match in WORD.finditer(unquote(request.path))]
    said = [word for word in words if word not in LANGUAGES and word.lower() not in ENDINGS]
    return " ".join(said[:MOST_WORDS])[:200]
