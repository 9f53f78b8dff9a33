"""The search box for other sites: a page of its own, for a frame."""

from flask import abort, make_response, render_template
from werkzeug.wrappers import Response

from searchsvc.pages.blueprint import pages
from searchsvc.site import config

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors "
)


@pages.get("/embed")
def embed() -> Response:
    """The search box alone, which the configured hosts may show in a frame."""
    if not config().embed_hosts:
        abort(404)
    answer = make_response(render_template("embed.html"))
    answer.headers["Content-Security-Policy"] = POLICY + " ".join(config().embed_hosts)
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
