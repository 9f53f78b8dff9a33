"""Ctrl-C: the first one stops in good order, a second one kills."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread


@contextmanager
def on_interrupt(stop: Callable[[], None]) -> Iterator[None]:
    """Have the first Ctrl-C stop what the block does, and raise KeyboardInterrupt at its end."""
    if current_thread() is not main_thread():
        yield
        return
    stopped = []

    def interrupted(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        stopped.append(True)
        stop()

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if stopped:
        raise KeyboardInterrupt
