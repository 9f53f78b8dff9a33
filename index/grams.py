"""The 5-grams of a whole vocabulary at once, and which of its words hold each."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.language.lexicon import GRAM

Integers = NDArray[np.int64]
PAD = "\0"  # makes a short word as long as a gram
LETTER_BITS = np.uint64(12)
MOST_LETTERS = 4095


class GramTable(NamedTuple):
    """Grams in the order of their bytes; `words[ends[g - 1]:ends[g]]` are the words that hold g."""

    grams: list[str]
    ends: Integers
    words: Integers


NO_GRAMS = GramTable([], np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def gram_table(words: Sequence[str]) -> GramTable:
    """The grams of words, as `index.language.lexicon.grams` has them, all at once.

    A gram is a number of 12 bits a letter; of more than 4,095 letters the rarest have no grams.
    """
    bounded = [f"_{word}_".ljust(GRAM, PAD) for word in words]
    text = np.frombuffer("".join(bounded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.array([len(word) for word in bounded], dtype=np.int64)
    word_of = np.repeat(np.arange(len(bounded), dtype=np.uint32), lengths)
    letters, numbers = _alphabet(text)
    packed = np.zeros(len(text) - GRAM + 1, dtype=np.uint64)
    known = np.ones(len(packed), dtype=bool)
    for place in range(GRAM):
        here = numbers[place : place + len(packed)]
        packed = packed << LETTER_BITS | here
        known &= here > 0
    whole = np.flatnonzero(known & (word_of[: len(packed)] == word_of[GRAM - 1 :]))
    order = whole[np.argsort(packed[whole], kind="stable")]
    packed, held_by = packed[order], word_of[order]
    begins = np.flatnonzero(np.concatenate(([True], packed[1:] != packed[:-1])))
    gram_of = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(packed)))
    once = np.concatenate(([True], held_by[1:] != held_by[:-1]))
    once[begins] = True
    return GramTable(
        grams=_texts(packed[begins], letters),
        ends=np.cumsum(np.bincount(gram_of[once], minlength=len(begins))),
        words=held_by[once].astype(np.int64),
    )


def _alphabet(text: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.uint64]]:
    """The letters of a text in their order, from 1, and their numbers; 0 for the rarest."""
    found, numbers, counts = np.unique(text, return_inverse=True, return_counts=True)
    kept = np.sort(np.argsort(-counts, kind="stable")[:MOST_LETTERS])
    renumbered = np.zeros(len(found), dtype=np.uint64)
    renumbered[kept] = np.arange(1, len(kept) + 1)
    return np.concatenate(([0], found[kept])).astype(np.uint32), renumbered[numbers]


def _texts(packed: NDArray[np.uint64], letters: NDArray[np.uint32]) -> list[str]:
    shifts = np.arange(GRAM - 1, -1, -1, dtype=np.uint64) * LETTER_BITS
    codes = letters[(packed[:, None] >> shifts) & np.uint64(MOST_LETTERS)]
    text = codes.tobytes().decode("utf-32-le", "surrogatepass")
    return [text[start : start + GRAM].rstrip(PAD) for start in range(0, len(text), GRAM)]
