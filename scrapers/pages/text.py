"""Clean text: what a site sent, fit to be shown."""

import re
import unicodedata

# Soft hyphens, zero-width marks, direction overrides, fillers that look like nothing, tags:
# invisible, and able to hide what a text says. Halves of surrogate pairs stand for no letter and
# cannot be stored.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
SPACE = re.compile(r"(?:[^\S\u00a0]|[\x00-\x1f\x7f-\x9f])+")
# Any white space but a lone blank, and the ends: texts without it, which most are, need no change.
UNTIDY = re.compile(r"[^\S \u00a0]|[\x00-\x1f\x7f-\x9f]|  |\A | \Z")


def clean(text: str, longest: int | None = None) -> str:
    """NFC, one space for any white space, nothing invisible, at most so many letters."""
    if not text.isascii():
        text = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    if UNTIDY.search(text):
        text = SPACE.sub(" ", text)
    return text.strip()[:longest]
