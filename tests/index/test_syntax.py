"""The query language of readers: a golden file of what is typed and what it is read as."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analyse import clean_text
from index.syntax import MINUS, QUOTES, Reading, read_syntax
from searchsvc.params import TYPED

GOLDEN = Path(__file__).parent / "golden" / "queries.toml"
CASES = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))["query"]
NAMES = frozenset(TYPED)
# What the language is made of, in any order
PIECES = st.sampled_from([*QUOTES, *MINUS, *" :*/aå😀\0", "klima", "og", "år", "type:", "x:", "10"])
TYPED_TEXT = st.lists(PIECES, max_size=14).map("".join)


def read(text: str) -> Reading:
    return read_syntax(clean_text(text), NAMES)


def golden(case: dict[str, Any]) -> Reading:
    """The Reading that a case of the golden file expects."""
    return Reading(
        words=case.get("words", ""),
        prefixes=tuple(case.get("prefixes", ())),
        phrases=tuple(case.get("phrases", ())),
        excluded=tuple(case.get("excluded", ())),
        filters=tuple((name, value) for name, value in case.get("filters", ())),
    )


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] or "nothing" for case in CASES])
def test_a_query_is_read_as_the_golden_file_says(case: dict[str, Any]) -> None:
    assert read(case["text"]) == golden(case)


def test_the_golden_file_holds_each_query_once_and_enough_of_them() -> None:
    texts = [case["text"] for case in CASES]
    assert len(texts) >= 90
    assert len(set(texts)) == len(texts)


def test_every_name_of_a_filter_stands_in_the_golden_file() -> None:
    assert {name for case in CASES for name, _ in case.get("filters", ())} == NAMES


@pytest.mark.parametrize("minus", MINUS)
def test_every_dash_of_a_keyboard_excludes_before_a_word_and_never_inside_one(minus: str) -> None:
    assert read(f"flom {minus}skred") == Reading(words="flom", excluded=("skred",))
    assert read(f"flom{minus}skred") == Reading(words=f"flom{minus}skred")
    assert read(f"flom {minus} skred") == Reading(words=f"flom {minus} skred")


@pytest.mark.parametrize("opening", QUOTES)
@pytest.mark.parametrize("closing", QUOTES)
def test_any_two_quotes_make_a_phrase(opening: str, closing: str) -> None:
    assert read(f"{opening}lokal overvann{closing}") == Reading(phrases=("lokal overvann",))


def test_without_names_of_filters_everything_before_a_colon_is_a_word() -> None:
    assert read_syntax("type:webinar", frozenset()) == Reading(words="type:webinar")


def test_a_very_long_query_is_read_whole() -> None:
    reading = read_syntax("klima " * 50_000 + '"til slutt"', NAMES)
    assert reading.words.count("klima") == 50_000
    assert reading.phrases == ("til slutt",)


def test_a_query_of_nothing_but_quotes_or_dashes_is_read_in_no_time() -> None:
    assert read_syntax('"' * 5_001, NAMES) == Reading()
    assert read_syntax("-" * 5_000, NAMES).words == ""
    assert read_syntax("a:" * 2_500, NAMES).filters == ()


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] or "nothing" for case in CASES])
def test_what_a_golden_query_is_written_as_is_read_the_same(case: dict[str, Any]) -> None:
    reading = read(case["text"])
    assert read(reading.text) == replace(reading, filters=())


@given(TYPED_TEXT)
@example('-"to ord" klima')
@example('-"type:webinar"')
@example('"a"-b')
def test_what_a_query_is_written_as_is_read_the_same_without_its_filters(text: str) -> None:
    reading = read(text)
    assert read(reading.text) == replace(reading, filters=())


@given(st.one_of(st.text(st.characters(), max_size=80), TYPED_TEXT))
def test_any_text_is_read(text: str) -> None:
    reading = read(text)
    assert all(reading.phrases)
    assert all(reading.excluded)
    assert all(name in NAMES for name, _ in reading.filters)
