"""A budget of processor time, in which something must be done."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class TooSlowError(Exception):
    """The time is over."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Stop what takes more time of the processor; of the main thread alone."""

    def stop(*_: Any) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
