"""One harvest, and one build, at a time: locks on files beside the store.

A dead process holds none. A second harvest is refused; a second build waits for its turn.

Errors:
    HarvestRunningError     another harvest of this store is running; the message says which
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from socket import gethostname

from index.expected import ExpectedError


class HarvestRunningError(ExpectedError):
    """Another harvest of this store is running; the message says which, and since when."""


@contextmanager
def sole_build(store: Path) -> Iterator[None]:
    """Hold the lock of what is published from a store while the block runs.

    A build that had read a page before it was left out could else publish it afterwards.
    """
    store.parent.mkdir(parents=True, exist_ok=True)
    with store.with_suffix(".build.lock").open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def sole_harvest(store: Path) -> Iterator[None]:
    """Hold the lock of a store while the block runs.

    The file stays: to remove it would let two hold a file of the same name.
    """
    path = store.with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "it has just begun"
            raise HarvestRunningError(
                f"another harvest into {store} is running ({holder}): wait, or stop it"
            ) from error
        file.truncate(0)
        now = datetime.now(UTC).isoformat(sep=" ", timespec="seconds")
        file.write(f"process {os.getpid()} on {gethostname()}, since {now}")
        file.flush()
        yield
