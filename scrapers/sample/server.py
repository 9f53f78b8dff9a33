"""Serves a site over HTTP on loopback, all of its hosts by the one server."""

from collections.abc import Callable, Iterator, MutableSequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from scrapers.sample.answers import Answer
from scrapers.sample.site import Site

Request = tuple[str, str, int]


class SampleServer(ThreadingHTTPServer):
    """The server of one site; requests holds (host, path with query, status) as they came.

    `before` is called with the host before each answer.
    """

    daemon_threads = True

    def __init__(
        self,
        site: Site,
        port: int,
        requests: MutableSequence[Request],
        before: Callable[[str], None],
    ) -> None:
        self.site = site
        self.before = before
        self.requests = requests
        super().__init__(("127.0.0.1", port), _Handler)


@contextmanager
def serving(
    site: Site,
    port: int = 0,
    requests: MutableSequence[Request] | None = None,
    before: Callable[[str], None] = lambda _: None,
) -> Iterator[str]:
    """Serve the site while the block runs; gives the base address, ``http://127.0.0.1:<port>``.

    Each request is noted in the list that is handed in, before its answer is sent; `before` may
    hold up the answers of a host.
    """
    with SampleServer(site, port, [] if requests is None else requests, before) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: SampleServer

    def do_GET(self) -> None:
        answer = self._answer()
        self._send_head(answer)
        self.wfile.write(answer.body)

    def do_HEAD(self) -> None:
        self._send_head(self._answer())

    def version_string(self) -> str:
        return "sample"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name is given
        """Keep quiet: requests are noted in a list."""

    def _answer(self) -> Answer:
        host = self.headers.get("Host", "")
        self.server.before(host)
        answer = self.server.site.answer(host, self.path, dict(self.headers.items()))
        target = urlsplit(self.path)
        named = urlsplit(f"//{target.netloc or host}").hostname or ""
        query = f"?{target.query}" if target.query else ""
        self.server.requests.append((named, target.path + query, answer.status))
        return answer

    def _send_head(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
