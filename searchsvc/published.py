"""The published generation, followed: a new one is opened beside it, then takes its place."""

import gc
import logging
import threading

from index.engine import Engine, EngineError, UnavailableError

EVERY = 1.0  # seconds
log = logging.getLogger(__name__)


class Published:
    """The engine of the generation that was found last; readers never wait for another."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._found: Engine | None = None
        self._wrong: EngineError | OSError | None = None
        self._is_followed = False

    def current(self) -> Engine:
        """The engine held to one generation, for one reader; where none was there yet, what is now.

        Where it is followed, what cannot be opened is not tried again for a reader.
        """
        if self._found is None:
            if self._is_followed and self._wrong:
                raise self._wrong.with_traceback(None)
            self._found = self._engine.current()
        return self._found.current()

    def check(self) -> None:
        """UnavailableError where not all that is published could be asked when it was looked at."""
        if isinstance(self._wrong, UnavailableError):
            raise self._wrong.with_traceback(None)

    def look(self) -> None:
        """See what is published now; what cannot be opened is said once, and the old one stays."""
        before, wrong = self._found, self._wrong
        try:
            self._found = found = self._engine.current()
            if before and before.generation != found.generation:
                del before
                gc.collect()  # the files of the one before are closed now, not some day
            found.check()
            self._wrong = None
        except (EngineError, OSError) as error:
            if str(error) != str(wrong):
                log.error("%s", error)
            self._wrong = error

    def follow(self) -> None:
        """Look now, and from time to time in a thread that ends with the process."""
        pause = threading.Event()
        self._is_followed = True
        self.look()

        def look_again() -> None:
            while not pause.wait(EVERY):
                self.look()

        threading.Thread(target=look_again, name="follow", daemon=True).start()
