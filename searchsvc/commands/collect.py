"""Commands that gather: what the sources are, harvests, one page, links, transcripts."""

import json
import sys
from pathlib import Path

import click

from index.linkhealth import faults
from index.resource import Outcome
from index.store import Store
from index.topics import configured_taxonomy
from scrapers.crawl import check_contact
from scrapers.source import Source, SourceError, load_source
from searchsvc import collecting, trying
from searchsvc.collecting import Mode, Tally
from searchsvc.commands.ending import end, need_store
from searchsvc.commands.publish import run_build
from searchsvc.config import Config
from searchsvc.console import err, new_progress, new_table, out
from searchsvc.console.harvest import HarvestProgress
from searchsvc.console.links import as_line, show_faults
from searchsvc.console.reading import show_reading, show_visit
from searchsvc.console.sources import show_reached
from searchsvc.locking import sole_harvest


@click.command()
@click.option(
    "--check",
    "file",
    type=click.Path(path_type=Path),
    help="Check this source file, and name the line of each thing to mend.",
)
@click.pass_obj
def sources(config: Config, file: Path | None) -> None:
    """List the sources: owner, hosts, kinds of pages, and the least each must hold."""
    if file:
        source = load_source(file)
        kinds = len({rule.kind for rule in source.pages})
        out.print(f"{file}: {source.name} is in order. Kinds of pages: {kinds}", markup=False)
        return
    table = new_table("source", "owner", "hosts", "kinds", "at least")
    for source in collecting.described_sources(config):
        kinds_of = ", ".join(dict.fromkeys(rule.kind.value for rule in source.pages))
        table.add_row(
            source.name if source.enabled else f"{source.name} (off)",
            "\n".join((source.owner, source.contact, f"licence {source.licence or 'unknown'}")),
            "\n".join(source.hosts),
            kinds_of or "linked pages",
            str(source.at_least),
        )
    out.print(table)


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option("--due", is_flag=True, help="Visit only what is due, by the intervals of its source.")
@click.option("--full", is_flag=True, help="Read every page anew, also what has not changed.")
@click.option("--accept", is_flag=True, help="Publish the named sources as they are from now on.")
@click.option("--build", is_flag=True, help="Then build, before another harvest may begin.")
@click.pass_obj
def harvest(
    config: Config, names: tuple[str, ...], due: bool, full: bool, accept: bool, build: bool
) -> None:
    """Collect the named SOURCEs, or all, into the store.

    Asks the sites for all that is known, and reads what has changed. A harvest that was stopped
    is gone on with. Ends with exit code 1 when a source then holds less than its least, or has lost
    so much that its earlier pages stay published. Ctrl-C keeps what was read; a second one kills.
    """
    if accept and not names:
        raise click.UsageError("--accept needs the name of a SOURCE")
    if due and full:
        raise click.UsageError("--due and --full exclude each other")
    known = collecting.configured_sources(config)
    chosen = _chosen(known, names)
    with sole_harvest(config.store_path):
        run_harvest(config, known, chosen, Mode.DUE if due else Mode.FULL if full else Mode.ALL)
        with Store(config.store_path) as store:
            if accept:
                taxonomy = configured_taxonomy(config.taxonomy)
                collecting.accept_sources(store, chosen, taxonomy)
            lacking = collecting.below_least(store, chosen)
            held_back = [] if build else collecting.guard(store, chosen)
        if build:
            held_back = run_build(config, known)
    end(lacking + held_back)


@click.command("try")
@click.argument("address")
@click.pass_obj
def try_address(config: Config, address: str) -> None:
    """Fetch the page at ADDRESS as a harvest would, and show how it is read, field by field.

    Says which rule reads it and where the page says each field; nothing is stored. A source that is
    switched off can be tried, too. Exit code 1 where nothing was read.
    """
    known = collecting.described_sources(config)
    taxonomy = configured_taxonomy(config.taxonomy)
    visits = trying.try_page(known, address, collecting.manners_of(config))
    for visit in visits:
        source = trying.source_for(known, visit.address)
        show_visit(visit, trying.how_read(source, visit.address))
        for resource in visit.readings:
            show_reading(trying.reading_of(visit, resource, source, taxonomy))
    sys.exit(0 if any(v.outcome in (Outcome.READ, Outcome.LISTED) for v in visits) else 1)


@click.command()
@click.argument("address")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def transcript(config: Config, address: str, file: Path) -> None:
    """Add to the episode or webinar at ADDRESS what is said in it, from FILE.

    FILE is WebVTT, SubRip, or the JSON or HTML of podcasts. What is said stays when the page is
    read anew; a transcript given later takes its place. `searchsvc build` publishes it.
    """
    need_store(config)
    record = collecting.give_transcript(config, address, file)
    said = [passage for passage in record.resource.passages if passage.second is not None]
    out.print(f"{record.resource.title}: what is said is held. Passages: {len(said)}", markup=False)


@click.command()
@click.option("--check", is_flag=True, help="First ask for the links whose check is due.")
@click.option(
    "--budget",
    type=click.IntRange(1),
    help="How many links to ask for; without it as many as `checked_links` says.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON line for each link.")
@click.pass_obj
def links(config: Config, check: bool, budget: int | None, as_json: bool) -> None:
    """List the links that do not work or have moved, and what may take their place.

    With --check ask first, politely, for what links lead to outside of what is collected: each is
    asked for again after 30 days, after 7 where it does not work.
    """
    if budget and not check:
        raise click.UsageError("--budget goes with --check")
    need_store(config)
    with Store(config.store_path) as store:
        if check:
            run_check(config, store, budget or config.limits.checked_links)
        if as_json:
            for fault in faults(store):
                click.echo(json.dumps(as_line(fault), ensure_ascii=False))
        else:
            show_faults(faults(store))


def run_harvest(
    config: Config,
    known: tuple[Source, ...],
    chosen: tuple[Source, ...],
    mode: Mode = Mode.ALL,
) -> Tally:
    """Harvest with a progress line a source, and say what came of it; the caller has the lock."""
    manners = collecting.manners_of(config)
    taxonomy = configured_taxonomy(config.taxonomy)
    check_contact(known, manners)
    names = tuple(source.name for source in chosen)
    with Store(config.store_path) as store, HarvestProgress(err, names) as progress:
        errand = collecting.errand_for(store, known, names, manners, mode)
        tally = collecting.harvest(store, errand, progress.update, taxonomy)
    for source, outcomes in sorted(tally.outcomes.items()):
        words = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
        out.print(f"  {source}: {words}", markup=False)
    for source, reasons in sorted(tally.reasons.items()):
        for reason, count in reasons.most_common():
            out.print(f"    {source}: {count} {reason}", style="dim", markup=False)
    show_reached(tally.reached)
    return tally


def run_check(config: Config, store: Store, budget: int) -> None:
    """Check links with a progress bar, and say how many there were."""
    known = collecting.configured_sources(config)
    with new_progress() as progress:
        task = progress.add_task("Checking links", total=None)
        count = collecting.check_due(
            store,
            known,
            config,
            budget,
            lambda done, total: progress.update(task, completed=done, total=total),
        )
    err.print(f"Links checked: {count}.")


def _chosen(known: tuple[Source, ...], names: tuple[str, ...]) -> tuple[Source, ...]:
    unknown = sorted(set(names) - {source.name for source in known})
    if unknown:
        there = ", ".join(source.name for source in known)
        raise SourceError(f"there is no source {unknown[0]!r}; there are {there}")
    return tuple(source for source in known if source.name in names or not names)
