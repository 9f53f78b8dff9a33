"""What fails between the service and a search cluster: why, how often, and whether it is asked."""

import threading
from collections import Counter
from enum import StrEnum


class Failure(StrEnum):
    """Why a request was not answered as it should be."""

    UNREACHABLE = "unreachable"  # no connection, or one that was lost
    UNTRUSTED = "untrusted"  # nobody vouches for the certificate
    LATE = "late"  # no answer in time
    BUSY = "busy"  # 429
    DOWN = "down"  # 500 and above, as where no shard answers
    REFUSED = "refused"  # 401 and 403
    GARBLED = "garbled"  # what was answered is no JSON
    PARTIAL = "partial"  # answered, but not by all shards, or not in time by all


SAID = {
    Failure.UNREACHABLE: "cannot be reached",
    Failure.UNTRUSTED: "cannot be trusted",
    Failure.LATE: "does not answer in time",
    Failure.BUSY: "has too much to do",
    Failure.DOWN: "fails",
    Failure.REFUSED: "does not let us in",
    Failure.GARBLED: "answers what is no JSON",
    Failure.PARTIAL: "does not answer with all of its shards",
}  # what a cluster does then


class Failures:
    """Counts of one process since it began. Safe to share between threads."""

    def __init__(self) -> None:
        self.counts: Counter[Failure] = Counter()
        self.retries = 0
        self.spared = 0  # requests that were not sent, as none was answered lately
        self.is_open = False  # the circuit: nothing is asked but now and then
        self._lock = threading.Lock()

    def count(self, failure: Failure) -> None:
        """Count a request that failed."""
        with self._lock:
            self.counts[failure] += 1

    def retry(self) -> None:
        """Count a request that is sent again."""
        with self._lock:
            self.retries += 1

    def spare(self) -> None:
        """Count a request that is not sent."""
        with self._lock:
            self.spared += 1
