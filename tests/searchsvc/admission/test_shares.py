"""Connections are shared evenly between processes."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from running import PATIENCE, turning, until
from waitress import wasyncore

from index.engine import Engine
from searchsvc.admission.overload import Server
from searchsvc.admission.shares import MOMENT, PACE, Share, shared_counts
from searchsvc.app import create_app
from searchsvc.config import Config
from searchsvc.worker import make_server


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def two(clock: Clock) -> tuple[Share, Share]:
    counts = shared_counts(2)
    return Share(counts, 0, clock), Share(counts, 1, clock)


def test_who_holds_no_more_than_another_takes_newcomers() -> None:
    one, other = two(Clock())
    assert not one.leaves()
    one.hold(2)
    other.hold(2)
    assert not one.leaves()
    assert not other.leaves()
    other.hold(3)
    assert not one.leaves()
    assert not one.stands_back()


def test_who_holds_more_stands_back_until_the_others_hold_as_many() -> None:
    one, other = two(Clock())
    one.hold(1)
    assert one.leaves()
    assert one.stands_back()
    other.hold(1)
    assert not one.stands_back()


def test_a_newcomer_that_nobody_takes_is_taken_after_a_moment() -> None:
    clock = Clock()
    one, _ = two(clock)
    one.hold(7)
    assert one.leaves()
    clock.now += MOMENT
    assert not one.stands_back()
    assert not one.leaves()
    assert one.leaves()


def test_who_holds_far_more_lets_go_a_few_a_second(clock: Clock) -> None:
    one, other = two(clock)
    one.hold(8)
    assert one.lets_go()
    assert not one.lets_go()
    clock.now += PACE
    assert one.lets_go()
    clock.now += PACE
    assert not other.lets_go()
    other.hold(7)
    assert not one.lets_go()


def test_a_few_more_of_many_are_no_matter(clock: Clock) -> None:
    one, other = two(clock)
    one.hold(100)
    other.hold(80)
    assert not one.lets_go()
    one.hold(101)
    assert one.lets_go()


def test_one_process_takes_all() -> None:
    alone = Share(shared_counts(1), 0)
    alone.hold(500)
    assert not alone.leaves()
    assert not alone.lets_go()


def test_who_has_not_begun_is_not_waited_for() -> None:
    one = Share(shared_counts(2), 0)
    one.hold(9)
    assert not one.leaves()
    assert not one.lets_go()


def test_who_takes_the_place_of_another_holds_nothing() -> None:
    counts = shared_counts(2)
    one, before = Share(counts, 0), Share(counts, 1)
    one.hold(3)
    before.hold(9)
    Share(counts, 1)
    assert one.leaves()


@pytest.fixture
def servers(engine: Engine, clock: Clock) -> Iterator[list[Server]]:
    counts, app = shared_counts(2), create_app(Config(), engine)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        made = [
            make_server(app, listener.dup(), threads=1, share=Share(counts, number, clock))
            for number in range(2)
        ]
        yield made
        for server in made:
            for channel in list(server.active_channels.values()):
                channel.handle_close()
            server.task_dispatcher.shutdown()
            wasyncore.close_all(server._map)


def turn(server: Server) -> int:
    """How many connections are held after one turn of the loop, which waits for nothing."""
    wasyncore.loop(0, use_poll=True, map=server._map, count=1)
    return len(server.active_channels)


def test_two_servers_on_one_listener_share_those_who_come(servers: list[Server]) -> None:
    one, other = servers
    address = one.socket.getsockname()
    with ExitStack() as kept:
        for _ in range(10):
            kept.enter_context(socket.create_connection(address))
        assert [turn(one) for _ in range(3)] == [1, 1, 1]
        assert [turn(other) for _ in range(3)] == [1, 2, 2]
        assert [turn(one) for _ in range(3)] == [2, 3, 3]


def test_a_server_takes_those_whom_no_other_takes(servers: list[Server], clock: Clock) -> None:
    server = servers[0]
    with ExitStack() as kept:
        for _ in range(3):
            kept.enter_context(socket.create_connection(server.socket.getsockname()))
        for held in (1, 2, 3):
            assert [turn(server) for _ in range(3)] == [held] * 3
            clock.now += MOMENT


def test_a_connection_is_let_go_with_its_answer_and_comes_to_the_other(
    servers: list[Server], clock: Clock
) -> None:
    one, other = servers
    readers = [http.client.HTTPConnection(*one.socket.getsockname(), PATIENCE) for _ in range(2)]

    def held(server: Server) -> int:
        clock.now += MOMENT
        return len(server.active_channels)

    def last(reader: http.client.HTTPConnection) -> bool:
        reader.request("GET", "/om")
        answer = reader.getresponse()
        assert answer.read().rstrip().endswith(b"</html>")
        return answer.headers["Connection"] == "close"

    with ExitStack() as running:
        running.enter_context(turning(one))  # the other has not begun
        for reader in readers:
            running.callback(reader.close)
            reader.connect()
        until(lambda: held(one) == 2)
        assert last(readers[0])
        until(lambda: held(one) == 1)
        assert not last(readers[1])
        running.enter_context(turning(other))
        readers[0].connect()
        until(lambda: len(other.active_channels) == 1)
        assert not last(readers[0])
