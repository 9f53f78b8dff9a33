"""In which form an answer goes to whom."""

import gzip

import brotli
import pytest
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from searchsvc.compression import BEST, QUICK, compress, compressible, preferred


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("gzip;q=0, *", "br"),
        ("*;q=0", ""),
        ("identity", ""),
        ("deflate", ""),
        ("", ""),
        ("br;q=tull, ;;,gzip;q=0", ""),
    ],
)
def test_the_encoding_is_the_one_that_the_reader_wants_most(header: str, encoding: str) -> None:
    assert preferred(parse_accept_header(header, Accept)) == encoding


@pytest.mark.parametrize("quality", [BEST, QUICK])
def test_what_is_compressed_is_shorter_and_the_same(quality: dict[str, int]) -> None:
    body = b"Overvann og klima i kommunen. " * 200
    assert brotli.decompress(compress(body, "br", quality)) == body
    assert gzip.decompress(compress(body, "gzip", quality)) == body
    assert len(compress(body, "br", quality)) < len(body) / 10
    assert compress(body, "gzip", quality) == compress(body, "gzip", quality)


@pytest.mark.parametrize(
    ("kind", "length", "expected"),
    [
        ("text/html", 5_000, True),
        ("application/json", 5_000, True),
        ("image/svg+xml", 5_000, True),
        ("image/png", 5_000, False),
        ("text/html", 500, False),
        ("", 5_000, False),
    ],
)
def test_small_answers_and_pictures_go_as_they_are(kind: str, length: int, expected: bool) -> None:
    assert compressible(kind, b"x" * length) is expected
