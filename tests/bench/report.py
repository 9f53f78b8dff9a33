"""The figures of a run, as tables on the terminal, as JSON, and in docs/speed.md."""

import re
from pathlib import Path

import msgspec
from building import BuildFigures
from documents import Preparation
from rich.console import Console
from rich.table import Table as RichTable
from service import ServiceFigures
from timing import Table

OURS = "Klimasøk"
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


def class_rows(report: Report) -> Rows:
    """Median milliseconds of each class and engine, and how many times as long as which peer."""
    engines = list(next(iter(report.classes.values())))
    peers = [name for name in engines if name != OURS]
    rows = [["median ms", *engines, *(f"beside {name}" for name in peers)]]
    for kind, times in report.classes.items():
        medians = {name: times[name].median for name in engines}
        ours = medians[OURS]
        ratios = [_ratio(ours, medians[name]) for name in peers]
        rows.append([kind, *(_figure(medians[name]) for name in engines), *ratios])
    return rows


def build_rows(report: Report) -> Rows:
    """Seconds, and sizes, of each build; of a peer's also the analysis that it was given."""
    prepared = report.preparation.reading + report.preparation.analysing
    rows = [["build", "seconds", "CPU s", "of which analysis", "MB on disk", "MB in memory"]]
    for name, figures in report.builds.items():
        given = 0.0 if name.startswith(OURS) else prepared
        memory = f"{figures.memory / MB:,.0f}" if figures.memory else ""
        seconds = (f"{figures.seconds + given:.1f}", f"{figures.cpu + given:.1f}")
        analysis = f"{given:.1f}" if given else ""
        rows.append([name, *seconds, analysis, f"{figures.size / MB:,.0f}", memory])
    return rows


def service_rows(report: Report) -> Rows:
    """How the service answers."""
    figures = report.service
    if figures is None:
        return []
    return [
        ["HTTP, 8 readers at once", ""],
        ["p50 / p95 / p99", f"{figures.p50:.1f} / {figures.p95:.1f} / {figures.p99:.1f} ms"],
        ["p99 beside p50", f"{figures.p99 / figures.p50:.1f}x"],
        ["answers a second", f"{figures.throughput:.0f}"],
        ["errors", f"{figures.errors} of {figures.requests}"],
        ["from start to first answer", f"{figures.start:.2f} s"],
        ["memory at start / after", f"{figures.memory_at_start / MB:.0f} /"
         f" {figures.memory / MB:.0f} MB"],
    ]  # fmt: skip


def show(report: Report, console: Console) -> None:
    """Print the tables."""
    for rows in (class_rows(report), build_rows(report), service_rows(report)):
        if rows:
            table = RichTable(*rows[0])
            for row in rows[1:]:
                table.add_row(*row)
            console.print(table)


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
    text = "\n\n".join([about, *(_markdown(rows) for rows in tables if rows)])
    before = path.read_text(encoding="utf-8")
    found = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not found.search(before):
        raise SystemExit(f"{path} has no lines {begin} and {end}")
    path.write_text(found.sub(lambda _: f"{begin}\n{text}\n{end}", before), encoding="utf-8")


def _markdown(rows: Rows) -> str:
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|---" * len(rows[0]) + "|", *body])


def _figure(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def _ratio(ours: float | None, other: float | None) -> str:
    if not ours or not other:
        return "–"
    return f"{ours / other:.2f}x" if ours < 10 * other else f"{ours / other:.0f}x"
