"""What is printed of a report of searches."""

from collections.abc import Iterable

from rich.markup import escape

from searchsvc.console import new_table, out
from searchsvc.querylog.question import MAGNITUDES
from searchsvc.querylog.report import DAYS, Line, Report


def show_report(report: Report) -> None:
    """What was searched for."""
    out.print(
        f"{report.first} to {report.last}: {report.times} searches, {report.different} different;"
        f" {report.untold} of these were asked on fewer than {DAYS} days and are not told of.",
        soft_wrap=True,
    )
    for title, lines in (
        ("Most asked", report.most_asked),
        ("Without hits", report.without_hits),
        ("Few hits", report.few_hits),
        ("Filters", report.filters),
    ):
        _show_asked(title, ((_asked(line), line) for line in lines))
    _show_asked("Narrower", ((f"{n.text} -> {_asked(n.to)}", n.to) for n in report.narrowed))


def _show_asked(title: str, asked: Iterable[tuple[str, Line]]) -> None:
    table = new_table(title, "times", "days", "hits")
    for text, line in asked:
        table.add_row(escape(text), str(line.times), str(line.days), _magnitude(line.hits))
    if table.row_count:
        out.print()
        out.print(table)


def _asked(line: Line) -> str:
    return " ".join(filter(None, (line.text, *line.filters)))


def _magnitude(hits: int) -> str:
    """The numbers that are rounded down to this one."""
    if hits in (0, MAGNITUDES[-1]):
        return str(hits) if not hits else f"{hits:,} or more"
    return f"{hits}–{MAGNITUDES[MAGNITUDES.index(hits) + 1] - 1}"
