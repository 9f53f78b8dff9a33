"""Carry: what of the published generation stands, so that only the rest is written.

Files that lie beside a generation for the next build: things.npy (keys of the things), titles (of
each thing, as they are completed), and what was learned.
"""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.engine import Item
from index.engines.opensearch.documents import TITLES
from index.engines.opensearch.words import Learned
from index.kept import GONE, Integers, kept_rows
from index.table import open_texts, save_texts

CARRIED, PLACES = "carried", "places.npy"
APART = 1 << 32  # between the places of two things, so that others find room there
BETWEEN = "\v"  # the titles of a thing
MOST_NEW = 0.5  # of the things; beyond it all are written


class Earlier(NamedTuple):
    """A published generation to build on: its index of things, and the folder of its lexicon."""

    published: str
    lexicon: Path
    learned: Learned
    keys: list[int]
    places: Integers
    titles: list[str]

    @classmethod
    def open(cls, published: str, lexicon: Path, carried: Path) -> "Earlier":
        """Open what was saved."""
        titles = open_texts(carried, TITLES)
        return cls(
            published=published,
            lexicon=lexicon,
            learned=Learned.open(carried),
            keys=np.load(carried / "things.npy", allow_pickle=False).tolist(),
            places=np.load(lexicon / PLACES, allow_pickle=False),
            titles=titles.many((0, len(titles))),
        )


def save_carried(folder: Path, learned: Learned, items: Sequence[Item], titles: list[str]) -> None:
    """Write into a folder of its own what the next build can go on from."""
    learned.save(folder)
    np.save(folder / "things.npy", np.array([item.key for item in items], dtype=np.uint64))
    save_texts(folder, TITLES, titles)


class Layout(NamedTuple):
    """Of each thing its place and the row that it had in the earlier generation, or GONE.

    `gone` are the places that nothing has any more.
    """

    places: Integers
    rows: Integers
    gone: list[int]

    @property
    def new(self) -> list[int]:
        """The positions of what is to be written."""
        return np.flatnonzero(self.rows == GONE).tolist()


def whole(count: int) -> Layout:
    """The layout of so many things of which none is carried."""
    return Layout(APART * np.arange(1, count + 1), np.full(count, GONE), [])


def carried(keys: Sequence[int], earlier: Earlier) -> Layout | None:
    """The layout of things of which some are as they were; None where all is better made anew."""
    rows = kept_rows(keys, earlier.keys)
    places = places_of(rows, earlier.places)
    if places is None or (rows == GONE).sum() > MOST_NEW * len(rows):
        return None
    return Layout(places, rows, np.setdiff1d(earlier.places, places).tolist())


def places_of(rows: Integers, earlier: Integers) -> Integers | None:
    """Ascending places: what stands keeps its own; None where there is no room for what is new."""
    held = np.flatnonzero(rows != GONE)
    places = np.zeros(len(rows), dtype=np.int64)
    places[held] = earlier[rows[held]]
    before = int(places[held[-1]]) if len(held) else 0
    after = before + APART * (len(rows) - (int(held[-1]) if len(held) else -1))
    fences = [(-1, 0), *zip(held.tolist(), places[held].tolist(), strict=True), (len(rows), after)]
    for (first, low), (last, high) in pairwise(fences):
        step = (high - low) // (last - first)
        if not step:
            return None
        places[first + 1 : last] = low + step * np.arange(1, last - first)
    return places
