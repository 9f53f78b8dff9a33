"""Answers that scripts of other sites may read, too."""

from werkzeug.wrappers import Response


def shared(answer: Response) -> Response:
    """The answer, open to scripts of every site."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
