"""Clean text: what a site sent, fit to be shown."""

import re
import unicodedata

# Zero-width marks and direction overrides: invisible, and able to hide what a text says.
# Halves of surrogate pairs stand for no letter and cannot be stored.
INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]"
)
SPACE = re.compile(r"(?:[^\S\u00a0]|[\x00-\x1f\x7f-\x9f])+")


def clean(text: str, longest: int | None = None) -> str:
    """NFC, one space for any white space, nothing invisible, at most so many letters."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return SPACE.sub(" ", text).strip()[:longest]
