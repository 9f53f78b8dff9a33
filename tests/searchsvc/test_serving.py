"""The service as it runs: several processes, readers fast and slow, signals, new generations."""

import http.client
import os
import re
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from running import PATIENCE, Readers, Start, until

pytestmark = pytest.mark.slow
SLOW = (
    b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
    b"POST /sok HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n",
    b"G",
    b"",
)


def test_a_hundred_slow_readers_keep_nobody_waiting(start: Start, folder: Path) -> None:
    service = start(folder, threads=2)
    slow = [service.connect() for _ in range(100)]
    for number, connection in enumerate(slow):
        connection.sendall(SLOW[number % len(SLOW)])
    for _ in range(20):
        for connection in slow:
            connection.sendall(b"a")
        assert service.ask("/sok?q=overvann").startswith(b"HTTP/1.1 200 OK")
    for connection in slow:
        connection.close()


def test_a_reader_who_does_not_take_the_answer_keeps_nobody_waiting(
    start: Start, folder: Path
) -> None:
    service = start(folder, processes=1, threads=1)
    ask = b"GET /sok?q=overvann HTTP/1.1\r\nHost: a\r\n\r\n"
    deaf = [service.connect() for _ in range(20)]
    for connection in deaf:
        connection.sendall(ask * 40)
    assert service.ask("/").startswith(b"HTTP/1.1 200 OK")
    for connection in deaf:
        connection.close()


def test_newcomers_find_a_place_though_slow_readers_take_all(start: Start, folder: Path) -> None:
    service = start(folder, processes=1)
    slow = [service.connect() for _ in range(600)]
    for connection in slow:
        connection.sendall(SLOW[0])
    for _ in range(5):
        assert service.ask("/sok?q=overvann").startswith(b"HTTP/1.1 200 OK")
    for connection in slow:
        connection.close()


def test_two_hundred_who_ask_in_the_same_moment_are_answered(start: Start, folder: Path) -> None:
    service = start(folder)
    crowd = [service.connect() for _ in range(200)]
    for number, connection in enumerate(crowd):
        head = f"GET /sok?q=vann+{number} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
    heads = Counter(connection.recv(15) for connection in crowd)
    for connection in crowd:
        connection.close()
    assert heads == {b"HTTP/1.1 200 OK": 200}


def test_a_head_that_is_too_large_is_refused(start: Start, folder: Path) -> None:
    service = start(folder, processes=1)
    assert service.ask(f"/sok?q={'a' * 100_000}").startswith(b"HTTP/1.1 200 OK")
    with service.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX-Large: " + b"a" * 200_000)
        assert connection.recv(12) == b"HTTP/1.0 431"


def test_a_reader_who_must_wait_must_wait_for_every_process(
    start: Start, folder: Path, tmp_path: Path
) -> None:
    tmp_path.joinpath("searchsvc.toml").write_text('proxies = ["127.0.0.1"]', encoding="ascii")
    service = start(folder, rate=0.02)

    def ask(address: str) -> bytes:
        with service.connect() as connection:
            head = f"GET /sok.csv HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {address}\r\n\r\n"
            connection.sendall(head.encode())
            return connection.recv(12)

    until(lambda: len(service.workers()) == 2)
    until(lambda: ask("192.0.2.1") == b"HTTP/1.1 429")
    before = service.workers()
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    until(lambda: len(service.workers() - before) == 2)
    assert {ask("192.0.2.2") for _ in range(10)} == {b"HTTP/1.1 429"}
    assert ask("198.51.100.1") == b"HTTP/1.1 200"


def test_when_it_is_stopped_no_request_is_lost(start: Start, folder: Path) -> None:
    service = start(folder)
    with Readers(service) as readers:
        until(lambda: readers.heard["200"] > 100)
        assert service.stop() == 0
    assert set(readers.heard) == {"200"}
    assert service.refuses()


def test_a_connection_that_is_kept_is_told_of_its_last_answer(start: Start, folder: Path) -> None:
    service = start(folder)
    kept = http.client.HTTPConnection("127.0.0.1", service.port, timeout=PATIENCE)
    answers = []
    while not answers or not answers[-1].will_close:
        kept.request("GET", "/om")
        answers.append(kept.getresponse())
        assert answers[-1].status == 200
        assert answers[-1].read().rstrip().endswith(b"</html>")
        service.process.terminate()
    assert len(answers) > 1
    assert service.process.wait(PATIENCE) == 0


def test_slow_readers_do_not_keep_it_from_stopping(start: Start, folder: Path) -> None:
    service = start(folder)
    slow = [service.connect() for _ in range(10)]
    for number, connection in enumerate(slow):
        connection.sendall(SLOW[number % len(SLOW)])
    assert service.ask("/om").startswith(b"HTTP/1.1 200 OK")
    assert service.stop() == 0
    for connection in slow:
        connection.close()


def test_a_worker_that_is_killed_is_replaced_and_said(start: Start, folder: Path) -> None:
    service = start(folder)
    until(lambda: len(service.workers()) == 2)
    killed, other = sorted(service.workers())
    with Readers(service) as readers:
        os.kill(killed, signal.SIGKILL)
        until(lambda: len(service.workers() - {killed}) == 2)
        before = readers.heard["200"]
        until(lambda: readers.heard["200"] > before + 50)
    assert other in service.workers()
    service.process.terminate()
    _, said = service.process.communicate(timeout=PATIENCE)
    assert re.search(rf"worker {killed} has died \(-9\): another takes its place", said)
    assert "Traceback" not in said


def test_workers_do_not_outlive_their_parent(start: Start, folder: Path) -> None:
    service = start(folder)
    until(lambda: len(service.workers()) == 2)
    assert service.stop(signal.SIGKILL) == -signal.SIGKILL
    until(service.refuses)


def test_ctrl_c_in_a_terminal_stops_it_without_noise(start: Start, folder: Path) -> None:
    service = start(folder)
    for pid in (*service.workers(), service.process.pid):  # a terminal tells all of them
        os.kill(pid, signal.SIGINT)
    _, said = service.process.communicate(timeout=PATIENCE)
    assert service.process.returncode == 0
    assert said == ""


def test_new_generations_are_picked_up_without_a_failed_request(
    start: Start, tmp_path: Path, publish_in: Callable[..., Path]
) -> None:
    data = tmp_path / "data"
    publish_in(data, sample=False)
    service = start(data)

    def is_sample() -> set[bool]:
        return {b"eksempeldata" in service.ask("/sok?q=overvann") for _ in range(20)}

    with Readers(service) as readers:
        for sample in (True, False, True, False, True):
            publish_in(data, sample=sample)
            until(lambda sample=sample: is_sample() == {sample})
    assert set(readers.heard) == {"200"}
    assert readers.heard["200"] > 100
