"""Why a project was cancelled: the sentence of its page that says so."""

import re
from collections.abc import Iterator

from index.resource import Resource

CANCELLED = re.compile(r"\b(?:avlys|stans|stopp|innstill|avbr[øu]t|cancel|stopped)", re.IGNORECASE)
BECAUSE = re.compile(
    r"\b(?:fordi|årsak\w*|grunn\w*|skyld\w+|skuld\w+|på grunn av|because|due to|reason)\b",
    re.IGNORECASE,
)
ASKED = re.compile(r"\b(?:hvorfor|derfor|kvifor|difor|why)\b", re.IGNORECASE)
SENTENCE = re.compile(r"[^.!?]+[.!?]+|[^.!?]+$")
LONGEST = 240  # characters


def why_cancelled(resource: Resource) -> str:
    """The sentence that gives the reason; empty where none does."""
    told = next((s for s in _sentences(resource) if CANCELLED.search(s) and BECAUSE.search(s)), "")
    found = told or _under_heading(resource)
    return found if len(found) <= LONGEST else f"{found[:LONGEST].rsplit(' ', 1)[0]} …"


def _sentences(resource: Resource) -> Iterator[str]:
    for text in (resource.lead, *(passage.text for passage in resource.passages)):
        yield from (" ".join(match.group().split()) for match in SENTENCE.finditer(text))


def _under_heading(resource: Resource) -> str:
    """The first sentence after a heading that asks why, or that a text opens with."""
    for passage in resource.passages:
        if ASKED.search(passage.heading) and CANCELLED.search(passage.heading):
            return _first(passage.text)
        for line in passage.text.split("\n"):
            opening = SENTENCE.match(line)
            if opening and ASKED.search(opening.group()) and CANCELLED.search(opening.group()):
                return _first(line[opening.end() :])
    return ""


def _first(text: str) -> str:
    found = SENTENCE.search(text)
    return " ".join(found.group().split()) if found else ""
