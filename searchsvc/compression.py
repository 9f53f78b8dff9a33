"""Answers made shorter for those who can read them so."""

import gzip
from collections.abc import Mapping

import brotli
from werkzeug.datastructures import Accept

ENCODINGS = ("br", "gzip")  # the shortest first
LEAST = 1_000  # bytes; shorter answers fit in one packet as they are
BEST = {"br": 11, "gzip": 9}  # quality for what is compressed once
QUICK = {"br": 5, "gzip": 5}  # and for what is compressed for one answer
COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/javascript",
    "application/xml",
    "application/atom+xml",
    "image/svg+xml",
)


def preferred(encodings: Accept) -> str:
    """The encoding that a reader wants most; empty where none of ours is wanted."""
    wanted = max(ENCODINGS, key=encodings.quality)  # of equals the first
    return wanted if encodings.quality(wanted) > 0 else ""


def compressible(kind: str, body: bytes) -> bool:
    """Whether a body of this media type becomes notably shorter."""
    return len(body) >= LEAST and kind.startswith(COMPRESSIBLE)


def compress(body: bytes, encoding: str, quality: Mapping[str, int]) -> bytes:
    """The body in one of our encodings."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=quality["br"]))
    return gzip.compress(body, quality["gzip"], mtime=0)
