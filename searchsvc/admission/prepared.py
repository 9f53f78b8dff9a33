"""Answers that the server gives by itself, without the application: prepared by it beforehand."""

from collections.abc import Callable
from typing import NamedTuple

from flask import Flask, make_response
from werkzeug.wrappers import Response

Headers = list[tuple[str, str]]


class Prepared(NamedTuple):
    """An answer as waitress sends errors."""

    status: str
    headers: Headers
    body: bytes

    def to_response(self, _ident: str | None = None) -> tuple[str, Headers, bytes]:
        """Status, headers and body."""
        return self.status, self.headers, self.body


def prepared(app: Flask, address: str, make: Callable[[], Response]) -> Prepared:
    """What would be made for an address, with the headers that every answer has."""
    with app.test_request_context(address):
        app.preprocess_request()
        answer = app.process_response(make_response(make()))
        del answer.headers["Content-Length"]
        return Prepared(answer.status, list(answer.headers.items()), answer.get_data())
