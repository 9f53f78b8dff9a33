"""Projects as data: filters, sums, charts that are tables, municipalities that are alike."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import Tag

from index.reasons import why_cancelled
from index.resource import Kind, Passage, Resource


def rows(page: Any, of: str = "table.projects") -> list[Tag]:
    return list(page.main.select(f"{of} tbody tr"))


def kroner(cell: Tag) -> int:
    digits = "".join(c for c in cell.get_text() if c.isdigit())
    return int(digits or 0)


def total(page: Any) -> int:
    return int(page.main.select_one("[role=status]").get_text().split()[0])


def test_every_project_is_there_with_who_when_how_it_went_and_how_much(
    visit_site: Callable,
) -> None:
    page = visit_site("/prosjekter")
    found = rows(page) + rows(visit_site("/prosjekter?side=2"))
    assert len(found) == total(page) > 25
    row = next(r for r in found if "Åpning av Kvernbekken" in r.get_text())
    said = " ".join(row.get_text(" ").split())
    assert "Lauvdal kommune Innlandet 2021 Gjennomført 2 400 000 kr" in said
    assert "Rapport (PDF)" in said


def test_the_sums_are_those_of_all_that_was_found(visit_site: Callable) -> None:
    page = visit_site("/prosjekter?ar=2021")
    amounts = sorted(kroner(row.select_one("td.number")) for row in rows(page))
    assert kroner(page.main.select_one("tfoot td.number")) == sum(amounts)
    years = {row.th.get_text(strip=True): row for row in rows(page, "table.chart")}
    assert kroner(years["2021"].select("td.number")[0]) == len(amounts)


@pytest.mark.parametrize(
    "narrowed", ["fylke=Vestfold", "status=Avlyst", "tiltak=Transport", "ar=2022", "tema=bygg"]
)
def test_each_choice_gives_as_many_as_it_says(visit_site: Callable, narrowed: str) -> None:
    name, value = narrowed.split("=")
    option = visit_site("/prosjekter").main.select_one(
        f"select[name={name}] option[value='{value}']"
    )
    assert option.get_text().endswith(f"({total(visit_site(f'/prosjekter?{narrowed}'))})")


def test_least_and_largest_support_narrow(visit_site: Callable) -> None:
    page = visit_site("/prosjekter?minst=1 000 000&mest=1500000&sorter=sum")
    amounts = [kroner(row.select_one("td.number")) for row in rows(page)]
    assert amounts == sorted(amounts, reverse=True)
    assert amounts
    assert all(1_000_000 <= amount <= 1_500_000 for amount in amounts)
    chips = page.main.select(".chips li a")
    assert [chip.get_text(strip=True).removeprefix("fjern filteret") for chip in chips[:2]] == [
        "minst 1\xa0mill.\xa0kr", "høyst 1,5\xa0mill.\xa0kr"]  # fmt: skip
    assert total(visit_site(chips[0]["href"])) > len(amounts)


def test_all_filters_are_taken_away_at_once_and_a_list_goes_along(visit_site: Callable) -> None:
    page = visit_site("/prosjekter?q=klima&fylke=Vestfold&ar=2021&som=Voss&liste=abc")
    away = page.main.select_one(".chips .all a")["href"]
    assert away == "/prosjekter?liste=abc&q=klima"
    assert total(visit_site(away)) == total(visit_site("/prosjekter?q=klima"))


def test_a_state_that_no_project_has_is_a_filter_to_take_away(visit_site: Callable) -> None:
    page = visit_site("/prosjekter?tilstand=kommende")
    (chip,) = page.main.select(".chips a")
    assert chip.get_text() == "fjern filteret Kommende"
    assert total(visit_site(chip["href"])) > 25


def test_a_cancelled_project_says_why(visit_site: Callable) -> None:
    said = {
        row.th.get_text(strip=True): row.get_text()
        for row in rows(visit_site("/prosjekter?status=Avlyst"))
    }
    assert len(said) == 3
    assert "strømnettet ikke hadde kapasitet" in said["Utslippsfri rundkjøring"]
    assert "pakkeautomater" in said["Felles hentepunkt for netthandel"]
    assert "Tre tilbud kom inn" in said["Fossilfri anleggsplass for hovedvannledning"]


def test_municipalities_that_are_alike_are_compared_and_it_is_said_how(
    visit_site: Callable,
) -> None:
    page = visit_site("/prosjekter?som=Voss")
    table = page.main.find(id="ligner").find_next("table")
    assert len(table.tbody.find_all("tr")) == 8
    assert (
        "innbyggere og sentralitet" in page.main.find(id="ligner").find_next("details").get_text()
    )
    assert "Ligner på Voss" in page.main.select_one(".chips").get_text()


@pytest.mark.parametrize("named", ["Finnesikke", "Våler", "<b>", "9999", "'"])
def test_a_municipality_that_is_not_known_is_said_and_nothing_is_hidden(
    visit_site: Callable, named: str
) -> None:
    page = visit_site("/prosjekter", query_string={"som": named})
    assert page.status == 200
    assert total(page) == total(visit_site("/prosjekter"))
    assert f"«som: {named}»" in page.main.select_one("[role=status]").get_text()
    assert ". Vi kjenner ikke" in page.main.select_one("[role=status]").get_text()


def test_one_of_two_of_the_same_name_is_named_with_its_county(visit_site: Callable) -> None:
    page = visit_site("/prosjekter", query_string={"som": "Våler (Østfold)"})
    assert page.main.find(id="ligner") is not None


def test_nothing_found_says_what_to_do(visit_site: Callable) -> None:
    page = visit_site("/prosjekter?fylke=Oslo&status=Avlyst&ar=1999")
    assert "Ta bort et filter" in page.main.select_one("[role=status]").get_text()
    assert page.main.select(".chips a")


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_the_page_is_well_formed_and_small_in_every_language(
    visit_site: Callable, prefix: str
) -> None:
    page = visit_site(f"{prefix}/prosjekter?q=klima&som=Voss")
    assert page.status == 200
    assert page.faults == []
    assert len(page.text.encode()) < 60_000


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        (Passage(text="Det stoppet fordi det kostet."), "Det stoppet fordi det kostet."),
        (Passage(heading="Hvorfor det stoppet", text="Ingen ville. Slik ble det."), "Ingen ville."),
        (Passage(text="Derfor vart prosjektet stoppa. Ingen svara."), "Ingen svara."),
        (Passage(text="Alt gikk bra."), ""),
    ],
)  # fmt: skip
def test_the_reason_is_the_sentence_that_gives_it(passage: Passage, expected: str) -> None:
    read = Resource(
        address="https://a.example/", kind=Kind.PROJECT, source="a", publisher="A",
        passages=(passage,),
    )  # fmt: skip
    assert why_cancelled(read) == expected
