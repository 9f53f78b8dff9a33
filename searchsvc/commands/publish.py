"""Commands that publish: a build, and a page that is left out for good."""

import click

from index.address import is_address
from index.engine import EngineError
from index.resource import OSLO
from index.store import StoreError
from scrapers.source import Source
from searchsvc import collecting
from searchsvc.commands.ending import end, need_store
from searchsvc.config import Config
from searchsvc.console import new_progress, new_table, out


@click.command()
@click.option("--full", is_flag=True, help="Make all anew, also what has not changed.")
@click.option("--accept", is_flag=True, help="Publish also from a store that holds far less.")
@click.pass_obj
def build(config: Config, full: bool, accept: bool) -> None:
    """Publish a new generation of the index from the store.

    What has not changed since the earlier one is taken over from there. It is tried out before it
    takes the earlier one's place. A source that has lost so much that something must be wrong is
    published as it was, and the exit code is 1.
    """
    need_store(config)
    known = collecting.configured_sources(config)
    end(run_build(config, known, full=full, anyway=accept))


@click.command()
@click.argument("generation", default="")
@click.option("--list", "listed", is_flag=True, help="List the generations that are kept.")
@click.pass_obj
def rollback(config: Config, generation: str, listed: bool) -> None:
    """Serve an earlier GENERATION of the index again, or the one before.

    A running service goes over to it by itself. The next build publishes the store as it then is.
    """
    if not listed:
        name = collecting.roll_back(config, generation)
        out.print(f"Generation {name} is served.", markup=False)
        return
    table = new_table("generation", "built", "version", "pages", "")
    for kept in collecting.publisher_of(config).generations():
        built = f"{kept.built.astimezone(OSLO):%Y-%m-%d %H:%M}"
        served = "served" if kept.is_served else ""
        table.add_row(kept.name, built, kept.program, f"{kept.pages:,}", served)
    out.print(table)


@click.command()
@click.argument("address")
@click.option("--undo", is_flag=True, help="Let the page be collected again.")
@click.pass_obj
def optout(config: Config, address: str, undo: bool) -> None:
    """Leave the page at ADDRESS out for good, at all its addresses.

    Removes its text from the store, publishes the index without it, and removes the earlier
    generations. It is never asked for again.
    """
    need_store(config)
    if not is_address(address):
        raise StoreError(f"{address!r} is not the address of a page")
    if undo:
        if not collecting.take_in(config, address):
            raise StoreError(f"{address} was not left out")
        out.print("It is collected again with the next harvest.")
        return
    held = collecting.leave_out(config, address)
    try:
        sentences = run_build(config, collecting.configured_sources(config), full=True)
    except EngineError as error:
        raise EngineError(
            f"{address} is removed from the store and kept out, but readers still find it: {error}."
            f" Mend that, then run `searchsvc optout {address}` again"
        ) from error
    finally:
        collecting.forget_earlier(config)
    out.print("It is removed and kept out." if held else "Nothing was held. It is kept out.")
    end(sentences)


def run_build(
    config: Config,
    known: tuple[Source, ...],
    *,
    sample: bool = False,
    full: bool = False,
    anyway: bool = False,
) -> list[str]:
    """Build with a progress bar; a sentence for each source that is published as it was."""
    with new_progress() as progress:
        task = progress.add_task("Building the index", total=None)
        built = collecting.publish(
            config,
            known,
            lambda done, total: progress.update(task, completed=done, total=total),
            sample=sample,
            full=full,
            anyway=anyway,
        )
    out.print(f"Published {built.count} things.")
    return collecting.held_back_sentences(built.held_back)
