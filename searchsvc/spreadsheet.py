"""CSV as spreadsheets open it: UTF-8 with its mark, and no cell that is taken for a formula."""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable
from io import StringIO

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet(rows: Iterable[Iterable[str]]) -> bytes:
    """The rows; a cell that begins as a formula does is written as text."""
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(map(_cell, row) for row in rows)
    return BOM_UTF8 + written.getvalue().encode()


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value
