"""Serve the application over HTTP."""

import waitress

from index.engine import Engine
from searchsvc.app import create_app
from searchsvc.config import Config


def serve_app(config: Config, engine: Engine) -> None:
    """Answer until interrupted."""
    waitress.serve(
        create_app(config, engine),
        host=config.host,
        port=config.port,
        threads=config.threads,
        ident=None,
    )
