"""What is answered, counted by all processes in memory that they share.

Each process counts in a row of its own, so that none waits for another. What a process has counted
stays when it dies; the one that takes its place goes on from there.
"""

import mmap
import threading
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

ENDPOINTS = 128  # at most
STATUSES = (200, 301, 302, 303, 304, 308, 400, 404, 405, 413, 429, 500, 503)
OTHER = len(STATUSES)  # the place of every other status
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)  # seconds, inclusive
ROW = np.dtype(
    [
        ("waiting", "f8"),  # requests
        ("refused", "f8"),  # requests
        ("answers", "f8", (ENDPOINTS, len(STATUSES) + 1)),
        ("times", "f8", (ENDPOINTS, len(BOUNDS) + 1)),  # answers up to each bound, or above all
        ("seconds", "f8", (ENDPOINTS,)),
    ]
)
Rows = npt.NDArray[np.void]


def shared_rows(processes: int) -> Rows:
    """A row for each of the processes that are forked from here."""
    return np.frombuffer(mmap.mmap(-1, processes * ROW.itemsize), ROW)


class Tally:
    """What one process counts. Safe to share between threads."""

    def __init__(self, row: Any, endpoints: Iterable[str]) -> None:
        self._row = row
        self._places = {name: place for place, name in enumerate(endpoints)}
        self._statuses = {status: place for place, status in enumerate(STATUSES)}
        self._answers, self._times, self._seconds = row["answers"], row["times"], row["seconds"]
        self._refused_before = row["refused"]
        self._lock = threading.Lock()

    def answered(self, endpoint: str, status: int, seconds: float) -> None:
        """Count an answer and the time that it took."""
        place = self._places[endpoint]
        with self._lock:
            self._answers[place, self._statuses.get(status, OTHER)] += 1
            self._times[place, bisect_left(BOUNDS, seconds)] += 1
            self._seconds[place] += seconds

    def queued(self, waiting: int, refused: int) -> None:
        """Note how many requests wait now, and how many this process has refused."""
        self._row["waiting"] = waiting
        self._row["refused"] = self._refused_before + refused
