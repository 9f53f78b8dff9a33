"""The command that shows the service on a site that comes with it."""

from dataclasses import replace
from datetime import datetime

import click

from index.resource import OSLO
from searchsvc import demo
from searchsvc.commands.collect import run_harvest
from searchsvc.commands.publish import run_build
from searchsvc.config import Config
from searchsvc.console import out
from searchsvc.locking import sole_harvest
from searchsvc.serving import serve_app


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
