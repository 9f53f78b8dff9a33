"""Token buckets of networks, shared by all processes that are forked from here.

The generic cell rate algorithm (ITU-T I.371): of each bucket only the moment is kept at which it
will be full again. A bucket is found by a hash whose key nobody knows and which ends with the
process, so what is kept tells of nobody. Two networks may share one of the many buckets, and two
processes that write at the same moment may let one request go uncounted: both are harmless, and
there is no lock to wait for.
"""

import mmap
import secrets
import time
from collections.abc import Callable
from hashlib import blake2b

SLOTS = 131_072  # buckets, of 8 bytes
BURST = 150.0  # seconds of the rate that a full bucket holds


class Buckets:
    """Buckets that gain `rate` tokens a second. Safe to share between threads and processes."""

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self._clock = clock  # must be the same in all processes, and never go back
        self._key = secrets.token_bytes(16)
        self._full_at = memoryview(mmap.mmap(-1, SLOTS * 8)).cast("d")

    def bucket(self, network: bytes) -> int:
        """The number of a network's bucket."""
        return int.from_bytes(blake2b(network, key=self._key, digest_size=8).digest()) % SLOTS

    def wait(self, bucket: int) -> float:
        """Seconds until there is something in a bucket; 0 where there is."""
        return max(0.0, self._full_at[bucket] - BURST - self._clock())

    def take(self, bucket: int, tokens: float) -> None:
        """Take tokens out of a bucket, also more than there are."""
        self._full_at[bucket] = max(self._full_at[bucket], self._clock()) + tokens / self.rate
