"""Commands that show what the store holds."""

import hashlib
import sys
from datetime import UTC, datetime

import click

from index.coverage import coverage_of
from index.engine import EngineError, open_engine
from index.export import record_lines, visit_lines
from index.known import trace
from index.moves import configured_moves
from index.results import SourceCoverage
from index.store import Store
from searchsvc import collecting
from searchsvc.commands.ending import need_store
from searchsvc.config import Config
from searchsvc.console.sources import show_reached, show_source, show_trace


@click.command()
@click.argument("address")
@click.pass_obj
def which(config: Config, address: str) -> None:
    """Say which record ADDRESS leads to, or what is known of it.

    Ends with exit code 1 where it leads to none.
    """
    need_store(config)
    with Store(config.store_path) as store:
        found = trace(address, configured_moves(config.moved), store.find, store.visited)
    show_trace(found, collecting.unasked(address, collecting.configured_sources(config)))
    sys.exit(0 if found.found else 1)


@click.command()
@click.option("--visits", is_flag=True, help="Write the ledger of visits in place of the records.")
@click.option("--digest", is_flag=True, help="Print only the SHA-256 of what would be written.")
@click.pass_obj
def export(config: Config, visits: bool, digest: bool) -> None:
    """Write every record of the store to standard output, as one JSON line.

    The lines are in the order of their addresses and say nothing of when a page was visited: the
    same content gives the same bytes.
    """
    need_store(config)
    checked = hashlib.sha256()
    written = sys.stdout.buffer
    with Store(config.store_path) as store:
        lines = visit_lines(store) if visits else record_lines(store)
        for line in lines:
            checked.update(line)
            if not digest:
                written.write(line)
    if digest:
        click.echo(checked.hexdigest())


@click.command()
@click.pass_obj
def status(config: Config) -> None:
    """Show of each source what is held, how its visits went, and when it is visited next.

    What is held: count, oldest, newest, missing fields. Of the addresses that are known, as they
    were when last visited: fetched, unchanged, refused and failed, and why.
    """
    known = collecting.configured_sources(config)
    need_store(config)
    now = datetime.now(UTC)
    required = {source.name: source.required for source in known}
    with Store(config.store_path) as store:
        about = collecting.about_sources(store, known, now)
        coverage = coverage_of(store, required, now, sample=False, about=about)
        reached = store.reached()
    published = {source.source: source for source in _published(config)}
    rows = {source.source: source for source in coverage.sources}
    least = {source.name: source.at_least for source in known}
    for name in dict.fromkeys((*least, *rows)):
        show_source(name, least.get(name), rows.get(name), published.get(name))
    show_reached(reached)


def _published(config: Config) -> tuple[SourceCoverage, ...]:
    """The sources as the published generation has them; none where nothing is published."""
    try:
        return open_engine(config.index).coverage().sources
    except EngineError:
        return ()
