"""How readers' requests are sent to a cluster: in time, and to another node where one fails.

They only read, so each may be sent twice.
"""

from collections.abc import Collection, Mapping
from random import uniform
from time import monotonic, sleep
from typing import Any

from opensearchpy import Transport
from opensearchpy.exceptions import OpenSearchException
from urllib3 import Timeout

from index.engines.opensearch.circuit import Circuit
from index.engines.opensearch.failing import SparedError, failure_of, is_partial
from index.failures import Failure, Failures

ATTEMPTS = 3
SHORTEST = 0.001  # seconds of an attempt
SHARE = 0.6  # of the time that is left, for all attempts but the last
LONGEST_PAUSE = 0.05  # seconds between two attempts
ELSEWHERE = {Failure.LATE, Failure.UNTRUSTED}  # the same node would fail again
NO_FAULT = {None, Failure.REFUSED, Failure.PARTIAL}  # the cluster is there, and answers
IN_VAIN = {None, Failure.REFUSED}  # every node would answer the same
GONE = (502, 504)  # what is answered for a node that is not there


class ReadingTransport(Transport):
    """Sends what only reads."""

    def __init__(
        self, hosts: Any, *, circuit: Circuit, failures: Failures, patience: float, **more: Any
    ) -> None:
        super().__init__(  # which marks nodes as dead, and leaves it to us to ask others
            hosts, max_retries=0, retry_on_timeout=True, retry_on_status=GONE, **more
        )
        self._circuit, self._failures, self._patience = circuit, failures, patience
        self._is_alone = len(hosts) == 1

    def perform_request(
        self,
        method: str,
        url: str,
        params: Any = None,
        body: Any = None,
        timeout: float | None = None,
        ignore: Collection[int] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """What is answered, after as many attempts as there is time for."""
        method, params, body, ignore, seconds = self._resolve_request_args(
            method, params, body, ignore, timeout
        )
        until = monotonic() + (seconds or self._patience)
        if not self._circuit.lets_through():
            self._failures.spare()
            raise SparedError(self._circuit.last)
        for attempt in range(1, ATTEMPTS + 1):
            wait: Any = Timeout(total=self._share(until - monotonic(), attempt))
            try:
                found = super().perform_request(method, url, params, body, wait, ignore, headers)
            except OpenSearchException as error:
                failure = failure_of(error)
                if not self._is_tried_again(failure, attempt, until):
                    self._note(None if failure in NO_FAULT else error)
                    raise
            else:
                self._note(None)
                if _lacks_something(found):
                    self._failures.count(Failure.PARTIAL)
                return found
        raise AssertionError("the last attempt returns or raises")

    def _share(self, left: float, attempt: int) -> float:
        """The seconds that an attempt may take: some are kept for the next, on another node."""
        share = left if self._is_alone or attempt == ATTEMPTS else left * SHARE
        return max(share, SHORTEST)

    def _is_tried_again(self, failure: Failure | None, attempt: int, until: float) -> bool:
        """Count a failure, and wait a moment before the next attempt if there is to be one."""
        if failure is None:
            return False
        self._failures.count(failure)
        pause = uniform(0, LONGEST_PAUSE)  # noqa: S311 - so that not all come back at once
        is_in_vain = failure in IN_VAIN or (self._is_alone and failure in ELSEWHERE)
        if is_in_vain or attempt == ATTEMPTS or monotonic() + pause >= until:
            return False
        sleep(pause)
        self._failures.retry()
        return True

    def _note(self, error: OpenSearchException | None) -> None:
        """Tell the circuit how a request ended."""
        if error:
            self._circuit.failed(error)
        else:
            self._circuit.succeeded()
        self._failures.is_open = self._circuit.is_open


def _lacks_something(found: Any) -> bool:
    """Whether one of the searches that were asked at once was not answered whole."""
    answers = found.get("responses", [found]) if isinstance(found, dict) else []
    return any("error" in each or is_partial(each) for each in answers)
