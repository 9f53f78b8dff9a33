"""What the words of one collection teach, and how its texts are analysed with it."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sample_words import count_words, sample_lexicon, sample_texts

from index.language.lexicon import GRAM, Lexicon, grams
from index.language.stopwords import STOP_WORDS
from index.language.words import fold

PAGES = (
    "Overvann og flom i kommunene. Medvirkning fra innbyggerne, med en klimaplan.",
    "Overvatn og flaum i kommunane. Medverknad frå innbyggjarane, med ein klimaplan.",
    "Overvannet på veien. Kommunene planlegger for flommen. Erfaringene er gode, og erfaringene.",
    "Klima og plan for en innbygger: arealplaner, arealer og planene. Innbyggermedverknad.",
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    counted: Counter[str] = Counter()
    for text in PAGES:
        counted.update(count_words([text]))
    return Lexicon.learn(counted)


def stems(lexicon: Lexicon, text: str) -> list[str]:
    return [token.stem for token in lexicon.tokens(text)]


@pytest.mark.parametrize(
    ("nynorsk", "bokmal"),
    [
        ("overvatnet", "overvannet"),
        ("flaum", "flommen"),
        ("kommunane", "kommunene"),
        ("medverknad", "medvirkning"),
        ("innbyggjarane", "innbyggerne"),
        ("erfaringane", "erfaringene"),
    ],
)
def test_nynorsk_and_bokmal_forms_of_a_word_meet(
    lexicon: Lexicon, nynorsk: str, bokmal: str
) -> None:
    assert stems(lexicon, nynorsk) == stems(lexicon, bokmal)


def test_pages_of_both_languages_are_counted_as_one_word(lexicon: Lexicon) -> None:
    assert lexicon.frequency["medvirkning"] == 2
    assert lexicon.frequency["klimaplan"] == 2
    assert "medverknad" not in lexicon.frequency
    assert lexicon.nynorsk["medverknad"] == "medvirkning"


def test_a_page_counts_a_word_once() -> None:
    assert count_words(["Flom og flom.", "FLOM!"]) == {"flom", "og"}


def test_a_compound_has_the_stems_of_its_parts(lexicon: Lexicon) -> None:
    token = lexicon.token("Innbyggermedverknad")
    assert token.parts == tuple(
        stem for word in ("innbygger", "medvirkning") for stem in stems(lexicon, word)
    )
    assert lexicon.token("klima").parts == ()


def test_stop_words_are_left_out_and_the_others_keep_their_order(lexicon: Lexicon) -> None:
    found = [token.surface for token in lexicon.tokens("Ein klimaplan, og ikkje berre flaum")]
    assert found[0] == "klimaplan"
    assert found[-1] == "flom"
    assert not set(found) & STOP_WORDS


def test_a_word_that_is_new_to_the_collection_is_still_analysed(lexicon: Lexicon) -> None:
    assert lexicon.token("Elefanter").stem == "elefant"


def test_what_was_saved_analyses_texts_in_the_same_way(tmp_path: Path) -> None:
    learned = sample_lexicon()
    learned.save(tmp_path / "lexicon.json")
    loaded = Lexicon.load(tmp_path / "lexicon.json")
    assert (loaded.frequency, loaded.nynorsk) == (learned.frequency, learned.nynorsk)
    for text in sample_texts():
        assert list(loaded.tokens(text)) == list(learned.tokens(text))
    for word in ("overvan", "klimabudsjet", "medvikrning", "apning", "xyzzy"):
        assert loaded.speller.nearest(word) == learned.speller.nearest(word)
        assert loaded.same_letters(word) == learned.same_letters(word)
    assert loaded.words_by_gram == learned.words_by_gram


def test_every_text_of_the_sample_is_read_as_a_query_would_be() -> None:
    lexicon = sample_lexicon()
    for text in sample_texts():
        for token in lexicon.tokens(text):
            assert lexicon.token(token.surface).stem in lexicon.stems


def test_a_lexicon_of_nothing_analyses_all_the_same() -> None:
    lexicon = Lexicon.learn({})
    assert [token.surface for token in lexicon.tokens("Flommene kom")] == ["flommene"]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("flom", {"_flom", "flom_"}),
        ("by", {"_by_"}),
        ("vei", {"_vei_"}),
        ("", {"__"}),
        ("plans", {"_plan", "plans", "lans_"}),
    ],
)
def test_grams_are_bounded_by_the_word(word: str, found: set[str]) -> None:
    assert grams(word) == found
    assert all(len(gram) <= GRAM for gram in found)


def test_the_words_of_a_gram_hold_it(lexicon: Lexicon) -> None:
    assert set(lexicon.words_by_gram["_over"]) == {"overvann", "overvannet"}


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("FLOM", "flom"),
        ("Ås", "ås"),
        ("A\u030as", "ås"),
        ("Næring", "næring"),
        ("näring", "næring"),
        ("Öre", "øre"),
        ("idé", "ide"),
        ("Čáhci", "cahci"),
        ("straße", "strasse"),
        ("CO₂", "co2"),
        ("İstanbul", "istanbul"),
        ("Þing", "thing"),
    ],
)
def test_one_word_has_one_spelling(word: str, folded: str) -> None:
    assert fold(word) == folded


@given(st.text(st.characters(), max_size=60))
@example("\ud800 \U0001f600 \ufb01 \u1e9e \u0149")
def test_any_text_of_any_script_is_analysed(text: str) -> None:
    for token in sample_lexicon().tokens(text):
        assert token.surface
        assert token.stem


@pytest.mark.parametrize(
    ("typed", "known"), [("toerke", "tørke"), ("naering", "næring"), ("aapning", "åpning")]
)
def test_digraphs_are_letters_where_the_collection_knows_the_word_so(
    typed: str, known: str
) -> None:
    assert Lexicon.learn({known: 3}).bokmal(typed) == known


@pytest.mark.parametrize("word", ["klimaendringer", "klimaarbeid", "oekoenhet"])
def test_letters_that_only_meet_at_a_seam_are_no_digraph(word: str) -> None:
    assert Lexicon.learn({word: 3}).bokmal(word) == word
