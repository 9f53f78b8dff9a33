"""Drift: how far a collection has come from what its lexicon was learned from.

A lexicon is kept from build to build, so that what was read with it stands, until too much of what
it was learned from is another, or too many words are new to it.
"""

import numpy as np

from index.forward import ForwardIndex
from index.language.lexicon import Lexicon, known_words

MOST_CHANGED = 0.10  # share of the texts that it was learned from
MOST_NEW = 0.05  # words, as a share of those that it knows


def lexicon_of(forward: ForwardIndex, kept: Lexicon | None) -> Lexicon:
    """The lexicon to read a collection with: the one that is kept, or one that is learned anew."""
    if kept and kept.name == forward.lexicon and not has_drifted(forward, kept):
        return kept
    forward.learn()
    return Lexicon.learn(forward.frequency(), forward.lexicon)


def has_drifted(forward: ForwardIndex, lexicon: Lexicon) -> bool:
    """Whether a collection is too far from what the lexicon was learned from."""
    learned, held = forward.learned, forward.keys
    come, gone = (np.isin(*pair, invert=True).sum() for pair in ((held, learned), (learned, held)))
    known = known_words(lexicon)
    new = len(set(forward.words) - known)
    return bool(max(come, gone) > MOST_CHANGED * len(learned)) or new > MOST_NEW * len(known)
