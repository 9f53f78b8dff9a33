"""CSV: what Python's own reader makes of our tables."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest

from index.record import Record
from searchsvc.formats.table import _cell


def rows(visit: Callable, path: str) -> list[dict[str, str]]:
    answer = visit(path)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("\ufeff")
    text = StringIO(answer.text.removeprefix("\ufeff"), newline="")
    return list(csv.DictReader(text, strict=True))


@pytest.mark.parametrize(("prefix", "title"), [("", "Tittel"), ("/nn", "Tittel"), ("/en", "Title")])
def test_a_table_holds_every_hit_under_names_of_its_language(
    visit: Callable, records: dict[str, Record], prefix: str, title: str
) -> None:
    found = rows(visit, f"{prefix}/sok.csv")
    assert len(found) == len(records) - 1  # the nynorsk and the bokmål version are one thing
    assert {row[title] for row in found} <= set(records)


def test_a_row_has_the_facts_of_its_kind(visit: Callable) -> None:
    (row,) = (r for r in rows(visit, "/prosjekter.csv") if r["Tittel"] == "Åpning av Kvernbekken")
    assert row["Søker"] == "Lauvdal kommune"
    assert (row["Støtte"], row["Fylke"], row["Søknadsår"]) == ("71400000", "Innlandet", "2024")
    (row,) = (r for r in rows(visit, "/tilskudd.csv") if r["Tittel"] == "Tilskudd til flomsikring")
    assert (row["Frist"], row["Tilstand"]) == ("2026-12-01", "Åpne")


def test_lines_end_as_the_standard_says_and_quotes_are_doubled(visit: Callable) -> None:
    text = visit("/sok.csv?q=angrepsord").text
    assert text.endswith("\r\n")
    assert text.count("\n") == text.count("\r\n")
    (row,) = rows(visit, "/sok.csv?q=angrepsord")
    assert row["Tittel"].startswith("<script>alert('x')</script> \"ondskapsfull\"")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\0=1"])
def test_a_text_that_a_spreadsheet_would_run_is_marked_as_text(text: str) -> None:
    assert _cell(text).startswith("'")


def test_other_texts_stay_as_they_are() -> None:
    assert [_cell(value) for value in ("a-b", "1=1", "", None, 12)] == ["a-b", "1=1", "", "", "12"]
