"""What a reader may be about to type."""

import random
from collections.abc import Iterable, Mapping
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_words import drawn, sample_lexicon

from index.complete import Completer, folded_text, title_line
from index.language.stem import stem
from index.table import Numbers, Texts

WORDS = {
    "klima": 50, "klimaet": 20, "klimaplan": 12, "klimaplaner": 9, "klimaplanen": 30,
    "klimatilpasning": 40, "klimabudsjett": 8, "klimasats": 7, "klimagass": 6, "klimamål": 5,
    "klippe": 1, "ikke": 90, "åpning": 3, "2024": 80, "overvann": 10,
}  # fmt: skip
TITLES = [
    "Klimaplan for Storelva", "Klima i Ås", "Klimabudsjettet steg for steg", "Klimasats 2024",
    "Overvann i arealplanen", "«Overvann» i praksis", "",
]  # fmt: skip


def completer(words: Mapping[str, int], titles: Iterable[str]) -> Completer:
    return Completer(Numbers.of(words), Texts.of(sorted({*map(title_line, titles)} - {""})))


COMPLETER = completer(WORDS, TITLES)


def test_titles_come_first_and_then_words() -> None:
    assert COMPLETER.complete("overv") == (
        "Overvann i arealplanen",
        "«Overvann» i praksis",
        "overvann",
    )


def test_there_are_three_titles_and_five_words_at_most() -> None:
    found = COMPLETER.complete("kli")
    assert len(found) == 8
    assert sum(text in TITLES for text in found) == 3
    assert found[3:] == tuple(COMPLETER.words("kli"))


def test_the_most_frequent_stems_are_given_by_their_most_frequent_words() -> None:
    assert COMPLETER.words("klima") == [
        "klima", "klimaplanen", "klimatilpasning", "klimabudsjett", "klimasats"
    ]  # fmt: skip


def test_a_word_is_as_likely_as_all_its_forms_together() -> None:
    words = {"plante": 3, "planter": 3, "plantene": 3, "planet": 5}
    assert completer(words, ()).words("plan") == ["plante", "planet"]


def test_only_the_last_word_is_completed_and_the_others_stay_as_typed() -> None:
    assert COMPLETER.complete("Tiltak mot  overv") == ("Tiltak mot  overvann",)


def test_a_title_is_found_by_more_than_its_first_word() -> None:
    assert COMPLETER.complete("klimasats 20") == ("Klimasats 2024",)


@pytest.mark.parametrize("text", ["", " ", "k", "  k ", "«k»", "klima ", "xyz", "-", '"', "\0"])
def test_what_is_too_short_or_begins_nothing_gives_no_words(text: str) -> None:
    assert not [found for found in COMPLETER.complete(text) if found not in TITLES]


def test_stop_words_and_numbers_are_not_offered() -> None:
    assert COMPLETER.words("ik") == []
    assert COMPLETER.words("20") == []


@pytest.mark.parametrize("text", ["KLIMAB", "klimab", "Klimab"])
def test_capitals_do_not_matter(text: str) -> None:
    assert COMPLETER.complete(text) == ("Klimabudsjettet steg for steg", "klimabudsjett")


@pytest.mark.parametrize("text", ["åpn", "aapn", "Åpn", "a\u030apn"])
def test_digraphs_and_loose_rings_complete_the_same_word(text: str) -> None:
    assert COMPLETER.complete(text) == ("åpning",)


def test_a_collection_of_nothing_completes_nothing() -> None:
    assert completer({}, ()).complete("klima") == ()


def test_quotes_and_case_of_a_title_are_no_part_of_how_it_is_found() -> None:
    assert folded_text("«Overvann» i  PRAKSIS!") == "overvann i praksis"


@pytest.mark.parametrize("seed", range(3))
def test_four_letters_are_enough_for_nine_words_of_ten(seed: int) -> None:
    whole = completer(sample_lexicon().frequency, ())
    words = drawn(1_000, 5, random.Random(seed))
    offered = [{stem(found) for found in whole.words(word[:4])} for word in words]
    hits = [stem(word) in stems for word, stems in zip(words, offered, strict=True)]
    assert mean(hits) >= 0.90


@given(st.text(st.characters(), max_size=40))
def test_any_text_is_completed_without_doubles(text: str) -> None:
    found = COMPLETER.complete(text)
    assert len(found) == len(set(found)) <= 8
