"""Words of a text, folded so that one word has one spelling."""

import re
import unicodedata

WORD = re.compile(r"[^\W_]+(?:[.,](?=\d)\d+)*")
NORDIC = str.maketrans({"ä": "æ", "ö": "ø", "ð": "d", "þ": "th", "đ": "d", "ŋ": "n", "ß": "ss"})
DIGRAPHS = (("ae", "æ"), ("oe", "ø"), ("aa", "å"))
KEPT = frozenset("æøå")


def fold(word: str) -> str:
    """Lower-case; accents off, but never off å; ä and ö as æ and ø."""
    word = word.lower()
    if not word.isascii():
        composed = unicodedata.normalize("NFC", word).translate(NORDIC)
        word = "".join(
            letter if letter in KEPT else unicodedata.normalize("NFKD", letter)[0]
            for letter in composed
            if not unicodedata.combining(letter)
        ).lower()
    return word


def without_digraphs(word: str) -> str:
    """A folded word with ae, oe, aa as æ, ø, å; wrong across a seam, as in klimaendring."""
    for digraph, letter in DIGRAPHS:
        word = word.replace(digraph, letter)
    return word


def words(text: str) -> list[str]:
    """The words of a text in order, as they are written."""
    return WORD.findall(text)
