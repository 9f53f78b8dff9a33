"""Latest: the published generation, opened once and shared, and another when it is published."""

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """What has the name of a generation."""

    name: str


Opened = TypeVar("Opened", bound=Named)


class Latest(Generic[Opened]):
    """Safe to share between threads.

    `published` tells what is published now, `open_one` opens the one of a name, and fails in one of
    `failing` where it is not whole.
    """

    def __init__(
        self,
        published: Callable[[], str],
        open_one: Callable[[str], Opened],
        failing: tuple[type[Exception], ...],
    ) -> None:
        self._published, self._open_one, self._failing = published, open_one, failing
        self._lock = threading.Lock()
        self._opened: Opened | None = None

    def get(self) -> Opened:
        """What is published; one that is removed while it is opened gives way to the next."""
        while True:
            name = self._published()
            try:
                return self._open(name)
            except self._failing:
                if self._published() == name:
                    raise

    def _open(self, name: str) -> Opened:
        opened = self._opened
        if opened is None or opened.name != name:
            with self._lock:
                opened = self._opened
                if opened is None or opened.name != name:
                    self._opened = opened = self._open_one(name)
        return opened
