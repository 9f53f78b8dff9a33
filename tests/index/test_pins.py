"""Results that come first for a query, from a small file."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.complete import folded_text
from index.pins import PinsError, load_pins

GOOD = '[[pin]]\nqueries = ["klimasats"]\naddresses = ["https://www.ks.no/a"]\n\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pins.toml"


def test_each_query_of_a_pin_leads_to_its_addresses_in_order(file: Path) -> None:
    file.write_text(
        '[[pin]]\nqueries = ["Klimasats", "søke  klimasats!"]\n'
        'addresses = ["https://www.ks.no/b", "www.ks.no/a"]\n',
        "utf-8",
    )
    addresses = ("https://www.ks.no/b", "www.ks.no/a")
    assert load_pins(file) == {"klimasats": addresses, "søke klimasats": addresses}


@pytest.mark.parametrize("typed", ["KLIMASATS", " klimasats ", "«klimasats»", "klimasats?"])
def test_case_quotes_and_marks_of_a_query_do_not_matter(file: Path, typed: str) -> None:
    file.write_text(GOOD, "utf-8")
    assert load_pins(file)[folded_text(typed)] == ("https://www.ks.no/a",)


def test_an_empty_file_pins_nothing(file: Path) -> None:
    file.write_text("", "utf-8")
    assert load_pins(file) == {}


def test_a_file_from_an_editor_that_marks_its_byte_order_is_read(file: Path) -> None:
    file.write_text(GOOD, "utf-8-sig")
    assert "klimasats" in load_pins(file)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (GOOD + '[[pin]]\nqueries = ["a"]\n', "line 5", "addresses"),
        (GOOD + '[[pin]]\nqueries = "a"\naddresses = ["ks.no/a"]\n', "line 5", "Expected `array`"),
        (GOOD + '[[pin]]\nqueries = [1]\naddresses = ["ks.no/a"]\n', "line 5", "Expected `str`"),
        (GOOD + '[[pin]]\nqueries = []\naddresses = ["ks.no/a"]\n', "line 5", "a pin has"),
        (GOOD + '[[pin]]\nqueries = ["a"]\naddresses = []\n', "line 5", "a pin has"),
        (GOOD + '[[pin]]\nqueries = ["?"]\naddresses = ["ks.no/a"]\n', "line 5", "no word"),
        (GOOD + '[[pin]]\nqueries = ["a"]\naddresses = ["siden"]\n', "line 5", "no web address"),
        (GOOD + '[[pin]]\nqueries = ["a"]\naddresses = ["ks.no/a"]\nx = 1\n', "line 5", "`x`"),
        ("[[pins]]\n", "", "pins"),
        (GOOD + "queries = ?\n", "line 5", "Invalid"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(file: Path, text: str, line: str, said: str) -> None:
    file.write_text(text, "utf-8")
    with pytest.raises(PinsError) as refused:
        load_pins(file)
    assert str(file) in str(refused.value)
    assert line in str(refused.value)
    assert said in str(refused.value)


def test_a_file_that_is_missing_or_no_text_is_refused(file: Path) -> None:
    with pytest.raises(PinsError, match=r"pins\.toml"):
        load_pins(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(PinsError, match=r"pins\.toml"):
        load_pins(file)


@given(st.text(max_size=60))
def test_any_file_is_read_or_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "pins.toml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    with suppress(PinsError):
        load_pins(file)
