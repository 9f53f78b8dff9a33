"""Tables of texts give back what was written, and find it by its bytes."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.table import (
    Numbers,
    Texts,
    open_meanings,
    open_numbers,
    open_texts,
    save_meanings,
    save_numbers,
    save_texts,
    text_bytes,
)

ANY = st.text(st.characters(exclude_characters="\n"), max_size=6)  # halves of characters too
HALF = "\ud83c"


@given(st.lists(ANY))
def test_texts_come_back_in_their_order(texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        save_texts(Path(folder), "table", texts)
        table = open_texts(Path(folder), "table")
        assert len(table) == len(texts)
        assert [table[number] for number in range(len(table))] == texts
        assert [table.bytes_at(number) for number in range(len(table))] == [*map(text_bytes, texts)]


@given(st.lists(ANY, min_size=1), st.data())
def test_any_range_of_texts_comes_back(texts: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(texts)))
    last = data.draw(st.integers(0, len(texts)))
    whole = Texts.of(texts)
    assert whole.many((first, last)) == texts[first:last]


@given(st.lists(ANY, unique=True), ANY)
def test_a_text_is_found_by_its_bytes_and_by_how_it_begins(texts: list[str], wanted: str) -> None:
    texts.sort(key=text_bytes)
    table = Texts.of(texts)
    for text in (*texts, wanted):
        number = table.find(text_bytes(text))
        assert (number is None) == (text not in texts)
        assert number is None or texts[number] == text
        beginning = [t for t in texts if text_bytes(t).startswith(text_bytes(text))]
        assert table.many(table.beginning(text_bytes(text))) == beginning


@given(st.dictionaries(ANY, st.integers(0, 2**32 - 1)), ANY)
def test_numbers_are_those_of_a_dictionary(numbers: dict[str, int], other: str) -> None:
    with TemporaryDirectory() as folder:
        save_numbers(Path(folder), "table", numbers)
        for table in (open_numbers(Path(folder), "table"), Numbers.of(numbers)):
            assert dict(table) == numbers
            assert table.get(other) == numbers.get(other)


@given(st.dictionaries(ANY, ANY), ANY)
def test_meanings_are_those_of_a_dictionary(meanings: dict[str, str], other: str) -> None:
    with TemporaryDirectory() as folder:
        save_meanings(Path(folder), "table", meanings)
        table = open_meanings(Path(folder), "table")
        assert dict(table) == meanings
        assert table.get(other) == meanings.get(other)
        assert (other in table) == (other in meanings)


@pytest.mark.parametrize("texts", [[], [""], ["", ""], [HALF], ["a", HALF, "å", "\U0001f30d"]])
def test_nothing_and_halves_of_characters_are_texts_too(tmp_path: Path, texts: list[str]) -> None:
    save_texts(tmp_path, "table", texts)
    table = open_texts(tmp_path, "table")
    assert table.many((0, len(table))) == texts
    assert table.find(b"finnes ikke") is None
