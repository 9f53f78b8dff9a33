"""The service in processes of its own, and readers who ask it."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import BaseServer
from typing import Any

from waitress import wasyncore

PATIENCE = 30  # seconds
SCRIPT = Path(sys.executable).with_name("searchsvc")
WITHOUT_RIGHTS = (  # begins a command that may not write where its user may not, root or not
    "setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"
)  # fmt: skip


@dataclass
class Running:
    """A service in processes of its own."""

    process: subprocess.Popen[str]
    port: int

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def ask(self, path: str) -> bytes:
        """All that is answered over a connection of its own."""
        with self.connect() as connection:
            head = f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            connection.sendall(head.encode())
            return b"".join(iter(lambda: connection.recv(65_536), b""))

    def workers(self) -> set[int]:
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return {int(child) for child in children.split()}

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def refuses(self) -> bool:
        try:
            self.connect().close()
        except ConnectionRefusedError:
            return True
        return False


def until(happens: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait for what becomes true."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.02)


def environment(**settings: object) -> dict[str, str]:
    """That of a command with these settings, and none of the caller's."""
    env = {name: value for name, value in os.environ.items() if "SEARCHSVC" not in name}
    return env | {f"SEARCHSVC_{name.upper()}": str(value) for name, value in settings.items()}


Start = Callable[..., Running]


@contextmanager
def starting(cwd: Path) -> Iterator[Start]:
    """Starts the service over a data folder, and stops it."""
    running: list[Running] = []

    def start(folder: Path, **settings: object) -> Running:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        env = environment(data=folder, port=port, **{"processes": 2, **settings})
        process = subprocess.Popen(
            [SCRIPT, "serve"], cwd=cwd, env=env, stderr=subprocess.PIPE, text=True
        )
        running.append(Running(process, port))
        until(lambda: not running[-1].refuses())
        return running[-1]

    try:
        yield start
    finally:
        for each in running:
            each.process.terminate()
            each.process.communicate(timeout=PATIENCE)


@contextmanager
def turning(server: Any) -> Iterator[None]:
    """Has a server of waitress answer, in a thread of its own, while the block runs."""
    stopped = threading.Event()

    def run() -> None:
        while not stopped.is_set():
            wasyncore.loop(timeout=1, use_poll=True, map=server._map, count=1)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        server.pull_trigger()
        thread.join(PATIENCE)


@contextmanager
def answering(server: BaseServer) -> Iterator[None]:
    """Has a server of the standard library answer, in a thread of its own, while the block runs."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Readers:
    """Some readers who ask, one request a connection, until they are stopped."""

    def __init__(self, service: Running, number: int = 4) -> None:
        self.service = service
        self.heard: Counter[str] = Counter()
        self.enough = threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(number)]

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.enough.set()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _read(self) -> None:
        while not self.enough.is_set():
            try:
                answer = self.service.ask("/sok?q=overvann")
            except ConnectionRefusedError:
                return
            except OSError as error:
                self.heard[repr(error)] += 1
            else:
                whole = answer.rstrip().endswith(b"</html>")
                self.heard[answer[9:12].decode() if whole else "broken off"] += 1
