"""Nynorsk words as bokmål: a table of common words, and rules that the vocabulary must confirm.

Words are folded. A rule's result counts only where the collection knows it, so that no rule has to
be right always.
"""

from collections.abc import Callable, Iterator

from index.language.data import read_pairs

TABLE = dict(read_pairs("nynorsk.txt"))
INSIDE = read_pairs("nynorsk-inside.txt")
ENDINGS = read_pairs("nynorsk-endings.txt")
ANY_ENDING = tuple(ending for ending, _ in ENDINGS)
SHORTEST = 4


def to_bokmal(word: str, frequency: Callable[[str], int]) -> str:
    """The word in bokmål: from the table, or as the most frequent known result of the rules.

    A word that the collection knows better than any result stays as it is.
    """
    if word in TABLE:
        return TABLE[word]
    if len(word) < SHORTEST:
        return word
    best, best_frequency = word, frequency(word)
    for candidate in _candidates(word):
        found = frequency(candidate)
        if found > best_frequency:
            best, best_frequency = candidate, found
    return best


def _candidates(word: str) -> Iterator[str]:
    for inside in (word, *_replaced(word)):
        if inside != word:
            yield inside
        for ending, bokmal in ENDINGS if inside.endswith(ANY_ENDING) else ():
            if inside.endswith(ending) and len(inside) - len(ending) >= 3:
                yield inside.removesuffix(ending) + bokmal


def _replaced(word: str) -> Iterator[str]:
    """The word with each rule for its inside, and with all of them."""
    every = word
    for nynorsk, bokmal in INSIDE:
        if nynorsk in word:
            yield word.replace(nynorsk, bokmal)
            every = every.replace(nynorsk, bokmal)
    yield every
