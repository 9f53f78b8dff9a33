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
    lengths = np.fromiter(map(len, bounded), dtype=np.int64, count=len(bounded))
    text = np.frombuffer("".join(bounded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    del bounded
    letters, numbers = _alphabet(text)
    del text
    word_of = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    packed = np.zeros(len(numbers) - GRAM + 1, dtype=np.uint64)
    whole = word_of[: len(packed)] == word_of[GRAM - 1 :]
    for place in range(GRAM):
        here = numbers[place : place + len(packed)]
        packed <<= LETTER_BITS
        packed |= here
        whole &= here > 0
    if not whole.any():
        return NO_GRAMS
    word_of = word_of[: len(packed)][whole]
    packed = packed[whole]
    del numbers, whole
    order = np.argsort(packed, kind="stable")
    packed, held_by = packed[order], word_of[order]
    del order, word_of
    first = np.concatenate(([True], packed[1:] != packed[:-1]))
    grams = _texts(packed[first], letters)
    del packed
    once = first.copy()
    once[1:] |= held_by[1:] != held_by[:-1]
    kept = np.cumsum(once)
    ends = np.append(kept[np.flatnonzero(first)[1:] - 1], kept[-1])
    return GramTable(grams=grams, ends=ends, words=held_by[once].astype(np.int64))


def _alphabet(text: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    """The letters of a text in their order, from 1, and their numbers; 0 for the rarest."""
    counts = np.bincount(text)
    found = np.flatnonzero(counts)
    kept = np.sort(found[np.argsort(-counts[found], kind="stable")[:MOST_LETTERS]])
    numbered = np.zeros(len(counts), dtype=np.uint16)
    numbered[kept] = np.arange(1, len(kept) + 1)
    return np.concatenate(([0], kept)).astype(np.uint32), numbered[text]


def _texts(packed: NDArray[np.uint64], letters: NDArray[np.uint32]) -> list[str]:
    shifts = np.arange(GRAM - 1, -1, -1, dtype=np.uint64) * LETTER_BITS
    codes = letters[(packed[:, None] >> shifts) & np.uint64(MOST_LETTERS)]
    text = codes.tobytes().decode("utf-32-le", "surrogatepass")
    return [text[start : start + GRAM].rstrip(PAD) for start in range(0, len(text), GRAM)]
