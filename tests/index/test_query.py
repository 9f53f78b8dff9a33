"""What a reader typed becomes a query; nothing that is typed raises."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import NOW

from index.query import LONGEST, MOST_TERMS, clean_text, make_query


def test_the_words_are_kept_and_their_terms_are_found() -> None:
    query = make_query("  Flom   i\tbyer ", NOW)
    assert query.text == "Flom i byer"
    assert len(query.terms) == 2
    assert query.now == NOW
    assert not query.shortened


@pytest.mark.parametrize(
    "text", ["", "   ", "*", '"', "title:", "🙂", "\x00", "()", "\u202e\ud800"]
)
def test_what_has_no_words_lists_everything_or_searches_what_is_left(text: str) -> None:
    query = make_query(text, NOW)
    assert query.terms == (("titl",) if "title" in text else ())


def test_control_characters_part_words() -> None:
    assert clean_text("flom\x00skred\nras\u2028hav") == "flom skred ras hav"


def test_decomposed_letters_are_the_same_words() -> None:
    text = "Hvordan måler vi nedbør på Ås?"
    assert make_query(unicodedata.normalize("NFD", text), NOW) == make_query(text, NOW)


def test_of_very_many_words_the_first_are_searched_and_that_is_said() -> None:
    query = make_query(" ".join(f"ord{number}" for number in range(MOST_TERMS + 1)), NOW)
    assert query.shortened
    assert len(query.terms) == MOST_TERMS
    assert query.terms[0].startswith("ord0")


def test_of_a_very_long_text_the_beginning_is_searched_and_that_is_said() -> None:
    query = make_query("flom " * 2_000, NOW)
    assert query.shortened
    assert len(query.text) <= LONGEST
    assert len(query.terms) == 1


@given(st.text(st.characters()))
def test_any_text_makes_a_query(text: str) -> None:
    query = make_query(text, NOW)
    assert query.text.isprintable()
    assert clean_text(query.text) == query.text
