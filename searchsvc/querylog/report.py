"""What is asked most, what finds nothing or little, how searches are narrowed.

A search is told of only once it was asked on three separate days: what one person wonders about on
a day, or two, is nobody's to read. It is not known who asked what before or after: narrower are
searches that hold the words of another and more, or filters beside them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.language.words import words
from searchsvc.querylog.file import Asked

DAYS = 3  # separate ones on which something must be asked to be told of
MOST = 50  # lines of a list
NONE, FEW = 0, 1  # magnitudes of hits: none, and one to three
Key = tuple[str, tuple[str, ...]]  # words and filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What was asked: how often, on how many days, and the hits of the last, rounded down."""

    text: str
    filters: tuple[str, ...]
    times: int
    days: int
    hits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """A search, and a narrower one."""

    text: str
    to: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was asked from the first day to the last.

    `different` counts searches by words and filters, `untold` those of them that are not told of.
    """

    first: date
    last: date
    times: int
    different: int
    untold: int
    most_asked: tuple[Line, ...]
    without_hits: tuple[Line, ...]
    few_hits: tuple[Line, ...]
    filters: tuple[Line, ...]
    narrowed: tuple[Narrowed, ...]


def report_of(kept: Sequence[Asked], first: date, last: date) -> Report:
    """The report of the days since the first, of all that is kept until the last."""
    counted = [each for each in kept if each.day >= first]
    texts = _lines(kept, first, lambda each: [(each.text, ())] if each.text else [])
    questions = _lines(kept, first, lambda each: [(each.text, each.filters)])
    chosen = _lines(kept, first, lambda each: [("", (name,)) for name in each.filters])
    different = len({(each.text, each.filters) for each in counted})
    return Report(
        first=first,
        last=last,
        times=sum(each.times for each in counted),
        different=different,
        untold=different - len(questions),
        most_asked=tuple(texts[:MOST]),
        without_hits=tuple(line for line in questions if line.hits == NONE)[:MOST],
        few_hits=tuple(line for line in questions if line.hits == FEW)[:MOST],
        filters=tuple(chosen[:MOST]),
        narrowed=tuple(_narrowed(texts[:MOST], texts, questions))[:MOST],
    )


def _lines(
    kept: Iterable[Asked], first: date, keys: Callable[[Asked], Iterable[Key]]
) -> list[Line]:
    """What may be told of since a day, the most frequent first, counted under its keys."""
    found: dict[Key, list[Asked]] = defaultdict(list)
    for each in kept:
        for key in keys(each):
            found[key].append(each)
    told = (
        (key, [each for each in asked if each.day >= first])
        for key, asked in found.items()
        if len({each.day for each in asked}) >= DAYS
    )
    lines = [_line(*key, asked) for key, asked in told if asked]
    return sorted(lines, key=lambda line: (-line.times, line.text, line.filters))


def _line(text: str, filters: tuple[str, ...], asked: Sequence[Asked]) -> Line:
    days = {each.day for each in asked}
    return Line(
        text=text,
        filters=filters,
        times=sum(each.times for each in asked),
        days=len(days),
        hits=max(each.hits for each in asked if each.day == max(days)),
    )


def _narrowed(
    asked: Iterable[Line], texts: Iterable[Line], questions: Iterable[Line]
) -> Iterator[Narrowed]:
    """Of each search those of its words and more, then those of its words and filters."""
    longer = [(frozenset(words(line.text)), line) for line in texts]
    filtered: dict[str, list[Line]] = defaultdict(list)
    for line in questions:
        if line.filters:
            filtered[line.text].append(line)
    for line in asked:
        own = frozenset(words(line.text))
        for to in (*(to for held, to in longer if own < held), *filtered[line.text]):
            yield Narrowed(text=line.text, to=to)
