"""What the server cannot read as a request is answered with a page of ours, and its headers."""

from functools import cache
from typing import NamedTuple

from flask import Flask, make_response
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask
from waitress.utilities import Error

from searchsvc.pages.errors import error_page

Headers = list[tuple[str, str]]


class Page(NamedTuple):
    """A page as the server sends errors."""

    status: str
    headers: Headers
    body: bytes

    def to_response(self, _ident: str | None = None) -> tuple[str, Headers, bytes]:
        """Status, headers and body."""
        return self.status, self.headers, self.body


def answer_unread(app: Flask) -> None:
    """Have every connection of this process answer so."""

    @cache
    def page(status: int) -> Page:
        with app.test_request_context():
            app.preprocess_request()
            answer = app.process_response(make_response(error_page(status)))
            del answer.headers["Content-Length"]
            return Page(answer.status, list(answer.headers), answer.get_data())

    class Unread(ErrorTask):  # type: ignore[misc]
        """Answers a request that was not read."""

        def execute(self) -> None:
            """Send the page for what is wrong with it."""
            error = self.request.error
            self.request.error = page(error.code) if isinstance(error, Error) else error
            super().execute()

    HTTPChannel.error_task_class = Unread
