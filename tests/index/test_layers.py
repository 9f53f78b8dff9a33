"""What Whoosh reads of a thing is what the lexicon makes of its texts, word by word."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from inventing import invent_things
from library import ignore
from making import collection
from reference import Reference

from index.engine import open_publisher
from index.language.lexicon import Lexicon
from index.layers import NAME, PART, STEM, SURFACE, TITLE, title_term
from index.record import Thing
from index.texts import texts_of

Placed = dict[str, dict[int, set[int]]]  # of each term, of each thing: where it stands
Parts = dict[str, Counter[int]]


def plainly(things: Iterable[Thing], lexicon: Lexicon) -> tuple[Placed, Placed, Parts]:
    """Where stems and surface forms stand, and how often a stem is a part."""
    stems: Placed = {}
    surfaces: Placed = {}
    parts: Parts = {}
    for doc, thing in enumerate(things):
        place = 0
        for text in texts_of(thing):
            for token in lexicon.tokens(text):
                stems.setdefault(token.stem, {}).setdefault(doc, set()).add(place)
                surfaces.setdefault(token.surface, {}).setdefault(doc, set()).add(place)
                for part in token.parts:
                    parts.setdefault(part, Counter())[doc] += 1
                place += 1
            place += 1  # between two texts, so that no phrase reaches across
    return stems, surfaces, parts


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 30))
def test_every_layer_holds_the_words_of_the_texts(seed: int, count: int) -> None:
    things = invent_things(Random(seed), count)
    made = collection(things)
    with TemporaryDirectory() as name:
        open_publisher(Path(name)).publish(made, ignore)
        read = Reference(things, Path(name) / "current")
        stems, surfaces, parts = plainly(things, made.lexicon)
        for field, expected in ((STEM, stems), (SURFACE, surfaces)):
            terms = list(read.reader.field_terms(field))
            places = {term: read.places(field, term) for term in terms}
            assert places == expected
            for term, held in places.items():
                assert read.counts(field, term) == {doc: len(stand) for doc, stand in held.items()}
        terms = list(read.reader.field_terms(PART))
        assert {term: read.counts(PART, term) for term in terms} == parts
        names: Parts = {}
        for doc, thing in enumerate(things):
            *_, text = texts_of(thing)
            for token in made.lexicon.tokens(text):
                for term in (token.stem, *token.parts):
                    names.setdefault(term, Counter())[doc] += 1
        terms = list(read.reader.field_terms(NAME))
        assert {term: read.counts(NAME, term) for term in terms} == names
        for doc, thing in enumerate(things):
            title = title_term(made.lexicon.tokens(thing.record.resource.title))
            assert doc in read.counts(TITLE, title)
