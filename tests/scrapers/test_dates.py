"""Dates, hours and durations in every form that the sites use, and nothing that is guessed."""

from datetime import date, time

import pytest

from index.resource import Period
from scrapers.pages.dates import (
    event_periods,
    find_clocks,
    find_dates,
    find_days,
    find_duration,
    find_year_days,
    month_period,
    parse_date,
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Publisert 16.02.2021", date(2021, 2, 16)),
        ("Publisert 6.2.2021", date(2021, 2, 6)),
        ("Publisert 6. 2. 2021", date(2021, 2, 6)),
        ("Sist revidert: 03.11.2023 av: Klimateamet", date(2023, 11, 3)),
        ("Søknadsfristen er 15. februar 2027", date(2027, 2, 15)),
        ("Søknadsfristen var 1. Mars 2024.", date(2024, 3, 1)),
        ("torsdag 9. des. 2021", date(2021, 12, 9)),
        ("May 4, 2021", date(2021, 5, 4)),
        ("Mar 14, 2023", date(2023, 3, 14)),
        ("October 31, 2022", date(2022, 10, 31)),
        ("4 May 2021", date(2021, 5, 4)),
        ("17/9-2026", date(2026, 9, 17)),
        ("onsdag 7/10 – 2026 kl. 10", date(2026, 10, 7)),
        ("2021-05-04", date(2021, 5, 4)),
        ("2021-05-04 09:00:00+02:00", date(2021, 5, 4)),
        ("29. februar 2024", date(2024, 2, 29)),
    ],
)
def test_a_date_is_read_in_the_forms_of_the_sites(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_has_its_norwegian_and_its_english_name(number: int) -> None:
    norwegian = "januar februar mars april mai juni juli august september oktober november desember"
    english = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    assert parse_date(f"7. {norwegian.split()[number - 1]} 2022") == date(2022, number, 7)
    assert parse_date(f"{english.split()[number - 1]} 07, 2022") == date(2022, number, 7)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "snart",
        "16. februar",  # of which year?
        "februar 2021",
        "16.02.21",
        "02/16/2021",
        "16/2/2021",
        "31/2-2021",
        "side 1/12-20261",
        "30.02.2021",
        "16.13.2021",
        "13.16.2021",
        "0. mai 2021",
        "29. februar 2023",
        "2021-13-01",
        "kapittel 4.2.1 i planen",
        "16. februarmøte 2021",
    ],
)
def test_what_is_no_full_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_dates_come_in_the_order_of_the_text() -> None:
    found = list(find_dates("Webinar | 22.09.2026 – 30.09.2026"))
    assert found == [date(2026, 9, 22), date(2026, 9, 30)]


def test_a_day_without_a_year_gets_the_year_that_is_known() -> None:
    assert list(find_dates("16. februar og 3. mars 2020", year=2021)) == [
        date(2021, 2, 16),
        date(2020, 3, 3),
    ]


@pytest.mark.parametrize(
    ("text", "clocks"),
    [
        ("10.00-11.00", [time(10), time(11)]),
        ("09:00 – 13:30", [time(9), time(13, 30)]),
        ("kl. 9.30 til 11.00", [time(9, 30), time(11)]),
        ("kl.09.00", [time(9)]),
        ("kl. 10", [time(10)]),
        ("kl 9–11", [time(9), time(11)]),
        ("klokken 9 til 11.30", [time(9), time(11, 30)]),
        ("3.12.2026 kl 0900-1130", [time(9), time(11, 30)]),
        ("kl. 930", [time(9, 30)]),
        ("kl. 1075", []),
        ("16.02.2021 kl. 10-11", [time(10), time(11)]),
        ("18.00-24.00", [time(18)]),
        ("", []),
        ("hele dagen", []),
        ("9-11", []),
        ("10-11.30", []),
        ("22-23.10", []),
        ("0900-1130", []),
        ("16.02.2021", []),
        ("25.00", []),
        ("10.75", []),
    ],
)
def test_a_clock_time_has_hours_and_minutes(text: str, clocks: list[time]) -> None:
    assert find_clocks(text) == clocks


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("16.02.2021 – 16.02.2021", ["2021-02-16", "2021-02-16"]),
        ("tirsdag 16. februar 2021 kl. 10.00", ["2021-02-16"]),
        ("22, 23 og 30. september 2026", ["2026-09-22", "2026-09-23", "2026-09-30"]),
        ("22.–24. september 2026", ["2026-09-22", "2026-09-23", "2026-09-24"]),
        ("22. til 23. september 2026", ["2026-09-22", "2026-09-23"]),
        ("28. september – 2. oktober 2026", ["2026-09-28", "2026-10-02"]),
        ("15. mars og 1. oktober 2026", ["2026-03-15", "2026-10-01"]),
        ("May 4, 2021", ["2021-05-04"]),
        ("2021-05-04", ["2021-05-04"]),
        ("30. og 31. februar 2021", []),
        ("16. februar", []),
        ("", []),
    ],
)
def test_days_that_share_a_month_or_a_year_are_all_found(text: str, found: list[str]) -> None:
    assert [day.isoformat() for day in find_days(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("15. februar og 15. september hvert år", ["02-15", "09-15"]),
        ("29. februar", ["02-29"]),
        ("31. februar", []),
    ],
)
def test_days_of_every_year_have_none(text: str, found: list[str]) -> None:
    assert list(find_year_days(text)) == found


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("29:44", 1784),
        ("1:02:03", 3723),
        ("PT29M44S", 1784),
        ("PT1H2M3S", 3723),
        ("P0DT0H29M44S", 1784),
        ("29 min", 1740),
        ("45 minutter", 2700),
        ("1 t 5 min", 3900),
        ("1 time og 5 minutter", 3900),
        ("1744", 1744),
        ("snart", None),
        ("", None),
    ],
)
def test_a_duration_is_in_seconds(text: str, seconds: int | None) -> None:
    assert find_duration(text) == seconds


def days(first: str, last: str = "") -> list[date]:
    """First and last day, as a type line says them."""
    return [date.fromisoformat(first), date.fromisoformat(last or first)]


def shown(periods: tuple[Period, ...]) -> list[str]:
    """Periods as a person would write them down."""
    return [
        f"{period.first} {period.starts or '?'} > {period.last} {period.ends or '?'}"
        for period in periods
    ]


def test_a_webinar_of_one_day_has_one_period() -> None:
    assert shown(event_periods(days("2021-02-16"), "10.00-11.00")) == [
        "2021-02-16 10:00:00 > 2021-02-16 11:00:00"
    ]


def test_the_days_that_are_named_are_periods_of_their_own() -> None:
    tid = "09.00-13.00 (22, 23, 29 og 30. september)"
    assert shown(event_periods(days("2026-09-22", "2026-09-30"), tid)) == [
        f"2026-09-{day} 09:00:00 > 2026-09-{day} 13:00:00" for day in (22, 23, 29, 30)
    ]


def test_named_days_may_lie_in_the_next_year() -> None:
    tid = "09.00-10.00 (16. desember og 13. januar)"
    found = event_periods(days("2026-12-16", "2027-01-13"), tid)
    assert [period.first for period in found] == [date(2026, 12, 16), date(2027, 1, 13)]


def test_a_named_day_that_the_next_year_does_not_have_is_passed_over() -> None:
    found = event_periods(days("2024-03-01", "2024-03-02"), "09.00-10.00 (29. februar)")
    assert [period.first for period in found] == [date(2024, 3, 1), date(2024, 3, 2)]


def test_a_start_on_the_first_day_and_an_end_on_the_second_are_one_period() -> None:
    tid = "Start 10.30 på dag 1, slutt ca. 12.00 på dag 2"
    assert shown(event_periods(days("2026-11-11", "2026-11-12"), tid)) == [
        "2026-11-11 10:30:00 > 2026-11-12 12:00:00"
    ]


def test_hours_of_each_day_last_from_the_first_to_the_very_last() -> None:
    tid = "Dag 1: 10.00-15.30, dag 2: 09.00-12.00"
    assert shown(event_periods(days("2026-11-11", "2026-11-12"), tid)) == [
        "2026-11-11 10:00:00 > 2026-11-12 12:00:00"
    ]


def test_each_clock_time_may_have_its_own_day() -> None:
    tid = "11.00 (11. nov.) - 13.00 (12. nov.)"
    assert shown(event_periods(days("2026-11-11", "2026-11-12"), tid)) == [
        "2026-11-11 11:00:00 > 2026-11-12 13:00:00"
    ]


def test_a_clock_time_may_stand_after_its_day() -> None:
    tid = "11. november 2026 kl. 11.00 – 12. november 2026 kl. 13.00"
    assert shown(event_periods(days("2026-11-11", "2026-11-12"), tid)) == [
        "2026-11-11 11:00:00 > 2026-11-12 13:00:00"
    ]


@pytest.mark.parametrize("tid", ["22.–24. september, 09.00-15.00", "09.00-15.00 (22-24. sept.)"])
def test_a_run_of_days_names_all_of_them(tid: str) -> None:
    assert shown(event_periods(days("2026-09-22", "2026-09-24"), tid)) == [
        f"2026-09-{day} 09:00:00 > 2026-09-{day} 15:00:00" for day in (22, 23, 24)
    ]


def test_a_run_over_two_months_names_the_days_between() -> None:
    found = event_periods(days("2026-09-29", "2026-10-01"), "29. september – 1. oktober 2026")
    assert [period.first.day for period in found] == [29, 30, 1]


def test_an_event_of_some_days_is_held_each_day_at_the_same_hours() -> None:
    assert shown(event_periods(days("2026-11-11", "2026-11-13"), "09.00-15.00")) == [
        f"2026-11-{day} 09:00:00 > 2026-11-{day} 15:00:00" for day in (11, 12, 13)
    ]


def test_an_event_without_hours_lasts_the_day() -> None:
    assert shown(event_periods(days("2026-11-11"), "Kommer snart")) == [
        "2026-11-11 ? > 2026-11-11 ?"
    ]


def test_an_event_until_midnight_ends_when_the_day_does() -> None:
    (period,) = event_periods(days("2026-11-11"), "18.00-24.00")
    assert period.starts == time(18)
    assert period.end.date() == date(2026, 11, 11)
    assert period.begin < period.end


def test_an_event_without_a_day_has_no_period() -> None:
    assert event_periods([], "10.00-11.00") == ()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Okt 2022 - Jun 2023", date(2022, 10, 1), date(2023, 6, 30)),
        ("Okt. 2022 – jun. 2023", date(2022, 10, 1), date(2023, 6, 30)),
        ("Januar 2021 - februar 2024", date(2021, 1, 1), date(2024, 2, 29)),
        ("Mar 2021 - Des 2021", date(2021, 3, 1), date(2021, 12, 31)),
        ("Jan 2020 - Des 9999", date(2020, 1, 1), date(9999, 12, 31)),
        ("oktober 2022 til juni 2023", date(2022, 10, 1), date(2023, 6, 30)),
        ("10.2022–06.2023", date(2022, 10, 1), date(2023, 6, 30)),
        ("01.10.2022 – 30.06.2023", date(2022, 10, 1), date(2023, 6, 30)),
        ("2022-10 – 2023-06", date(2022, 10, 1), date(2023, 6, 30)),
    ],
)
def test_a_duration_is_whole_months(text: str, first: date, last: date) -> None:
    assert month_period(text) == Period(first=first, last=last)


@pytest.mark.parametrize(
    "text", ["", "2022 - 2023", "Okt 2022", "Okt - Jun 2023", "to år", "Jan 0000 - Des 0000"]
)
def test_a_duration_that_is_not_all_said_is_none(text: str) -> None:
    assert month_period(text) is None
