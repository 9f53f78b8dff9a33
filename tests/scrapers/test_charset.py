"""The text of a page, whatever its charset is, and whatever it is said to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.pages import decode
from scrapers.pages.text import clean

TEXT = "<p>Blåbærsyltetøy på Ås – «dugnad» €</p>"
LATIN = TEXT.replace("–", "-").replace("€", "")
META = '<meta charset="{}">'


def html(charset: str = "") -> str:
    return f"text/html; charset={charset}" if charset else "text/html"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (TEXT.encode(), html("utf-8")),
        (TEXT.encode(), html()),
        (TEXT.encode(), html("iso-8859-1")),  # the header lies
        (TEXT.encode(), html("windows-1252")),
        (TEXT.encode(), html("x-finnes-ikke")),
        (TEXT.encode(), html("utf-16")),
        (b"\xef\xbb\xbf" + TEXT.encode(), html("iso-8859-1")),
        (TEXT.encode("utf-16"), html()),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), html("utf-8")),
        (TEXT.encode("utf-16-le"), html()),  # without a mark
        (TEXT.encode("utf-16-be"), html("utf-8")),
        (TEXT.encode("cp1252"), html("windows-1252")),
        (TEXT.encode("cp1252"), html("iso-8859-1")),  # as browsers read it
        (TEXT.encode("cp1252"), html("utf-8")),  # the header lies
        (TEXT.encode("cp1252"), html()),
        (TEXT.encode("cp1252"), ""),
        (TEXT.encode("cp1252"), html("hex")),  # a codec, and no charset
    ],
)
def test_the_letters_are_those_that_were_meant(body: bytes, content_type: str) -> None:
    assert decode(body, content_type) == TEXT


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "iso-8859-15"])
def test_the_page_itself_may_name_its_charset(charset: str) -> None:
    page = META.format(charset) + LATIN
    assert decode(page.encode(charset), html()) == page


def test_the_header_is_believed_before_the_page() -> None:
    page = META.format("iso-8859-5") + LATIN
    assert decode(page.encode("iso-8859-1"), html("iso-8859-1")) == page


def test_a_page_that_names_a_charset_it_is_not_in_is_read_as_it_is() -> None:
    page = META.format("utf-8") + LATIN
    assert decode(page.encode("cp1252"), html()) == page
    page = META.format("utf-16") + LATIN
    assert decode(page.encode(), html()) == page


def test_utf_8_that_is_broken_in_one_place_is_broken_there_alone() -> None:
    broken = TEXT.encode() + b"\xe5" + TEXT.encode()
    assert decode(broken, html("utf-8")) == f"{TEXT}\ufffd{TEXT}"


@given(st.binary(max_size=60), st.sampled_from(["utf-8", "utf-16", "latin-1", "utf-7", "rot13"]))
def test_no_bytes_raise(body: bytes, charset: str) -> None:
    assert isinstance(decode(body, html(charset)), str)


@pytest.mark.parametrize(
    "hidden",
    [
        "\u00ad", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\u061c", "\u180e", "\u115f",
        "\u3164", "\u2062", "\U000e0041", "\ud800", "\x00",
    ],
)  # fmt: skip
def test_what_cannot_be_seen_is_taken_out(hidden: str) -> None:
    expected = "Klima plan" if hidden == "\x00" else "Klimaplan"
    assert clean(f"Klima{hidden}plan") == expected


def test_letters_are_composed_and_no_break_spaces_stay() -> None:
    assert clean("A\u030as  2\u00a0000\n\tkr ") == "Ås 2\u00a0000 kr"
