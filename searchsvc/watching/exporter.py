"""The server that Prometheus asks, on a port of its own beside that of the readers."""

import socket
from dataclasses import dataclass
from typing import Any

from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.registry import Collector
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from searchsvc.watching.tally import Rows

HOST = "127.0.0.1"  # nobody else is to ask
CONNECTIONS = 1_000  # of readers too: they never keep Prometheus out


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """Where metrics are asked for, and what they are counted in: a row for each process."""

    listener: socket.socket
    rows: Rows


def export(metrics: Collector, listener: socket.socket, channels: dict[int, Any]) -> TcpWSGIServer:
    """Answer with the metrics what comes to the listener, in the loop of other channels."""
    registry = CollectorRegistry()
    registry.register(metrics)
    return TcpWSGIServer(
        make_wsgi_app(registry),
        map=channels,
        _sock=listener,
        bind_socket=False,
        sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
        adj=Adjustments(threads=1, connection_limit=CONNECTIONS, ident=None),
    )
