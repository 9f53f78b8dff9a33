"""What a client raises when a cluster fails, and what that is called."""

import re
from collections.abc import Mapping
from typing import Any

from opensearchpy.exceptions import ConnectionError as Unreachable
from opensearchpy.exceptions import (
    ConnectionTimeout,
    OpenSearchException,
    SerializationError,
    SSLError,
    TransportError,
)

from index.failures import Failure

RIGHT = re.compile(r"\b(?:indices|cluster):[a-z_/*:]+")

LACKS_SHARDS = "search_phase_execution_exception"


class SparedError(OpenSearchException):
    """Nothing was asked, as nothing was answered lately; `last` is how that failed."""

    def __init__(self, last: OpenSearchException) -> None:
        super().__init__(last)
        self.last = last


def failure_of(error: OpenSearchException) -> Failure | None:
    """Why a request was not answered; None where it was, and nothing is wrong with the cluster."""
    if isinstance(error, SparedError):
        return failure_of(error.last)
    for kind, failure in (
        (ConnectionTimeout, Failure.LATE),
        (SSLError, Failure.UNTRUSTED),
        (Unreachable, Failure.UNREACHABLE),
        (SerializationError, Failure.GARBLED),
    ):
        if isinstance(error, kind):
            return failure
    if isinstance(error, TransportError):
        return failure_told(error.status_code, error.error)
    return None


def failure_told(status: object, kind: str) -> Failure | None:
    """Why a request got this status and error; None where nothing is wrong with the cluster."""
    if status == 503 and kind == LACKS_SHARDS:
        return Failure.PARTIAL
    if status in (401, 403):
        return Failure.REFUSED
    if status == 429:
        return Failure.BUSY
    return Failure.DOWN if isinstance(status, int) and status >= 500 else None


def is_partial(found: Mapping[str, Any]) -> bool:
    """Whether a search was cut short or lacks a shard, which may be on no node and not fail."""
    shards = found.get("_shards", {})
    is_whole = shards.get("successful", 0) >= shards.get("total", 0)
    return bool(found.get("timed_out") or shards.get("failed") or not is_whole)


def lacking_rights(error: TransportError) -> list[str]:
    """The right that who asks does not have; none where it is not told."""
    is_refused = failure_of(error) is Failure.REFUSED
    return RIGHT.findall(str(error.info))[:1] if is_refused else []
