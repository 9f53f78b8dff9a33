"""Many readers while everything else goes on: nothing fails, and nothing grows."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import pytest
from crowd import Crowd, addresses
from place import Place, fill
from running import Running, Start, until

Figures = Callable[[str, object], None]
KIB = 1024
HELLO = """
import sys, waitress
from flask import Flask
app = Flask("hello")
app.route("/")(lambda: "Hello")
waitress.serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=4)
"""


def memory(service: Running) -> int:
    """Bytes that the service and its workers take, what they share counted once (PSS)."""
    rolls = [Path(f"/proc/{pid}/smaps_rollup") for pid in (service.process.pid, *service.workers())]
    lines = [line for roll in rolls for line in roll.read_text(encoding="ascii").splitlines()]
    return sum(int(line.split()[1]) * KIB for line in lines if line.startswith("Pss:"))


def files(service: Running) -> int:
    """How many files its workers have open."""
    return sum(len([*Path(f"/proc/{pid}/fd").iterdir()]) for pid in service.workers())


def test_no_request_fails_while_generations_come_and_go(
    place: Place, start: Start, at_length: bool, figures: Figures
) -> None:
    builds, rollbacks = (20, 3) if at_length else (2, 1)
    service = start(place.data, processes=1)

    def shows(number: int) -> None:
        mark = f"<mark>merke{number}</mark>".encode()
        until(lambda: mark in service.ask(f"/sok?q=merke{number}"))

    with Crowd(service) as crowd:
        for number in range(builds):
            fill(place, range(100, 110), f"Nytt merke{number} fra vinteren.")
            place.run("build", *(["--full"] if number % 2 else []))
            shows(number)
            if number > 0 and number <= rollbacks:
                place.run("rollback")
                shows(number - 1)
    assert set(crowd.heard) == {"200"}
    figures("builds, and rollbacks, under load", f"{builds}, {rollbacks}")
    figures("requests meanwhile, none of which failed", crowd.heard.total())


def test_memory_is_flat(place: Place, start: Start, at_length: bool, figures: Figures) -> None:
    many = 100_000 if at_length else 4_000
    service = start(place.data, processes=1, cache=1)
    with Crowd(service, most=many // 4):
        pass
    before = memory(service)
    with Crowd(service, most=many) as crowd:
        pass
    after = memory(service)
    assert set(crowd.heard) == {"200"}
    assert after < before * 1.1
    figures("requests of the soak", crowd.heard.total())
    figures("memory before and after it, MB", f"{before / 1e6:.0f} and {after / 1e6:.0f}")


def test_open_files_are_flat_over_swaps(
    place: Place, start: Start, at_length: bool, figures: Figures
) -> None:
    first = (place.index / "current").readlink()
    fill(place, range(100, 110), "Nytt fra vinteren.")
    place.run("build", "--full")
    second = (place.index / "current").readlink()
    service = start(place.data, processes=1)

    def shows(winter: bool) -> bool:
        return winter == (b"<mark>vinteren</mark>" in service.ask("/sok?q=vinteren"))

    until(lambda: shows(True))
    before, swaps = files(service), 200 if at_length else 6
    for number in range(swaps):
        name, winter = ((first, False), (second, True))[number % 2]
        place.run("rollback", str(name))
        until(lambda winter=winter: shows(winter))
    assert files(service) <= 3 * before  # what was answered last may still be held
    figures("swaps of a generation under one service", swaps)
    figures("files open before and after", f"{before} and {files(service)}")


@dataclass
class Hello:
    """A plain Flask page of five bytes on the same server, in one process of four threads."""

    port: int


@pytest.fixture
def hello() -> Iterator[Hello]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen([sys.executable, "-c", HELLO, str(port)]) as process:
        until(lambda: process.poll() is None and is_open(port))
        yield Hello(port)
        process.terminate()


def is_open(port: int) -> bool:
    with closing(socket.socket()) as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.chaos
def test_what_an_answer_costs_beside_a_plain_hello(
    place: Place, start: Start, hello: Hello, figures: Figures
) -> None:
    """Answers a second to six readers; in turn, so that a busy machine is as busy for all."""
    service = start(place.data, processes=1)
    kinds: dict[str, tuple[Hello | Running, Callable[[int], Iterator[str]]]] = {
        "hello": (hello, lambda _: repeat("/")),
        "kept": (service, lambda _: repeat("/sok?q=overvann")),
        "all sorts": (service, addresses),
    }
    seconds = dict.fromkeys(kinds, 0.0)
    for _ in range(5):
        for name, (asked, wanted) in kinds.items():
            begun = time.perf_counter()
            with Crowd(asked, most=1_000, wanted=wanted) as crowd:
                pass
            seconds[name] += time.perf_counter() - begun
            assert set(crowd.heard) == {"200"}
    for name in ("kept", "all sorts"):
        figures(
            f"time of {name} beside that of a hello", f"{seconds[name] / seconds['hello']:.1f}x"
        )
