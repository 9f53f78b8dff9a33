"""Serve over HTTP: worker processes that share one listening socket, kept alive by their parent.

Why so: docs/decisions/server.md.

Errors:
    ServingError    the address to listen on cannot be had
"""

import logging
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing import Pipe, get_context
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Any

from index.expected import ExpectedError
from searchsvc.admission.buckets import Buckets
from searchsvc.admission.shares import ABSENT, shared_counts
from searchsvc.closing import refuse_newcomers
from searchsvc.config import Config
from searchsvc.watching.exporter import HOST, Counting
from searchsvc.watching.tally import shared_rows
from searchsvc.worker import GRACE, Shared, work

SIGNALS = (signal.SIGTERM, signal.SIGINT)
MOST_PROCESSES = 4
PAUSE = 1  # seconds before a worker that has died is replaced
log = logging.getLogger(__name__)


class ServingError(ExpectedError):
    """The address to listen on cannot be had."""


def serve_app(config: Config) -> None:
    """Answer until SIGTERM or Ctrl-C; what is being answered then is finished."""
    with _shared(config) as shared, _told_to_stop() as told:
        begin = partial(_start, config, shared)
        workers = [begin(number) for number in range(_processes(config))]
        while told not in wait([told, *(worker.sentinel for worker in workers)]):
            workers = [
                _replaced(worker, partial(begin, number), told)
                for number, worker in enumerate(workers)
            ]
        _stop(workers, shared.listener)


@contextmanager
def _shared(config: Config) -> Iterator[Shared]:
    with _listening(config.host, config.port, "PORT") as listener, _counting(config) as counting:
        buckets = Buckets(config.rate) if config.rate else None
        counts = shared_counts(_processes(config))
        yield Shared(listener=listener, buckets=buckets, counting=counting, counts=counts)


@contextmanager
def _counting(config: Config) -> Iterator[Counting | None]:
    if not config.metrics_port:
        yield None
        return
    with _listening(HOST, config.metrics_port, "METRICS_PORT") as listener:
        yield Counting(listener=listener, rows=shared_rows(_processes(config)))


def _processes(config: Config) -> int:
    return config.processes or min(os.cpu_count() or 1, MOST_PROCESSES)


@contextmanager
def _listening(host: str, port: int, setting: str) -> Iterator[socket.socket]:
    """The address, taken but silent: it listens once a worker is ready to answer."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setblocking(False)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise ServingError(
                f"cannot listen on {host}:{port} ({error.strerror}):"
                f" set SEARCHSVC_{setting} to another port"
            ) from error
        yield listener


@contextmanager
def _told_to_stop() -> Iterator[Any]:
    """A connection that can be read from once a signal to stop has come."""
    told, tell = Pipe(duplex=False)
    before = {
        number: signal.signal(number, lambda *_: tell.send_bytes(b"stop")) for number in SIGNALS
    }
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        told.close()
        tell.close()


def _start(config: Config, shared: Shared, number: int) -> BaseProcess:
    """A new worker; it opens the index itself, as open files are not shared between processes."""
    shared.counts[number] = ABSENT
    worker = get_context("fork").Process(target=_begin, args=(config, shared, number), daemon=True)
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # until the worker has its own handlers
    worker.start()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    return worker


def _begin(config: Config, shared: Shared, number: int) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all: the parent decides
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    work(config, shared, number)


def _replaced(worker: BaseProcess, begin: Callable[[], BaseProcess], told: Any) -> BaseProcess:
    """The worker, or a new one where it has died."""
    if worker.is_alive():
        return worker
    log.error("worker %s has died (%s): another takes its place", worker.pid, worker.exitcode)
    wait([told], PAUSE)
    return begin()


def _stop(workers: list[BaseProcess], listener: socket.socket) -> None:
    refuse_newcomers(listener)
    listener.close()  # the workers close theirs when nobody waits there any more
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join(GRACE + 5)
        if worker.is_alive():
            log.error("worker %s does not stop: killed", worker.pid)
            worker.kill()
