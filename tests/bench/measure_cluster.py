"""Measures the search on a cluster of three nodes beside the embedded engine, in one run.

The nodes run on this machine, each with a heap of 512 MB and its files on the disk. What their
processors do is counted apart. Prints tables in Markdown.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from statistics import median

import click
import msgspec
from building import STORE, Bench, BuildFigures
from collection import Pages
from measure import KEPT, SEED, console, progress, tracked
from queries import CLASSES, NOW, PREFIX, TYPO, Asks
from report import Rows, markdown
from service import asked, percentile, serving

sys.path.append(str(Path(__file__).parents[1]))
from cluster.nodes import Node, search_cluster

from index.analyse import Analyser
from index.engine import Cluster, Engine, open_engine
from index.engines.opensearch.connection import connect
from index.engines.opensearch.names import Names
from index.language.thesaurus import default_thesaurus
from index.query import Query

MB = 1_000_000
EMBEDDED, CLUSTER = "embedded", "cluster"
PATIENCE = 5.0  # seconds that a search may take: how long it does is what is measured
WARM_UPS = 8  # rounds until the nodes' compilers have done most of their work
PATIENT = {"SEARCHSVC_BUDGET": str(PATIENCE)}
REQUESTS = 200  # addresses that both services are asked for
ASKED = [kind for kind in CLASSES if kind not in (PREFIX, TYPO)]  # not answered by the lexicon
Benches = dict[str, Bench]
Build = tuple[str, int, tuple[str, ...]]  # what it is called, edition of the pages, options
BUILDS: tuple[Build, ...] = (
    ("whole", 1, ()),
    ("1 % changed", 0, ()),
    ("whole again", 0, ("--full",)),
)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--pages", default=10_000, show_default=True, type=click.IntRange(100))
@click.option("--alone", is_flag=True, help="Leave the embedded engine out.")
@click.option("--once", is_flag=True, help="Build once, and nothing after a night.")
def main(pages: int, alone: bool, once: bool) -> None:
    """Build with both engines, ask both in turn, and print the tables."""
    with ExitStack() as stack:
        bar = stack.enter_context(progress())
        bench = Bench(KEPT / str(pages), Pages(pages, SEED), tracked(bar))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=KEPT)))
        nodes = stack.enter_context(search_cluster(options=(), where=KEPT))
        print(f"{pages:,} pages\n")
        builds = BUILDS[:1] if once else BUILDS
        for rows in run(bench, folder, nodes, builds, alone=alone):
            print(f"{markdown(rows)}\n", flush=True)


def run(
    bench: Bench, folder: Path, nodes: Sequence[Node], builds: Sequence[Build], *, alone: bool
) -> Iterator[Rows]:
    """The tables of builds, searches and requests over a collection, which is only read."""
    bench.collect()
    hosts = ",".join(node.address.removeprefix("http://") for node in nodes)
    benches = {} if alone else {EMBEDDED: _copy(bench, folder / EMBEDDED)}
    benches[CLUSTER] = _copy(bench, folder / CLUSTER, f"http://{hosts}/bench")
    yield _builds(benches, nodes, builds)
    yield _searches(benches, nodes)
    yield _requests(benches, nodes)


def _copy(bench: Bench, folder: Path, engine: str = "") -> Bench:
    """A collection of its own for an engine."""
    copy = Bench(folder, bench.pages, bench.track, engine)
    copy.data.mkdir(parents=True)
    shutil.copyfile(bench.data / STORE, copy.data / STORE)
    return copy


def _builds(benches: Benches, nodes: Sequence[Node], builds: Sequence[Build]) -> Rows:
    """Builds with each engine in turn.

    The first is one in nodes that have just started, whose compilers have everything to do.
    """
    rows = [["build", "seconds", "CPU s", "CPU s of the nodes", "MB on disk", "MB in memory"]]
    for name, edition, options in builds:
        for bench in benches.values():
            bench.change(edition)
        for engine, bench in benches.items():
            console.print(f"Building: {engine}, {name}")
            before = _processors(nodes)
            figures = bench.build(*options)
            if engine == CLUSTER:
                figures = msgspec.structs.replace(figures, size=_on_disk(bench.engine))
            rows.append([f"{engine}, {name}", *_told(figures, _processors(nodes) - before)])
    return rows


def _told(figures: BuildFigures, nodes: float) -> list[str]:
    seconds = [figures.seconds, figures.cpu, nodes]
    megabytes = [figures.size / MB, (figures.memory or 0) / MB]
    return [*(f"{each:.1f}" for each in seconds), *(f"{each:,.0f}" for each in megabytes)]


def _searches(benches: Benches, nodes: Sequence[Node]) -> Rows:
    """Each class of queries, after some rounds that warm up; the engines take turns."""
    engines = {name: open_engine(_where(bench), PATIENCE) for name, bench in benches.items()}
    lexicon = engines[CLUSTER].lexicon
    analyser = Analyser(lexicon=lexicon, thesaurus=default_thesaurus())
    asks = Asks(benches[CLUSTER].pages, lexicon, SEED)
    classes = {
        kind: [ask.query or analyser.query(ask.text, NOW) for ask in asks.of_class(kind)]
        for kind in ASKED
    }
    console.print("Warming up")
    for queries in WARM_UPS * list(classes.values()):
        _ask_in_turn(engines, queries, nodes)
    rows = [["p50 / p95 ms", *engines, "nodes' CPU ms", "the same hits"]]
    for kind, queries in classes.items():
        console.print(f"Asking: {kind}")
        rows.append([kind, *_ask_in_turn(engines, queries, nodes)])
    return rows


def _ask_in_turn(
    engines: dict[str, Engine], queries: Sequence[Query], nodes: Sequence[Node]
) -> list[str]:
    times: dict[str, list[float]] = {name: [] for name in engines}
    answers: dict[str, list[tuple[int | str, ...]]] = {name: [] for name in engines}
    before = _processors(nodes)
    for query in queries:
        for name, engine in engines.items():
            reader = engine.current()
            began = time.perf_counter()
            page = reader.search(query)
            times[name].append((time.perf_counter() - began) * 1000)
            answers[name].append((page.total, *(hit.record.id for hit in page.hits)))
    spent = (_processors(nodes) - before) * 1000 / len(queries)
    alike = sum(len(set(each)) == 1 for each in zip(*answers.values(), strict=True))
    beside = f"{alike} of {len(queries)}" if EMBEDDED in answers else ""
    return [*_beside(times), f"{spent:.0f}", beside]


def _beside(times: dict[str, list[float]]) -> list[str]:
    """Medians and 95th percentiles, and the cluster's as so many times the embedded engine's."""
    told = [f"{median(each):.1f} / {percentile(each, 0.95):.1f}" for each in times.values()]
    if EMBEDDED in times:
        told[-1] += f" ({median(times[CLUSTER]) / median(times[EMBEDDED]):.1f}x)"
    return told


def _requests(benches: Benches, nodes: Sequence[Node]) -> Rows:
    """Whole requests of one reader who asks both services for the same, nothing twice."""
    engine = open_engine(_where(benches[CLUSTER]), PATIENCE)
    asks = Asks(benches[CLUSTER].pages, engine.lexicon, SEED)
    addresses = [*dict.fromkeys(islice(asks.addresses(0), 3 * REQUESTS))][:REQUESTS]
    times: dict[str, list[float]] = {name: [] for name in benches}
    spent = 0.0
    with ExitStack() as stack:
        ports = {
            name: stack.enter_context(serving(bench.data, **bench.settings, **PATIENT))[1]
            for name, bench in benches.items()
        }
        for address in addresses:
            for name, port in ports.items():
                before = _processors(nodes)
                times[name].append(_asked(port, address))
                spent += (_processors(nodes) - before) * 1000
    told = [*_beside(times), f"{spent / len(addresses):.0f}"]
    return [["p50 / p95 ms over HTTP", *times, "nodes' CPU ms"], ["a request", *told]]


def _asked(port: int, address: str) -> float:
    """The milliseconds of an answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    taken, status = asked(connection, address)
    connection.close()
    if status != HTTPStatus.OK:
        raise click.ClickException(f"{address} was answered with {status}")
    return taken


def _where(bench: Bench) -> Path | Cluster:
    return Cluster(address=bench.engine) if bench.engine else bench.data / "index"


def _processors(nodes: Sequence[Node]) -> float:
    """The seconds that the nodes have had of the processors."""
    fields = (Path(f"/proc/{node.pid}/stat").read_text(encoding="ascii") for node in nodes)
    ticks = (sum(map(int, each.rpartition(")")[2].split()[11:13])) for each in fields)
    return sum(ticks) / os.sysconf("SC_CLK_TCK")


def _on_disk(engine: str) -> int:
    """The bytes of one copy of the published generation."""
    client = connect(Cluster(address=engine))
    names = Names.of(engine)
    generation = names.published(client)
    indices = f"{names.things(generation)},{names.beside(generation)}"
    found = client.indices.stats(index=indices, metric="store")
    return int(found["_all"]["primaries"]["store"]["size_in_bytes"])


if __name__ == "__main__":
    main()
