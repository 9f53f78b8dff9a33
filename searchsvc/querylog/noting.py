"""Note the questions that are answered, whether their answers were made or kept."""

from flask import Flask, g, request
from werkzeug.wrappers import Response

from searchsvc.querylog.log import QueryLog

AHEAD = {"Sec-Purpose": "prefetch"}  # sent by a browser that asks for what may not be looked at


def note_questions(app: Flask, log: QueryLog | None) -> None:
    """Note the question of each answer that has one, when it is a reader who asks."""
    if log is None:
        return

    @app.after_request
    def note(response: Response) -> Response:
        question = g.get("question")
        if question and response.status_code in (200, 304) and _is_asked_by_a_reader():
            log.note(question)
        return response


def _is_asked_by_a_reader() -> bool:
    is_ahead = any(said in request.headers.get(name, "") for name, said in AHEAD.items())
    return request.method == "GET" and not is_ahead
