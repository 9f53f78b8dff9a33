"""Numbers that the cluster keeps with a thing and gives back with a hit, in base 64."""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

FLOATS, HASHES = np.dtype("<f4"), np.dtype("<u4")


def packed(numbers: NDArray[Any]) -> str:
    """Numbers as a text."""
    return b64encode(numbers.tobytes()).decode()


def unpacked(text: str, kind: "np.dtype[Any]") -> NDArray[Any]:
    """The numbers of a text, which may lack what fills it up."""
    return np.frombuffer(b64decode(f"{text}=="), kind)


def term_hashes(terms: Iterable[str]) -> NDArray[np.uint32]:
    """A number for each term, hardly ever that of another."""
    hashes = (crc32(term.encode("utf-8", "surrogatepass")) for term in terms)
    return np.fromiter(hashes, HASHES)
