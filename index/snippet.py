"""The lines of a hit that answer the query, marked."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from index.language.analysis import stem
from index.language.words import WORD
from index.resource import Passage

LONGEST = 30_000  # letters of a text that are looked at
WIDTH = 230  # letters of a snippet

Marked = tuple[tuple[str, bool], ...]  # pieces of text, and whether each is a found word
Cut = tuple[int, int, str]  # where a stretch begins and ends, and what it says


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """Pieces of text with the found words marked, and the section that they stand in."""

    parts: Marked = ()
    heading: str = ""
    anchor: str = ""
    page: int | None = None
    second: int | None = None
    found: int = 0


def mark(text: str, terms: Collection[str]) -> Marked:
    """The text in pieces, the words with these terms marked."""
    return tuple(_pieces(text, [(s, e) for s, e, _ in _matches(text, terms)]))


def snippet(passages: Sequence[Passage], terms: Collection[str], lead: str = "") -> Snippet:
    """The best stretch of the text: the one with most of the terms, the first of its equals.

    Where no term stands in the text it is the lead, or the beginning.
    """
    best = _opening(lead or _beginning(passages))
    seen = 0
    for passage in passages:
        text = passage.text[: LONGEST - seen]
        seen += len(text)
        found, first, last = _best_window(_matches(text, terms))
        if found > best.found:
            best = _snippet_of(passage, text, _cut(text, first, last), terms, found)
    return best


def _opening(text: str) -> Snippet:
    _, end, piece = _cut(text, 0, 0)
    return Snippet(parts=((f"{piece} …" if end < len(text) else piece, False),))


def _snippet_of(
    passage: Passage, text: str, cut: Cut, terms: Collection[str], found: int
) -> Snippet:
    begin, end, piece = cut
    parts = mark(piece, terms)
    before = (("… ", False),) if begin > 0 else ()
    after = ((" …", False),) if end < len(text) else ()
    return Snippet(
        parts=before + parts + after,
        heading=passage.heading,
        anchor=passage.anchor,
        page=passage.page,
        second=passage.second,
        found=found,
    )


def _matches(text: str, terms: Collection[str]) -> list[tuple[int, int, str]]:
    if not terms:
        return []
    found = ((match, stem(match.group())) for match in WORD.finditer(text))
    return [(match.start(), match.end(), term) for match, term in found if term in terms]


def _best_window(matches: list[tuple[int, int, str]]) -> tuple[int, int, int]:
    """Most distinct terms within a snippet's width, where that begins, and where it ends."""
    best = (0, 0, 0)
    for index, (start, _, _) in enumerate(matches):
        ends: dict[str, int] = {}
        for _, end, term in matches[index : index + 40]:
            if end <= start + WIDTH - 60:
                ends.setdefault(term, end)
        if len(ends) > best[0]:
            best = (len(ends), start, max(ends.values()))
    return best


def _cut(text: str, first: int, last: int) -> Cut:
    """About a snippet's width that holds `first` to `last`, of whole words; line breaks gone."""
    begin = _beginning_of(text, first, last)
    end = min(len(text), begin + WIDTH)
    if end < len(text):
        space = text.rfind(" ", max(begin + 1, last), end)
        end = space if space >= 0 else end
    return begin, end, " ".join(text[begin:end].split())


def _beginning_of(text: str, first: int, last: int) -> int:
    """Of the sentence that holds `first` if that is near, else of a word a little before."""
    if first <= 60:
        return 0
    sentence = text.rfind(". ", max(0, first - 140, last - WIDTH), first)
    word = text.find(" ", first - 60, first)
    return sentence + 2 if sentence >= 0 else word + 1 if word >= 0 else first


def _beginning(passages: Sequence[Passage]) -> str:
    return next((passage.text for passage in passages if passage.text), "")


def _pieces(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    at = 0
    for start, end in spans:
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False
