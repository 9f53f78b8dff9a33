"""The clean form of an address, and the key under which one is remembered."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.address import address_key, clean_address, host_of, is_address, words_of

ANY_TEXT = st.text(st.characters(), max_size=60)  # lone surrogates too
HOSTILE = (
    st.sampled_from(["", "http://", "https://", "//", "http://[", "www.ks.no", "http://ks.no:"])
).flatmap(lambda start: ANY_TEXT.map(lambda rest: start + rest))


@pytest.mark.parametrize(
    ("address", "clean"),
    [
        ("https://www.ks.no/klima", "https://www.ks.no/klima"),
        ("HTTPS://WWW.KS.NO", "https://www.ks.no/"),
        ("https://www.ks.no:443/a", "https://www.ks.no/a"),
        ("http://www.ks.no:80/a", "http://www.ks.no/a"),
        ("http://www.ks.no:8080/a", "http://www.ks.no:8080/a"),
        ("https://www.ks.no/a#del-2", "https://www.ks.no/a"),
        ("https://www.ks.no/å?q=ø", "https://www.ks.no/%C3%A5?q=%C3%B8"),
        ("https://www.ks.no/%C3%A5", "https://www.ks.no/%C3%A5"),
        ("https://bærum.example/", "https://xn--brum-voa.example/"),
        ("https://user:secret@www.ks.no/a", "https://www.ks.no/a"),
        (" «https://www.ks.no/a» ", "https://www.ks.no/a"),
        ("https://www.ks.no/la\nng/adresse", "https://www.ks.no/lang/adresse"),
        ("http://[2001:db8::1]/a", "http://[2001:db8::1]/a"),
    ],
)
def test_an_address_has_one_clean_form(address: str, clean: str) -> None:
    assert clean_address(address) == clean


@pytest.mark.parametrize(
    "text",
    ["", "mailto:post@ks.no", "javascript:alert(1)", "ftp://ks.no/a", "/side", "https://",
     "http://[::1", "http://ks.no:99999999/", "http://a..no/", "http://\u00b8.no/", "http://ks.no/\ud800"],
)  # fmt: skip
def test_what_is_no_web_address_has_no_clean_form(text: str) -> None:
    assert clean_address(text) is None


def test_an_address_on_a_page_is_read_from_where_the_page_stands() -> None:
    base = "https://www.ks.no/fag/klima/"
    assert clean_address("../areal?side=2", base) == "https://www.ks.no/fag/areal?side=2"
    assert clean_address("//lex.example/a", base) == "https://lex.example/a"


@pytest.mark.parametrize(
    "same",
    ["https://www.ks.no/fag/å", "http://www.ks.no/fag/å", "https://ks.no/fag/å/", "ks.no/fag/å",
     "https://www.ks.no/fag/%C3%A5#topp", "www.ks.no/fag/%c3%a5", "HTTPS://KS.NO/fag/å"],
)  # fmt: skip
def test_scheme_www_slash_and_encoding_make_no_other_address(same: str) -> None:
    assert address_key(same) == "ks.no/fag/å"


def test_path_query_port_and_other_hosts_make_another_address() -> None:
    different = ["ks.no/a", "ks.no/A", "ks.no/a?b", "ks.no/a?c", "ks.no:8080/a", "fag.ks.no/a"]
    assert len({address_key(address) for address in different}) == len(different)


def test_what_is_no_address_is_its_own_key() -> None:
    assert address_key(" http://[::1 ") == "http://[::1"


def test_the_host_is_told_in_lower_case() -> None:
    assert host_of("https://WWW.KS.no:8080/A") == "www.ks.no"
    assert host_of("ikke en adresse") == ""


@pytest.mark.parametrize("text", ["https://ks.no", "www.ks.no/", "ks.no/klima", "http://a.no/b"])
def test_a_pasted_address_is_told_from_words(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text", ["", "klima", "klima og energi", "tittel: ks.no/a b", "2024.", "*"]
)
def test_words_are_no_address(text: str) -> None:
    assert not is_address(text)


@given(HOSTILE)
@example("http://ks.no/?\udfff")
@example("http://\u2100.no/")
@example("http://xn--/")
def test_a_hostile_address_never_raises(text: str) -> None:
    clean = clean_address(text)
    assert isinstance(address_key(text), str)
    assert isinstance(host_of(text), str)
    assert is_address(text) in (True, False)
    if clean is not None:
        assert clean.isascii()


@given(HOSTILE)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    clean = clean_address(text)
    if clean is not None:
        assert clean_address(clean) == clean
        assert address_key(clean) == address_key(
            clean.removeprefix("http://").removeprefix("https://")
        )


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://www.kommunen.example/rad/overvann-i-byen/", "rad overvann byen"),
        ("www.kommunen.example/P%C3%A5_land/flom.2024.html?side=2#topp", "På land flom"),
        ("http://www.klimahjelpen.example/", "klimahjelpen"),
        ("http://1.2/3", "http://1.2/3"),
    ],
)
def test_the_words_of_an_address_are_those_of_its_path_or_its_host(
    address: str, words: str
) -> None:
    assert words_of(address) == words


@given(HOSTILE)
def test_of_anything_there_are_words_or_itself(text: str) -> None:
    assert words_of(text) or not text
