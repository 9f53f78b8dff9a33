"""Buckets: how much is in them, and who shares them."""

import os
from dataclasses import dataclass

import pytest

from searchsvc.admission.buckets import BURST, Buckets

RATE = 10.0


@dataclass
class Clock:
    """A clock that stands still until it is set forward."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def buckets(clock: Clock) -> Buckets:
    return Buckets(RATE, clock)


def test_a_full_bucket_holds_the_rate_of_its_seconds(buckets: Buckets) -> None:
    taken = 0
    while not buckets.wait(7):
        buckets.take(7, 1)
        taken += 1
    assert taken == BURST * RATE + 1


def test_an_empty_bucket_gains_the_rate(buckets: Buckets, clock: Clock) -> None:
    buckets.take(7, BURST * RATE + 5)
    assert buckets.wait(7) == pytest.approx(0.5)
    clock.now += 0.3
    assert buckets.wait(7) == pytest.approx(0.2)
    clock.now += 0.3
    assert buckets.wait(7) == 0


def test_a_bucket_never_holds_more_than_a_full_one(buckets: Buckets, clock: Clock) -> None:
    clock.now += 10 * BURST
    buckets.take(7, BURST * RATE + 1)
    assert buckets.wait(7) > 0


def test_what_one_takes_the_other_keeps(buckets: Buckets) -> None:
    buckets.take(7, 2 * BURST * RATE)
    assert buckets.wait(8) == 0


def test_a_network_has_one_bucket_and_another_service_another(buckets: Buckets) -> None:
    networks = [bytes((192, 0, number)) for number in range(200)]
    own = [buckets.bucket(network) for network in networks]
    assert own == [buckets.bucket(network) for network in networks]
    assert len(set(own)) > 190
    assert own != [Buckets(RATE).bucket(network) for network in networks]


def test_a_process_that_is_forked_takes_from_the_same_buckets(buckets: Buckets) -> None:
    pid = os.fork()
    if not pid:
        buckets.take(7, BURST * RATE + 10)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert buckets.wait(7) == pytest.approx(1)
