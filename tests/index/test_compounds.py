"""Compounds, split by the words of the collection."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_words import sample_lexicon

from index.language.compounds import FRAGMENTS
from index.language.lexicon import Lexicon
from index.language.stem import stem

WORDS = {
    "klima": 50, "tilpasning": 20, "tilpasningen": 2, "areal": 30, "plan": 60, "planlegging": 25,
    "overvann": 20, "håndtering": 9, "kommune": 80, "barn": 10, "hage": 5, "arbeid": 30,
    "gruppe": 12, "gass": 15, "utslipp": 40, "klimagass": 14, "regnskap": 9, "innbygger": 9,
    "medvirkning": 8, "budsjett": 9, "anlegg": 20, "plass": 20, "vei": 30, "flom": 20, "by": 90,
    "økt": 3, "tak": 30, "grad": 12, "ing": 90, "het": 50, "ren": 30, "sjelden": 1, "fisk": 1,
    "saks": 1, "gate": 10, "lys": 10, "2030": 20, "mål": 30, "is": 90, "vann": 40,
}  # fmt: skip
NYNORSK = {"medverknad": "medvirkning", "utslepp": "utslipp", "flaum": "flom"}
SPLITTER = Lexicon(WORDS, NYNORSK).splitter


def rebuild(parts: tuple[str, ...], word: str) -> bool:
    """Whether the parts make the word, joined by nothing, s or e."""
    return re.fullmatch("[se]?".join(parts), word) is not None


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("klimatilpasning", "klima tilpasning"),
        ("arealplan", "areal plan"),
        ("kommuneplan", "kommune plan"),
        ("overvannshåndtering", "overvann håndtering"),
        ("arbeidsgruppe", "arbeid gruppe"),
        ("utslippsregnskap", "utslipp regnskap"),
        ("barnehage", "barn hage"),
        ("klimagassregnskap", "klimagass regnskap"),
        ("arealregnskapsplan", "areal regnskap plan"),
        ("anleggsplass", "anlegg plass"),
        ("gatelys", "gate lys"),
    ],
)
def test_a_compound_is_split_into_words_joined_by_nothing_s_or_e(word: str, parts: str) -> None:
    assert SPLITTER.parts(word) == tuple(parts.split())


@pytest.mark.parametrize(
    ("word", "stems"),
    [("klimabudsjettet", "klim budsjett"), ("arbeidsgruppene", "arbeid grupp"),
     ("flomplanen", "flom plan"), ("kommuneplanene", "kommun plan")],
)  # fmt: skip
def test_the_last_part_is_known_by_its_stem(word: str, stems: str) -> None:
    assert " ".join(map(stem, SPLITTER.parts(word))) == stems


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("innbyggermedverknad", "innbygger medvirkning"),
        ("klimagassutslepp", "klimagass utslipp"),
        ("flaumplan", "flom plan"),
    ],
)
def test_a_nynorsk_part_is_given_in_bokmal(word: str, parts: str) -> None:
    assert SPLITTER.parts(word) == tuple(parts.split())


@pytest.mark.parametrize(
    "word",
    ["", "plan", "klima", "isplan", "elefant", "klimaelefant", "elefantklima", "klimaplan2030",
     "klima2030", "klima-plan", "byplan", "planing", "grader", "renhet", "plantak7", "😀" * 8],
)  # fmt: skip
def test_what_is_short_or_not_wholly_of_known_words_is_not_split(word: str) -> None:
    assert SPLITTER.parts(word) == ()


def test_endings_and_beginnings_are_never_parts() -> None:
    splitter = Lexicon({**WORDS, **dict.fromkeys(FRAGMENTS, 99)}, {}).splitter
    words = ["klimaheten", "arealing", "planlegging", "kommunene", "utslippene", "budsjettering"]
    assert not {part for word in words for part in splitter.parts(word)} & FRAGMENTS


def test_a_short_word_that_few_pages_hold_is_no_part() -> None:
    assert Lexicon({"klima": 9, "øks": 3}, {}).splitter.parts("klimaøks") == ()
    assert Lexicon({"klima": 9, "øks": 4}, {}).splitter.parts("klimaøks") == ("klima", "øks")
    assert Lexicon({"klima": 9, "fisk": 1}, {}).splitter.parts("klimafisk") == ()
    assert Lexicon({"klima": 9, "fisk": 2}, {}).splitter.parts("klimafisk") == ("klima", "fisk")


def test_fewer_and_more_frequent_parts_are_better() -> None:
    assert SPLITTER.parts("arealplanlegging") == ("areal", "planlegging")


def test_runs_of_parts_that_are_words_of_the_collection_are_given_too() -> None:
    splitter = Lexicon({"klima": 50, "gass": 30, "utslipp": 40, "gassutslipp": 1}, {}).splitter
    runs = list(splitter.runs("klimagassutslipp"))
    assert runs == ["klima", "gass", "utslipp", "gassutslipp"]
    assert list(SPLITTER.runs("arealplan")) == ["areal", "plan"]
    assert list(SPLITTER.runs("elefant")) == []


def test_the_whole_word_is_no_run_of_itself() -> None:
    splitter = Lexicon({**WORDS, "klimaplan": 9}, {}).splitter
    assert "klimaplan" not in set(splitter.runs("klimaplan"))


def test_the_parts_of_every_compound_of_the_sample_rebuild_it() -> None:
    splitter = Lexicon(sample_lexicon().frequency, {}).splitter
    split = {w: parts for w in sample_lexicon().frequency if (parts := splitter.parts(w))}
    assert len(split) > 1_000
    assert [word for word, parts in split.items() if not rebuild(parts, word)] == []
    assert not {part for parts in split.values() for part in parts} & FRAGMENTS


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*sorted(WORDS), "s", "e", "x"]), max_size=6).map("".join))
def test_a_word_made_of_words_is_split_into_words_or_not_at_all(word: str) -> None:
    parts = SPLITTER.parts(word)
    assert not parts or (len(parts) > 1 and rebuild(parts, word))
    assert not set(parts) & FRAGMENTS


@given(st.text(st.characters(), max_size=40))
def test_any_text_is_split_or_not(text: str) -> None:
    assert isinstance(list(SPLITTER.runs(text)), list)


def test_a_word_too_long_for_a_word_is_not_split() -> None:
    assert SPLITTER.parts("klimagassplan" * 400) == ()
