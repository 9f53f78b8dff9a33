"""The lines of a hit that answer the query, marked."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.language.lexicon import Lexicon
from index.language.words import WORD
from index.query import Unit
from index.resource import Passage

LONGEST = 30_000  # letters of a page that are looked at
LONGEST_IN_PARTS = 400_000  # letters of a document or a recording: its hit names page or minute
WIDTH = 230  # letters of a snippet

Answer = tuple[str, float]  # the word of the query that is answered, or "", and how well
Marker = Callable[[str], Answer]  # a word of a text -> what it answers
Marked = tuple[tuple[str, bool], ...]  # pieces of text, and whether each is a found word
Match = tuple[int, int, str, float]  # where a found word begins and ends, and its answer
Cut = tuple[int, int, str]  # where a stretch begins and ends, and what it says

NO_ANSWER: Answer = ("", 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """Pieces of text with the found words marked, and the section that they stand in."""

    parts: Marked = ()
    heading: str = ""
    anchor: str = ""
    page: int | None = None
    second: int | None = None
    found: int = 0


def marker(lexicon: Lexicon, units: Iterable[Unit]) -> Marker:
    """Marks the words that hold a word of the query in any of its ways, whole or as a part."""
    wanted: dict[str, Answer] = {}
    for unit in units:
        for way in unit.alternatives:
            for stem in way.stems:
                if way.weight > wanted.get(stem, NO_ANSWER)[1]:
                    wanted[stem] = (unit.word, way.weight)
    memo: dict[str, Answer] = {}

    def answers(word: str) -> Answer:
        if word not in memo:
            token = lexicon.token(word)
            found = (wanted[stem] for stem in (token.stem, *token.parts) if stem in wanted)
            memo[word] = next(found, NO_ANSWER)
        return memo[word]

    return answers if wanted else nothing


def nothing(_: str) -> Answer:
    """Marks no word."""
    return NO_ANSWER


def mark(text: str, answers: Marker) -> Marked:
    """The text in pieces, the words that answer the query marked."""
    return tuple(_pieces(text, [match[:2] for match in _matches(text, answers)]))


def snippet(
    passages: Sequence[Passage], answers: Marker, lead: str = "", words: int = 1_000
) -> Snippet:
    """The best stretch of the text: the one with most of the words, the first of its equals.

    The reader's own words count more than related ones, where there are as many; `words` is how
    many there are. Where no word stands in the text it is the lead, or the beginning.
    """
    best = _opening(lead or _beginning(passages))
    best_answer, seen = (0, 0.0), 0
    for passage in passages:
        if best_answer >= (words, words):
            break
        in_parts = passage.page is not None or passage.second is not None
        longest = LONGEST_IN_PARTS if in_parts else LONGEST
        text = passage.text[: max(0, longest - seen)]
        seen += len(text)
        answer, first, last = _best_window(_matches(text, answers))
        if answer > best_answer:
            best_answer = answer
            best = _snippet_of(passage, text, _cut(text, first, last), answers, answer[0])
    return best


def _opening(text: str) -> Snippet:
    _, end, piece = _cut(text, 0, 0)
    return Snippet(parts=((f"{piece} …" if end < len(text) else piece, False),))


def _snippet_of(passage: Passage, text: str, cut: Cut, answers: Marker, found: int) -> Snippet:
    begin, end, piece = cut
    parts = mark(piece, answers)
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


def _matches(text: str, answers: Marker) -> list[Match]:
    if answers is nothing:
        return []
    found = ((match, answers(match.group())) for match in WORD.finditer(text))
    return [(match.start(), match.end(), *answer) for match, answer in found if answer[0]]


def _best_window(matches: list[Match]) -> tuple[tuple[int, float], int, int]:
    """Most distinct words within a snippet's width and how well, where they begin and end."""
    best = ((0, 0.0), 0, 0)
    for index, (start, _, _, _) in enumerate(matches):
        held: dict[str, tuple[float, int]] = {}
        for _, end, word, weight in matches[index : index + 40]:
            if end <= start + WIDTH - 60 and weight > held.get(word, (0.0, 0))[0]:
                held[word] = (weight, end)
        answer = (len(held), round(sum(weight for weight, _ in held.values()), 6))
        if answer > best[0]:
            best = (answer, start, max(end for _, end in held.values()))
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
