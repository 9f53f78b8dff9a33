"""The lines of a hit that answer the query, marked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index import ranking
from index.language.lexicon import Lexicon
from index.query import Unit
from index.resource import Passage
from index.table import text_bytes

LONGEST = 30_000  # letters of a page that are looked at
LONGEST_IN_PARTS = 400_000  # letters of a document or a recording: its hit names page or minute
WIDTH = 230  # letters of a snippet
MOST_BEGUN = 4_000  # words that are marked because they begin as the reader's

Answer = tuple[str, float]  # the word of the query that is answered, or "", and how well
Marked = tuple[tuple[str, bool], ...]  # pieces of text, and whether each is a found word
Match = tuple[int, int, str, float]  # where a found word begins and ends, and its answer
Cut = tuple[int, int, str]  # where a stretch begins and ends, and what it says

NO_ANSWER: Answer = ("", 0.0)
FLAT = bytes(
    ord(lower) if lower.isalnum() and len(lower) == 1 and ord(lower) < 256 else ord(" ")
    for lower in (chr(code).lower() for code in range(256))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """Pieces of text with the found words marked, and the section that they stand in."""

    parts: Marked = ()
    heading: str = ""
    anchor: str = ""
    page: int | None = None
    second: int | None = None
    found: int = 0


class Marker:
    """Finds the words that answer a query in the texts of a collection.

    Texts are made flat first: a byte for each letter, lower case, a space for all that is no letter
    of Western Europe. Places in the flat text are places in the text, and it is searched by the
    bytes of words, which is some ten times as fast as by a pattern.
    """

    def __init__(self, answers: Mapping[bytes, Answer]) -> None:
        self._answers = answers
        self._several = [word for word in answers if b" " in word]  # 1,5
        self.words = len({word for word, _ in answers.values()})  # of the query

    def __bool__(self) -> bool:
        return bool(self._answers)

    def most(self, text: str) -> int:
        """How many words of the query stand in a text: no stretch of it has more."""
        return len({self._answers[word][0] for word in self._held(_flat(text))})

    def matches(self, text: str) -> list[Match]:
        """Where the words stand that answer the query."""
        flat = _flat(text)
        found: list[Match] = []
        for word in self._held(flat):
            answer = self._answers[word]
            bounded = b" %b " % word
            at = flat.find(bounded)
            while at >= 0:
                found.append((at, at + len(word), *answer))
                at = flat.find(bounded, at + 1)
        return sorted(found)

    def _held(self, flat: bytes) -> set[bytes]:
        held = self._answers.keys() & flat.split()
        return held.union(word for word in self._several if b" %b " % word in flat)


def marker(lexicon: Lexicon, units: Sequence[Unit]) -> Marker:
    """Marks the words that hold a word of the query in any of its ways, whole or as a part."""
    wanted: dict[str, Answer] = {}
    for unit in units:
        for way in unit.alternatives:
            for stem in way.stems:
                if way.weight > wanted.get(stem, NO_ANSWER)[1]:
                    wanted[stem] = (unit.word, way.weight)
    answers: dict[bytes, Answer] = {}
    for unit in units:
        begun = _beginning_with(unit.prefix, lexicon) if unit.prefix else ""
        answers |= dict.fromkeys(_flat_words(begun), (unit.word, ranking.PREFIX))
    for stem, answer in sorted(wanted.items(), key=lambda item: item[1][1]):
        answers |= dict.fromkeys(_flat_words(lexicon.forms.get(stem, "")), answer)
    return Marker(answers)


def _beginning_with(prefix: str, lexicon: Lexicon) -> str:
    words = lexicon.words.texts
    first, last = words.beginning(text_bytes(prefix))
    return " ".join(words.many((first, min(last, first + MOST_BEGUN))))


def _flat_words(words: str) -> Iterable[bytes]:
    """Words, parted by spaces, as they stand in flat texts."""
    if "," in words or "." in words:
        return (_flat(word).strip() for word in words.split())
    return _flat(words).split()


def _flat(text: str) -> bytes:
    """A byte for each letter, between two spaces: a place in the text is where its space is."""
    return b" %b " % text.encode("latin-1", "replace").translate(FLAT)


NOTHING = Marker({})  # marks no word


def mark(text: str, answers: Marker) -> Marked:
    """The text in pieces, the words that answer the query marked."""
    return tuple(_pieces(text, [match[:2] for match in answers.matches(text)]))


def snippet(passages: Sequence[Passage], answers: Marker, lead: str = "") -> Snippet:
    """The best stretch of the text: the one with most of the words, the first of its equals.

    The reader's own words count more than related ones, where there are as many.
    Where no word stands in the text it is the lead, or the beginning.
    """
    best = _opening(lead or _beginning(passages))
    best_answer, seen = (0, 0.0), 0
    for passage in passages:
        if best_answer >= (answers.words, answers.words):
            break
        in_parts = passage.page is not None or passage.second is not None
        text = passage.text[: max(0, (LONGEST_IN_PARTS if in_parts else LONGEST) - seen)]
        seen += len(text)
        if answers.most(text) < max(best_answer[0], 1):
            continue
        answer, first, last = _best_window(answers.matches(text))
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
