"""What is answered, counted by all processes in memory that they share.

Each process counts in a row of its own, so that none waits for another. What a process has counted
stays when it dies; the one that takes its place goes on from there.
"""

import mmap
import threading
from bisect import bisect_left

import numpy as np
import numpy.typing as npt

from index.failures import Failure, Failures

ENDPOINTS = 128  # at most
STATUSES = (200, 301, 302, 303, 304, 308, 400, 404, 405, 413, 429, 500, 503)
OTHER = len(STATUSES)  # the place of every other status
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)  # seconds, inclusive
NUMBER = "f8"
ENDPOINT = np.dtype(
    [
        ("seconds", NUMBER),
        ("answers", NUMBER, (len(STATUSES) + 1,)),
        ("times", NUMBER, (len(BOUNDS) + 1,)),  # answers up to each bound, or above all
    ]
)
ROW = np.dtype(
    [
        ("waiting", NUMBER),  # requests
        ("open", NUMBER),  # 1: the search cluster is not asked
        ("refused", NUMBER),  # requests
        ("dropped", NUMBER),  # of the log of what is searched for
        ("retries", NUMBER),  # of requests to the search cluster, as are these two:
        ("spared", NUMBER),
        ("failures", NUMBER, (len(Failure),)),
        ("endpoints", ENDPOINT, (ENDPOINTS,)),
    ]
)
# Where the numbers of a row stand, and those of an endpoint.
WAITING, OPEN, REFUSED = range(3)
FIRST = 6 + len(Failure)
SECONDS, ANSWERS, TIMES = 0, 1, 2 + len(STATUSES)
WIDTH = 3 + len(STATUSES) + len(BOUNDS)
Rows = npt.NDArray[np.void]


def shared_rows(processes: int) -> Rows:
    """A row for each of the processes that are forked from here."""
    return np.frombuffer(mmap.mmap(-1, processes * ROW.itemsize), ROW)


class Tally:
    """What one process counts. Safe to share between threads."""

    def __init__(self, rows: Rows, number: int) -> None:
        row = rows[number : number + 1].view(NUMBER).data
        self._row = row.cast("B").cast("d")  # quicker to write to than an array
        self._statuses = {status: place for place, status in enumerate(STATUSES)}
        self._before = list(self._row[REFUSED:FIRST])
        self._lock = threading.Lock()

    def answered(self, endpoint: int, status: int, seconds: float) -> None:
        """Count an answer of the endpoint of that number, and the time that it took."""
        row, first = self._row, FIRST + endpoint * WIDTH
        with self._lock:
            row[first + SECONDS] += seconds
            row[first + ANSWERS + self._statuses.get(status, OTHER)] += 1
            row[first + TIMES + bisect_left(BOUNDS, seconds)] += 1

    def noted(self, waiting: int, refused: int, dropped: int, failures: Failures) -> None:
        """Note how many requests wait, and what this process has refused, dropped and missed."""
        self._row[WAITING], self._row[OPEN] = waiting, failures.is_open
        counts = (failures.counts[failure] for failure in Failure)
        since = (refused, dropped, failures.retries, failures.spared, *counts)
        for place, (before, more) in enumerate(zip(self._before, since, strict=True), REFUSED):
            self._row[place] = before + more
