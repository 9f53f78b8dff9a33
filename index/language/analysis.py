"""From a text to the terms under which it is found."""

import threading
from functools import lru_cache
from typing import Protocol, cast

import snowballstemmer

from index.language.words import fold, words

FINGERPRINT = "snowball-1"
STOP_WORDS = frozenset(
    # bokmål and nynorsk together
    [
        "og",
        "i",
        "det",
        "på",
        "som",
        "er",
        "en",
        "et",
        "den",
        "til",
        "å",
        "han",
        "av",
        "for",
        "med",
        "at",
        "var",
        "de",
        "ikke",
        "ikkje",
        "der",
        "så",
        "var",
        "meg",
        "seg",
        "men",
        "ett",
        "har",
        "om",
        "vi",
        "min",
        "mitt",
        "ha",
        "hadde",
        "hun",
        "nå",
        "over",
        "da",
        "ved",
        "fra",
        "frå",
        "du",
        "ut",
        "sin",
        "dem",
        "oss",
        "opp",
        "man",
        "kan",
        "hans",
        "hvor",
        "eller",
        "hva",
        "skal",
        "selv",
        "her",
        "alle",
        "vil",
        "bli",
        "ble",
        "blitt",
        "kunne",
        "inn",
        "når",
        "være",
        "kom",
        "noen",
        "noe",
        "ville",
        "dere",
        "de",
        "som",
        "deres",
        "kun",
        "ja",
        "etter",
        "ned",
        "skulle",
        "denne",
        "for",
        "deg",
        "si",
        "sine",
        "sitt",
        "mot",
        "å",
        "meget",
        "hvorfor",
        "dette",
        "disse",
        "uten",
        "hvordan",
        "ingen",
        "din",
        "ditt",
        "blir",
        "samme",
        "hvilken",
        "hvilke",
        "sånn",
        "inni",
        "mellom",
        "vår",
        "hver",
        "hvem",
        "vors",
        "hvis",
        "både",
        "bare",
        "enn",
        "fordi",
        "før",
        "mange",
        "også",
        "slik",
        "vært",
        "begge",
        "siden",
        "dykk",
        "dykkar",
        "dei",
        "deira",
        "deires",
        "deim",
        "di",
        "då",
        "eg",
        "ein",
        "eit",
        "eitt",
        "elles",
        "honom",
        "hjå",
        "ho",
        "hoe",
        "henne",
        "hennar",
        "hennes",
        "hoss",
        "hossen",
        "ingi",
        "inkje",
        "korleis",
        "korso",
        "kva",
        "kvar",
        "kvarhelst",
        "kven",
        "kvi",
        "kvifor",
        "me",
        "medan",
        "mi",
        "mine",
        "mykje",
        "no",
        "nokon",
        "noka",
        "nokor",
        "noko",
        "nokre",
        "sia",
        "sidan",
        "so",
        "somt",
        "somme",
        "um",
        "upp",
        "vere",
        "vore",
        "verte",
        "vort",
        "varte",
        "vart",
        "er",
    ]
)


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802


class _Local(threading.local):
    """Snowball's objects keep state while they stem: one a thread."""

    def __init__(self) -> None:
        self.stemmer = cast("_Stemmer", snowballstemmer.stemmer("norwegian"))


_local = _Local()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a word, folded first."""
    return _local.stemmer.stemWord(fold(word))


def terms(text: str) -> list[str]:
    """The terms of a text in order, stop words left out."""
    return [stem(word) for word in words(text) if word.lower() not in STOP_WORDS]


def query_terms(text: str) -> tuple[str, ...]:
    """The distinct terms of a query in order; one of stop words alone is searched as it is."""
    found = terms(text) or [stem(word) for word in words(text)]
    return tuple(dict.fromkeys(found))
