"""Measures speed: our engine and service beside other engines, over a generated collection."""

import os
import platform
import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import click
from building import Bench, Tracked
from collection import Pages
from peer_fts5 import Fts5Maker
from peer_tantivy import TantivyMaker
from peer_whoosh import WhooshMaker
from peers import Maker
from queries import CLASSES, EACH, Asks
from report import Machine, Report, save, show, write_table
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from service import ServiceFigures, drive
from timing import FEW, OURS, RANKING, Contestant, Ours, RankingOnly, Table, measure, warm_up

from index.analyse import Analyser
from index.engine import Engine, open_engine
from index.language.thesaurus import default_thesaurus
from index.resource import OSLO

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "var" / "bench"
MAKERS: dict[str, Maker] = {
    "tantivy": TantivyMaker(), "fts5": Fts5Maker(), "whoosh": WhooshMaker()
}  # fmt: skip
SEED = 1
console = Console(stderr=True)
Callback = Callable[[click.Context, click.Parameter, str], list[str]]


def _some_of(known: Iterable[str]) -> Callback:
    """Reads names that are parted by commas."""

    def read(_: click.Context, __: click.Parameter, text: str) -> list[str]:
        names = [name.strip() for name in text.split(",") if name.strip()]
        for name in names:
            if name not in known:
                raise click.BadParameter(f"{name!r} is none of {', '.join(known)}")
        return names

    return read


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--pages", default=10_000, show_default=True, type=click.IntRange(100))
@click.option(
    "--classes",
    default=",".join(CLASSES),
    callback=_some_of(CLASSES),
    help="Only these classes of queries.",
    show_default=True,
)
@click.option(
    "--peers",
    default=",".join(MAKERS),
    callback=_some_of(MAKERS),
    help="Only these other engines.",
    show_default=True,
)
@click.option("--no-build", is_flag=True, help="Measure the index that is there.")
@click.option("--no-http", is_flag=True, help="Leave the service out.")
@click.option("--table", is_flag=True, help="Write the figures into docs/speed.md.")
def main(
    pages: int, classes: list[str], peers: list[str], no_build: bool, no_http: bool, table: bool
) -> None:
    """Measure, print the tables, and keep all figures in var/bench.json."""
    report = run(
        Pages(pages, SEED),
        KEPT / str(pages),
        makers=[MAKERS[name] for name in peers],
        classes=classes,
        build=not no_build,
        http=not no_http,
    )
    show(report, Console())
    save(report, KEPT.with_suffix(".json"))
    if table:
        write_table(report, ROOT / "docs" / "speed.md")


def run(
    pages: Pages,
    folder: Path,
    *,
    makers: list[Maker],
    classes: list[str],
    build: bool = True,
    http: bool = True,
) -> Report:
    """Make what is not there, measure everything, and report."""
    with progress() as bar:
        bench = Bench(folder, pages, tracked(bar))
        bench.collect()
        preparation = bench.prepare()
        builds = {maker.name: bench.build_peer(maker) for maker in makers}
    if build:
        console.print("Building our index, and again after a night")
        whole, night = bench.build_ours()
        builds = {OURS: whole, f"{OURS}, 1 % changed": night} | builds
    engine = open_engine(bench.data / "index")
    asks = Asks(pages, engine.lexicon, SEED)
    table = _search(bench, engine, asks, makers, classes)
    service = _serve(bench, asks) if http else None
    return Report(
        pages=pages.count,
        seed=SEED,
        date=f"{datetime.now(OSLO):%Y-%m-%d}",
        machine=_machine(),
        words=len(engine.lexicon.frequency),
        preparation=preparation,
        builds=builds,
        classes=table,
        service=service,
    )


def _search(
    bench: Bench, engine: Engine, asks: Asks, makers: list[Maker], classes: list[str]
) -> Table:
    analyser = Analyser(lexicon=engine.lexicon, thesaurus=default_thesaurus())
    engines: list[Contestant | Ours] = [Ours(engine, analyser, EACH)]
    for maker in makers:
        most = FEW if maker.name == WhooshMaker.name else EACH
        peer = maker.open(bench.peer_folder(maker))
        engines.append(Contestant(maker.name, peer, analyser, most))
        if maker.name == TantivyMaker.name:
            engines.append(RankingOnly(RANKING, peer, analyser, most))
    warm_up(engines, [asks.whole() for _ in range(5)], analyser)
    chosen = {kind: asks.of_class(kind) for kind in classes}
    return measure(engines, chosen, analyser, lambda kind: console.print(f"Asking: {kind}"))


def _serve(bench: Bench, asks: Asks) -> ServiceFigures:
    console.print("Driving the service")
    return drive(bench.data, asks.addresses)


def _machine() -> Machine:
    names = ("klimasok", "Whoosh-Reloaded", "numpy", "tantivy")
    versions = {name: version(name) for name in names}
    versions |= {"SQLite": sqlite3.sqlite_version, "Python": platform.python_version()}
    return Machine(cores=os.cpu_count() or 1, processor=_processor(), versions=versions)


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        refresh_per_second=2,
    )


def tracked(bar: Progress) -> Tracked:
    """A line for each thing that is done."""

    def track(description: str, total: int) -> Callable[[int], None]:
        task = bar.add_task(description, total=total)
        return lambda done: bar.update(task, completed=done)

    return track


if __name__ == "__main__":
    main()
