"""Commands that find: search, and how well it is done."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from werkzeug.datastructures import MultiDict

from index.engine import open_engine
from index.resource import OSLO
from index.store import Store
from index.topics import configured_taxonomy
from searchsvc import judging
from searchsvc.commands.ending import need_store
from searchsvc.config import Config
from searchsvc.console import out
from searchsvc.console.judged import show_comparison, show_explanation, show_results, show_topics
from searchsvc.language import language
from searchsvc.params import read_query
from searchsvc.reading import QueryReader
from searchsvc.showing import Showing


@click.command()
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
    engine = open_engine(config.index, config.budget)
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


@click.command()
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
        engine = open_engine(config.index, config.budget)
        results = list(judging.judge_files(engine, files, now, judging.address_keys))
    if as_json:
        click.echo(judging.to_json(results))
        return
    show_results(results, worst)
    if against:
        show_comparison(results, judging.read_json(against))


def run_topics(config: Config, files: tuple[Path, ...]) -> None:
    """Judge the topics of labelled pages, and print precision and recall."""
    if files:
        need_store(config)
        chosen: AbstractContextManager[Config] = nullcontext(config)
    else:
        chosen = judging.labelled_sample()
    with chosen as settings, Store(settings.store_path) as store:
        labelled = files or judging.shipped_labels()
        taxonomy = configured_taxonomy(config.taxonomy)
        show_topics(judging.judge_topics(store, labelled, taxonomy))
