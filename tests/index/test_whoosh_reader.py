"""Whoosh's own searcher works over our arrays, and finds what our scorer finds."""

from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from inventing import WORDS, invent_things
from library import ids, ignore, listing
from making import collection
from whoosh import query as whoosh
from whoosh.searching import Searcher

from index.engine import Engine, open_engine, open_publisher
from index.engines.whoosh.codec import ArrayCodec
from index.engines.whoosh.schema import whoosh_schema
from index.layers import PART, STEM, SURFACE
from index.query import Alternative, Phrase, Query, Unit

THINGS = invent_things(Random(3), 80)
TOKENS = [word.lower() for word in WORDS]
one = pytest.mark.parametrize("word", TOKENS)
two = pytest.mark.parametrize("words", [*pairwise(TOKENS)])


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("generations")
    open_publisher(folder).publish(collection(THINGS), ignore)
    return open_engine(folder, 60)


@pytest.fixture(scope="module")
def searcher(engine: Engine) -> Searcher:
    folder: Path = engine.folder / "current" / "words"  # type: ignore[attr-defined]
    return Searcher(ArrayCodec(folder).reader(whoosh_schema()))


def found(searcher: Searcher, query: whoosh.Query) -> set[str]:
    """What Whoosh finds, with scores that it gives by its own BM25."""
    hits = searcher.search(query, limit=None)
    assert all(score > 0 for score, _ in hits.top_n)
    return {THINGS[number].id for _, number in hits.top_n}


def asked(engine: Engine, query: Query) -> set[str]:
    return set(ids(engine.search(query)))


def word_of(engine: Engine, word: str, *stems: str, prefix: str = "") -> Query:
    """One word, held where all the stems are, or where a word begins so."""
    token = engine.lexicon.token(word)
    ways = (Alternative(stems=stems, weight=1.0, why=""),) if stems else ()
    unit = Unit(word=word, surface=token.surface, stem=token.stem, alternatives=ways, prefix=prefix)
    return listing(units=(unit,))


def anywhere(stem: str) -> whoosh.Query:
    return whoosh.Or([whoosh.Term(STEM, stem), whoosh.Term(PART, stem)])


@one
def test_a_word(engine: Engine, searcher: Searcher, word: str) -> None:
    token = engine.lexicon.token(word)
    either = whoosh.Or([anywhere(token.stem), whoosh.Term(SURFACE, token.surface)])
    assert found(searcher, either) == asked(engine, word_of(engine, word, token.stem))


@two
def test_all_words_together(engine: Engine, searcher: Searcher, words: tuple[str, str]) -> None:
    stems = [engine.lexicon.token(word).stem for word in words]
    both = whoosh.And([anywhere(stem) for stem in stems])
    assert found(searcher, both) == asked(engine, word_of(engine, "xyzzy", *stems))


@two
def test_a_phrase(engine: Engine, searcher: Searcher, words: tuple[str, str]) -> None:
    stems = tuple(engine.lexicon.token(word).stem for word in words)
    phrase = listing(phrases=(Phrase(stems=stems, surfaces=stems),))
    assert found(searcher, whoosh.Phrase(STEM, list(stems))) == asked(engine, phrase)


@one
@pytest.mark.parametrize("length", [1, 3, 5])
def test_a_prefix(engine: Engine, searcher: Searcher, word: str, length: int) -> None:
    prefix = word[:length]
    query = word_of(engine, "xyzzy", prefix=prefix)
    assert found(searcher, whoosh.Prefix(SURFACE, prefix)) == asked(engine, query)


@one
def test_what_must_not_be_there(engine: Engine, searcher: Searcher, word: str) -> None:
    stem = engine.lexicon.token(word).stem
    query = whoosh.Not(whoosh.Term(STEM, stem))
    assert found(searcher, query) == asked(engine, listing(excluded=(stem,)))


def test_phrases_and_prefixes_are_there_to_be_found(engine: Engine, searcher: Searcher) -> None:
    pairs = [[engine.lexicon.token(word).stem for word in words] for words in pairwise(TOKENS)]
    assert sum(bool(found(searcher, whoosh.Phrase(STEM, pair))) for pair in pairs) > 3
    assert len(found(searcher, whoosh.Prefix(SURFACE, "flom"))) > 3
