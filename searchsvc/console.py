"""What the command line prints: tables, explanations, progress."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import groupby

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Column, Table

from index.judge import SetResult, compare
from index.known import Trace
from index.labelled import Score, total
from index.linkhealth import Fault
from index.record import Record
from index.results import Explanation

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


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
