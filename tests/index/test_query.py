"""What a reader typed becomes a query; nothing that is typed raises."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import NOW, learn_lexicon, page, thing

from index.analyse import LONGEST, MOST_WORDS, Analyser, clean_text
from index.language.stem import stem
from index.language.stopwords import STOP_WORDS
from index.language.thesaurus import default_thesaurus
from index.language.words import words
from index.query import Query

TEXT = "Flom og skred i byer. " + " ".join(f"ord{number}" for number in range(MOST_WORDS))
ANALYSER = Analyser(
    lexicon=learn_lexicon([thing(page("/a", TEXT)), thing(page("/b", "Om vann, ord0 og ord1"))]),
    thesaurus=default_thesaurus(),
)


def make(text: str) -> Query:
    return ANALYSER.query(text, NOW)


def stems(query: Query) -> list[str]:
    return [unit.stem for unit in query.units]


def test_the_words_are_kept_and_their_terms_are_found() -> None:
    query = make("  Flom   i\tbyer ")
    assert query.text == "Flom i byer"
    assert stems(query) == [stem("flom"), stem("byer")]
    assert query.now == NOW
    assert not query.shortened
    assert query.has_words


def test_each_word_of_a_query_counts_once_whatever_its_forms() -> None:
    query = make("Kommuner og kommunene i KOMMUNER")
    assert stems(query) == [stem("kommuner")]
    assert query.units[0].word == "kommuner"
    assert not query.shortened


@given(st.lists(st.sampled_from(sorted(STOP_WORDS)), min_size=1))
def test_a_query_of_stop_words_alone_is_searched_as_it_is(chosen: list[str]) -> None:
    assert set(stems(make(" ".join(chosen)))) == {ANALYSER.lexicon.token(w).stem for w in chosen}


@pytest.mark.parametrize(
    "text", ["", "   ", "*", '"', "title:", "🙂", "\x00", "()", "\u202e\ud800"]
)
def test_what_has_no_words_lists_everything_or_searches_what_is_left(text: str) -> None:
    query = make(text)
    assert stems(query) == (["titl"] if "title" in text else [])


def test_control_characters_part_words() -> None:
    assert clean_text("flom\x00skred\nras\u2028hav") == "flom skred ras hav"


def test_decomposed_letters_are_the_same_words() -> None:
    text = "Hvordan måler vi nedbør på Ås?"
    assert make(unicodedata.normalize("NFD", text)) == make(text)


def test_of_very_many_words_the_rarest_are_searched_in_order_and_that_is_said() -> None:
    asked = ["ord1", "vann", "ord0", *(f"ord{number}" for number in range(2, MOST_WORDS + 1))]
    query = make(" ".join(asked))
    assert query.shortened
    rare = [word for word in asked if word not in ("ord0", "ord1")]  # these stand on both pages
    assert [unit.word for unit in query.units if unit.word in rare] == rare
    assert len(query.units) == MOST_WORDS
    assert not make(" ".join(asked[:MOST_WORDS])).shortened


def test_of_three_hundred_words_those_that_stand_on_fewest_pages_are_searched() -> None:
    often = [thing(page(f"/{n}", " ".join(f"vanlig{k}" for k in range(300)))) for n in range(3)]
    seldom = [f"sjelden{number}" for number in range(MOST_WORDS)]
    lexicon = learn_lexicon([*often, thing(page("/s", " ".join(seldom)))])
    analyser = Analyser(lexicon=lexicon, thesaurus=default_thesaurus())
    query = analyser.query(" ".join([*(f"vanlig{k}" for k in range(300)), *seldom]), NOW)
    assert [unit.word for unit in query.units] == seldom
    assert query.shortened


def test_of_a_very_long_text_the_beginning_is_searched_and_that_is_said() -> None:
    query = make("flom " * 2_000)
    assert query.shortened
    assert len(query.text) <= LONGEST
    assert len(query.units) == 1


@given(st.text(st.characters()))
def test_any_text_makes_a_query(text: str) -> None:
    query = make(text)
    assert query.text.isprintable()
    assert clean_text(query.text) == query.text
    assert query.has_words == bool(words(query.text))
