"""What the server cannot read as a request is answered with a page of ours, and its headers."""

from functools import lru_cache

from flask import Flask
from waitress.task import ErrorTask
from waitress.utilities import Error

from searchsvc.admission.prepared import Prepared, prepared
from searchsvc.pages.errors import error_page


class Unread(ErrorTask):  # type: ignore[misc]
    """Answers a request that was not read."""

    def execute(self) -> None:
        """Send the page for what is wrong with it."""
        error = self.request.error
        if isinstance(error, Error):
            self.request.error = _page(self.channel.server.application, error.code)
        super().execute()


@lru_cache(maxsize=16)
def _page(app: Flask, status: int) -> Prepared:
    return prepared(app, "/", lambda: error_page(status))
