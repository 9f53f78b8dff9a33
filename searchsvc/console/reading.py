"""What is printed of one page that is tried: the visit, and what is read on it."""

from rich.markup import escape

from index.resource import Visit
from searchsvc.console import new_table, out
from searchsvc.console.sources import show_reached
from searchsvc.trying import Reading


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
