"""Commands that answer over HTTP."""

from dataclasses import replace
from datetime import datetime

import click

from index.engine import UnavailableError, open_engine
from index.resource import OSLO
from searchsvc import demo
from searchsvc.commands.collect import run_harvest
from searchsvc.commands.publish import run_build
from searchsvc.config import Config
from searchsvc.console import err, out
from searchsvc.locking import sole_harvest
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


@click.command("demo")
@click.option("--no-serve", is_flag=True, help="Collect and build only.")
@click.pass_obj
def show_demo(config: Config, no_serve: bool) -> None:
    """Show the service on a make-believe site that comes with it.

    Collects the site over HTTP on this machine, builds the index, and serves the search page. Its
    data lie in a folder of their own, never in your store.
    """
    today = demo.wednesday(datetime.now(OSLO).date())
    settings = demo.demo_config(config, today)
    out.print("Collecting a make-believe site over HTTP, in about half a minute the first time ...")
    with demo.sample_site(today) as (known, manners), sole_harvest(settings.store_path):
        run_harvest(replace(settings, resolve=manners.resolve), known, known)
    run_build(settings, known, sample=True)
    if not no_serve:
        out.print(f"\nReady: [b]http://{config.host}:{config.port}[/b]  (Ctrl-C stops)")
        serve_app(settings)
