"""The command that answers over HTTP."""

import click

from index.engine import UnavailableError, open_engine
from searchsvc.config import Config
from searchsvc.console import err, out
from searchsvc.serving import serve_app


@click.command()
@click.pass_obj
def serve(config: Config) -> None:
    """Serve the search page until Ctrl-C."""
    try:
        found = f"{open_engine(config.index, config.budget).coverage().count} pages are searched"
    except UnavailableError as error:  # as it may do at any time
        err.print(f"{error}. Readers are asked to wait until it does.", markup=False)
        found = "The service answers"
    out.print(f"{found} at http://{config.host}:{config.port}  (Ctrl-C stops)")
    serve_app(config)
