"""Drives the real service over HTTP: start, memory, answers to many readers at once."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median
from urllib.parse import quote

import msgspec

READERS = 8
SECONDS = 30.0  # for which they ask
LIMIT = 120.0  # seconds within which the service must begin to answer
TWICE = 100  # addresses that one reader alone asks for twice
KIB = 1024


class Waits(msgspec.Struct, frozen=True):
    """Milliseconds that readers who ask at once wait for an answer."""

    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, times: Sequence[float]) -> "Waits":
        """What is said of some times."""
        return cls(*(percentile(times, share) for share in (0.50, 0.95, 0.99)))


class ServiceFigures(msgspec.Struct, frozen=True):
    """Seconds to the first answer; milliseconds; answers a second; bytes (PSS, with children).

    `first` and `again` are the medians of a reader alone who asks for each address twice. `unkept`
    is of a service that keeps no answers.
    """

    start: float
    first: float
    again: float
    requests: int
    errors: int
    waits: Waits
    unkept: Waits
    throughput: float
    memory_at_start: int
    memory: int


@dataclass(slots=True)
class _Reader:
    """One reader: asks, waits for the whole answer, asks again, until the time is up."""

    port: int
    addresses: Iterator[str]
    times: list[float] = field(default_factory=list)
    errors: int = 0

    def read(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        end = time.perf_counter() + SECONDS
        while (began := time.perf_counter()) < end:
            address = next(self.addresses)
            try:
                connection.request("GET", address)
                answer = connection.getresponse()
                answer.read()
                self.errors += answer.status != 200
            except (OSError, http.client.HTTPException):
                self.errors += 1
                connection.close()
            self.times.append((time.perf_counter() - began) * 1000)
        connection.close()


def drive(data: Path, addresses: Callable[[int], Iterator[str]]) -> ServiceFigures:
    """Start the service over a folder of data and let readers ask; then stop it.

    `addresses` gives what the reader of this number asks for, without end.
    """
    with serving(data) as (process, port, start):
        memory_at_start = memory_of(process.pid)
        first, again = _twice(port, addresses(READERS))
        began = time.perf_counter()
        times, errors = _at_once(port, addresses)
        seconds, memory = time.perf_counter() - began, memory_of(process.pid)
    with serving(data, SEARCHSVC_CACHE="0") as (_, port, _):
        unkept, _ = _at_once(port, addresses)
    return ServiceFigures(
        start=start,
        first=first,
        again=again,
        requests=len(times),
        errors=errors,
        waits=Waits.of(times),
        unkept=Waits.of(unkept),
        throughput=len(times) / seconds,
        memory_at_start=memory_at_start,
        memory=memory,
    )


def _at_once(port: int, addresses: Callable[[int], Iterator[str]]) -> tuple[list[float], int]:
    """The milliseconds of all answers to readers who ask at once, and the number of errors."""
    readers = [_Reader(port, addresses(number)) for number in range(READERS)]
    threads = [threading.Thread(target=reader.read) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = [taken for reader in readers for taken in reader.times]
    return times, sum(reader.errors for reader in readers)


def _twice(port: int, addresses: Iterator[str]) -> tuple[float, float]:
    """The median milliseconds of an answer that nobody has asked for, and of the same again."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    first, again = [], []
    for address in dict.fromkeys(islice(addresses, TWICE)):
        for times in (first, again):
            times.append(asked(connection, address)[0])
    connection.close()
    return median(first), median(again)


def asked(connection: http.client.HTTPConnection, address: str) -> tuple[float, int]:
    """The milliseconds until all of an answer is there, and its status."""
    began = time.perf_counter()
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.read()
    return (time.perf_counter() - began) * 1000, answer.status


def memory_of(pid: int) -> int:
    """Bytes of a process and its children, pages that they share counted once (PSS)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    own = next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1]
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    children = [child for path in threads for child in path.read_text(encoding="ascii").split()]
    return int(own) * KIB + sum(memory_of(int(child)) for child in children)


def command(*words: str) -> list[str]:
    """The command line of this checkout."""
    return [sys.executable, "-c", "from searchsvc.cli import main; main()", *words]


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment in which a command works on a folder of data."""
    return {**os.environ, "SEARCHSVC_DATA": str(data), **more}


@contextmanager
def serving(data: Path, **more: str) -> Iterator[tuple[subprocess.Popen[bytes], int, float]]:
    """The service, once it has answered: the process, its port, the seconds that took.

    `more` is set in its environment.
    """
    port = _free_port()
    began = time.perf_counter()
    with (data.parent / "service.log").open("wb") as log:
        process = subprocess.Popen(
            command("serve"),
            env=environment(data, SEARCHSVC_PORT=str(port), **more),
            stdout=log,
            stderr=log,
        )
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - began > LIMIT:
                raise RuntimeError(f"the service does not answer: see {data.parent}/service.log")
            time.sleep(0.01)
        yield process, port, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", f"/sok?q={quote('klima')}")
        answer = connection.getresponse()
        answer.read()
        return answer.status == 200
    except OSError:
        return False
    finally:
        connection.close()


def percentile(times: Sequence[float], share: float) -> float:
    """The time that such a share of them stays under."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
