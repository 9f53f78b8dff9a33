"""Words for a generated collection: as many and as frequent as in real Norwegian text.

The most frequent are those of the make-believe site, in its order; behind them come compounds,
inflections and made-up words without end. Frequencies follow Zipf's law in two regimes (Ferrer i
Cancho and Solé, 2001), so the vocabulary grows with the text as Heaps' law says: 330,000 words of
text have about 46,000 different ones, 6 million have 270,000.
"""

import random
import re
from collections import Counter
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import numpy as np
from numpy.typing import NDArray

SUPPORT = 3_000_000  # different words that there can be
HEAD = 8_000  # ranks of the first regime
STEEPER = 1.6  # the exponent of the second
MARKUP = re.compile(r"\]\([^)]*\)|\{\{[^}]*\}\}|<[^>]*>")
WORD = re.compile(r"[^\W\d_]+")
JOINTS = ("", "", "", "s", "s", "e")
ENDINGS = ("en", "er", "ene", "et", "a", "s", "ens", "enes", "ing", "ingen", "lig", "het")
ONSETS = ("b", "br", "d", "dr", "f", "fl", "g", "gr", "h", "k", "kl", "kr", "l", "m", "n", "p",
          "r", "s", "sk", "sl", "st", "str", "sv", "t", "tr", "v")  # fmt: skip
NUCLEI = ("a", "e", "i", "o", "u", "y", "æ", "ø", "å", "ei", "au")
CODAS = ("", "", "n", "r", "l", "m", "s", "t", "nd", "rk", "ng", "sk", "ll", "nn", "kt")


class Vocabulary:
    """Every word by its rank, made when it is first asked for; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._base = base_words()
        self._made = dict(enumerate(self._base))
        self._cumulated = np.cumsum(_frequencies())
        self._cumulated /= self._cumulated[-1]
        self._parts = [word for word in self._base if 4 <= len(word) <= 9]

    def draw(self, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
        """Ranks of so many words of a text."""
        return np.searchsorted(self._cumulated, rng.random(count))

    def words(self, ranks: NDArray[np.int64]) -> list[str]:
        """The words of these ranks."""
        made = self._made
        return [made[rank] if rank in made else self._make(rank) for rank in ranks.tolist()]

    def _make(self, rank: int) -> str:
        rng = random.Random(self._seed * SUPPORT + rank)
        kind = rng.random()
        if kind < 0.5:
            word = self._compound(rng)
        elif kind < 0.8:
            word = self._part(rng) + rng.choice(ENDINGS)
        else:
            word = "".join(_syllable(rng) for _ in range(rng.randint(2, 4)))
        self._made[rank] = word
        return word

    def _compound(self, rng: random.Random) -> str:
        return self._part(rng) + rng.choice(JOINTS) + self._part(rng)

    def _part(self, rng: random.Random) -> str:
        """A word of the base, the frequent ones more often."""
        return self._parts[int(len(self._parts) * rng.random() ** 2)]


def _syllable(rng: random.Random) -> str:
    return rng.choice(ONSETS) + rng.choice(NUCLEI) + rng.choice(CODAS)


def _frequencies() -> NDArray[np.float64]:
    """How frequent each rank is, beside the others."""
    ranks = np.arange(1, SUPPORT + 1, dtype=np.float64)
    frequencies = 1 / (ranks + 2.7)
    tail = ranks > HEAD
    frequencies[tail] = frequencies[HEAD - 1] * (ranks[tail] / HEAD) ** -STEEPER
    return frequencies


@cache
def base_words() -> tuple[str, ...]:
    """The words of the make-believe site, the most frequent first."""
    counted: Counter[str] = Counter()
    for path in _texts(resources.files("scrapers").joinpath("sample/pages")):
        body = path.read_text(encoding="utf-8").split("+++", 2)[-1]
        counted.update(WORD.findall(MARKUP.sub(" ", body).lower()))
    return tuple(sorted(counted, key=lambda word: (-counted[word], word)))


def _texts(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            found += _texts(item)
        elif item.name.endswith(".md"):
            found.append(item)
    return found
