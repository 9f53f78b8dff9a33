"""Nynorsk words as bokmål, where the collection confirms it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.nynorsk import ENDINGS, INSIDE, TABLE, to_bokmal
from index.language.words import fold

KNOWN = {
    "sårbarhet": 9, "kommuner": 40, "erfaringene": 8, "utslippskutt": 6, "flomvei": 5,
    "arealregnskap": 7, "billigere": 4, "rådgivning": 5, "klimarådgiver": 3, "bygging": 9,
    "løsninger": 20, "vannforsyning": 6, "hagar": 3, "hager": 1, "miljøet": 4, "hestar": 2,
    "hester": 2, "forskning": 6, "utbygginga": 1, "utbyggingen": 9,
}  # fmt: skip


def in_bokmal(word: str) -> str:
    return to_bokmal(word, lambda known: KNOWN.get(known, 0))


@pytest.mark.parametrize(
    ("nynorsk", "bokmal"),
    [
        ("ikkje", "ikke"),
        ("korleis", "hvordan"),
        ("overvatn", "overvann"),
        ("flaum", "flom"),
        ("medverknad", "medvirkning"),
        ("rettleiing", "veiledning"),
        ("tilskot", "tilskudd"),
        ("klimatilpassing", "klimatilpasning"),
        ("verksemd", "virksomhet"),
        ("tryggleik", "sikkerhet"),
    ],
)
def test_common_words_stand_in_the_table(nynorsk: str, bokmal: str) -> None:
    assert to_bokmal(nynorsk, lambda _: 0) == bokmal


@pytest.mark.parametrize(
    ("nynorsk", "bokmal"),
    [
        ("sårbarheit", "sårbarhet"),
        ("erfaringane", "erfaringene"),
        ("utsleppskutt", "utslippskutt"),
        ("flaumveg", "flomvei"),
        ("arealrekneskap", "arealregnskap"),
        ("billegare", "billigere"),
        ("klimarådgjevar", "klimarådgiver"),
        ("byggjing", "bygging"),
        ("løysingar", "løsninger"),
        ("vassforsyning", "vannforsyning"),
        ("utbygginga", "utbyggingen"),
    ],
)
def test_rules_lead_to_words_of_the_collection(nynorsk: str, bokmal: str) -> None:
    assert in_bokmal(nynorsk) == bokmal


@pytest.mark.parametrize("word", ["flaumkart", "byggjing", "klimarådgjevar", "utbygginga"])
def test_what_the_collection_does_not_confirm_stays(word: str) -> None:
    assert to_bokmal(word, lambda _: 0) == word


def test_a_word_that_the_collection_knows_as_well_as_any_result_stays() -> None:
    assert in_bokmal("hagar") == "hagar"
    assert in_bokmal("hestar") == "hestar"


@pytest.mark.parametrize("word", ["vann", "leie", "bore", "plan", "for", "nett", "tak", "elv"])
def test_common_words_of_bokmal_are_not_taken_for_nynorsk(word: str) -> None:
    assert in_bokmal(word) == word


@pytest.mark.parametrize("word", sorted(KNOWN.keys() - {"utbygginga", "hager"}))
def test_words_of_bokmal_stay_what_they_are(word: str) -> None:
    assert in_bokmal(word) == word


def test_the_table_is_folded_and_ends_in_bokmal() -> None:
    assert all(fold(word) == word for pair in TABLE.items() for word in pair)
    assert [word for word, bokmal in TABLE.items() if word == bokmal] == []
    assert [word for word, bokmal in TABLE.items() if TABLE.get(bokmal, bokmal) != bokmal] == []


def test_rules_are_folded_and_change_something() -> None:
    assert all(fold(nynorsk) == nynorsk != bokmal for nynorsk, bokmal in (*ENDINGS, *INSIDE))


@given(st.text(st.characters(), max_size=40))
def test_any_text_is_some_word(text: str) -> None:
    found = in_bokmal(text)
    assert found == text or found in KNOWN or found in TABLE.values()
