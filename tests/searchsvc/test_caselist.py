"""A list for a case file: all of it in an address, whatever is done to that address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchsvc.caselist import MOST_THINGS, CaseList, of_things, read_list

IDS = st.lists(st.from_regex(r"[0-9a-z]{1,12}", fullmatch=True), unique=True, max_size=8)


@given(ids=IDS, notes=st.lists(st.text(max_size=40), max_size=9))
def test_what_is_written_is_read(ids: list[str], notes: list[str]) -> None:
    said = dict(zip(("", *ids), notes, strict=False))
    held = CaseList(ids=tuple(ids)).with_notes(said)
    assert read_list(held.write()) == held


@given(st.text())
def test_any_text_is_read_without_complaint(text: str) -> None:
    held = read_list(text)
    assert read_list(held.write()) == CaseList(ids=held.ids, notes=held.notes)


def test_what_is_damaged_costs_only_its_part() -> None:
    held = read_list("ab1.<script>.cd2~Se%20kap..~")
    assert held.ids == ("ab1", "cd2")
    assert held.notes == {"cd2": "Se kap"}
    assert held.lost == 2


def test_things_are_added_once_moved_and_taken_away_with_their_notes() -> None:
    held = read_list("a.b~viktig.c")
    assert held.with_thing("d").ids == ("a", "b", "c", "d")
    assert held.with_thing("a").ids == ("a", "b", "c")
    assert held.moved("c", -1).ids == ("a", "c", "b")
    assert held.moved("a", -1).ids == ("a", "b", "c")
    assert held.moved("a", 5).ids == ("b", "c", "a")
    assert held.without("b") == CaseList(ids=("a", "c"))


@pytest.mark.parametrize(
    "note", ["to\nlinjer", "a\u202eb", "  mange   rom  ", "\x00null", "punktum. og ~ tilde"]
)
def test_a_note_is_one_line_of_plain_text(note: str) -> None:
    held = read_list(read_list("a").with_notes({"a": note}).write())
    assert held.notes["a"].isprintable()
    assert "\u202e" not in held.notes["a"]


def test_a_note_of_what_is_not_in_the_list_is_dropped() -> None:
    assert read_list("a").with_notes({"b": "hei", "": "sak 12/26"}).notes == {"": "sak 12/26"}


def test_a_list_has_its_limits() -> None:
    assert of_things(map(str, range(80))).is_full
    assert not of_things(map(str, range(80))).is_too_long
    assert CaseList(ids=tuple(map(str, range(MOST_THINGS + 1)))).is_too_long
    assert read_list("a").with_notes({"a": "x" * 501}).is_too_long
