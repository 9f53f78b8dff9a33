"""Grants: the deadlines of the year, and what is open, opens later, or is closed."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest

from searchsvc.yearstrip import APART, year_strip


def titles(answer, section: str) -> list[str]:
    return [tag.get_text() for tag in answer.section(section).select(".name")]


def test_grants_stand_by_whether_they_can_be_applied_for(visit: Callable) -> None:
    answer = visit("/tilskudd")
    assert titles(answer, "Åpne med frist") == [
        "Støtte til fjernvarme",
        "Tilskudd til flomsikring",
        "Klimasats: støtte til lokale klimatiltak",
    ]
    assert titles(answer, "Åpne hele tiden") == ["Støtte til ladepunkter"]
    assert titles(answer, "Åpner senere") == ["Energikartlegging"]
    assert set(titles(answer, "Lukket nå")) == {"Naturtilskudd", "Støtte uten kjent frist"}


def test_a_grant_says_who_may_apply_how_much_and_when_it_was_due_before(
    visit: Callable, says: Callable
) -> None:
    text = says(visit("/tilskudd").hit("Klimasats"))
    assert "Hvem kan søke: Kommuner og fylkeskommuner" in text
    assert "Hvor mye: 1 mill. kroner" in text
    assert "Tidligere frist: 29. januar 2026" in text


def test_the_projects_that_hang_together_with_a_grant_are_counted(
    visit_site: Callable, says: Callable
) -> None:
    answer = visit_site("/tilskudd")
    link = answer.hit("Klimasats").select_one(".icon-project")
    assert says(link).startswith("Se 3 prosjekter som henger sammen med tilskuddet")
    assert answer.hit("Tilskudd til klimatilpasning").select_one(".icon-project") is None
    one = answer.hit("naturbaserte").select_one(".icon-project")
    kind = visit_site(one["href"]).main.select_one("article .kind")
    assert says(kind) == "Prosjekt"


def test_the_year_is_drawn_and_told_in_words(visit: Callable) -> None:
    drawing = visit("/tilskudd").section("Frister det neste året").svg
    assert drawing["role"] == "img"
    for day in ("25. november 2026", "1. desember 2026", "15. februar 2027"):
        assert day in drawing["aria-label"].replace("\N{NO-BREAK SPACE}", " ")
    assert len(drawing.find_all("circle")) == 4


def test_every_deadline_is_one_link_from_the_calendar(visit: Callable) -> None:
    answer = visit("/nn/tilskudd")
    assert answer.main.select_one(".with-icons .icon-calendar")["href"] == "/nn/tilskudd.ics"


def test_the_strip_holds_a_year_from_the_first_of_the_month() -> None:
    strip = year_strip(date(2026, 11, 25), [date(2026, 12, 1), date(2027, 11, 1)])
    assert [mark.day.month for mark in strip.months] == [11, 12, *range(1, 11)]
    assert [mark.day for mark in strip.marks] == [date(2026, 12, 1)]
    assert 0 < strip.today < strip.marks[0].at < 100


@pytest.mark.parametrize("today", [date(2027, 12, 31), date(2028, 1, 1), date(2028, 2, 29)])
def test_the_strip_goes_over_the_turn_of_a_year(today: date) -> None:
    strip = year_strip(today, [today])
    assert len({mark.day for mark in strip.months}) == 12
    assert strip.marks[0].at == strip.today


def test_labels_that_are_near_each_other_do_not_overlap() -> None:
    days = [date(2027, 3, day) for day in (1, 8, 15)]
    marks = year_strip(date(2027, 3, 1), days).marks
    for one, other in pairwise(marks):
        assert one.level != other.level or other.at - one.at >= APART
