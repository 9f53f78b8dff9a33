"""The field of 5-grams: a gram's postings are those of all words that hold it, added up."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from index.engines.whoosh.arrays import FieldArrays
from index.engines.whoosh.invert import FieldFiles, Integers, Layout, ranges
from index.language.lexicon import COMMON_GRAM, GRAM
from index.ragged import spread

CODE_BITS = 21  # of a character


class GramTable(NamedTuple):
    """Grams in the order of their bytes; `words[ends[g - 1]:ends[g]]` are the words that hold g."""

    grams: list[bytes]
    ends: Integers
    words: Integers


def gram_table(words: Sequence[str]) -> GramTable:
    """The grams of words, as `index.language.lexicon.grams` has them, all at once."""
    bounded = [f"_{word}_".ljust(GRAM, "\0") for word in words]
    codes = np.frombuffer("".join(bounded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.array([len(word) for word in bounded], dtype=np.int64)
    word_of = np.repeat(np.arange(len(bounded)), lengths)
    inside = np.flatnonzero(word_of[: len(codes) - GRAM + 1] == word_of[GRAM - 1 :])
    windows = sliding_window_view(codes, GRAM)[inside].astype(np.uint64)
    first = np.unique(_packed(windows[:, :3]), return_inverse=True)[1].astype(np.uint64)
    both = np.stack([first, windows[:, 3], windows[:, 4]], axis=1)
    _, where, gram_of = np.unique(_packed(both), return_index=True, return_inverse=True)
    pairs = np.unique(
        gram_of.astype(np.uint64) << np.uint64(32) | word_of[inside].astype(np.uint64)
    )
    sizes = np.bincount((pairs >> np.uint64(32)).astype(np.int64), minlength=len(where))
    return GramTable(
        grams=["".join(map(chr, row)).rstrip("\0").encode("utf-8", "surrogatepass")
               for row in windows[where].tolist()],
        ends=np.cumsum(sizes),
        words=(pairs & np.uint64(0xFFFFFFFF)).astype(np.int64),
    )  # fmt: skip


def _packed(columns: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Three numbers as one, in the order of the first, then the second, then the third."""
    bits = np.uint64(CODE_BITS)
    packed: NDArray[np.uint64] = (
        columns[:, 0] << (bits + bits) | columns[:, 1] << bits | columns[:, 2]
    )
    return packed


def invert_grams(words: FieldArrays, docs: int, folder: Path, field: str) -> None:
    """Write the field of 5-grams.

    Grams of more than `COMMON_GRAM` of the documents tell nothing and are left out.
    """
    files = FieldFiles(folder, field)
    kept: list[bytes] = []
    if not len(words):
        files.finish(kept)
        return
    table = gram_table([word.decode("utf-8", "surrogatepass") for word in words.terms()])
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
