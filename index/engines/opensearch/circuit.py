"""The circuit: a cluster that fails again and again is asked once in a while only."""

import threading
from collections.abc import Callable
from time import monotonic

from opensearchpy.exceptions import OpenSearchException

MOST = 10  # requests in a row that fail before it opens
PAUSE = 1.0  # seconds from one trial to the next


class Circuit:
    """Opens when requests fail in a row, and closes when one succeeds.

    `clock` gives seconds. Safe to share between threads.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self.last = OpenSearchException()  # that a request failed with
        self._failed = 0
        self._trial = 0.0  # the moment from which on one may be sent
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        """Whether requests are not let through, but for trials."""
        return self._failed >= MOST

    def lets_through(self) -> bool:
        """Whether a request may be sent; while it is open, one in each pause."""
        with self._lock:
            if not self.is_open:
                return True
            now = self._clock()
            is_trial = now >= self._trial
            if is_trial:
                self._trial = now + PAUSE
            return is_trial

    def succeeded(self) -> None:
        """A request was answered."""
        with self._lock:
            self._failed = 0

    def failed(self, error: OpenSearchException) -> None:
        """A request was not answered."""
        with self._lock:
            self.last = error
            self._failed += 1
            self._trial = self._clock() + PAUSE
