"""The words of the sample pages' texts, and slips of the finger."""

import random
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

from index.language.lexicon import Lexicon
from index.language.stopwords import STOP_WORDS
from index.language.words import fold, words

LETTERS = "abcdefghijklmnoprstuvyæøå"
FRONT_MATTER = re.compile(r"\A\+\+\+.*?\+\+\+", re.DOTALL)


@cache
def sample_texts() -> tuple[str, ...]:
    """The text of every page of the make-believe site, as its editors wrote it."""
    folder = Path(str(resources.files("scrapers.sample"))) / "pages"
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md")))
    return tuple(FRONT_MATTER.sub("", text) for text in texts)


@cache
def sample_lexicon() -> Lexicon:
    """What the texts of the sample pages teach."""
    counted: Counter[str] = Counter()
    for text in sample_texts():
        counted.update(count_words([text]))
    return Lexicon.learn(counted)


def drawn(number: int, shortest: int, chance: random.Random) -> list[str]:
    """Words of so many letters or more, the frequent ones more often."""
    frequency = sample_lexicon().frequency
    fit = [w for w in frequency if len(w) >= shortest and w.isalpha() and w not in STOP_WORDS]
    return chance.choices(fit, [frequency[word] for word in fit], k=number)


def slip(word: str, chance: random.Random) -> str:
    """A word with one slip: a letter left out, swapped, doubled, wrong, or one too many."""
    at = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    other = chance.choice(LETTERS)
    return chance.choice(
        [
            before + after,
            before + after[0] + letter + after[1:],
            before + letter + letter + after,
            before + other + after,
            before + other + letter + after,
        ]
    )


def count_words(texts: Iterable[str]) -> set[str]:
    """The folded words of one page, for counting how many pages hold them."""
    return {fold(word) for text in texts for word in words(text)}
