"""Pinned results: addresses that come first for a query, from a small file.

    [[pin]]
    queries = ["klimasats", "søke klimasats"]
    addresses = ["https://www.miljodirektoratet.no/klimasats/soke-stotte-til-lokale-tiltak/"]

Errors:
    PinsError       the file is wrong; the message names file and line
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from index.address import is_address
from index.complete import folded_text
from index.language.data import line_of_entry

Pins = Mapping[str, tuple[str, ...]]  # folded query -> addresses


class PinsError(ValueError):
    """The file is wrong; the message names file and line."""


class _Pin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    queries: tuple[str, ...]
    addresses: tuple[str, ...]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    pin: list[_Pin] = []


def load_pins(path: Path) -> Pins:
    """The pins of a file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        pins = msgspec.convert(tomllib.loads(text), _File).pin
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PinsError(f"{path}: {error}") from error
    except msgspec.ValidationError as error:
        line = line_of_entry(text, "pin", str(error))
        raise PinsError(f"{path}{line}: {error}") from error
    for number, pin in enumerate(pins):
        problem = _problem(pin)
        if problem:
            raise PinsError(f"{path}{line_of_entry(text, 'pin', f'pin[{number}]')}: {problem}")
    return {folded_text(query): pin.addresses for pin in pins for query in pin.queries}


def _problem(pin: _Pin) -> str:
    if not pin.queries or not pin.addresses:
        return "a pin has one query or more, and one address or more"
    empty = next((query for query in pin.queries if not folded_text(query)), None)
    if empty is not None:
        return f"{empty!r} holds no word"
    wrong = next((address for address in pin.addresses if not is_address(address)), None)
    return "" if wrong is None else f"{wrong!r} is no web address"
