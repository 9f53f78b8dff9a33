"""The progress of a harvest: moving lines on a terminal, JSON lines for machines."""

import json
from time import monotonic
from types import TracebackType

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from searchsvc.collecting import Tally

EVERY = 10.0  # seconds between two JSON lines of a source


class HarvestProgress:
    """Shows how far a harvest has come, one line a source; a context manager."""

    def __init__(self, console: Console, names: tuple[str, ...]) -> None:
        self.console = console
        self.names = names
        self.began = monotonic()
        self.tally = Tally()
        self._told = dict.fromkeys(names, self.began)
        self._moving = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TextColumn("{task.fields[line]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._tasks = {name: self._moving.add_task(name, total=None, line="") for name in names}

    def __enter__(self) -> "HarvestProgress":
        self._moving.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._moving.stop()
        if not self.console.is_terminal:
            for name in self.names:
                self._tell(name)

    def update(self, tally: Tally) -> None:
        """Show what has come until now."""
        self.tally = tally
        now = monotonic()
        for name in self.names:
            if self.console.is_terminal:
                line = sentence(figures(tally, name, now - self.began))
                self._moving.update(self._tasks[name], line=line)
            elif now - self._told[name] >= EVERY:
                self._told[name] = now
                self._tell(name)

    def _tell(self, name: str) -> None:
        line = {"source": name, **figures(self.tally, name, monotonic() - self.began)}
        self.console.file.write(json.dumps(line) + "\n")
        self.console.file.flush()


def figures(tally: Tally, source: str, seconds: float) -> dict[str, int | None]:
    """Count, errors, pace (visits a minute), what is left and the seconds that it will take."""
    visits, left = tally.visits(source), tally.left(source)
    return {
        "visits": visits,
        "failed": tally.failed(source),
        "per_minute": round(visits * 60 / seconds) if seconds else None,
        "left": left,
        "seconds_left": round(left * seconds / visits) if visits else None,
    }


def sentence(found: dict[str, int | None]) -> str:
    """The figures for people."""
    seconds = found["seconds_left"]
    time = "" if seconds is None else f", {seconds // 3600}:{seconds // 60 % 60:02} h left"
    return (
        f"{found['visits']} visited, {found['failed']} failed, {found['left']} to go,"
        f" {found['per_minute'] or 0} a minute{time}"
    )
