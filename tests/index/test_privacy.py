"""Ways to reach a private person are never stored; those to reach a publisher stay."""

import pytest
from making import Remember, page, read

from index.privacy import MASK, mask
from index.resource import Kind, Link, Passage, Project
from index.store import Store

REACHING = [
    "ola.nordmann@bygda.kommune.no",
    "kari-n@gmail.com",
    "912 34 567",
    "91 23 45 67",
    "91234567",
    "+47 22 33 44 55",
    "+4791234567",
    "0047 912 34 567",
    "912\u00a034\u00a0567",
    "(+47) 22 33 44 55",
    "+47 22.33.44.55",
    "ola (at) gmail.com",
    "ola[at]gmail.com",
]


@pytest.mark.parametrize("words", REACHING)
def test_what_reaches_a_person_is_masked(words: str) -> None:
    text = mask(f"Kontakt: {words}, prosjektleder.")
    assert text == f"Kontakt: {MASK}, prosjektleder."


@pytest.mark.parametrize("label", ["Tlf. ", "tlf: ", "Telefon ", "Telefonnummer: ", "Tel."])
def test_a_label_tells_of_a_telephone(label: str) -> None:
    assert mask(f"{label}22 33 44 55") == f"{label}{MASK}"
    assert mask(f"{label}73580500.") == f"{label}{MASK}."
    assert mask(f"{label}98 765 432") == mask(f"{label}22.33.44.55") == f"{label}{MASK}"


@pytest.mark.parametrize(
    "words",
    [
        "post@bygda.kommune.no",
        "post (at) bygda.kommune.no",
        "12.500.000",
        "01.01.2027",
        "postmottak@fylket.example",
        "klimasats@direktoratet.example",
        "12 500 000 kroner",
        "kr 450 000",
        "organisasjonsnummer 987 654 321",
        "91 234 567 kr",
        "sak 2021/12345",
        "20210504",
        "22 33 44 55 tabell",
        "i 2030 og 2050",
        "40 50 60 70 80",
        "490 50 600 kWh",
        "side 12, 13, 14",
    ],
)
def test_offices_amounts_and_other_numbers_stay(words: str) -> None:
    assert mask(words) == words


def test_an_address_of_the_page_s_own_host_is_its_publishers() -> None:
    assert mask("anne.ans@direktoratet.example", "direktoratet.example") != MASK
    assert mask("anne.ans@annet.example", "direktoratet.example") == MASK


@pytest.mark.parametrize("kind", [Kind.PROJECT, Kind.DOCUMENT])
def test_no_part_of_an_application_is_stored_with_it(
    store: Store, remember: Remember, kind: Kind
) -> None:
    text = "Ring 912 34 567 eller skriv til ola.nordmann@bygda.kommune.no."
    application = page(
        "/soknad",
        kind=kind,
        title=f"Søknad {text}",
        lead=text,
        passages=(Passage(text=text, heading=text),),
        links=(Link(target="https://a.example/", text=text, passage=0),),
        project=Project(applicant=text, measures=(text,)) if kind is Kind.PROJECT else None,
    )
    remember(read(application))
    stored = "\n".join(store.connection.iterdump())
    assert "912 34" not in stored
    assert "nordmann" not in stored
    assert f"Ring {MASK} eller skriv til {MASK}." in stored


def test_other_kinds_keep_what_they_say(store: Store, remember: Remember) -> None:
    text = "Spørsmål? Ring 912 34 567 eller skriv til kari.ness@annet.example."
    remember(read(page("/a", text)))
    assert [record.resource.text for record in store.records()] == [text]
