"""CSV (RFC 4180) as spreadsheets open it: UTF-8 with its mark, and no cell taken for a formula."""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable
from io import StringIO

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def spreadsheet(rows: Iterable[Iterable[object]]) -> bytes:
    """The rows; what is None is empty."""
    written = StringIO()
    csv.writer(written).writerows(map(cell, row) for row in rows)
    return BOM_UTF8 + written.getvalue().encode()


def cell(value: object) -> str:
    """The value as text; what would be a formula stands behind a '."""
    text = "" if value is None else str(value).replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
