"""Kept rows: which rows of an earlier list still stand, and where."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

GONE = -1

Integers = NDArray[np.int64]


def kept_rows(keys: Sequence[int], earlier: Sequence[int]) -> Integers:
    """Of each key, the row in which it was before, ascending; GONE where it was in none.

    Rows that have changed places do not all keep their order: as many as can are kept.
    """
    rows: dict[int, list[int]] = {}
    for row in reversed(range(len(earlier))):
        rows.setdefault(earlier[row], []).append(row)
    found = [rows[key].pop() if rows.get(key) else GONE for key in keys]
    ends: list[int] = []  # the least row in which an ascending run of each length can end
    ending: list[int] = []  # the place of that row
    before: list[int] = [GONE] * len(found)
    for place, row in enumerate(found):
        if row == GONE:
            continue
        length = bisect_left(ends, row)
        before[place] = ending[length - 1] if length else GONE
        ends[length : length + 1] = [row]
        ending[length : length + 1] = [place]
    kept = np.full(len(found), GONE, dtype=np.int64)
    place = ending[-1] if ending else GONE
    while place != GONE:
        kept[place] = found[place]
        place = before[place]
    return kept


def renumbered(kept: Integers, size: int) -> Integers:
    """Of each of so many earlier rows, which it is now by `kept_rows`; GONE where it is none."""
    now = np.full(size, GONE, dtype=np.int64)
    held = np.flatnonzero(kept != GONE)
    now[kept[held]] = held
    return now
