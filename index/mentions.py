"""Names of municipalities in running text, and which of them count.

A name counts with the word for municipality or its county beside it, or in a row with one that
counts. Names of today count alone too, but a doubtful one (Hole, Lund, Os) only after "i" or "på",
and none as the surname of a person or a part of a longer name.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.gazetteer import WORDS, Name, counties_of_today, names
from index.language.stopwords import STOP_WORDS

LONGEST = 4  # words of a name, as "Bø i Vesterålen"
WORD = re.compile(r"\w+(?:-\w+)*")
GENITIVE = re.compile(r"(?:(?<=[^sxz])s|(?<=[sxz])['’])$")
BETWEEN = re.compile(r"\s*(?:,|\bog\b|\bsamt\b|\beller\b|\band\b|\bja\b)\s*(?:og\s+|i\s+)?")
SENTENCE_END = re.compile(r"[.!?:;•|\n«\"“(–-]\s{0,2}$")
COUNTY = re.compile(r"(?: i |, | \()([A-ZÆØÅ]\w+(?: og [A-ZÆØÅ]\w+)?)")
BEFORE = frozenset({"kommunen", "kommunene", "kommunane", "municipality", "municipalities"})
IN = frozenset({"i", "på"})
OFFICE = re.compile(
    r"\b(?:(?:vara)?ordfør[ea]r|rådmann|kommunedirektør|kommunestyre|formannskap)\w* i $",
    re.IGNORECASE,
)
NEAR = 40  # characters in which an office or a county stands beside a name
OPENING = (
    STOP_WORDS
    | IN
    | frozenset(
        {
            *("ifølge", "ifølgje", "både", "blant", "utenfor", "rundt", "mellom"),
            *("se", "sjå", "les", "hør", "høyr", "besøk", "spør", "møt"),
        }
    )
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text, from character to character, with the words on either side."""

    name: Name
    text: str
    start: int
    end: int
    before: str
    after: str

    @property
    def is_called(self) -> bool:
        """Whether the word for municipality stands beside it."""
        return self.after.casefold() in WORDS or self.before.casefold() in BEFORE


def counting_mentions(text: str) -> list[Mention]:
    """The mentions that count, in the order of the text."""
    mentions = [m for m in mentions_in(text) if not m.after.casefold().startswith("fylke")]
    sure = [m.is_called or _is_governed(m, text) or bool(counties_after(m, text)) for m in mentions]
    called = {m.name for m, counts in zip(mentions, sure, strict=True) if counts}
    people = {m.name for m in mentions if _is_person(m, text)} - called
    counts = [sure[n] or _counts_alone(m, text, people) for n, m in enumerate(mentions)]
    loose = [counts[n] or not _is_part(m, text) for n, m in enumerate(mentions)]
    pairs = [(n, n + 1) for n, pair in enumerate(pairwise(mentions)) if _in_a_row(text, *pair)]
    for first, second in (*pairs, *reversed(pairs)):
        if loose[first] and loose[second]:
            counts[first] = counts[second] = counts[first] or counts[second]
    return [mention for mention, counting in zip(mentions, counts, strict=True) if counting]


def counties_after(mention: Mention, text: str) -> tuple[str, ...]:
    """The counties of its bearers that stand right after it, as in "Våler i Østfold"."""
    after = text[mention.end : mention.end + NEAR]
    if mention.after.casefold() in WORDS:
        after = after.removeprefix(f" {mention.after}")
    found = COUNTY.match(after)
    counties = counties_of_today(found.group(1)) if found else ()
    return counties if mention.name.counties & {*counties} else ()


def _is_governed(mention: Mention, text: str) -> bool:
    """Whether an office of the municipality stands before it, as in "ordføreren i Re"."""
    return bool(OFFICE.search(text, max(0, mention.start - NEAR), mention.start))


def _is_person(mention: Mention, text: str) -> bool:
    """Whether it ends the name of somebody or something, as in "Kari Lund" and "Gamle Oslo"."""
    before = mention.before
    if not before[:1].isupper() or mention.is_called:
        return False
    start = text.rindex(before, 0, mention.start)
    begins = start == 0 or bool(SENTENCE_END.search(text, max(0, start - 3), start))
    return not (begins and before.casefold() in OPENING)


def _is_part(mention: Mention, text: str) -> bool:
    """Whether it is a part of a longer name."""
    return mention.after[:1].isupper() or _is_person(mention, text)


def _counts_alone(mention: Mention, text: str, people: Collection[Name]) -> bool:
    if not mention.name.today or mention.text.isupper() or _is_part(mention, text):
        return False
    return mention.before.casefold() in IN or not (mention.name.doubtful or mention.name in people)


def _in_a_row(text: str, first: Mention, second: Mention) -> bool:
    return bool(BETWEEN.fullmatch(text, first.end, second.start))


def mentions_in(text: str) -> Iterator[Mention]:
    """Every name in a text, the longest at each place."""
    found = list(WORD.finditer(text))
    place = 0
    while place < len(found):
        length, name = _longest(text, found[place : place + LONGEST])
        if name:
            start, end = found[place].start(), found[place + length - 1].end()
            end += text[end : end + 1] in ("'", "’") and text[end - 1] in "sxz"
            before, after = found[place - 1 : place], found[place + length : place + length + 1]
            yield Mention(
                name=name,
                text=text[start:end],
                start=start,
                end=end,
                before=_beside(text, before[0].span(), (start, end)) if before else "",
                after=_beside(text, after[0].span(), (start, end)) if after else "",
            )
        place += max(1, length)


def _longest(text: str, words: Sequence[re.Match[str]]) -> tuple[int, Name | None]:
    """How many of the words are a name, and the name; the first begins with a capital."""
    if not words[0].group()[0].isupper():
        return 0, None
    for length in range(len(words), 0, -1):
        written = text[words[0].start() : words[length - 1].end()]
        for candidate in (written, GENITIVE.sub("", written)):
            name = names().get(candidate.casefold())
            if name:
                return length, name
    return 0, None


def _beside(text: str, word: tuple[int, int], mention: tuple[int, int]) -> str:
    """The word, if nothing but a space is between it and the mention."""
    between = text[word[1] : mention[0]] if word[1] <= mention[0] else text[mention[1] : word[0]]
    return text[slice(*word)] if between == " " else ""
