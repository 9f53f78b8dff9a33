"""What words tell of: the list that comes with the service, and what is made of it."""

from collections import Counter
from math import log

import numpy as np
import pytest

from index import ranking
from index.concepts import (
    ABOUT,
    ConceptTable,
    asked_about,
    concept_lifts,
    default_concepts,
    nothing_told,
    strongest,
)
from index.language.data import read_words
from index.language.stem import stem
from index.language.stopwords import STOP_WORDS
from index.language.words import fold, words
from index.query import Alternative, Unit
from index.subjects import Weights
from index.table import Texts

LINES = read_words("concepts.txt")
FLOOD, BUS = stem("flom"), stem("buss")


def unit(*ways: tuple[str, ...]) -> Unit:
    found = tuple(Alternative(stems=way, weight=1.0, why="") for way in ways)
    return Unit(word="", surface="", stem=ways[0][0], alternatives=found)


def asked(*units: Unit, held: int = 1) -> list[float]:
    return asked_about(units, np.full(len(units), held), 100).tolist()


# the list


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.partition(":")[0])
def test_a_matter_has_a_name_and_single_words_that_are_no_stop_words(line: str) -> None:
    name, colon, listed = line.partition(": ")
    assert (bool(name), colon) == (True, ": ")
    telling = listed.split()
    assert len(telling) >= 20
    assert [word for word in telling if words(word) != [word]] == []
    assert [word for word in telling if word in STOP_WORDS] == []
    assert [s for s, times in Counter(stem(fold(w)) for w in telling).items() if times > 1] == []


def test_no_matter_is_listed_twice() -> None:
    names = [line.partition(":")[0] for line in LINES]
    assert len(set(names)) == len(names) == len(default_concepts().names) >= 200


def test_a_word_tells_the_less_of_each_matter_the_more_they_are() -> None:
    concepts = default_concepts()
    one = next(s for s, of in concepts.told_by.items() if len(of) == 1)
    many = max(concepts.told_by, key=lambda s: len(concepts.told_by[s]))
    assert concepts.telling(one) == log(1 + len(concepts.names))
    assert concepts.telling(one) > concepts.telling(many) > 0.0 == concepts.telling("sebra")


# what things are about


def test_a_thing_is_about_what_its_words_tell_of() -> None:
    known = Weights(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2]), np.array([0.5, 0.25, 1.0, 1.0]))
    told = nothing_told(4)
    ConceptTable(Texts.of([FLOOD, BUS, "sebra"])).add(told, known, 0.5)
    concepts = default_concepts()
    flood, bus = (list(concepts.told_by[s]) for s in (FLOOD, BUS))
    assert told[0, flood] == pytest.approx(0.25 * concepts.telling(FLOOD))
    assert told[1, bus] == pytest.approx(0.5 * concepts.telling(BUS))
    assert np.count_nonzero(told) == len({*flood, *bus}) + len(bus)


def test_of_many_concepts_the_strongest_are_kept_as_a_vector_of_length_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ranking, "CONCEPTS", 2)
    monkeypatch.setattr("index.concepts.AT_A_TIME", 2)
    told = nothing_told(3)
    told[0, [7, 8, 9]] = 1, 4, 3
    told[2, 5] = 9
    found = strongest(told)
    assert found.dtype == ABOUT
    assert found["concept"][0].tolist() == [8, 9]
    assert found["weight"].tolist() == [
        pytest.approx([0.8, 0.6], rel=1e-3), [0.0, 0.0], [1.0, 0.0],
    ]  # fmt: skip


# what a query asks about, and what hits get for it


def test_a_query_asks_about_what_its_words_tell_of_in_any_of_their_ways() -> None:
    concepts = default_concepts()
    flood, both = asked(unit((FLOOD,))), asked(unit(("sebra",), (FLOOD,)))
    assert [number for number, weight in enumerate(flood) if weight] == [*concepts.told_by[FLOOD]]
    assert np.linalg.norm(flood) == pytest.approx(1.0)
    assert both == flood
    assert not any(asked(unit(("sebra",))))
    assert not any(asked())


def test_what_is_asked_is_the_weaker_the_fewer_words_tell_of_anything() -> None:
    half = asked(unit((FLOOD,)), unit(("sebra",)))
    assert np.linalg.norm(half) == pytest.approx(0.25)


def test_a_rarer_word_asks_for_more() -> None:
    rare_and_common = asked_about([unit((FLOOD,)), unit((BUS,))], np.array([1, 50]), 100)
    concepts = default_concepts()
    (only_flood, *_), (only_bus, *_) = (
        [n for n in concepts.told_by[one] if n not in concepts.told_by[other]]
        for one, other in ((FLOOD, BUS), (BUS, FLOOD))
    )
    assert rare_and_common[only_flood] > rare_and_common[only_bus] > 0


def test_hits_get_the_more_the_nearer_what_they_are_about_is() -> None:
    sought = np.array(asked(unit((FLOOD,))))
    number = default_concepts().told_by[FLOOD][0]
    abouts = np.zeros((3, ranking.CONCEPTS), dtype=ABOUT)
    abouts["concept"][0, 0], abouts["weight"][0, 0] = number, 1.0
    abouts["concept"][1, 0], abouts["weight"][1, 0] = number, 0.5
    most, less, nothing = concept_lifts(np.array([4.0, 3.0, 2.0]), sought, abouts)
    assert most == pytest.approx(ranking.CONCEPT * 4.0 * sought[number])
    assert less == pytest.approx(most / 2)
    assert nothing == 0.0
    assert concept_lifts(np.zeros(0), sought, abouts[:0]).tolist() == []
