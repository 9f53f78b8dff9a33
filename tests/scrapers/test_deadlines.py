"""Deadlines of grants, in every phrasing of the sites; a deadline for something else is none."""

from datetime import date, datetime

import pytest

from index.record import State, state_of
from index.resource import OSLO, Call, Grant, Kind, Resource
from scrapers.pages import open_page, read_page
from scrapers.source import Rule, Source

ADDRESS = "https://a.example/penger"
RULE = Rule(kind=Kind.GRANT, address="^/penger")
SOURCE = Source(name="a", owner="A", hosts=("a.example",), start=(ADDRESS,), pages=(RULE,))
DUE = date(2027, 2, 15)


def calls(*paragraphs: str) -> tuple[Call, ...]:
    body = "".join(p if p.startswith("<") else f"<p>{p}</p>" for p in paragraphs)
    markup = f"<main><h1>Tilskudd</h1>{body}<p>Kommuner kan få støtte til klimatiltak.</p></main>"
    resource = read_page(open_page(ADDRESS, markup, RULE, SOURCE), RULE, SOURCE)
    assert resource is not None
    assert resource.grant is not None
    return resource.grant.calls


@pytest.mark.parametrize(
    "text",
    [
        "Søknadsfristen er 15. februar 2027",
        "Søknadsfristen var 15. februar 2027.",
        "Søknadsfrist er 15.02.2027",
        "Søknadsfrist: mandag 15. februar 2027 kl. 23.59",
        "Søknadsfrist 15. februar 2027",
        "Frist for å søke: 15. februar 2027",
        "Frist for å søke om støtte til tiltak i 2028 er 15. februar 2027.",
        "Frist for å sende søknad er 15. februar 2027",
        "Fristen er 15. februar 2027.",
        "Frist: 15. februar 2027",
        "Siste frist for søknad er 15. februar 2027.",
        "Neste søknadsfrist er 15. februar 2027.",
        "Dere må søke innen 15. februar 2027.",
        "Søknaden må være sendt innen 15. februar 2027, og tiltaket må gjennomføres i 2028.",
        "Søknader må sendes innen 15. februar 2027. Rapportfristen er 1. mars 2029.",
        "Søknaden må være levert senest 15. februar 2027.",
        "Send søknad seinast 15. februar 2027.",
        "Søknadsfrist er 15/2-2027",
        "Innen 15. februar 2027 må søknaden være levert.",
        "Utlysningen stenger 15. februar 2027.",
        "Søknadsfristen er 15. februar 2027. Frist for rapport er 1. mars 2029.",
        "<h2>Søknadsfrist</h2><p>15. februar 2027</p>",
        "<h2>Frist for å søke</h2><p>15. februar 2027</p>",
        "<dl><dt>Søknadsfrist</dt><dd>15. februar 2027</dd></dl>",
        (
            "<table><tr><th>Åpner</th><th>Søknadsfrist</th></tr>"
            "<tr><td>1. desember 2026</td><td>15. februar 2027</td></tr></table>"
        ),
        "Søknadsfristen er 15. februar 2027, og svar kommer innen 1. mai 2027.",
        "De må søkje innan fristen. Søknadsfristen er 15. februar 2027.",
    ],
)
def test_a_deadline_is_read(text: str) -> None:
    assert [call.deadline for call in calls(text)] == [DUE]


@pytest.mark.parametrize(
    "text",
    [
        "Frist for rapportering er 15. februar 2027.",
        "Frist for å klage er 15. februar 2027.",
        "Påmeldingsfristen til søkermøtet er 15. februar 2027.",
        "Tiltaket må være ferdig innen 15. februar 2027.",
        "Fristen for sluttrapport er 15. februar 2027.",
        "Søknadsfristen er ikke kunngjort.",
        "Rapporten må leveres senest 15. februar 2027.",
        "Publisert 15. februar 2027",
    ],
)
def test_a_deadline_for_something_else_is_none(text: str) -> None:
    assert calls(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Løpende søknadsfrist. Søknader behandles fortløpende.",
        "Ingen søknadsfrist",
        "Søknadsfrist: Løpende",
        "Dere kan søke når som helst.",
    ],
)
def test_a_grant_may_be_open_all_the_time(text: str) -> None:
    assert calls(text) == (Call(rolling=True),)


def test_several_deadlines_are_calls_each() -> None:
    found = calls("Søknadsfristene er 15. februar og 15. september 2027.")
    assert found == (Call(deadline=DUE), Call(deadline=date(2027, 9, 15)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Søknadsfristen er 15. februar hvert år.", (Call(yearly="02-15"),)),
        ("Frist: 15. februar, årlig", (Call(yearly="02-15"),)),
        ("Søknadsfrist er 15. februar kvart år", (Call(yearly="02-15"),)),
        ("Dere må søke innen 15. februar hvert år.", (Call(yearly="02-15"),)),
        (
            "Vi har to søknadsfrister i året: 15. februar og 15. september.",
            (Call(yearly="02-15"), Call(yearly="09-15")),
        ),
        (
            "Søknadsfrist: 15. februar 2027, deretter hvert år.",
            (Call(deadline=DUE, yearly="02-15"),),
        ),
        (
            "Søknadsfristene er 15. februar og 15. september hvert år.",
            (Call(yearly="02-15"), Call(yearly="09-15")),
        ),
    ],
)
def test_a_deadline_that_comes_every_year_is_marked(text: str, found: tuple[Call, ...]) -> None:
    assert calls(text) == found


@pytest.mark.parametrize(
    ("call", "due"),
    [
        (Call(yearly="02-15"), date(2027, 2, 15)),
        (Call(yearly="11-25"), date(2026, 11, 25)),
        (Call(yearly="02-29"), date(2027, 2, 28)),
        (Call(deadline=date(2025, 2, 15), yearly="02-15"), date(2027, 2, 15)),
        (Call(deadline=date(2026, 12, 1), yearly="02-15"), date(2026, 12, 1)),
        (Call(deadline=date(2025, 2, 15)), None),
        (Call(rolling=True), None),
    ],
)
def test_the_next_deadline_of_a_call_is_ahead(call: Call, due: date | None) -> None:
    assert call.due(date(2026, 11, 25)) == due


def test_a_grant_with_a_deadline_every_year_is_open() -> None:
    grant = Grant(calls=(Call(yearly="02-15"),))
    resource = Resource(address=ADDRESS, kind=Kind.GRANT, source="a", publisher="A", grant=grant)
    assert state_of(resource, datetime(2026, 11, 25, 12, tzinfo=OSLO)) is State.OPEN
