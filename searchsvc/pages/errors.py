"""The page for an error."""

from flask import make_response, render_template
from werkzeug.wrappers import Response


def error_page(status: int) -> Response:
    """The page for an error, in the language of the address."""
    return make_response(render_template("error.html", status=status), status)
