"""Connections shared evenly: a process that holds more than another leaves newcomers to it.

Each process counts in a place of its own, in memory that all share. It stands back for a moment
only: where the others are busy, or have died, newcomers wait no longer than that. What has become
uneven all the same, as another process began later, is evened out: connections are let go after
their answers, a few a second, and come again.
"""

import mmap
import time
from collections.abc import Callable

MOMENT = 0.02  # seconds
PACE = 0.1  # seconds between two connections that are let go
SLACK = 0.25  # of the connections of the one that holds fewest: so many more are no matter
SIZE = 4  # bytes of a count
ABSENT = (1 << 31) - 1  # the count of a process that takes nobody
Counts = memoryview


def shared_counts(processes: int) -> Counts:
    """A count for each of the processes that are forked from here."""
    counts = memoryview(mmap.mmap(-1, processes * SIZE)).cast("i")
    for number in range(processes):
        counts[number] = ABSENT
    return counts


class Share:
    """What one process holds, of the number that it has among all."""

    def __init__(
        self, counts: Counts, number: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._counts = counts
        self._number = number
        self._clock = clock
        self._has_left, self._back_at = False, 0.0
        self._let_go = 0.0
        self.hold(0)

    def hold(self, connections: int) -> None:
        """Say how many are held."""
        self._counts[self._number] = connections

    def stands_back(self) -> bool:
        """Whether newcomers are left to the others at this moment."""
        return self._clock() < self._back_at and self._holds_more()

    def leaves(self) -> bool:
        """Whether a newcomer is left to the others; the next one then is not."""
        self._has_left = self._holds_more() and not self._has_left
        if self._has_left:
            self._back_at = self._clock() + MOMENT
        return self._has_left

    def lets_go(self) -> bool:
        """Whether a connection that has its answer is to be closed."""
        now, least = self._clock(), min(self._counts)
        more = self._counts[self._number] - least
        if now < self._let_go + PACE or more < 2 or more <= SLACK * least:
            return False
        self._let_go = now
        return True

    def _holds_more(self) -> bool:
        return self._counts[self._number] > min(self._counts)
