"""The engine finds what the reference finds, in the same order, for the same reasons."""

from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inventing import WORDS, invent_query, invent_text, invent_things, narrow
from library import asking, ids, ignore
from making import collection, page, thing
from reference import Found, Reference

from index.engine import Engine, open_engine, open_publisher
from index.query import Query, Sort
from index.record import Thing
from index.results import Page

EXAMPLES, QUERIES = 75, 20  # collections, and queries of each
RARE = [word for word in WORDS if word.isalpha() and word.islower() and len(word) > 3]
PATIENCE = 600.0  # seconds of a search that is never cut short


class Both:
    """An engine and the reference over the same published things."""

    def __init__(self, folder: Path, things: list[Thing]) -> None:
        open_publisher(folder).publish(collection(things), ignore)
        self.engine: Engine = open_engine(folder, PATIENCE)
        self.reference = Reference(things, folder / "current")

    def agree(self, query: Query) -> Page:
        """What the engine finds, compared."""
        page, expected = self.engine.search(query), self.reference.find(query)
        assert not page.partial
        assert page.total == len(expected.order)
        assert {
            facet: tuple((v.value, v.count, v.chosen) for v in values)
            for facet, values in page.facets.items()
        } == expected.facets
        assert page.states == expected.states
        self._same_sums(query, expected)
        start = (query.page - 1) * query.size
        self._same_hits(query, page, replace(expected, order=expected.order[start:][: query.size]))
        return page

    def _same_sums(self, query: Query, expected: Found) -> None:
        sums = self.engine.sums(query)
        assert (sums.count, sums.amount) == (len(expected.amounts), sum(expected.amounts))
        assert sums.median == round(median(expected.amounts or [0]))

    def _same_hits(self, query: Query, page: Page, expected: Found) -> None:
        """In the same order, but where scores are the same to the last bits."""
        found = [hit.thing.id for hit in page.hits]
        scores = expected.scores
        assert len(set(found)) == len(found) == len(expected.order)
        for hit, name in zip(page.hits, expected.order, strict=True):
            own = hit.thing.id
            assert hit.score == pytest.approx(scores[own], rel=1e-4, abs=1e-12)
            assert hit.missing == expected.missing[own]
            assert own == name or (_by_score(query) and abs(scores[own] - scores[name]) < 1e-9)


def _by_score(query: Query) -> bool:
    return query.sort is Sort.BEST and query.has_words and not query.pinned


@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 60))
def test_any_query_of_any_collection_finds_what_the_reference_finds(seed: int, count: int) -> None:
    chance = Random(seed)
    things = invent_things(chance, count)
    with TemporaryDirectory() as folder:
        both = Both(Path(folder), things)
        for number in range(QUERIES):
            if number % 2:
                query = asking(both.engine, invent_text(chance, things))
            else:
                query = invent_query(chance, both.engine.lexicon)
            both.agree(narrow(chance, query, things))


@pytest.fixture(scope="module")
def long_texts(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Two things of more words than 16 bits can number, and a few short ones."""
    chance = Random(16)
    long = [" ".join(chance.choices(RARE, k=70_000)) for _ in range(2)]
    ends = ("hagl torden lyn", "hagl lyn torden")
    things = [
        thing(page(f"/lang-{number}", f"{text} {end}"))
        for number, (text, end) in enumerate(zip(long, ends, strict=True))
    ]
    return Both(tmp_path_factory.mktemp("long"), [*things, *invent_things(chance, 20)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"hagl torden lyn"', ["lang-0"]),
        ('"hagl lyn"', ["lang-1"]),
        ('"torden lyn hagl"', []),
        ("hagl lyn", ["lang-0", "lang-1"]),
    ],
)
def test_what_stands_behind_65536_words_is_found(
    long_texts: Both, text: str, expected: list[str]
) -> None:
    assert sorted(ids(long_texts.agree(asking(long_texts.engine, text)))) == expected


@pytest.mark.parametrize("seed", range(20))
def test_long_texts_are_searched_as_the_reference_does(long_texts: Both, seed: int) -> None:
    chance = Random(seed)
    phrase = " ".join(chance.choices(RARE, k=chance.randint(2, 4)))
    long_texts.agree(asking(long_texts.engine, f'"{phrase}" {chance.choice(WORDS)}'))
