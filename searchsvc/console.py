"""What the command line prints: tables, explanations, progress."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Column, Table

from index.judge import SetResult, compare
from index.known import Trace
from index.labelled import Score, total
from index.linkhealth import Fault
from index.record import Record
from index.resource import OSLO, Visit
from index.results import Explanation, SourceCoverage
from searchsvc.doctor import Finding, Level
from searchsvc.querylog.question import MAGNITUDES
from searchsvc.querylog.report import DAYS, Line, Report
from searchsvc.trying import Reading

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)
COLOURS = {Level.OK: "green", Level.WARNING: "yellow", Level.ERROR: "red"}


def show_results(results: list[SetResult], worst: int) -> None:
    """The figures of each set, and the queries that are answered worst."""
    table = Table("set", "queries", "nDCG@10", "MRR@10", "recall@10", "recall@50")
    for result in results:
        mean = result.mean
        figures = (mean.ndcg10, mean.mrr10, mean.recall10, mean.recall50)
        table.add_row(result.name, str(len(result.queries)), *(f"{f:.4f}" for f in figures))
    out.print(table)
    for result in results:
        for text, value in result.worst(worst):
            out.print(f"  {value:.3f}  {result.name}: {text}", style="dim", markup=False)


def show_comparison(results: list[SetResult], before: dict[str, dict[str, float]]) -> None:
    """Each set beside an earlier run."""
    table = Table("set", "difference", "better", "worse", "p")
    for result in results:
        now = {text: measures.ndcg10 for text, measures in result.queries}
        found = compare(now, before.get(result.name, {}))
        figures = (f"{found.difference:+.4f}", str(found.better), str(found.worse))
        table.add_row(result.name, *figures, f"{found.p_value:.4f}")
    out.print(table)


def show_topics(sets: dict[str, dict[str, Score]]) -> None:
    """Precision and recall of each topic, and of all topics by file and together."""
    found: dict[str, list[Score]] = defaultdict(list)
    for topics in sets.values():
        for topic, counted in topics.items():
            found[topic].append(counted)
    rows = {topic: total(found[topic]) for topic in sorted(found)}
    rows |= {f"all, {name}": total(topics.values()) for name, topics in sets.items()}
    rows["all"] = total(one for topics in sets.values() for one in topics.values())
    table = Table("topic", "precision", "recall", "right", "wrong", "missed")
    for name, one in rows.items():
        counts = map(str, (one.right, one.wrong, one.missed))
        table.add_row(name, f"{one.precision:.3f}", f"{one.recall:.3f}", *counts)
    out.print(table)


def show_explanation(explanation: Explanation | None) -> None:
    """What a score is made of."""
    if explanation is None:
        return
    for what, score in explanation.added:
        if score:
            out.print(f"      {score:8.3f}  {what}", style="dim", markup=False)
    for what, factor in explanation.factors:
        if factor != 1:
            out.print(f"      x {factor:6.2f}  {what}", style="dim", markup=False)
    out.print(f"    = {explanation.score:8.3f}", style="dim", markup=False)


def show_faults(faults: Iterable[Fault]) -> None:
    """The links to mend, record by record, each with the address that may take its place."""
    for _, links in groupby(faults, key=lambda fault: fault.record.id):
        for number, fault in enumerate(links):
            resource, check = fault.record.resource, fault.check
            if not number:
                out.print(f"\n{resource.title or resource.address}", style="bold", markup=False)
                out.print(f"  {resource.address}", style="cyan", markup=False, soft_wrap=True)
            why = f" ({check.reason})" if check.reason else ""
            out.print(f"  {check.health}, {check.at:%Y-%m-%d}{why}", markup=False, soft_wrap=True)
            out.print(f"    {fault.link.target}", markup=False, soft_wrap=True)
            if fault.suggestion:
                better = f"    -> {fault.suggestion} ({fault.because})"
                out.print(better, style="green", markup=False, soft_wrap=True)


def as_line(fault: Fault) -> dict[str, str]:
    """A link to mend, for machines."""
    return {
        "record": fault.record.id,
        "title": fault.record.resource.title,
        "address": fault.record.resource.address,
        "link": fault.link.target,
        "text": fault.link.text,
        "health": fault.check.health,
        "checked": fault.check.at.isoformat(),
        "reason": fault.check.reason,
        "suggestion": fault.suggestion,
        "because": fault.because,
    }


def show_reached(reached: Mapping[str, Mapping[str, int]]) -> None:
    """How often the last harvest reached which limit of the crawler, source by source."""
    for source, counts in sorted(reached.items()):
        if counts:
            words = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
            out.print(f"  {source}, limits reached: {words}", style="dim", markup=False)


def show_finding(finding: Finding) -> None:
    """How grave it is, what was looked at, and what was found."""
    out.print(f"{finding.level:8}", style=COLOURS[finding.level], end="")
    out.print(f"{finding.check}: {finding.says}", markup=False, soft_wrap=True)


def show_source(
    name: str, least: int | None, held: SourceCoverage | None, published: SourceCoverage | None
) -> None:
    """What is held of a source, how its visits went, and what of it is published."""
    out.print(f"[b]{escape(name)}[/b]")
    if held is None:
        out.print(f"  never visited; must hold at least {least}")
        return
    must = "no source any more" if least is None else f"at least {least}"
    dates = f", of {held.oldest} to {held.newest}" if held.oldest else ""
    missing = "".join(f", {field} missing {count}" for field, count in held.missing.items())
    fetched = held.outcomes.get("read", 0) + held.outcomes.get("listed", 0)
    others = (f"{n} {name}" for name, n in held.outcomes.items() if name not in ("read", "listed"))
    _say(f"{held.count} pages ({must}){dates}{missing}")
    _say(", ".join((f"{held.known} known", f"{fetched} fetched", *others)))
    for outcome, reasons in held.reasons.items():
        _say(f"{outcome}: " + ", ".join(f"{reason} {n}" for reason, n in reasons.items()))
    _say(f"oldest visit {_minute(held.oldest_visit)}, last {_minute(held.last_visit)}")
    _say(f"next visit {_minute(held.next_visit)}")
    _say(f"last published {_minute(published.published if published else None)}")
    if published and published.guard:
        _say(f"held back by the guard: {published.guard}")


def _say(sentence: str) -> None:
    out.print(f"  {sentence}", markup=False, soft_wrap=True)


def _minute(moment: datetime | None) -> str:
    return f"{moment.astimezone(OSLO):%Y-%m-%d %H:%M}" if moment else "never"


def show_visit(visit: Visit, how: str) -> None:
    """What was asked for, what came of it, and what it leads to."""
    out.print(visit.address, style="cyan", markup=False, soft_wrap=True)
    figures = f"HTTP {visit.status}, {visit.size} bytes, {visit.seconds:.3f} s"
    reason = f": {visit.reason}" if visit.reason else ""
    out.print(f"  {visit.outcome}{reason}  ({figures})", markup=False)
    out.print(f"  source {visit.source}, {how}", markup=False)
    if visit.moved_to:
        out.print(f"  leads to {visit.moved_to}", markup=False, soft_wrap=True)
    reached = dict(visit.reached)
    out.print(f"  leads to {reached.pop('depth', 0)} addresses of sources", markup=False)
    show_reached({visit.source: reached})


def show_reading(reading: Reading) -> None:
    """A reading field by field, and where the page says each."""
    table = new_table("field", "value", "where the page says it")
    for field in reading.fields:
        name = f"{field.name} (doubtful)" if field.doubtful else field.name
        table.add_row(*map(escape, (name, field.value, "\n".join(field.origins))))
    out.print(table)
    resource = reading.resource
    for name, values in (
        ("missing, though required", reading.missing),
        ("topics", reading.topics),
        ("municipalities", reading.municipalities),
        ("links", tuple(link.target for link in resource.links)),
    ):
        out.print(f"  {name} ({len(values)}): {', '.join(values)}", markup=False, soft_wrap=True)


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


def new_table(first: str, *names: str) -> Table:
    """A table that loses nothing on a narrow terminal: what is typed again is never broken."""
    return Table(Column(first, no_wrap=True), *(Column(name, overflow="fold") for name in names))


def new_progress() -> Progress:
    """A moving line on a terminal, nothing elsewhere."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )


def show_trace(trace: Trace[Record], unasked: str) -> None:
    """Where an address leads, or what is known of it and why it is not asked for."""
    if trace.move:
        about = "is told of on" if trace.move.hub else "has moved to"
        out.print(f"By a rule it {about} {trace.move.address}", markup=False, soft_wrap=True)
    if trace.found:
        resource = trace.found.resource
        out.print(f"{resource.kind} {trace.found.id}: {resource.title}", markup=False)
        for known in trace.found.addresses:
            visited = f"{known.last_visit:%Y-%m-%d}" if known.last_visit else "never visited"
            row = f"  {known.role:10} {visited} {known.status or '':>4}  {known.address}"
            out.print(row, markup=False, soft_wrap=True)
    elif trace.visited:
        seen = trace.visited
        when = f"{seen.at:%Y-%m-%d %H:%M}: {seen.outcome}" if seen.at else "found, never visited"
        more = " ".join(filter(None, (seen.reason, seen.moved_to and f"to {seen.moved_to}")))
        out.print(f"No record. {when} {more}".strip(), markup=False, soft_wrap=True)
    else:
        out.print(
            f"Never collected: {unasked or 'no page that was read leads there'}", markup=False
        )
