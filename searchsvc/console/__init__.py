"""What the command line prints: where it goes, tables and bars; in its files, one matter each."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Column, Table

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


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
