"""The published generation, followed: a new one is opened beside it, then takes its place."""

import gc
import logging
import threading

from index.engine import Engine, EngineError

EVERY = 1.0  # seconds
log = logging.getLogger(__name__)


class Published:
    """The engine of the generation that was found last; readers never wait for another."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._found: Engine | None = None
        self._refused = ""

    def current(self) -> Engine:
        """The engine held to one generation; where none was there yet, the one that is now."""
        if self._found is None:
            self._found = self._engine.current()
        return self._found

    def look(self) -> None:
        """See what is published now; what cannot be opened is said once, and the old one stays."""
        before = self._found
        try:
            self._found = found = self._engine.current()
            self._refused = ""
        except (EngineError, OSError) as error:
            if str(error) != self._refused:
                log.error("%s", error)
            self._refused = str(error)
        else:
            if before and before.generation != found.generation:
                del before
                gc.collect()  # the files of the one before are closed now, not some day

    def follow(self) -> None:
        """Look from time to time, in a thread that ends with the process."""
        pause = threading.Event()

        def look_again() -> None:
            while not pause.wait(EVERY):
                self.look()

        threading.Thread(target=look_again, name="follow", daemon=True).start()
