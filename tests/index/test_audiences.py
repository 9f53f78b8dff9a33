"""For whom a page is written: told by its title, lead, headings, or a text that keeps at it."""

import pytest
from making import page

from index.audiences import audiences_of
from index.resource import Event, Kind, Passage, Speaker
from index.taxonomy import default_taxonomy


def audiences(text: str = "", **more: object) -> tuple[str, ...]:
    return audiences_of(page(text=text, **more), default_taxonomy())


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Folkevalgtes rolle i klimaarbeidet", ("folkevalgt",)),
        ("Rolla til dei folkevalde", ("folkevalgt",)),
        ("Kommunedirektørens ansvar", ("ledelse",)),
        ("Sjekkliste for planleggeren", ("planlegger",)),
        ("For saksbehandlere og planleggere", ("planlegger", "fagperson")),
        ("Climate work for elected representatives", ("folkevalgt",)),
        ("Regnbed i skolegården", ()),
    ],
)
def test_a_title_names_them(title: str, expected: tuple[str, ...]) -> None:
    assert set(audiences(title=title)) == set(expected)


def test_lead_heading_and_the_roles_of_speakers_name_them_too() -> None:
    assert audiences(lead="Et kurs for ordførere.") == ("folkevalgt",)
    passages = (Passage(text="Les mer.", heading="Hva rådmannen bør vite"),)
    assert audiences(passages=passages) == ("ledelse",)
    event = Event(speakers=(Speaker(name="Kari Dal", role="klimarådgiver"),))
    assert audiences(kind=Kind.EVENT, event=event) == ("fagperson",)


def test_a_mention_in_the_text_is_not_enough_but_many_are() -> None:
    assert audiences("Kommunestyret vedtok planen.") == ()
    assert audiences("Kommunestyret vedtok. Ordføreren spurte. Politikerne svarte.") == (
        "folkevalgt",
    )


def test_a_longer_text_must_name_them_more_often() -> None:
    said = "Kommunestyret vedtok. Ordføreren spurte. Politikerne svarte. "
    assert audiences(said + "Regn og snø og mer regn. " * 100) == ()


def test_those_named_most_come_first_and_there_are_three_at_most() -> None:
    title = "Statsforvalteren, fylkeskommunen, planleggeren og rådmannen"
    found = audiences(title=title, lead="Planleggere og atter planleggere")
    assert found[0] == "planlegger"
    assert len(found) == 3
