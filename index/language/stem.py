"""Stems: Snowball's Norwegian, with repairs for what it leaves apart."""

import re
import threading
from functools import lru_cache
from typing import Protocol, cast

import snowballstemmer

SHORTEST = 3
DOUBLED_M = re.compile(r"(?<=[aeiouyæøå])mm$")
# middel, sykkel, eksempel: as in midler, sykler, eksempler
LOST_E = re.compile(r"(?<=[aeiouyæøå])(?:([bdfgkmnprtv])\1?|(m[bp]|n[dkt]|rk))el$")
# klimaet, temaer: Snowball takes the a off klima and tema themselves
FOREIGN_A = re.compile(r"([aeiouyæøå][^aeiouyæøå]{1,3})a$")


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802


class _Local(threading.local):
    """Snowball's objects keep state while they stem: one a thread."""

    def __init__(self) -> None:
        self.stemmer = cast("_Stemmer", snowballstemmer.stemmer("norwegian"))


_local = _Local()


@lru_cache(maxsize=500_000)
def stem(word: str) -> str:
    """The stem of a folded word: flommen and flom, midler and middel have one."""
    found = _local.stemmer.stemWord(word)
    if len(found) > SHORTEST:
        found = FOREIGN_A.sub(r"\1", found)
    return LOST_E.sub(r"\1\2l", DOUBLED_M.sub("m", found))
