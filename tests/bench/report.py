"""The figures of a run, as tables on the terminal, as JSON, and in docs/speed.md."""

import re
from pathlib import Path

import msgspec
from building import BuildFigures
from documents import Preparation
from queries import PREFIX, TYPO
from rich.console import Console
from rich.table import Column
from rich.table import Table as RichTable
from service import ServiceFigures, Waits
from timing import FEW, OURS, Table, Times

MARKS = ("<!-- figures: {} -->", "<!-- end of figures: {} -->")
MB = 1_000_000
Rows = list[list[str]]


class Machine(msgspec.Struct, frozen=True):
    """What a run was made on."""

    cores: int
    processor: str
    versions: dict[str, str]


class Report(msgspec.Struct, kw_only=True):
    """All figures of one run."""

    pages: int
    seed: int
    date: str
    machine: Machine
    words: int  # different words of the collection
    preparation: Preparation
    builds: dict[str, BuildFigures]
    classes: Table
    service: ServiceFigures | None = None

    def differing(self) -> list[str]:
        """Classes in which a peer finds another number of things for some query."""
        return [
            f"{name}: {kind}"
            for kind, times in self.classes.items()
            for name, found in times.items()
            if kind not in (PREFIX, TYPO) and found.hits != times[OURS].hits[: len(found.hits)]
        ]


def class_rows(report: Report) -> Rows:
    """Median milliseconds of each class and engine, and ours as so many times a peer's."""
    if not report.classes:
        return []
    engines = next(iter(report.classes.values()))
    peers = [name for name in engines if name != OURS]
    named = [f"{name}, {FEW} queries" if _few(report, name) else name for name in peers]
    rows = [["median ms of the processor", OURS, *named]]
    for kind, times in report.classes.items():
        beside = [_beside(times[OURS], times[name]) for name in peers]
        rows.append([kind, _figure(times[OURS].median()), *beside])
    return rows


def build_rows(report: Report) -> Rows:
    """Each build from the store on; a peer's with the analysis that it was given."""
    given = report.preparation
    rows = [["build", "seconds", "CPU s", "CPU s of them to analyse", "MB on disk", "MB in memory"]]
    for name, figures in report.builds.items():
        memory = f"{figures.memory / MB:,.0f}" if figures.memory else ""
        seconds, cpu, analysis = figures.seconds, figures.cpu, ""
        if not name.startswith(OURS):
            seconds, cpu = seconds + given.seconds, cpu + given.cpu
            analysis = f"{given.cpu:.1f}"
        size = f"{figures.size / MB:,.0f}"
        rows.append([name, f"{seconds:.1f}", f"{cpu:.1f}", analysis, size, memory])
    return rows


def service_rows(report: Report) -> Rows:
    """How the service answers."""
    figures = report.service
    if figures is None:
        return []
    at_start, after = figures.memory_at_start / MB, figures.memory / MB
    return [
        ["HTTP, 8 readers at once", ""],
        ["first / the same again, alone", f"{figures.first:.1f} / {figures.again:.1f} ms"],
        ["the same again beside the first", f"{figures.again / figures.first:.2f}x"],
        ["p50 / p95 / p99", _waits(figures.waits)],
        ["the same where no answers are kept", _waits(figures.unkept)],
        ["answers a second", f"{figures.throughput:.0f}"],
        ["errors", f"{figures.errors} of {figures.requests}"],
        ["from start to first answer", f"{figures.start:.2f} s"],
        ["memory at start / after", f"{at_start:.0f} / {after:.0f} MB"],
    ]


def _waits(waits: Waits) -> str:
    told = " / ".join(f"{each:.1f}" for each in (waits.p50, waits.p95, waits.p99))
    return f"{told} ms, the last {waits.p99 / waits.p50:.1f}x the first"


def show(report: Report, console: Console) -> None:
    """Print the tables."""
    for rows in (class_rows(report), build_rows(report), service_rows(report)):
        if rows:
            table = RichTable(Column(rows[0][0], no_wrap=True), *rows[0][1:])
            for row in rows[1:]:
                table.add_row(*row)
            console.print(table)
    for where in report.differing():
        console.print(f"Another number of hits than ours. {where}", style="red")


def save(report: Report, path: Path) -> None:
    """Write the report beside those of other sizes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    reports = msgspec.json.decode(path.read_bytes(), type=dict) if path.exists() else {}
    reports[str(report.pages)] = msgspec.to_builtins(report)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(reports), indent=1))


def write_table(report: Report, path: Path) -> None:
    """Replace the figures of this size of collection in a document."""
    begin, end = (mark.format(report.pages) for mark in MARKS)
    tables = [class_rows(report), build_rows(report), service_rows(report)]
    versions = ", ".join(f"{name} {version}" for name, version in report.machine.versions.items())
    about = (
        f"{report.pages:,} pages, seed {report.seed}, {report.date}, {report.machine.cores} cores"
        f" ({report.machine.processor}); {versions}."
    )
    text = "\n\n".join([about, *(markdown(rows) for rows in tables if rows)])
    before = path.read_text(encoding="utf-8")
    found = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not found.search(before):
        raise SystemExit(f"{path} has no lines {begin} and {end}")
    path.write_text(found.sub(lambda _: f"{begin}\n{text}\n{end}", before), encoding="utf-8")


def markdown(rows: Rows) -> str:
    """A table, of which the first row is the head."""
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|---" * len(rows[0]) + "|", *body])


def _figure(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def _few(report: Report, name: str) -> bool:
    """Whether an engine was asked but the first queries of each class."""
    return 0 < max(len(times[name].cpu) for times in report.classes.values()) <= FEW


def _beside(ours: Times, other: Times) -> str:
    """A peer's figure, and how many times as long ours is for the same queries."""
    theirs = other.median()
    own = ours.median(len(other.cpu))
    if not theirs or not own:
        return "–"
    return f"{_figure(theirs)} ({_figure(own / theirs)}x)"
