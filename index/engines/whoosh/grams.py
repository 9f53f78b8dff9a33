"""The field of 5-grams: a gram's postings are those of all words that hold it, added up."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.engines.whoosh.arrays import FieldArrays
from index.engines.whoosh.invert import FieldFiles, Integers, Layout, ranges
from index.language.lexicon import COMMON_GRAM, GRAM
from index.ragged import spread

PAD = "\0"  # makes a short word as long as a gram
LETTER_BITS = np.uint64(12)
MOST_LETTERS = 4095


class GramTable(NamedTuple):
    """Grams in the order of their bytes; `words[ends[g - 1]:ends[g]]` are the words that hold g."""

    grams: list[str]
    ends: Integers
    words: Integers


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


def invert_grams(words: FieldArrays, docs: int, folder: Path, field: str) -> None:
    """Write the field of 5-grams.

    Grams of more than `COMMON_GRAM` of the documents tell nothing and are left out.
    """
    files = FieldFiles(folder, field)
    kept: list[str] = []
    if not words.terms:
        files.finish(kept)
        return
    table = gram_table(words.terms.many((0, len(words.terms))))
    sizes = np.diff(words.posting_ends.astype(np.int64), prepend=0)
    most = int(COMMON_GRAM * docs)
    layout = Layout(docs, int(words.counts.max(initial=0)), len(table.grams))
    begins = np.concatenate(([0], table.ends[:-1]))
    hopeless = np.maximum.reduceat(sizes[table.words], begins) > most
    wanted = np.where(hopeless, 0, np.add.reduceat(sizes[table.words], begins))
    for first, last in ranges(wanted):
        grams = first + np.flatnonzero(~hopeless[first:last])
        if not len(grams):
            continue
        keys = _gram_keys(words, table, grams, layout)
        keys.sort()
        starts, found, terms = layout.postings(keys)
        counts = np.add.reduceat(layout.low(keys).astype(np.int64), starts)
        postings = np.bincount(terms, minlength=len(grams))
        rare = postings <= most
        chosen = rare[terms]
        files.add(postings[rare], found[chosen], counts[chosen])
        kept += [table.grams[gram] for gram in grams[rare].tolist()]
    files.finish(kept)


def _gram_keys(
    words: FieldArrays, table: GramTable, grams: Integers, layout: Layout
) -> NDArray[np.uint64]:
    """A key for each posting of each word of each gram; grams are numbered from nought."""
    held = np.diff(table.ends, prepend=0)[grams]
    numbers = table.words[spread(table.ends[grams] - held, held)]
    ends = words.posting_ends.astype(np.int64)[numbers]
    sizes = ends - np.where(numbers, words.posting_ends.astype(np.int64)[numbers - 1], 0)
    at = spread(ends - sizes, sizes)
    gram_of = np.repeat(np.arange(len(grams)), held)
    return layout.keys(np.repeat(gram_of, sizes), words.docs[at], words.counts[at])
