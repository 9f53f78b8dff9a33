"""The time that a search may take: whatever it is, there is an answer."""

from pathlib import Path
from random import Random

import pytest
from contract_ground import PATIENCE
from inventing import invent_query, invent_text, invent_things, narrow
from library import asking, ignore, listing
from making import collection
from reference import passes

from index.engine import Engine, open_engine, open_publisher
from index.query import Facet, Query

THINGS = invent_things(Random(5), 60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generations")
    open_publisher(folder).publish(collection(THINGS), ignore)
    return folder


def queries(engine: Engine) -> list[Query]:
    """Queries of any sort, and those that find nothing and everything."""
    chance = Random(7)
    made = [asking(engine, invent_text(chance, THINGS)) for _ in range(50)]
    made += [invent_query(chance, engine.lexicon) for _ in range(50)]
    any_of_them = [narrow(chance, query, THINGS) for query in made]
    return [*any_of_them, listing(), listing(size=0), asking(engine, "xyzzy -klima")]


def test_without_any_time_there_is_an_answer_that_says_it_is_partial(folder: Path) -> None:
    engine = open_engine(folder, seconds=0)
    for query in queries(engine):
        page = engine.search(query)
        assert page.partial
        assert len(page.hits) <= min(page.total, query.size)
        assert all(passes(hit.thing, query, facet) for hit in page.hits for facet in Facet)


def test_with_time_enough_no_answer_is_partial(folder: Path) -> None:
    engine = open_engine(folder, PATIENCE)
    assert not any(engine.search(query).partial for query in queries(engine))


def test_without_any_time_one_word_is_still_looked_for(folder: Path) -> None:
    hurried, patient = open_engine(folder, seconds=0), open_engine(folder, PATIENCE)
    query = asking(patient, "overvann skred")
    first = asking(patient, "overvann")
    assert hurried.search(query).total == patient.search(first).total > 0
