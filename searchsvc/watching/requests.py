"""What is known of a request that is answered: method, route, status and time, and no more.

Neither address, agent nor words are told, nor the path: it may hold what a reader typed.
"""

import logging
import re
import secrets
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, request

from searchsvc.logs import FIELDS
from searchsvc.watching.tally import Tally
from searchsvc.wording import LANGUAGES

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

ID = "searchsvc.request"
NOWHERE = "none"  # the endpoint and route of addresses that lead nowhere
LANGUAGE = re.compile(rf"^(?:{'|'.join(LANGUAGES)})[.-]")  # of a blueprint
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
Tell = Callable[[Request, int, float], None]  # is told of an answer its status and seconds
log = logging.getLogger(__name__)


def endpoints_of(app: Flask) -> tuple[str, ...]:
    """The endpoints of an application, each once for all languages."""
    return tuple(sorted({NOWHERE, *map(_in_any_language, app.view_functions)}))


def watch_requests(app: Flask, tally: Tally | None, *, logged: bool) -> None:
    """Count what is answered from now on, where there is a tally, and log it if that is wanted."""
    if tally:
        app.wsgi_app = _watched(app.wsgi_app, _counting(app, tally))  # type: ignore[method-assign, assignment]
    if logged:
        log.setLevel(logging.INFO)
        app.wsgi_app = _watched(app.wsgi_app, _tell)  # type: ignore[method-assign, assignment]


def log_failures(app: Flask) -> None:
    """Have what fails in an application logged by its route."""

    def failed(error: Any) -> None:
        named = _method(request), _route(request), request_id(request)
        app.logger.error("%s %s fails (%s)", *named, exc_info=error)

    app.log_exception = failed  # type: ignore[method-assign, assignment]


def request_id(asked: Request) -> str:
    """What a request is called in the log."""
    return str(asked.environ.setdefault(ID, secrets.token_hex(4)))


def _watched(answer: "WSGIApplication", tell: Tell) -> "WSGIApplication":
    def answer_and_tell(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        begun = perf_counter()

        def start(status: str, *more: Any) -> Any:
            tell(environ["werkzeug.request"], int(status[:3]), perf_counter() - begun)
            return start_response(status, *more)

        return answer(environ, start)

    return answer_and_tell


def _counting(app: Flask, tally: Tally) -> Tell:
    number = {name: number for number, name in enumerate(endpoints_of(app))}
    numbers: dict[str | None, int]
    numbers = {name: number[_in_any_language(name)] for name in app.view_functions}
    numbers[None] = number[NOWHERE]

    def count(asked: Request, status: int, seconds: float) -> None:
        tally.answered(numbers[asked.endpoint], status, seconds)

    return count


def _tell(asked: Request, status: int, seconds: float) -> None:
    said = {
        "method": _method(asked),
        "route": _route(asked),
        "status": status,
        "ms": round(1000 * seconds, 1),
        "request": request_id(asked),
    }
    log.info("%(method)s %(route)s %(status)s, %(ms)s ms (%(request)s)", said, extra={FIELDS: said})


def _method(asked: Request) -> str:
    return asked.method if asked.method in METHODS else NOWHERE


def _route(asked: Request) -> str:
    return asked.url_rule.rule if asked.url_rule else NOWHERE


def _in_any_language(endpoint: str) -> str:
    """The name of an endpoint, without the language that its blueprint is registered for."""
    return LANGUAGE.sub("", endpoint)
