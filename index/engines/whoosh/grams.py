"""The field of 5-grams: a gram's postings are those of all words that hold it, added up."""

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.engines.whoosh.arrays import FieldArrays
from index.engines.whoosh.invert import FieldFiles, Integers, Layout, ranges
from index.grams import NO_GRAMS, GramTable, gram_table
from index.language.lexicon import GRAM
from index.ragged import distinct, spread
from index.table import text_bytes

AT_ONCE = 1 << 21  # postings of words that are added up at a time


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
    layout = Layout(words.bound, words.counts.greatest, len(table.grams))
    greatest, together = _sizes(table, words.sizes)
    left_out = np.array([gram in without for gram in table.grams], dtype=bool)
    hopeless = greatest > most
    for gram in np.flatnonzero(hopeless & ~left_out).tolist():
        common[table.grams[gram]] = int(greatest[gram])
    hopeless |= left_out
    for first, last in ranges(np.where(hopeless, 0, together), AT_ONCE):
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
    gram_of = np.repeat(np.arange(len(grams)), held)
    return layout.keys(np.repeat(gram_of, words.sizes[numbers]), *words.postings_of(numbers))
