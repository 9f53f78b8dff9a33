"""Answers: compressed, with a validator, and kept for those who ask the same.

An answer depends on its address and host, on the format and encoding that are asked for, on the
published generation, on thesaurus and pins, and on the moment only in so far as the engine says
(`next_change`). All of these are its key, so what is kept is never wrong, and what is out of date
is no longer asked for and goes when room is needed.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from flask import Flask, g, request
from werkzeug.wrappers import Response

from index.engine import EngineError
from searchsvc.asking import engine, query_string, reader
from searchsvc.compression import QUICK, compress, compressible, preferred
from searchsvc.formats.media import preferred_format
from searchsvc.querylog.question import Question
from searchsvc.site import site

OVERHEAD = 1_000  # bytes that an answer takes beside its body, about
UNKEPT = (None, "static", "health.healthz", "health.readyz")  # endpoints
MOST_SHARE = 8  # an answer of more than this part of the room is not kept


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is sent, and what it answers where that is a search."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    question: Question | None = None

    def response(self) -> Response:
        """A response that says this."""
        return Response(self.body, headers=list(self.headers))


class AnswerCache:
    """The answers used last, up to so many bytes. Safe to share between threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._kept: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Answer | None:
        """The answer that is kept under a key."""
        with self._lock:
            answer = self._kept.get(key)
            if answer:
                self._kept.move_to_end(key)
            return answer

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer; those not used for the longest time make room."""
        if _size(answer) > self.most // MOST_SHARE:
            return
        with self._lock:
            replaced = self._kept.pop(key, None)
            self._kept[key] = answer
            self.size += _size(answer) - (_size(replaced) if replaced else 0)
            while self.size > self.most:
                _, oldest = self._kept.popitem(last=False)
                self.size -= _size(oldest)


def _size(answer: Answer) -> int:
    return len(answer.body) + OVERHEAD


def finish_answers(app: Flask, most: int) -> None:
    """Compress, validate and keep all answers but static files, in so many bytes."""
    cache = AnswerCache(most)

    @app.before_request
    def look_up() -> Response | None:
        g.key = _key()
        answer = cache.get(g.key) if g.key else None
        g.is_kept = answer is not None
        g.question = answer.question if answer else None
        return answer.response() if answer else None

    @app.after_request
    def finish(response: Response) -> Response:
        if request.endpoint == "static":
            return response
        if not g.get("is_kept"):
            _complete(response)
            # not where a file was changed meanwhile: the answer may be of either
            if g.get("key") and response.status_code == 200 and g.key == _key():
                headers = tuple(response.headers.items())
                cache.put(g.key, Answer(headers, response.get_data(), g.question))
        return unless_held(response)


def unless_held(response: Response) -> Response:
    """The response, or 304 where the reader already holds it."""
    etag, _ = response.get_etag()
    if response.status_code == 200 and etag and request.if_none_match.contains_weak(etag):
        response.status_code = 304
    return response


def _complete(response: Response) -> None:
    """Give it a validator, and compress it as the reader wants."""
    body = response.get_data()
    if response.status_code == 200:
        response.set_etag(hashlib.sha256(body).hexdigest()[:16], weak=True)
        response.headers.setdefault("Cache-Control", "no-cache")
    if response.mimetype == "text/html":
        response.vary.add("Accept-Language")  # for the line that offers the reader's own
    if compressible(response.mimetype or "", body):
        response.vary.add("Accept-Encoding")
        encoding = preferred(request.accept_encodings)
        if encoding:
            response.content_encoding = encoding
            response.set_data(compress(body, encoding, QUICK))


def _key() -> Hashable:
    """What the answer to this request depends on; None where it is not kept."""
    if request.method not in ("GET", "HEAD") or request.endpoint in UNKEPT:
        return None
    try:
        published, until = engine().generation, engine().next_change(g.now)
    except EngineError:
        return None
    wanted = preferred_format(), preferred(request.accept_encodings), g.hint
    address = site(), request.path, query_string()
    return published, until, reader().edition(), *address, *wanted
