"""One process that answers: opens the index, takes connections, and finishes what it has begun."""

import gc
import logging
import os
import signal
import socket
import threading
import time
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import wait
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.adjustments import Adjustments

from index.engine import open_engine
from index.failures import Failures
from searchsvc.admission.buckets import Buckets
from searchsvc.admission.overload import CONNECTIONS, Dispatcher, Server, refusals
from searchsvc.admission.shares import MOMENT, Counts, Share
from searchsvc.app import create_app
from searchsvc.config import Config
from searchsvc.published import Published
from searchsvc.querylog.log import open_log
from searchsvc.querylog.noting import AHEAD
from searchsvc.watching.exporter import Counting, export
from searchsvc.watching.metrics import Metrics
from searchsvc.watching.requests import endpoints_of, watch_requests
from searchsvc.watching.tally import Tally

SPARE = 12  # connections beyond, while others make room
IDLE = 60  # seconds after which a silent connection is closed
LARGEST_BODY = 65_536  # bytes; nothing is ever uploaded
LARGEST_HEAD = 131_072  # bytes; of which an address may be most
GRACE = 20  # seconds to finish what was asked for
PATIENCE = 1  # seconds in which what is on its way still arrives
WARM = ("/", "/sok?q=klima", "/forslag.json?q=kl")
Channels = dict[int, Any]  # what one loop waits for


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What the processes share: where they listen, and memory."""

    listener: socket.socket
    buckets: Buckets | None
    counting: Counting | None
    counts: Counts


def work(config: Config, shared: Shared, number: int) -> None:
    """Answer what comes to the listeners until SIGTERM, or until the parent is gone."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue is no news
    failures = Failures()
    published = Published(open_engine(config.index, config.budget, failures))
    queries = open_log(config)
    app = create_app(config, published, buckets=shared.buckets, queries=queries)
    published.follow()
    _warm(app)
    endpoints = endpoints_of(app)
    counting = shared.counting
    tally = Tally(counting.rows, number) if counting else None
    watch_requests(app, tally, logged=config.log_requests)
    channels: Channels = {}
    if counting:  # before readers come, so that whoever has been answered was counted
        metrics = Metrics(counting.rows, endpoints, published, config.stale_after)
        export(metrics, counting.listener, channels)
    share = Share(shared.counts, number)
    server = make_server(app, shared.listener, config.threads, share, channels)
    stopping = threading.Event()

    def stop(*_: Any) -> None:
        stopping.set()
        server.pull_trigger()

    signal.signal(signal.SIGTERM, stop)
    threading.Thread(target=_stop_without_parent, name="parent", daemon=True).start()
    while not stopping.is_set():
        _turn(server)
        if tally:
            dispatcher, dropped = server.task_dispatcher, queries.dropped if queries else 0
            tally.noted(len(dispatcher.queue), dispatcher.refused, dropped, failures)
    _finish(server)
    if queries:
        queries.close()


def make_server(
    app: Flask,
    listener: socket.socket,
    threads: int,
    share: Share,
    channels: Channels | None = None,
) -> Server:
    """A server that takes what comes to the listener, in the loop of other channels if any."""
    return Server(
        app,
        share=share,
        map=channels,
        _sock=listener,
        bind_socket=False,
        sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
        dispatcher=Dispatcher(threads, refusals(app)),
        adj=Adjustments(
            connection_limit=CONNECTIONS + SPARE,
            channel_timeout=IDLE,
            max_request_header_size=LARGEST_HEAD,
            max_request_body_size=LARGEST_BODY,
            clear_untrusted_proxy_headers=False,  # searchsvc/admission/proxies.py does
            ident=None,
        ),
    )


def _warm(app: Flask) -> None:
    """Answer once, so that no reader waits for what is made when it is first needed."""
    for address in WARM:
        app.test_client().get(address, headers=AHEAD)
    gc.collect()
    gc.freeze()  # what is open stays: looking through it again would only delay answers


def _turn(server: Server, timeout: float = 1) -> None:
    timeout = MOMENT if server.share.stands_back() else timeout
    wasyncore.loop(timeout, use_poll=True, map=server._map, count=1)


def _finish(server: Server) -> None:
    """Answer what has been asked for and what is on its way, and say that it is the last."""
    server.ends = True
    begun = time.monotonic()
    while time.monotonic() < begun + PATIENCE:
        _turn(server, 0.1)
    wasyncore.dispatcher.close(server)
    while time.monotonic() < begun + GRACE and _is_busy(server):
        _turn(server, 0.1)


def _is_busy(server: Server) -> bool:
    channels = list(server.active_channels.values())
    return any(channel.requests or channel.total_outbufs_len for channel in channels)


def _stop_without_parent() -> None:
    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
