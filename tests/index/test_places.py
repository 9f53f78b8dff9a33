"""Real municipalities by the names they bear and bore, told from words and people of that name."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from making import page

from index.labelled import score, total
from index.places import counties, counties_of, municipalities, municipalities_of
from index.resource import Event, Example, Kind, Project, Speaker

SENTENCES = tomllib.loads(
    Path(__file__).with_name("named.toml").read_text(encoding="utf-8")
)["sentence"]  # fmt: skip


def named(text: str, county: str = "") -> tuple[str, ...]:
    example = Example(county=county)
    return municipalities_of(page(text=text, kind=Kind.EXAMPLE, example=example))


def test_there_are_357_municipalities_in_15_counties() -> None:
    assert len(municipalities()) == 357
    assert len(counties()) == 15
    assert all(re.fullmatch(r"\d{4}", number) for number in municipalities())
    assert all(m.population > 0 and 1 <= m.centrality <= 6 for m in municipalities().values())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Tiltaket i Oslo kommune er i gang.", "0301"),
        ("Der har Nordre Follo kommune lyktes.", "3207"),
        ("Planen til Nore og Uvdal kommune er vedtatt.", "3338"),
        ("Nord-Fron kommune bygger om.", "3436"),
        ("I Asker kommune er det bygd et flomvern.", "3203"),
        ("Ifølge Øvre Eiker kommune går det bra.", "3314"),
        ("Saka ligg hos Ulvik herad no.", "4620"),
        ("Kommunestyret: TILTAK I Bodø kommune", "1804"),
    ],
)
def test_a_municipality_is_known_in_running_text(text: str, number: str) -> None:
    assert named(text) == (number,)


@pytest.mark.parametrize(
    ("text", "number"),
    [("Finnøy kommune", "1103"), ("Nesset kommune", "1506"), ("Skjerstad kommune", "1804")],
)
def test_a_former_municipality_is_the_one_of_today(text: str, number: str) -> None:
    assert named(f"Før 2020 hadde {text} en egen plan.") == (number,)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Kárášjohka suohkan", "5610"),
        ("Kárášjoga gielda", "5610"),
        ("Guovdageainnu suohkan", "5612"),
        ("Guovdageaidnu suohkan", "5612"),
        ("Deanu gielda", "5628"),
        ("Unjárgga gielda", "5636"),
        ("Aarborten tjïelte", "1826"),
    ],
)
def test_a_municipality_is_known_by_its_sami_name(text: str, number: str) -> None:
    assert named(f"Klimaplanen til {text} gjelder til 2030.") == (number,)


@pytest.mark.parametrize(
    ("name", "county", "number"),
    [("Herøy", "Møre og Romsdal", "1515"), ("Herøy", "Nordland", "1818"),
     ("Våler", "Østfold", "3114"), ("Våler", "Innlandet", "3419")],
)  # fmt: skip
def test_two_of_one_name_are_told_apart_by_county(name: str, county: str, number: str) -> None:
    assert named(f"{name} kommune har en plan.", county) == (number,)
    project = Project(applicant=f"{name.upper()} KOMMUNE", county=county)
    assert municipalities_of(page(kind=Kind.PROJECT, project=project)) == (number,)


def test_of_two_of_one_name_none_is_guessed() -> None:
    assert named("Herøy kommune har en plan.") == ()
    assert named("Tysfjord kommune ble delt i to.") == ()


@pytest.mark.parametrize(
    "text",
    ["", "En kommune kan mye.", "Oslo-området er stort.", "Ukjentby kommune", "Viken fylkeskommune",
     "kommune", "Kommune kommune kommune"],
)  # fmt: skip
def test_what_names_no_municipality_gives_none(text: str) -> None:
    assert named(text) == ()


def test_an_applicant_that_is_no_municipality_lends_no_name() -> None:
    project = Project(applicant="Universitetet i Bergen", county="Vestland")
    assert municipalities_of(page(kind=Kind.PROJECT, project=project)) == ()


def test_the_applicant_comes_first_and_each_comes_once() -> None:
    project = Project(applicant="Asker kommune", county="Akershus")
    resource = page(
        kind=Kind.PROJECT, project=project, title="Bodø kommune lærer av Asker kommune",
        text="Oslo kommune, Bodø kommune og Asker kommune er med.",
    )  # fmt: skip
    assert municipalities_of(resource) == ("3203", "1804", "0301")


def test_an_example_names_its_municipality_without_the_word() -> None:
    example = Example(municipality="Stor-Elvdal", county="Innlandet")
    assert municipalities_of(page(kind=Kind.EXAMPLE, example=example)) == ("3423",)


def test_every_name_of_today_leads_to_its_number() -> None:
    for number, municipality in municipalities().items():
        example = Example(municipality=municipality.name, county=municipality.county)
        assert municipalities_of(page(kind=Kind.EXAMPLE, example=example)) == (number,)


def test_names_are_told_from_other_words() -> None:
    found = score((sentence["named"], named_in(sentence)) for sentence in SENTENCES)
    wrong = [sentence for sentence in SENTENCES if {*named_in(sentence)} != {*sentence["named"]}]
    together = total(found.values())
    assert len(SENTENCES) > 100
    assert together.precision >= 0.98, wrong
    assert together.recall >= 0.98, wrong


def named_in(sentence: dict[str, Any]) -> tuple[str, ...]:
    return named(sentence["text"], sentence.get("county", ""))


@pytest.mark.parametrize(
    ("applicant", "county", "number"),
    [
        ("OS KOMMUNE", "Hordaland", "4624"),
        ("SØGNE KOMMUNE", "Vest-Agder", "4204"),
        ("Asker kommune, eiendomsavdelingen", "Viken", "3203"),
        ("1243 Os kommune", "Hordaland", "4624"),
        ("Voss herad", "Vestland", "4621"),
        ("Hole", "", "3310"),
        ("Guovdageainnu suohkan / Kautokeino kommune", "Troms og Finnmark", "5612"),
    ],
)
def test_an_applicant_is_the_municipality_of_today(
    applicant: str, county: str, number: str
) -> None:
    project = Project(applicant=applicant, county=county)
    assert municipalities_of(page(kind=Kind.PROJECT, project=project)) == (number,)


def test_a_speaker_brings_a_municipality() -> None:
    speakers = (
        Speaker(name="Kari Lund", role="rådgiver", organisation="Hole kommune"),
        Speaker(name="Per Vik", role="rektor", organisation="Universitetet i Bergen"),
        Speaker(name="Anne Os", role="klimarådgiver", organisation="Asker"),
        Speaker(name="Ola Moss", role="rådgiver i Lier kommune"),
    )
    resource = page(kind=Kind.EVENT, event=Event(speakers=speakers))
    assert municipalities_of(resource) == ("3310", "3203", "3312")


@pytest.mark.parametrize(
    ("county", "applicant", "counties"),
    [
        ("Vestland", "", ("Vestland",)),
        ("Hordaland", "", ("Vestland",)),
        ("Viken", "Asker kommune", ("Akershus",)),
        ("Viken", "Viken fylkeskommune", ("Østfold", "Akershus", "Buskerud")),
        ("", "Søgne kommune", ("Agder",)),
        ("Ukjent", "Ukjent", ()),
    ],
)
def test_a_project_lies_in_a_county_of_today(
    county: str, applicant: str, counties: tuple[str, ...]
) -> None:
    project = Project(applicant=applicant, county=county)
    assert counties_of(page(kind=Kind.PROJECT, project=project)) == counties


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Vestland fylkeskommune og Troms fylke er med.", ("Troms", "Vestland")),
        ("Spør statsforvalteren i Trøndelag.", ("Trøndelag",)),
        ("Fylkesmannen i Hordaland uttalte seg i 2018.", ("Vestland",)),
        ("Finnmárku fylkkagielda, Finnmark fylkeskommune", ("Finnmark",)),
        ("Viken fylkeskommune er delt i tre.", ()),
        ("Det regnet i Vestland.", ()),
    ],
)
def test_a_county_is_named_by_what_governs_it(text: str, named: tuple[str, ...]) -> None:
    assert tuple(sorted(counties_of(page(text=text)))) == named


def test_odd_text_is_read_without_harm() -> None:
    for text in ("Oslo", "Oslo'", "Os s", "'Oslo' Oslo", "Oslo, Oslo og", "Bø i", "I\nOslo\u200b"):
        municipalities_of(page(text=text))
