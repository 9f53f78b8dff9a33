"""What a topic begins with: addresses of its first steps, from a small file.

    [[start]]
    topic = "overvann"
    addresses = ["https://www.miljodirektoratet.no/overvann/kartlegg/", "https://www.ks.no/regnbed/"]

Errors:
    StartsError     the file is wrong; the message names file and line
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from index.address import is_address
from index.entries import Problem, read_entries
from index.expected import ExpectedError

Starts = Mapping[str, tuple[str, ...]]  # id of a topic -> addresses, in their order
MOST = 4


class StartsError(ExpectedError, ValueError):
    """The file is wrong; the message names file and line."""


class _Start(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    topic: str
    addresses: tuple[str, ...]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    start: list[_Start] = []


def load_starts(path: Path) -> Starts:
    """The starts of a file."""
    starts = read_entries(path, _File, StartsError, _problems).start
    return {start.topic: start.addresses for start in starts}


def _problems(file: _File) -> Iterator[Problem]:
    for number, start in enumerate(file.start):
        place = f"start[{number}]"
        if not 1 <= len(start.addresses) <= MOST:
            yield place, f"a start has 1 to {MOST} addresses"
        if start.topic in (other.topic for other in file.start[:number]):
            yield place, f"the topic {start.topic!r} has a start already"
        for address in start.addresses:
            if not is_address(address):
                yield place, f"{address!r} is no web address"
