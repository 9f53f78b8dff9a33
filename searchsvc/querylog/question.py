"""Question: what a reader searched for, and about how much was found."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import normalize

from index.language.words import WORD, fold
from index.query import Query, Sort
from index.results import Page
from searchsvc.params import KIND_WORDS, NAMES, STATE_WORDS, Asked
from searchsvc.querylog.personal import may_be_personal

LONGEST = 150  # letters; a longer text was pasted, and may be somebody's
MAGNITUDES = (0, 1, 4, 10, 100, 1_000)
SENTENCE = ".,;:!?"  # signs that searching passes over


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Words and filters in one spelling, and the number of hits, rounded down to a magnitude."""

    text: str
    filters: tuple[str, ...]
    hits: int


def question_of(asked: Asked, page: Page) -> Question | None:
    """The question of a search; None where it is none that is counted.

    None are: further pages and other orders of the same hits, what asks for nothing, what took too
    long to find all, long texts, and what may reach a person.
    """
    query = asked.query
    if query.page > 1 or query.sort is not Sort.BEST or page.partial:
        return None
    written = normalize("NFKC", query.text)
    text, filters = _in_one_spelling(written), tuple(sorted(_filters(query)))
    if not (text or filters) or len(text) > LONGEST:
        return None
    if may_be_personal(normalize("NFKC", " ".join((written, *asked.unknown)))):
        return None
    return Question(text=text, filters=filters, hits=magnitude(page.total))


def magnitude(total: int) -> int:
    """The number rounded down: 0, 1, 4, 10, 100 or 1,000."""
    return MAGNITUDES[bisect_right(MAGNITUDES, total) - 1]


def _in_one_spelling(written: str) -> str:
    """Words as the search folds them, with the signs that it reads."""
    folded = WORD.sub(lambda match: fold(match.group()), written)
    return " ".join(filter(None, (word.strip(SENTENCE) for word in folded.split())))


def _filters(query: Query) -> Iterator[str]:
    """Chosen values as readers type them; of days and sums, which are free, only that they are."""
    for facet, values in query.filters.items():
        for value in values:
            yield f"{NAMES[facet]}:{KIND_WORDS.get(value, value)}"
    for state in query.states:
        yield f"tilstand:{STATE_WORDS[state.value]}"
    limits = {"fra": query.since, "til": query.until, "minst": query.least, "mest": query.most}
    yield from (name for name, limit in limits.items() if limit is not None)
