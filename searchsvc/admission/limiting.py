"""How much the readers of one network may ask for: a token is a page that has to be made."""

import math

from flask import Flask, g, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from searchsvc.admission.buckets import Buckets
from searchsvc.admission.networks import Address, lies_in, own_network, read_networks
from searchsvc.admission.proxies import Environ, behind
from searchsvc.config import Config

BUCKET = "searchsvc.bucket"
LOOPBACK = read_networks(("127.0.0.0/8", "::1"))
KEPT = 0.05  # tokens of an answer that is kept, about its share of the time that a page takes
SUGGESTION = 0.1
PAGE = 1.0
EXPORT = 10.0
WATCHED = ("/healthz", "/readyz")  # by the operator's own programs


def is_free(path: str) -> bool:
    """Whether this is answered whoever asks, and how often."""
    return path in WATCHED or path.startswith("/static/")


def limit_readers(app: Flask, config: Config, buckets: Buckets | None) -> None:
    """Learn who asks; where there are buckets, have those wait who ask for too much."""
    unlimited = (*LOOPBACK, *read_networks(config.unlimited))

    def meet(environ: Environ, address: Address) -> None:
        if buckets and not lies_in(address, unlimited):
            environ[BUCKET] = buckets.bucket(own_network(address))

    app.wsgi_app = behind(read_networks(config.proxies), app.wsgi_app, meet)  # type: ignore[method-assign, assignment]
    if buckets:
        _count(app, buckets)


def _count(app: Flask, buckets: Buckets) -> None:
    @app.before_request
    def let_in() -> None:
        g.bucket = None if is_free(request.path) else request.environ.get(BUCKET)
        wait = 0.0 if g.bucket is None else buckets.wait(g.bucket)
        if wait:
            g.bucket = None
            raise TooManyRequests(retry_after=math.ceil(wait))

    @app.after_request
    def count(response: Response) -> Response:
        if g.get("bucket") is not None:
            buckets.take(g.bucket, _tokens(response))
        return response


def _tokens(response: Response) -> float:
    """What an answer costs, about in proportion to the time that it took."""
    if g.get("is_kept"):
        return KEPT
    if (request.blueprint or "").endswith("suggestions"):
        return SUGGESTION
    return PAGE if response.mimetype == "text/html" else EXPORT
