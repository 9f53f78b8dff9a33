"""Drives the real service over HTTP: start, memory, answers to many readers at once."""

import http.client
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import msgspec

READERS = 8
LIMIT = 120.0  # seconds within which the service must begin to answer
KIB = 1024


class ServiceFigures(msgspec.Struct, frozen=True):
    """Seconds to the first answer; milliseconds; answers a second; bytes (PSS, with children)."""

    start: float
    requests: int
    errors: int
    p50: float
    p95: float
    p99: float
    throughput: float
    memory_at_start: int
    memory: int


@dataclass(slots=True)
class _Reader:
    """One reader: asks, waits for the whole answer, asks again."""

    port: int
    addresses: Sequence[str]
    times: list[float]
    errors: int = 0

    def read(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for address in self.addresses:
            began = time.perf_counter()
            try:
                connection.request("GET", address)
                answer = connection.getresponse()
                answer.read()
                self.errors += answer.status != 200
            except (OSError, http.client.HTTPException):
                self.errors += 1
                connection.close()
            self.times.append(time.perf_counter() - began)
        connection.close()


def drive(data: Path, texts: Sequence[str], requests: int, seed: int) -> ServiceFigures:
    """Start the service over a folder of data and let readers ask; then stop it."""
    with _service(data) as (process, port, start):
        memory_at_start = memory_of(process.pid)
        rng = random.Random(seed)
        readers = [
            _Reader(port, [_address(rng, texts) for _ in range(requests // READERS)], [])
            for _ in range(READERS)
        ]
        threads = [threading.Thread(target=reader.read) for reader in readers]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - began
        times = sorted(time * 1000 for reader in readers for time in reader.times)
        return ServiceFigures(
            start=start,
            requests=len(times),
            errors=sum(reader.errors for reader in readers),
            p50=_percentile(times, 0.50),
            p95=_percentile(times, 0.95),
            p99=_percentile(times, 0.99),
            throughput=len(times) / seconds,
            memory_at_start=memory_at_start,
            memory=memory_of(process.pid),
        )


def memory_of(pid: int) -> int:
    """Bytes of a process and its children, pages that they share counted once (PSS)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    own = next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1]
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return int(own) * KIB + sum(memory_of(int(child)) for child in children)


def command(*words: str) -> list[str]:
    """The command line of this checkout."""
    return [sys.executable, "-c", "from searchsvc.cli import main; main()", *words]


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment in which a command works on a folder of data."""
    return {**os.environ, "SEARCHSVC_DATA": str(data), **more}


@contextmanager
def _service(data: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, float]]:
    """The service, once it has answered: the process, its port, the seconds that took."""
    port = _free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        command("serve"),
        env=environment(data, SEARCHSVC_PORT=str(port)),
        stdout=subprocess.DEVNULL,
    )
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - began > LIMIT:
                raise RuntimeError("the service does not answer")
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


def _address(rng: random.Random, texts: Sequence[str]) -> str:
    """A search, now and then narrowed or sorted; some texts are asked far more than others."""
    text = texts[int(len(texts) * rng.random() ** 3)]
    more = rng.choice(["", "", "", "", "&type=veiledning", "&sorter=nyeste", "&side=2"])
    return f"/sok?q={quote(text)}{more}"


def _percentile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
