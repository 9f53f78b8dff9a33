"""What is printed of sources: what is held, what was reached, and where an address leads."""

from collections.abc import Mapping
from datetime import datetime

from rich.markup import escape

from index.known import Trace
from index.record import Record
from index.resource import OSLO
from index.results import SourceCoverage
from searchsvc.console import out


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


def show_reached(reached: Mapping[str, Mapping[str, int]]) -> None:
    """How often the last harvest reached which limit of the crawler, source by source."""
    for source, counts in sorted(reached.items()):
        if counts:
            words = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
            out.print(f"  {source}, limits reached: {words}", style="dim", markup=False)


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
