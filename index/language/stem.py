"""Stems: Snowball's Norwegian, with repairs for what it leaves apart, or takes for an ending."""

import re
from functools import lru_cache

from Stemmer import Stemmer

from index.language.data import read_pairs

SHORTEST = 3
LETTERS = r"(?<=[^\W\d_]{3}"  # three letters or more stand before
# bøker, bøkene: as in bok
IRREGULAR = dict(read_pairs("irregular.txt"))
# klimaloven, seminar: Snowball takes lov and ar for endings
LAW = re.compile(LETTERS + r")lov(?:en|a|er|ene)?s?$")
INAR = re.compile(LETTERS + r")inar$")
# byen, veier, sjøene: so short a word keeps its ending
SHORT_WORD = re.compile(r"^([^\W\d_aeiouyæøå]*(?:[aiouyæøå]|ei|øy|au))e(?:n|ns|r|rs|ne|nes)$")
# innbyggerne: as in innbyggere
AGENTS = re.compile(LETTERS + r"er)nes?$")
# kriterium, museum: as in kriterier, museet
LATIN_UM = re.compile(LETTERS + r"[ie])um$")
DOUBLED_M = re.compile(r"(?<=[aeiouyæøå])mm$")
# middel, sykkel, eksempel: as in midler, sykler, eksempler
LOST_E = re.compile(r"(?<=[aeiouyæøå])(?:([bdfgkmnprtv])\1?|(m[bp]|n[dkt]|rk))el$")
# klimaet, temaer: Snowball takes the a off klima and tema themselves
FOREIGN_A = re.compile(r"([aeiouyæøå][^aeiouyæøå]{1,3})a$")

_snowball = Stemmer("norwegian", maxCacheSize=0)  # its own cache is not for threads to share


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """The stem of a folded word: flommen and flom, midler and middel have one."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if "lov" in word and LAW.search(word):
        return LAW.sub("lov", word)
    if SHORT_WORD.search(word):
        return SHORT_WORD.sub(r"\1", word)
    return word if word.endswith("inar") and INAR.search(word) else _regular(AGENTS.sub("e", word))


def _regular(word: str) -> str:
    """Snowball's stem, repaired; each repair is looked for where its letters stand."""
    try:
        found: str = _snowball.stemWord(word)
    except UnicodeEncodeError:  # half of a character
        return word
    if found.endswith("um"):
        found = LATIN_UM.sub("", found)
    if found.endswith("a") and len(found) > SHORTEST:
        found = FOREIGN_A.sub(r"\1", found)
    if found.endswith("mm"):
        found = DOUBLED_M.sub("m", found)
    return LOST_E.sub(r"\1\2l", found) if found.endswith("el") else found
