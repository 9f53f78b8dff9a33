"""Serve the application over HTTP.

Errors:
    ServingError    the address to listen on cannot be had
"""

import waitress

from index.engine import Engine
from searchsvc.app import create_app
from searchsvc.config import Config


class ServingError(Exception):
    """The address to listen on cannot be had."""


def serve_app(config: Config, engine: Engine) -> None:
    """Answer until interrupted."""
    try:
        waitress.serve(
            create_app(config, engine),
            host=config.host,
            port=config.port,
            threads=config.threads,
            ident=None,
        )
    except OSError as error:
        raise ServingError(
            f"cannot listen on {config.host}:{config.port} ({error.strerror}):"
            " set SEARCHSVC_PORT to another port"
        ) from error
