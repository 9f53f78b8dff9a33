"""Norwegian words: one spelling each, their stems, what is learned of them, a text's language."""

import unicodedata
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_words import count_words

from index.language.detect import language_of, language_told
from index.language.lexicon import Lexicon
from index.language.stem import stem
from index.language.stopwords import STOP_WORDS
from index.language.words import fold, words

NORWEGIAN = st.text("abcdefghijklmnopqrstuvwxyzæøåäöéèêóòôüáčšž", max_size=20)


def learned(*texts: str) -> Lexicon:
    """What the words of some texts teach."""
    return Lexicon.learn(Counter(word for text in texts for word in count_words([text])))


@pytest.mark.parametrize(
    ("written", "folded"),
    [("KLIMA", "klima"), ("Ærlig", "ærlig"), ("kommunestyrét", "kommunestyret"), ("allé", "alle"),
     ("Å", "å"), ("Ålesund", "ålesund"), ("klimaendring", "klimaendring"),
     ("Växjö", "væxjø"), ("Kárášjohka", "karasjohka"), ("fôr", "for"),
     ("A\u030alesund", "ålesund"), ("\u212b", "å"), ("CO₂", "co2"), ("Straße", "strasse")],
)  # fmt: skip
def test_one_word_has_one_spelling(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(NORWEGIAN)
def test_folding_twice_changes_nothing_more(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@given(NORWEGIAN)
def test_how_letters_are_composed_is_no_matter(word: str) -> None:
    assert fold(unicodedata.normalize("NFD", word)) == fold(word)
    assert fold(word.upper().lower()) == fold(word)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Klima- og energiplan (2024–2027)", ["Klima", "og", "energiplan", "2024", "2027"]),
        ("1,5 grader, 10.000 kr.", ["1,5", "grader", "10.000", "kr"]),
        ("e_post@ks.no", ["e", "post", "ks", "no"]),
        ("", []),
        ("*** 🙂 \x00 \"", []),
    ],
)  # fmt: skip
def test_words_are_what_stands_between_signs(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [("kommuner", "kommunene"), ("utslipp", "utslippene"), ("planar", "planane"),
     ("Planen", "plan"), ("webinarer", "webinaret")],
)  # fmt: skip
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(fold(one)) == stem(fold(other))


def test_the_words_of_a_text_come_in_order_without_stop_words() -> None:
    text = "Hva er en klimaplan, og hva er et klimabudsjett?"
    assert [token.stem for token in learned(text).tokens(text)] == [
        stem("klimaplan"), stem("klimabudsjett")
    ]  # fmt: skip


@given(st.text(st.characters()))
def test_no_text_raises(text: str) -> None:
    lexicon = learned(text)
    forms = [{fold(word), lexicon.token(word).surface} for word in words(text)]
    assert len(list(lexicon.tokens(text))) == sum(not form & STOP_WORDS for form in forms)
    assert language_of(text) in ("nb", "nn", "en")


def test_stemming_in_four_threads_at_once_gives_what_one_gives() -> None:
    roots, ends = ("klima", "kommune", "utslipp", "plan"), ("", "ene", "ets", "elige", "eringene")
    vocabulary = [f"{root}{end}" for root in roots for end in ends] * 40
    expected = [stem(word) for word in vocabulary]
    barrier = Barrier(4)

    def stem_all(_: int) -> list[str]:
        barrier.wait(timeout=30)
        return [stem.__wrapped__(word) for word in vocabulary]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(stem_all, range(4))) == [expected] * 4


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nb", "Kommunen må ikke vente til alle er enige, men begynne med det den kan gjøre selv."),
        ("nb", "Hvordan får vi innbyggerne med? Det er noe flere kommuner spør om etter valget."),
        ("nb", "Jeg har ikke sett noen bedre plan enn denne, og den ble vedtatt uten motstemmer."),
        ("nb", "Hvilke tiltak gir mest igjen for pengene, og hvem bør være med å velge dem?"),
        (
            "nn",
            "Kommunen skal ikkje vente på andre, men byrje med noko han kan gjere sjølv.",
        ),
        ("nn", "Korleis får vi innbyggjarane med? Det er noko fleire kommunar spør om no."),
        (
            "nn",
            "Eg har ikkje sett nokon betre plan enn denne, og han vart vedteken frå fyrste stund.",
        ),
        ("nn", "Kva tiltak gir meir att for pengane, og kven bør vere med å velje dei?"),
        ("nn", "Vi vil ikkje at vi skal bruke av pengane før vi veit kva vi får att for dei."),
        ("en", "The municipality should not wait until all agree, but start with what it can do."),
        ("en", "How do we involve the inhabitants? This is what many ask after an election."),
        ("en", "Which measures give the most for the money, and who should be part of choosing?"),
    ],
)
def test_the_language_is_told_by_its_function_words(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "Klimabudsjett", "Climate budget", "42", "Kva no?"])
def test_where_the_words_do_not_tell_it_is_bokmal(text: str) -> None:
    assert language_of(text) == "nb"


def test_norwegian_words_that_are_english_words_too_make_no_text_english() -> None:
    text = "Rapporten for by og bygd er laget for to år, for at alle skal ha den."
    assert language_told(text) is None
    assert language_of(text) == "nb"


def test_an_english_name_makes_no_norwegian_text_english() -> None:
    text = (
        "Webinaret «The power of the people in the city» er noe for alle som ikke var med, og det"
    )
    assert language_of(f"{text} kommer flere etter hvert. Hvordan blir de? Jeg vet ikke.") == "nb"
