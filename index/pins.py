"""Pinned results: addresses that come first for a query, from a small file.

    [[pin]]
    queries = ["klimasats", "søke klimasats"]
    addresses = ["https://www.miljodirektoratet.no/klimasats/soke-stotte-til-lokale-tiltak/"]

Errors:
    PinsError       the file is wrong; the message names file and line
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from index.address import is_address
from index.complete import folded_text
from index.entries import numbered, read_entries
from index.expected import ExpectedError

Pins = Mapping[str, tuple[str, ...]]  # folded query -> addresses


class PinsError(ExpectedError, ValueError):
    """The file is wrong; the message names file and line."""


class _Pin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    queries: tuple[str, ...]
    addresses: tuple[str, ...]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    pin: list[_Pin] = []


def load_pins(path: Path) -> Pins:
    """The pins of a file."""
    pins = read_entries(
        path, _File, PinsError, lambda file: numbered("pin", file.pin, _problem)
    ).pin
    return {folded_text(query): pin.addresses for pin in pins for query in pin.queries}


def _problem(pin: _Pin) -> str:
    if not pin.queries or not pin.addresses:
        return "a pin has one query or more, and one address or more"
    empty = next((query for query in pin.queries if not folded_text(query)), None)
    if empty is not None:
        return f"{empty!r} holds no word"
    wrong = next((address for address in pin.addresses if not is_address(address)), None)
    return "" if wrong is None else f"{wrong!r} is no web address"
