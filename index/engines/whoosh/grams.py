"""The field of 5-grams: a gram's postings are those of all words that hold it, added up."""

import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.engines.whoosh.arrays import FieldArrays
from index.engines.whoosh.invert import FieldFiles, Integers, Layout, ranges
from index.language.lexicon import GRAM
from index.ragged import distinct, spread
from index.table import text_bytes

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


def invert_grams(
    words: FieldArrays, most: int, folder: Path, field: str, without: Collection[str] = ()
) -> dict[str, int]:
    """Write the field of 5-grams, without some and without those of more than `most` documents.

    Returns these, with a number of documents that they have at least.
    """
    table = gram_table(words.terms.many((0, len(words.terms)))) if words.terms else NO_GRAMS
    return _write(words, table, most, folder, field, without)


def invert_some_grams(
    words: FieldArrays, grams: Iterable[str], most: int, folder: Path, field: str
) -> dict[str, int]:
    """The same of some grams alone."""
    lines = text_bytes("".join(f"\n_{word}_" for word in words.terms.many((0, len(words.terms)))))
    starts = np.flatnonzero(np.frombuffer(lines, dtype=np.uint8) == ord("\n"))
    held = {gram: _holding(gram, lines + b"\n", starts) for gram in grams}
    found = sorted(gram for gram, numbers in held.items() if len(numbers))
    table = GramTable(
        grams=found,
        ends=np.cumsum([len(held[gram]) for gram in found], dtype=np.int64),
        words=np.concatenate([NO_GRAMS.words, *(held[gram] for gram in found)]),
    )
    return _write(words, table, most, folder, field)


def _write(
    words: FieldArrays,
    table: GramTable,
    most: int,
    folder: Path,
    field: str,
    without: Collection[str] = (),
) -> dict[str, int]:
    files = FieldFiles(folder, field)
    kept: list[str] = []
    common: dict[str, int] = {}
    sizes = np.diff(words.posting_ends.astype(np.int64), prepend=0)
    docs = int(words.docs.max(initial=0)) + 1
    layout = Layout(docs, int(words.counts.max(initial=0)), len(table.grams))
    greatest, together = _sizes(table, sizes)
    left_out = np.array([gram in without for gram in table.grams], dtype=bool)
    hopeless = greatest > most
    for gram in np.flatnonzero(hopeless & ~left_out).tolist():
        common[table.grams[gram]] = int(greatest[gram])
    hopeless |= left_out
    for first, last in ranges(np.where(hopeless, 0, together)):
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
        for gram in np.flatnonzero(~rare).tolist():
            common[table.grams[grams[gram]]] = int(postings[gram])
    files.finish(kept)
    return common


def _holding(gram: str, lines: bytes, starts: Integers) -> Integers:
    """The numbers of the words that hold a gram, out of lines of words with their bounds."""
    sought = gram if len(gram) == GRAM else f"\n{gram}\n"
    places = [match.start() for match in re.finditer(re.escape(text_bytes(sought)), lines)]
    return distinct(np.searchsorted(starts, np.array(places, dtype=np.int64), "right") - 1)


def _sizes(table: GramTable, sizes: NDArray[Any]) -> tuple[Integers, Integers]:
    """Of each gram the postings of the word that has most, and those of all its words."""
    held = sizes[table.words]
    begins = np.concatenate(([0], table.ends[:-1])).astype(np.int64)
    if not len(table.grams):
        return held, held
    return np.maximum.reduceat(held, begins), np.add.reduceat(held, begins)


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
