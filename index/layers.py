"""Layers: a thing's words as numbers of stems, of parts and of surface forms; its names once more.

Each word of the collection is analysed once; what a text becomes is then looked up, word by word.
"""

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.forward import BOUND, ForwardIndex
from index.language.lexicon import Lexicon, Token
from index.language.stopwords import ASKING_WORDS, STOP_WORDS
from index.query import Unit
from index.ragged import spread

STEM, PART, SURFACE, NAME = "stem", "part", "surface", "name"
GRAM, TITLE = "gram", "title"
Numbers = NDArray[np.uint32]


class _Numbering(dict[str, int]):
    """Numbers terms as they come."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


class HeldWords:
    """The words that some of the things hold, numbered without gaps."""

    def __init__(self, forward: ForwardIndex, rows: Iterable[int]) -> None:
        numbers = forward.words_of(rows)
        self.words = [forward.words[number] for number in numbers.tolist()]
        self._rows = forward.rows
        self._places = np.full(len(forward.words) + 1, len(numbers), dtype=np.uint32)
        self._places[numbers] = np.arange(len(numbers))  # the last stands for BOUND

    def of(self, position: int) -> Numbers:
        """The numbers of a thing's words; after the last of them is that of BOUND."""
        return self._places[np.minimum(self._rows[position], len(self._places) - 1)]


class Layers:
    """Turns the numbers of words into the numbers of terms, for each field."""

    def __init__(self, words: Sequence[str], tokens: Sequence[Token], lexicon: Lexicon) -> None:
        stems, surfaces = _Numbering(), _Numbering()
        self._titles = _Numbering()
        self._lexicon = lexicon
        kept = [
            word not in STOP_WORDS and token.surface not in STOP_WORDS
            for word, token in zip(words, tokens, strict=True)
        ]
        self._kept = np.array([*kept, True])  # the last stands for BOUND
        self._stem = _numbers([*(stems[token.stem] for token in tokens), BOUND])
        self._surface = _numbers([*(surfaces[token.surface] for token in tokens), BOUND])
        self._parts = _numbers([stems[part] for token in tokens for part in token.parts])
        self._sizes = np.array([*(len(token.parts) for token in tokens), 0], dtype=np.int64)
        self._begins = np.cumsum(self._sizes) - self._sizes
        self._stems, self._surfaces = stems, surfaces

    @property
    def terms(self) -> dict[str, Collection[str]]:
        """The terms of each field, in the order of their numbers; titles while they are read."""
        return {
            STEM: self._stems.keys(),
            PART: self._stems.keys(),
            SURFACE: self._surfaces.keys(),
            NAME: self._stems.keys(),
            TITLE: self._titles.keys(),
        }

    def of(self, numbers: Numbers) -> dict[str, Numbers]:
        """The terms of a thing in each field but that of titles."""
        words = np.minimum(numbers, len(self._kept) - 1)
        words = words[self._kept[words]]
        names = self._last_text(words)
        return {
            STEM: self._stem[words],
            PART: self._parts_of(words),
            SURFACE: self._surface[words],
            NAME: np.concatenate([self._stem[names], self._parts_of(names)]),
        }

    def _parts_of(self, words: Numbers) -> Numbers:
        return self._parts[spread(self._begins[words], self._sizes[words])]

    def _last_text(self, words: Numbers) -> Numbers:
        """The words of a thing's last text, its names, without the bound after it."""
        bounds = np.flatnonzero(words == len(self._kept) - 1)
        return words[bounds[-2] + 1 : bounds[-1]]

    def of_title(self, title: str) -> Numbers:
        """The one term of a title."""
        return _numbers([self._titles[title_term(self._lexicon.tokens(title))]])


def title_term(words: Iterable[Token | Unit]) -> str:
    """A title, or a query that may be one, as one term: each stem once, of words that do not ask.

    Words that only ask count where there are no others.
    """
    read = list(words)
    told = [word for word in read if word.surface not in ASKING_WORDS]
    return " ".join(sorted({word.stem for word in told or read}))


def _numbers(values: Sequence[int]) -> Numbers:
    return np.array(values, dtype=np.uint32)
