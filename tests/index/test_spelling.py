"""The word of the collection that a reader meant."""

import random
from statistics import mean

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sample_words import drawn, sample_lexicon, slip

from index.language.lexicon import Lexicon
from index.language.spelling import Speller
from index.language.stem import stem

SPELLER = Speller(
    {"overvann": 40, "klimabudsjett": 12, "medvirkning": 9, "tiltak": 90, "tilskudd": 60,
     "får": 20, "før": 30, "for": 80, "åpning": 7, "kvikkleire": 4, "plan": 100, "klar": 5,
     "klare": 50, "2030": 10, "skred": 8, "skrev": 8}
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("overvan", "overvann"),
        ("ovrevann", "overvann"),
        ("overrvann", "overvann"),
        ("overvamn", "overvann"),
        ("klimabudsjet", "klimabudsjett"),
        ("medvikrning", "medvirkning"),
        ("kvikleire", "kvikkleire"),
        ("kvikleirre", "kvikkleire"),
        ("tilskud", "tilskudd"),
        ("apnng", "åpning"),
    ],
)
def test_a_slip_of_the_finger_is_read_as_the_word_that_was_meant(typed: str, meant: str) -> None:
    assert SPELLER.nearest(typed) == meant


@pytest.mark.parametrize("typed", ["", "k", "kl", "elefant", "1999", "2031", "气候变化", "klimaaa"])
def test_what_is_near_no_word_is_left_alone(typed: str) -> None:
    assert SPELLER.nearest(typed) is None


def test_a_short_word_may_be_off_by_one_letter_and_a_longer_one_by_two() -> None:
    assert SPELLER.nearest("plna") == "plan"
    assert SPELLER.nearest("plonk") is None
    assert SPELLER.nearest("medvirkgnin") == "medvirkning"
    assert SPELLER.nearest("medvirk") is None


def test_of_words_as_near_the_frequent_one_was_meant() -> None:
    assert SPELLER.nearest("klarr") in {"klar", "klare"}
    assert Speller({"tanke": 1, "tante": 50}).nearest("tanpe") == "tante"
    assert Speller({"tanke": 50, "tante": 1}).nearest("tanpe") == "tanke"


def test_of_words_as_near_and_frequent_the_one_with_the_same_first_letter_was_meant() -> None:
    assert Speller({"bilen": 5, "filer": 5}).nearest("filen") == "filer"


def test_a_word_is_never_its_own_correction() -> None:
    assert SPELLER.nearest("overvann") != "overvann"


@pytest.mark.parametrize(
    ("typed", "stems"),
    [("apning", {"åpning"}), ("tørk", set()), ("tork", {"tørk"}), ("for", set())],
)
def test_letters_typed_without_rings_and_strokes_stand_for_them(
    typed: str, stems: set[str]
) -> None:
    lexicon = Lexicon({"åpning": 3, "tørke": 2, "før": 9, "for": 9}, {})
    assert set(lexicon.same_letters(typed)) == stems


@pytest.mark.parametrize("seed", range(4))
def test_nine_slips_of_ten_are_read_as_the_word_that_was_meant(seed: int) -> None:
    chance, lexicon = random.Random(seed), sample_lexicon()
    slips = [(word, slip(word, chance)) for word in drawn(500, 5, chance)]
    unknown = [(word, typed) for word, typed in slips if typed not in lexicon.frequency]
    assert len(unknown) > 400
    assert mean(lexicon.speller.nearest(typed) == word for word, typed in unknown) >= 0.93


@pytest.mark.parametrize("seed", range(2))
def test_words_typed_with_digraphs_or_without_their_letters_are_found(seed: int) -> None:
    chance, lexicon = random.Random(seed), sample_lexicon()
    nordic = [word for word in drawn(4_000, 5, chance) if set(word) & set("æøå")]
    plain = [word.translate(str.maketrans("æøå", "aoa")) for word in nordic]
    assert len(nordic) > 200
    found = [
        stem(word) == stem(typed) or stem(word) in lexicon.same_letters(typed)
        for word, typed in zip(nordic, plain, strict=True)
    ]
    assert all(found)


@settings(max_examples=1_000)
@given(st.text(st.characters(), max_size=40))
@example("\ud800\udfff\U0010ffff")
@example("a" * 5_000)
def test_any_text_is_near_a_word_or_none(text: str) -> None:
    lexicon = sample_lexicon()
    nearest = lexicon.speller.nearest(text)
    assert nearest is None or nearest in lexicon.frequency
    assert set(lexicon.same_letters(text)) <= lexicon.stems.keys()


@given(st.text(st.characters(), max_size=20))
def test_a_speller_that_knows_no_word_finds_none(text: str) -> None:
    assert Speller({}).nearest(text) is None
    assert Lexicon({}, {}).same_letters(text) == []
