"""Numbers, sums, days and clock times in the reader's language."""

from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.resource import OSLO
from searchsvc.language import DASH, LOCALES, NO_BREAK, language

NOW = datetime(2026, 11, 25, 12, tzinfo=OSLO)
CODES = tuple(LOCALES)


def plain(text: str) -> str:
    return text.replace(NO_BREAK, " ").replace("\u2060", "")


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("nb", 0, "0"),
        ("nb", 1_784, "1 784"),
        ("nn", 1_784, "1 784"),
        ("en", 1_784, "1,784"),
        ("nb", 1_000_000, "1 000 000"),
    ],
)
def test_thousands_are_set_apart(code: str, number: int, text: str) -> None:
    assert plain(language(code).number(number)) == text


@pytest.mark.parametrize(
    ("code", "amount", "text"),
    [
        ("nb", 480_000, "480 000 kr"),
        ("nb", 999_999, "999 999 kr"),
        ("nb", 1_000_000, "1 mill. kr"),
        ("nb", 71_400_000, "71,4 mill. kr"),
        ("nb", 1_250_000_000, "1 250 mill. kr"),
        ("nn", 71_400_000, "71,4 mill. kr"),
        ("en", 71_400_000, "71.4 million kr"),
        ("en", 480_000, "480,000 kr"),
        ("nb", 0, "0 kr"),
    ],
)
def test_sums_are_short_from_a_million(code: str, amount: int, text: str) -> None:
    assert plain(language(code).kroner(amount)) == text


@given(st.sampled_from(CODES), st.integers(0, 10**12))
def test_a_line_is_never_broken_within_a_sum(code: str, amount: int) -> None:
    assert " " not in language(code).kroner(amount)
    assert " " not in language(code).number(amount)


@pytest.mark.parametrize(
    ("code", "form", "text"),
    [
        ("nb", "d. MMMM y", "17. mai 2026"),
        ("nn", "d. MMMM y", "17. mai 2026"),
        ("en", "d. MMMM y", "17 May 2026"),
        ("nb", "EEEE d. MMMM y", "søndag 17. mai 2026"),
        ("nn", "EEEE d. MMMM y", "søndag 17. mai 2026"),
        ("en", "EEEE d. MMMM y", "Sunday 17 May 2026"),
        ("nb", "MMM y", "mai 2026"),
    ],
)
def test_days_are_written_as_people_do(code: str, form: str, text: str) -> None:
    written = language(code).day(date(2026, 5, 17), form)
    assert plain(written) == text


@given(st.sampled_from(CODES), st.dates())
def test_a_day_stays_with_its_month(code: str, day: date) -> None:
    written = language(code).day(day)
    assert written.startswith(f"{day.day}{'' if code == 'en' else '.'}{NO_BREAK}")
    assert str(day.year) in written


@pytest.mark.parametrize(
    ("code", "text", "span"),
    [
        ("nb", "kl. 09.05", "kl. 09.05–10.00"),
        ("nn", "kl. 09.05", "kl. 09.05–10.00"),
        ("en", "at 09:05", "at 09:05–10:00"),
    ],
)
def test_clock_times_are_written_as_people_do(code: str, text: str, span: str) -> None:
    assert plain(language(code).clock(time(9, 5))) == text
    assert plain(language(code).clock(time(9, 5), time(10))) == span
    assert language(code).clock(time(9), time(10)).count(DASH) == 1
    assert language(code).clock(None, time(10)) == ""


@pytest.mark.parametrize(
    ("moment", "nb", "nn", "en"),
    [
        ((2026, 11, 25, 6, 12), "i dag kl. 06.12", "i dag kl. 06.12", "today at 06:12"),
        ((2026, 11, 24, 23, 59), "i går", "i går", "yesterday"),
        ((2026, 11, 20), "20. november", "20. november", "20 November"),
        ((2025, 12, 31), "31. desember 2025", "31. desember 2025", "31 December 2025"),
    ],
)
def test_a_moment_of_the_past_is_told_from_now(moment: datetime, nb: str, nn: str, en: str) -> None:
    assert [plain(language(code).ago(datetime(*moment, tzinfo=OSLO), NOW)) for code in CODES] == [
        nb,
        nn,
        en,
    ]


@pytest.mark.parametrize(
    ("code", "one", "many"),
    [("nb", "1 dag", "6 dager"), ("nn", "1 dag", "6 dagar"), ("en", "1 day", "6 days")],
)
def test_a_message_fits_its_number(code: str, one: str, many: str) -> None:
    spoken = language(code)
    assert spoken.ngettext("%(num)s dag", "%(num)s dager", 1) == one
    assert spoken.ngettext("%(num)s dag", "%(num)s dager", 6) == many


def test_a_message_without_values_may_hold_a_percent_sign() -> None:
    assert language("nb").gettext("30 % av alt") == "30 % av alt"


def test_a_catalogue_is_read_once() -> None:
    assert language("nn") is language("nn")


@pytest.mark.parametrize(
    ("path", "accepted", "offered"),
    [
        ("/sok?q=regn", "en-GB,en;q=0.9,nb;q=0.5", ("/en/sok?q=regn", "en")),
        ("/tema", "nn-NO,nb;q=0.8", ("/nn/tema", "nn")),
        ("/en/om", "no", ("/om", "nb")),
        ("/om", "nb-NO,en;q=0.8", None),
        ("/om", "se,fi", None),
        ("/om", "", None),
        ("/om", "<b>,;q=x", None),
    ],
)
def test_a_page_offers_the_readers_own_language_and_never_redirects(
    visit: Callable, path: str, accepted: str, offered: tuple[str, str] | None
) -> None:
    for _ in range(2):  # what was kept for one reader is not given to another
        visit(path)
        answer = visit(path, headers={"Accept-Language": accepted})
        assert answer.status == 200
        assert "Accept-Language" in answer.headers["Vary"]
        line = answer.soup.select_one(".hint a")
        assert (line and (line["href"], line["hreflang"])) == offered
