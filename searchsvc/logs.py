"""The log: sentences or JSON lines on standard error, which tell nothing of a reader.

What is raised is named by its type and the lines of the program: its words may hold what a reader
typed. What the server says of itself may hold addresses and paths: of that only the place is told.
"""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from time import monotonic
from traceback import format_tb
from typing import Any

SERVER = "waitress"
CLUSTER = "opensearch"  # its client names addresses in every line
AGAIN = 60  # seconds after which the same is said again
FIELDS = "fields"  # what a record says in words, in `extra`, for machines


def configure_logs(form: str) -> None:
    """Write what is a warning or worse, in the form "text" or "json"."""
    logging.raiseExceptions = False  # what cannot be written would be printed with all its words
    handler = logging.StreamHandler()
    handler.setFormatter(Lines() if form == "json" else Sentences())
    logging.getLogger(CLUSTER).setLevel(logging.CRITICAL)  # what fails is told by who asked
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


class Seldom:
    """Tells a log what is wrong, which may be the same for every request, once a minute."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._said, self._at = "", 0.0

    def error(self, sentence: str) -> None:
        """Say what is wrong, if it is another thing than a moment ago."""
        now = monotonic()
        if sentence != self._said or now > self._at + AGAIN:
            self._said, self._at = sentence, now
            self._log.error("%s", sentence)


class Sentences(logging.Formatter):
    """For people."""

    def format(self, record: logging.LogRecord) -> str:
        """A line, and those of what was raised."""
        said = f"{record.levelname} {record.name}: {_message(record)}"
        raised = _raised(record)
        return f"{said}\n{raised}" if raised else said


class Lines(logging.Formatter):
    """For machines: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said: dict[str, Any] = {"at": at, "level": record.levelname, "logger": record.name}
        said |= {"message": _message(record), **getattr(record, FIELDS, {})}
        raised = _raised(record)
        return json.dumps({**said, "raised": raised} if raised else said, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    is_server = record.name.partition(".")[0] == SERVER
    return f"{record.module}.{record.funcName}" if is_server else record.getMessage()


def _raised(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    return "\n".join(_chain(error)) if error else ""


def _chain(error: BaseException | None) -> Iterator[str]:
    """What was raised, and what that came of; each once, though they may come of each other."""
    told: list[BaseException] = []
    while error and error not in told:
        yield "".join(format_tb(error.__traceback__)) + type(error).__qualname__
        told.append(error)
        error = error.__cause__ or error.__context__
