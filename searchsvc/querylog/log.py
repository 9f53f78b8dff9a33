"""QueryLog: gathers what is asked in one process, and writes it down beside the answering."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from index.resource import OSLO
from searchsvc.config import Config
from searchsvc.querylog.file import Asked, QueryLogError, add, tidy
from searchsvc.querylog.question import Question

EVERY = 10.0  # seconds between two writings
MOST = 2_000  # different questions between two writings
Counts = dict[tuple[date, str, tuple[str, ...]], tuple[int, int]]  # times, and the most hits
log = logging.getLogger(__name__)


def open_log(config: Config) -> "QueryLog | None":
    """The log of this process; None where nothing is to be kept, and then nothing is."""
    if config.query_days:
        return QueryLog(config.queries_path, config.query_days)
    try:
        config.queries_path.unlink(missing_ok=True)
    except OSError as error:
        log.error("%s cannot be removed: %s", config.queries_path, error.strerror)
    return None


class QueryLog:
    """Counts questions, without waiting for anything. Safe to share between threads.

    What cannot be written is dropped and counted: `dropped` questions in all.
    """

    def __init__(
        self, path: Path, days: int, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.dropped = 0
        self._path = path
        self._kept = timedelta(days=days - 1)  # before today
        self._clock = clock
        self._tidied: date | None = None
        self._said = ""
        self._counts: Counts = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._write_on, name="queries", daemon=True)
        self._thread.start()

    def note(self, question: Question) -> None:
        """Count a question of today."""
        key = self._today(), question.text, question.filters
        with self._lock:
            times, hits = self._counts.get(key, (0, 0))
            if times or len(self._counts) < MOST:
                self._counts[key] = times + 1, max(hits, question.hits)
            else:
                self.dropped += 1

    def close(self) -> None:
        """Write what is left, and end."""
        self._closing.set()
        self._thread.join()

    def _write_on(self) -> None:
        is_last = False
        while not is_last:
            is_last = self._closing.wait(EVERY)
            self._write()

    def _write(self) -> None:
        """Write what has been gathered; when a day has begun, forget what is too old."""
        with self._lock:
            gathered, self._counts = self._counts, {}
        lost = sum(times for times, _ in gathered.values())
        try:
            if gathered:
                lost = add(self._path, _asked(gathered))
            self._tidy()
            self._said = ""
        except QueryLogError as error:
            if str(error) != self._said:
                log.error("what is searched for is not counted: %s", error)
            self._said = str(error)
        with self._lock:
            self.dropped += lost

    def _tidy(self) -> None:
        today = self._today()
        if today != self._tidied:
            tidy(self._path, today - self._kept)
            self._tidied = today

    def _today(self) -> date:
        return self._clock().astimezone(OSLO).date()


def _asked(counts: Counts) -> list[Asked]:
    return [
        Asked(day=day, text=text, filters=filters, hits=hits, times=times)
        for (day, text, filters), (times, hits) in counts.items()
    ]
