"""Wire the web application: routes, languages, headers, errors. Does nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from string import printable
from typing import Any
from urllib.parse import quote

from flask import Flask, Request, g, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from index.engine import Engine, EngineError, UnavailableError
from index.moves import configured_moves
from index.starts import load_starts
from index.topics import Taxonomy, configured_taxonomy
from searchsvc import asking
from searchsvc.admission.buckets import Buckets
from searchsvc.admission.hosts import check_hosts, possible
from searchsvc.admission.limiting import limit_readers
from searchsvc.answers import finish_answers
from searchsvc.assets import serve_assets
from searchsvc.branding import brand_files
from searchsvc.choices import offer_choices
from searchsvc.config import Config
from searchsvc.crawlers import serve_crawlers
from searchsvc.formats import serve_formats
from searchsvc.language import ALSO, LOCALES, language, preferred
from searchsvc.logs import Seldom
from searchsvc.pages import show_pages
from searchsvc.pages.errors import error_page, please_wait
from searchsvc.published import Published
from searchsvc.querylog.log import QueryLog
from searchsvc.querylog.noting import note_questions
from searchsvc.reading import QueryReader
from searchsvc.showing import Showing
from searchsvc.watching.health import answer_watchers
from searchsvc.watching.requests import log_failures, request_id

UNUSED = (  # of what a browser can do for a page
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen"),
    *("geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment"),
    *("picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "usb"),
    "xr-spatial-tracking",
)
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

SECURE = "max-age=31536000"  # seconds for which a browser asks over https only
KEPT = ("Allow",)  # what an error says beside its page
REBUILDING = 30  # seconds after which a new edition may be there
AWAY = 10  # seconds after which a cluster may answer again
MOST_ASKED = 16_384  # bytes of an address that are read: a page repeats it in many links


class ForgivingRequest(Request):
    """A request whose address may hold raw bytes that are no UTF-8: they are percent-encoded.

    It may be longer than any page has use for, and the host that it names may be none, too.
    """

    def __init__(self, environ: dict[str, Any], *more: Any, **named: Any) -> None:
        if "HTTP_HOST" in environ:
            environ["HTTP_HOST"] = possible(environ["HTTP_HOST"])
        super().__init__(environ, *more, **named)
        query = quote(self.query_string[:MOST_ASKED], safe=printable)
        self.query_string = query.encode("ascii")


def create_app(
    config: Config,
    engine: Engine | Published,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    taxonomy: Taxonomy | None = None,
    buckets: Buckets | None = None,
    queries: QueryLog | None = None,
) -> Flask:
    """The application over an engine.

    `clock` says what time it is, `buckets` limit readers, `queries` counts what they search for.
    """
    app = Flask("searchsvc", static_folder=None)
    app.request_class = ForgivingRequest
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["config"] = config
    app.extensions["engine"] = engine
    app.extensions["taxonomy"] = topics = taxonomy or configured_taxonomy(config.taxonomy)
    app.extensions["moves"] = configured_moves(config.moved)
    app.extensions["starts"] = load_starts(Path(config.starts)) if config.starts else {}
    app.extensions["reader"] = QueryReader(asking.engine, topics, config)
    app.jinja_env.globals["config"] = config
    _send_headers(app, config.address.startswith("https:"))
    _speak_languages(app, clock)
    check_hosts(app, config)
    limit_readers(app, config, buckets)
    note_questions(app, queries)
    finish_answers(app, config.cache * 1_000_000)
    serve_assets(app, brand_files(config.colours, config.logo))
    show_pages(app)
    offer_choices(app)
    serve_formats(app)
    serve_crawlers(app)
    answer_watchers(app)
    log_failures(app)
    _answer_errors(app)
    return app


def _speak_languages(app: Flask, clock: Callable[[], datetime]) -> None:
    """The language is in the address; messages are looked up in its catalogue."""

    @app.before_request
    def choose() -> None:
        first = request.path.split("/", 2)[1]
        g.language = language(first if first in LOCALES else "nb")
        wanted = preferred(request.accept_languages)
        g.hint = wanted if wanted != g.language.code else None
        g.now = clock()
        g.showing = Showing(g.language, g.now)

    app.jinja_env.globals["also"] = ALSO
    app.jinja_env.globals["_"] = lambda *message, **values: g.language.markup(*message, **values)
    app.jinja_env.globals["ngettext"] = lambda *messages, **values: g.language.plural_markup(
        *messages, **values
    )


def _answer_errors(app: Flask) -> None:
    out_of_order = Seldom(app.logger)

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        if error.code is None or error.code < 400:
            return error.get_response()
        if error.code == 429:
            return please_wait(429, _seconds(error))
        answer = error_page(error.code, _seconds(error), getattr(error, "cause", ""))
        answer.headers.extend(h for h in error.get_headers() if h[0] in KEPT)
        if error.code == 500:
            answer.headers["X-Request-Id"] = request_id(request)
        return answer

    @app.errorhandler(EngineError)
    def unavailable(error: EngineError) -> Response:
        out_of_order.error(str(error))
        if isinstance(error, UnavailableError):
            return error_page(503, AWAY, "away")
        return error_page(503, REBUILDING)


def _seconds(error: HTTPException) -> int:
    """The seconds after which a reader may ask again."""
    until = getattr(error, "retry_after", None)
    return until if isinstance(until, int) else 0


def _send_headers(app: Flask, secure: bool) -> None:
    @app.after_request
    def send(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if secure or request.is_secure:
            response.headers["Strict-Transport-Security"] = SECURE
        return response
