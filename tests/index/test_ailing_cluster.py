"""A cluster that ails: another node is asked, in the time that there is, or nobody for a while."""

import socket
from collections.abc import Iterator

import pytest
from cluster.ailing import (
    Ail,
    Ailing,
    ailing_node,
    break_off,
    drop,
    garble,
    hang,
    stall,
    status,
)
from opensearchpy.exceptions import OpenSearchException
from running import until

from index.engine import Cluster, EngineError, NothingPublishedError, UnavailableError, open_engine
from index.engines.opensearch.circuit import MOST, PAUSE, Circuit
from index.engines.opensearch.connection import asking, connect_to_read
from index.engines.opensearch.names import Names
from index.engines.opensearch.transport import ATTEMPTS
from index.failures import Failure, Failures

SECONDS = 0.5  # that a reader waits
LONG = 4 * SECONDS  # where another node must answer in what is left
AILMENTS = {
    "drop": (drop, Failure.UNREACHABLE),
    "break off": (break_off, Failure.UNREACHABLE),
    "hang": (hang, Failure.LATE),
    "stall": (stall, Failure.LATE),
    "429": (status(429), Failure.BUSY),
    "503": (status(503), Failure.DOWN),
    "garble": (garble, Failure.GARBLED),
}
ailments = pytest.mark.parametrize(("how", "failure"), AILMENTS.values(), ids=AILMENTS)


@pytest.fixture
def node() -> Iterator[Ailing]:
    with ailing_node() as node:
        yield node


@pytest.fixture
def other() -> Iterator[Ailing]:
    with ailing_node() as node:
        yield node


class Reader:
    """Asks some nodes what is published."""

    def __init__(self, *nodes: str, seconds: float = SECONDS) -> None:
        hosts = ",".join(node.removeprefix("http://") for node in nodes)
        self.cluster = Cluster(address=f"http://{hosts}/here")
        self.failures = Failures()
        self._client = connect_to_read(self.cluster, self.failures)
        self._seconds = seconds

    def ask(self) -> str:
        with asking(self.cluster):
            return Names.of(self.cluster.address).published(self._client, self._seconds)

    def failure(self) -> Failure:
        with pytest.raises(UnavailableError) as raised:
            self.ask()
        return raised.value.failure


def nowhere() -> str:
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}"


# one node


@ailments
def test_what_one_node_fails_in_another_one_answers(
    node: Ailing, other: Ailing, how: Ail, failure: Failure
) -> None:
    reader = Reader(node.address, other.address, seconds=LONG)
    node.ail(how)
    for _ in range(4):
        assert reader.ask() == "20260101-000000-abcdef"
    assert node.asked
    assert {*reader.failures.counts} == {failure}
    assert reader.failures.retries == reader.failures.counts[failure]


def test_a_node_that_failed_is_left_alone(node: Ailing, other: Ailing) -> None:
    reader = Reader(node.address, other.address)
    node.ail(drop)
    for _ in range(8):
        reader.ask()
    assert len(node.asked) == 1


def test_of_a_node_that_is_gone_readers_see_nothing(other: Ailing) -> None:
    reader = Reader(nowhere(), other.address, seconds=LONG)
    assert [reader.ask() for _ in range(4)] == ["20260101-000000-abcdef"] * 4


# the only node


@pytest.mark.parametrize("how", [drop, break_off, status(429), status(503), garble])
def test_the_only_node_is_asked_again(node: Ailing, how: Ail) -> None:
    reader = Reader(node.address)
    node.ail(how, times=1)
    assert reader.ask() == "20260101-000000-abcdef"
    assert len(node.asked) == 2


def test_the_only_node_is_not_asked_again_when_it_does_not_answer_in_time(node: Ailing) -> None:
    reader = Reader(node.address)
    node.ail(hang)
    assert reader.failure() is Failure.LATE
    assert len(node.asked) == 1


@pytest.mark.parametrize(("number", "said"), [(401, "401"), (403, "indices:data/read/search")])
def test_who_is_not_let_in_asks_once_and_says_for_what(
    node: Ailing, number: int, said: str
) -> None:
    reader = Reader(node.address)
    reason = "no permissions for [indices:data/read/search] and User [name=leser]"
    node.ail(status(number, reason))
    for _ in range(2 * MOST):
        with pytest.raises(UnavailableError, match=f"does not let us in.*{said}") as raised:
            reader.ask()
        assert raised.value.failure is Failure.REFUSED
    assert len(node.asked) == 2 * MOST
    assert not reader.failures.is_open


def test_what_is_asked_wrongly_is_no_failure_of_the_cluster(node: Ailing) -> None:
    reader = Reader(node.address)
    node.ail(status(400))
    with pytest.raises(EngineError) as raised:
        reader.ask()
    assert not isinstance(raised.value, UnavailableError)
    assert not reader.failures.counts


# all nodes


@ailments
def test_where_all_nodes_fail_the_reader_is_told_in_time(
    node: Ailing, other: Ailing, how: Ail, failure: Failure
) -> None:
    reader = Reader(node.address, other.address)
    for each in (node, other):
        each.ail(how)
    assert reader.failure() is failure
    assert not node.released.is_set()  # it was not waited for
    assert 1 < len(node.asked) + len(other.asked) <= ATTEMPTS


# the circuit


def test_a_circuit_opens_after_some_failures_and_lets_one_trial_through_in_each_pause() -> None:
    now = [100.0]
    circuit = Circuit(lambda: now[0])
    for _ in range(MOST):
        assert circuit.lets_through()
        circuit.failed(OpenSearchException())
    assert circuit.is_open
    assert not circuit.lets_through()
    now[0] += PAUSE
    assert [circuit.lets_through() for _ in range(3)] == [True, False, False]
    circuit.failed(OpenSearchException())
    assert not circuit.lets_through()
    now[0] += PAUSE
    assert circuit.lets_through()
    circuit.succeeded()
    assert [circuit.lets_through() for _ in range(3)] == [True, True, True]


def test_a_cluster_that_lacks_shards_is_there_and_goes_on_being_asked(node: Ailing) -> None:
    reader = Reader(node.address)
    node.ail(status(503, kind="search_phase_execution_exception"))
    for _ in range(2 * MOST):
        assert reader.failure() is Failure.PARTIAL
    assert reader.failures.spared == 0


def test_failures_between_answers_open_no_circuit() -> None:
    circuit = Circuit(lambda: 0.0)
    for _ in range(3 * MOST):
        circuit.failed(OpenSearchException())
        circuit.succeeded()
    assert not circuit.is_open


def test_a_cluster_that_does_not_answer_is_spared_and_asked_again_when_it_does(
    node: Ailing,
) -> None:
    reader = Reader(node.address)
    node.ail(status(503))
    said = set()
    for _ in range(3 * MOST):
        with pytest.raises(UnavailableError) as raised:
            reader.ask()
        said.add(str(raised.value))
    assert len(said) == 1  # whether it was asked or not: a log says it once
    assert reader.failures.is_open
    assert reader.failures.spared > 0
    assert len(node.asked) < 3 * MOST * ATTEMPTS
    node.recover()

    def answers() -> bool:
        try:
            return bool(reader.ask())
        except UnavailableError:
            return False

    until(answers)
    assert not reader.failures.is_open


# what is said


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (drop, "cannot be reached"),
        (hang, "does not answer in time"),
        (status(429), "has too much to do: 429 made_exception"),
        (status(503), "fails: 503 made_exception"),
        (garble, "answers what is no JSON"),
    ],
)
def test_what_is_wrong_is_said_in_words(node: Ailing, how: Ail, said: str) -> None:
    node.ail(how)
    reader = Reader(node.address)
    with pytest.raises(UnavailableError) as raised:
        reader.ask()
    assert str(raised.value).startswith(f"{reader.cluster.address} {said}")


def test_an_alias_that_is_missing_means_that_nothing_is_published(node: Ailing) -> None:
    node.ail(status(404))
    with pytest.raises(NothingPublishedError, match="run `searchsvc build`"):
        open_engine(Cluster(address=f"{node.address}/here"), SECONDS).current()
