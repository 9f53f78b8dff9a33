"""Stems: Snowball's Norwegian, with repairs for what it leaves apart."""

import re
from functools import lru_cache

from Stemmer import Stemmer

SHORTEST = 3
DOUBLED_M = re.compile(r"(?<=[aeiouyæøå])mm$")
# middel, sykkel, eksempel: as in midler, sykler, eksempler
LOST_E = re.compile(r"(?<=[aeiouyæøå])(?:([bdfgkmnprtv])\1?|(m[bp]|n[dkt]|rk))el$")
# klimaet, temaer: Snowball takes the a off klima and tema themselves
FOREIGN_A = re.compile(r"([aeiouyæøå][^aeiouyæøå]{1,3})a$")


_snowball = Stemmer("norwegian", maxCacheSize=0)  # its own cache is not for threads to share


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """The stem of a folded word: flommen and flom, midler and middel have one."""
    found: str = _snowball.stemWord(word)
    if found.endswith("a") and len(found) > SHORTEST:
        found = FOREIGN_A.sub(r"\1", found)
    if found.endswith("mm"):
        found = DOUBLED_M.sub("m", found)
    return LOST_E.sub(r"\1\2l", found) if found.endswith("el") else found
