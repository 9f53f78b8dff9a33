"""Carry: what of an earlier generation is as it was, and need not be made anew."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.engines.whoosh.invert import Integers
from index.kept import GONE, kept_rows, renumbered

THINGS, TEXTS = "things.npy", "texts.npy"
MOST_CHANGED = 0.5  # of the things; beyond it the facts of all are written anew


class Keys(NamedTuple):
    """What the things of a generation are known by, position by position, and their texts."""

    things: Sequence[int]
    texts: Sequence[int]

    def save(self, folder: Path) -> None:
        """Write them into the folder of a generation."""
        np.save(folder / THINGS, np.array(self.things, dtype=np.uint64))
        np.save(folder / TEXTS, np.array(self.texts, dtype=np.uint64))


class Carried(NamedTuple):
    """An earlier generation; of each thing that it holds the position now, by facts and by texts.

    GONE is the position of what has changed.
    """

    folder: Path
    things: Integers
    texts: Integers

    @property
    def has_facts(self) -> bool:
        """Whether the facts of any thing stand."""
        return bool((self.things != GONE).any())


def carried_from(folder: Path, keys: Keys) -> Carried:
    """What can be carried from the generation in a folder to one with these keys."""
    things, texts = (_now(folder / n, k) for n, k in zip((THINGS, TEXTS), keys, strict=True))
    if np.count_nonzero(things == GONE) > MOST_CHANGED * len(things):
        things[:] = GONE
    return Carried(folder, things, texts)


def positions_left(now: Integers | None, count: int) -> NDArray[np.bool_]:
    """Which of so many positions nothing is carried to."""
    left = np.ones(count, dtype=bool)
    if now is not None:
        left[now[now != GONE]] = False
    return left


def _now(path: Path, keys: Sequence[int]) -> Integers:
    earlier = np.load(path, allow_pickle=False).tolist()
    return renumbered(kept_rows(keys, earlier), len(earlier))
