"""Connections shared evenly: a process that holds more than another leaves newcomers to it.

Each process counts in a place of its own, in memory that all share. It stands back for a moment
only: where the others are busy, or have died, newcomers wait no longer than that.
"""

import mmap
import time
from collections.abc import Callable

MOMENT = 0.02  # seconds
SIZE = 4  # bytes of a count
Counts = memoryview


def shared_counts(processes: int) -> Counts:
    """A count for each of the processes that are forked from here."""
    return memoryview(mmap.mmap(-1, processes * SIZE)).cast("i")


class Share:
    """What one process holds, of the number that it has among all."""

    def __init__(
        self, counts: Counts, number: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._counts = counts
        self._number = number
        self._clock = clock
        self._back_at = 0.0
        self.hold(0)

    def hold(self, connections: int) -> None:
        """Say how many are held."""
        self._counts[self._number] = connections

    def stands_back(self) -> bool:
        """Whether newcomers are left to the others at this moment."""
        return self._clock() < self._back_at and self._holds_more()

    def leaves(self) -> bool:
        """Whether a newcomer is left to the others; not for more than a moment on end."""
        now = self._clock()
        if now < self._back_at + MOMENT or not self._holds_more():
            return False
        self._back_at = now + MOMENT
        return True

    def _holds_more(self) -> bool:
        return self._counts[self._number] > min(self._counts)
