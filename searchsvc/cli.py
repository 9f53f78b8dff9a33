"""The command line: collect, remember, publish, search, serve."""

import hashlib
import json
import logging
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from werkzeug.datastructures import MultiDict

from index.address import is_address
from index.coverage import coverage_of
from index.engine import EngineError, open_engine
from index.export import record_lines, visit_lines
from index.judge import JudgementError
from index.known import trace
from index.labelled import LabelError
from index.language.thesaurus import ThesaurusError
from index.linkhealth import faults
from index.moves import MovesError, configured_moves
from index.pins import PinsError
from index.resource import OSLO, Outcome
from index.results import SourceCoverage
from index.starts import StartsError
from index.store import Store, StoreError
from index.topics import TaxonomyError, configured_taxonomy
from scrapers.crawl import CrawlError, check_contact
from scrapers.source import Source, SourceError, load_source
from scrapers.transcripts import TranscriptError
from searchsvc import collecting, demo, judging, trying
from searchsvc.collecting import Mode, Tally
from searchsvc.config import Config, ConfigError, load_config
from searchsvc.console import (
    as_line,
    err,
    new_progress,
    new_table,
    out,
    show_comparison,
    show_explanation,
    show_faults,
    show_reached,
    show_reading,
    show_results,
    show_source,
    show_topics,
    show_trace,
    show_visit,
)
from searchsvc.language import language
from searchsvc.locking import HarvestRunningError
from searchsvc.params import read_query
from searchsvc.progress import HarvestProgress
from searchsvc.reading import QueryReader
from searchsvc.serving import ServingError, serve_app
from searchsvc.showing import Showing

EXPECTED = (
    ConfigError,
    CrawlError,
    EngineError,
    HarvestRunningError,
    JudgementError,
    LabelError,
    MovesError,
    PinsError,
    StartsError,
    ServingError,
    SourceError,
    StoreError,
    TaxonomyError,
    ThesaurusError,
    TranscriptError,
)
Command = TypeVar("Command", bound=Callable[..., Any])


class Refusing(click.Group):
    """A group whose commands end with a sentence, not a traceback, when something is wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; exit code 2 for what the user can mend, 130 after Ctrl-C."""
        try:
            return super().invoke(ctx)
        except EXPECTED as error:
            err.print(f"searchsvc: {error}", style="red", markup=False, soft_wrap=True)
            ctx.exit(2)
        except KeyboardInterrupt:
            err.print("Stopped. What was collected is kept.")
            ctx.exit(130)


@click.group(cls=Refusing, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", "path", type=click.Path(path_type=Path), help="The configuration file.")
@click.version_option(package_name="klimasok", prog_name="searchsvc")
@click.pass_context
def main(ctx: click.Context, path: Path | None) -> None:
    """Collect, find and serve what helps municipalities with climate work.

    Settings come from searchsvc.toml in this folder, or the file given, and from SEARCHSVC_*.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    ctx.obj = load_config(path)


@main.command()
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


@main.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option("--due", is_flag=True, help="Visit only what is due, by the intervals of its source.")
@click.option("--full", is_flag=True, help="Read every page anew, also what has not changed.")
@click.option("--accept", is_flag=True, help="Publish the named sources as they are from now on.")
@click.pass_obj
def harvest(config: Config, names: tuple[str, ...], due: bool, full: bool, accept: bool) -> None:
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
    run_harvest(config, known, chosen, Mode.DUE if due else Mode.FULL if full else Mode.ALL)
    with Store(config.store_path) as store:
        if accept:
            taxonomy = configured_taxonomy(config.taxonomy)
            collecting.accept_sources(store, chosen, taxonomy)
        lacking = collecting.below_least(store, chosen) + collecting.guard(store, chosen)
    _end(lacking)


@main.command("try")
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


@main.command()
@click.pass_obj
def build(config: Config) -> None:
    """Publish a new generation of the index from the store.

    A source that has lost so much that something must be wrong is published as it was, and the exit
    code is 1.
    """
    _need_store(config)
    _end(run_build(config, collecting.configured_sources(config)))


@main.command()
@click.argument("address")
@click.option("--undo", is_flag=True, help="Let the page be collected again.")
@click.pass_obj
def optout(config: Config, address: str, undo: bool) -> None:
    """Leave the page at ADDRESS out for good, at all its addresses.

    Removes its text from the store, publishes the index without it, and removes the earlier
    generation. It is never asked for again.
    """
    _need_store(config)
    if not is_address(address):
        raise StoreError(f"{address!r} is not the address of a page")
    if undo:
        if not collecting.take_in(config, address):
            raise StoreError(f"{address} was not left out")
        out.print("It is collected again with the next harvest.")
        return
    held = collecting.leave_out(config, address)
    sentences = run_build(config, collecting.configured_sources(config))
    collecting.forget_earlier(config)
    out.print("It is removed and kept out." if held else "Nothing was held. It is kept out.")
    _end(sentences)


@main.command()
@click.argument("address")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def transcript(config: Config, address: str, file: Path) -> None:
    """Add to the episode or webinar at ADDRESS what is said in it, from FILE.

    FILE is WebVTT, SubRip, or the JSON or HTML of podcasts. What is said stays when the page is
    read anew; a transcript given later takes its place. `searchsvc build` publishes it.
    """
    _need_store(config)
    record = collecting.give_transcript(config, address, file)
    said = [passage for passage in record.resource.passages if passage.second is not None]
    out.print(f"{record.resource.title}: what is said is held. Passages: {len(said)}", markup=False)


@main.command()
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
    _need_store(config)
    with Store(config.store_path) as store:
        if check:
            run_check(config, store, budget or config.limits.checked_links)
        if as_json:
            for fault in faults(store):
                click.echo(json.dumps(as_line(fault), ensure_ascii=False))
        else:
            show_faults(faults(store))


@main.command()
@click.argument("address")
@click.pass_obj
def which(config: Config, address: str) -> None:
    """Say which record ADDRESS leads to, or what is known of it.

    Ends with exit code 1 where it leads to none.
    """
    _need_store(config)
    with Store(config.store_path) as store:
        found = trace(address, configured_moves(config.moved), store.find, store.visited)
    show_trace(found, collecting.unasked(address, collecting.configured_sources(config)))
    sys.exit(0 if found.found else 1)


@main.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--size",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="How many hits to show.",
)
@click.option(
    "--at",
    type=click.DateTime(),
    help="The moment to search at, in Oslo's time; now, if not given.",
)
@click.option("--explain", is_flag=True, help="Show what each hit's score is made of.")
@click.pass_obj
def search(
    config: Config, words: tuple[str, ...], size: int, at: datetime | None, explain: bool
) -> None:
    """Search for WORDS, as the search page does."""
    now = at.replace(tzinfo=OSLO) if at else datetime.now(UTC)
    engine = open_engine(config.index_folder, config.budget)
    reader = QueryReader(lambda: engine, configured_taxonomy(config.taxonomy), config)
    wanted = read_query(MultiDict({"q": " ".join(words)}), now, reader.analyser(), reader.known())
    query = replace(wanted.query, size=size, pinned=reader.pinned(wanted.query.text))
    page = engine.search(query)
    for unit in query.units:
        if unit.read_as:
            out.print(f"Leser «{unit.word}» som «{unit.read_as}».", markup=False)
    showing = Showing(language("nb"), now)
    out.print(f"[b]{page.total} treff[/b]")
    for number, hit in enumerate(page.hits, 1):
        resource = hit.record.resource
        margin = showing.margin(resource)
        about = f"{showing.kind(resource.kind)} · {margin.key} {margin.detail}".strip()
        out.print(f"\n{number:2}. {resource.title}", style="bold", markup=False)
        out.print(f"    {about} · {resource.publisher}", markup=False)
        out.print(f"    {resource.address}", style="cyan", markup=False, soft_wrap=True)
        place = showing.place(resource, hit.snippet)
        if place.text:
            out.print(f"    {place.text}: {place.address}", markup=False, soft_wrap=True)
        if explain:
            show_explanation(engine.explain(query, hit.thing.id))


@main.command()
@click.pass_obj
def serve(config: Config) -> None:
    """Serve the search page until Ctrl-C."""
    count = open_engine(config.index_folder, config.budget).coverage().count
    out.print(f"{count} pages are searched at http://{config.host}:{config.port}  (Ctrl-C stops)")
    serve_app(config)


@main.command("demo")
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
    with demo.sample_site(today) as (known, manners):
        run_harvest(replace(settings, resolve=manners.resolve), known, known)
    run_build(settings, known, sample=True)
    if not no_serve:
        out.print(f"\nReady: [b]http://{config.host}:{config.port}[/b]  (Ctrl-C stops)")
        serve_app(settings)


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--topics", is_flag=True, help="Judge topics: FILES are of labelled pages.")
@click.option("--docs", type=click.Path(path_type=Path), help="Judge over these documents.")
@click.option(
    "--at",
    type=click.DateTime(),
    help="The moment to search at, in Oslo's time; now, if not given.",
)
@click.option("--worst", default=5, show_default=True, help="How many of the worst to show.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures of every query as JSON.")
@click.option("--against", type=click.Path(path_type=Path), help="Compare with an earlier --json.")
@click.pass_obj
def judge(
    config: Config,
    files: tuple[Path, ...],
    topics: bool,
    docs: Path | None,
    at: datetime | None,
    worst: int,
    as_json: bool,
    against: Path | None,
) -> None:
    """Run the judged queries of FILES over the index, and print how well they are answered.

    With --docs over a temporary index of documents, JSON lines with id, title and text. With
    --topics print how many topics of labelled pages are found; without FILES those of the
    make-believe site, which is collected for it.
    """
    if topics:
        run_topics(config, files)
        return
    if not files:
        raise click.UsageError("Missing argument 'FILES...'.")
    now = at.replace(tzinfo=OSLO) if at else datetime.now(UTC)
    if docs:
        with judging.documents_engine(docs) as engine:
            results = list(judging.judge_files(engine, files, now, judging.document_keys))
    else:
        engine = open_engine(config.index_folder, config.budget)
        results = list(judging.judge_files(engine, files, now, judging.address_keys))
    if as_json:
        click.echo(judging.to_json(results))
        return
    show_results(results, worst)
    if against:
        show_comparison(results, judging.read_json(against))


@main.command()
@click.option("--visits", is_flag=True, help="Write the ledger of visits in place of the records.")
@click.option("--digest", is_flag=True, help="Print only the SHA-256 of what would be written.")
@click.pass_obj
def export(config: Config, visits: bool, digest: bool) -> None:
    """Write every record of the store to standard output, as one JSON line.

    The lines are in the order of their addresses and say nothing of when a page was visited: the
    same content gives the same bytes.
    """
    _need_store(config)
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


@main.command()
@click.pass_obj
def status(config: Config) -> None:
    """Show of each source what is held, how its visits went, and when it is visited next.

    What is held: count, oldest, newest, missing fields. Of the addresses that are known, as they
    were when last visited: fetched, unchanged, refused and failed, and why.
    """
    known = collecting.configured_sources(config)
    _need_store(config)
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
        return open_engine(config.index_folder).coverage().sources
    except EngineError:
        return ()


def run_harvest(
    config: Config,
    known: tuple[Source, ...],
    chosen: tuple[Source, ...],
    mode: Mode = Mode.ALL,
) -> Tally:
    """Harvest with a progress line a source, and say what came of it."""
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


def run_topics(config: Config, files: tuple[Path, ...]) -> None:
    """Judge the topics of labelled pages, and print precision and recall."""
    if files:
        _need_store(config)
        chosen: AbstractContextManager[Config] = nullcontext(config)
    else:
        chosen = judging.labelled_sample()
    with chosen as settings, Store(settings.store_path) as store:
        labelled = files or judging.shipped_labels()
        taxonomy = configured_taxonomy(config.taxonomy)
        show_topics(judging.judge_topics(store, labelled, taxonomy))


def run_build(config: Config, known: tuple[Source, ...], *, sample: bool = False) -> list[str]:
    """Build with a progress bar; a sentence for each source that is published as it was."""
    with new_progress() as progress:
        task = progress.add_task("Building the index", total=None)
        built = collecting.publish(
            config,
            known,
            lambda done, total: progress.update(task, completed=done, total=total),
            sample=sample,
        )
    out.print(f"Published {built.count} things.")
    return collecting.held_back_sentences(built.held_back)


def _end(sentences: list[str]) -> None:
    """Say what is wrong with the sources; exit code 1 if anything is."""
    for sentence in sentences:
        err.print(sentence, style="red", markup=False, soft_wrap=True)
    sys.exit(1 if sentences else 0)


def _chosen(known: tuple[Source, ...], names: tuple[str, ...]) -> tuple[Source, ...]:
    unknown = sorted(set(names) - {source.name for source in known})
    if unknown:
        there = ", ".join(source.name for source in known)
        raise SourceError(f"there is no source {unknown[0]!r}; there are {there}")
    return tuple(source for source in known if source.name in names or not names)


def _need_store(config: Config) -> None:
    if not config.store_path.exists():
        raise StoreError(f"there is no store in {config.data}: run `searchsvc harvest` first")
