"""What a client raises when a cluster fails, and what that is called."""

from opensearchpy.exceptions import ConnectionError as Unreachable
from opensearchpy.exceptions import (
    ConnectionTimeout,
    OpenSearchException,
    SerializationError,
    SSLError,
    TransportError,
)

from index.failures import Failure


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
    return failure_of_status(error.status_code) if isinstance(error, TransportError) else None


def failure_of_status(status: object) -> Failure | None:
    """Why a request got this status; None where nothing is wrong with the cluster."""
    if status in (401, 403):
        return Failure.REFUSED
    if status == 429:
        return Failure.BUSY
    return Failure.DOWN if isinstance(status, int) and status >= 500 else None
