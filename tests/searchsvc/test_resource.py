"""The page of one thing: its facts, its way to the original, its links both ways."""

from collections.abc import Callable
from datetime import date, datetime

import msgspec
import pytest
from bs4 import Tag

from index.record import Change, Fact, Record
from index.resource import OSLO, Call, Period
from searchsvc.changes import changes_of
from searchsvc.language import language


def facts(answer) -> dict[str, str]:
    rows = answer.main.select("dl.facts div")
    return {row.dt.get_text(): row.dd.get_text().replace("\u00a0", " ") for row in rows}


def listed(section: Tag | None) -> list[str]:
    assert section is not None
    return [tag.get_text() for tag in section.select(".name a")]


@pytest.fixture
def open_page(visit: Callable, records: dict[str, Record]) -> Callable:
    """The page of the thing with this title."""
    return lambda title, prefix="": visit(f"{prefix}/ressurs/{records[title].id}")


def test_guidance_shows_what_is_known_of_it(open_page: Callable) -> None:
    answer = open_page("Overvann i arealplan")
    assert answer.soup.h1.get_text() == "Overvann i arealplan"
    assert answer.soup.title.get_text() == "Overvann i arealplan – Klimasøk"
    assert answer.main.select_one(".lead").get_text().startswith("Slik styrer kommunen")
    assert facts(answer) == {
        "Sektor": "Klimatilpasning",
        "Publisert": "2. mai 2023",
        "Endret": "14. mars 2026",
        "Språk": "Bokmål",
    }


def test_the_way_to_the_original_comes_first(open_page: Callable) -> None:
    link = open_page("Overvann i arealplan").main.select_one(".act a")
    assert link["href"] == "https://www.direktoratet.example/veileder/overvann/"
    assert link.get_text() == "Les hos Klimadirektoratet"


def test_a_coming_webinar_shows_when_where_and_how_to_join(open_page: Callable) -> None:
    answer = open_page("Utslippsfri byggeplass i praksis")
    found = facts(answer)
    assert found["Når"].replace("\u2060", "") == "torsdag 3. desember 2026 kl. 10.00–11.00"
    assert (found["Sted"], found["Pris"]) == ("Teams", "Gratis")
    assert found["Arrangør"] == "Klimadirektoratet"
    action, original, calendar = answer.main.select(".act a")
    assert calendar["href"].endswith(".ics")
    assert (action.get_text(), action["href"]) == (
        "Meld deg på",
        "https://pamelding.example/byggeplass",
    )
    assert original["href"] == "https://www.direktoratet.example/webinar/byggeplass/"
    speakers = answer.section("Innledere")
    assert speakers.li.get_text() == "Åse Lid, rådgiver, Lia kommune"


def test_all_days_of_a_webinar_are_shown(open_page: Callable) -> None:
    when = facts(open_page("ROS-analyse med klima"))["Når"]
    assert when == "tirsdag 9. februar 2027 kl. 09.00; onsdag 10. februar 2027 kl. 09.00"


def test_a_webinar_of_which_nothing_is_known_still_has_its_page(open_page: Callable) -> None:
    assert facts(open_page("Webinar uten kjent dato")) == {"Språk": "Bokmål"}


def test_an_episode_shows_its_number_duration_and_sound(open_page: Callable) -> None:
    answer = open_page("Hvem gjør hva i klimastafetten?")
    assert facts(answer)["Episode"] == "Nr. 9"
    assert facts(answer)["Varighet"] == "40 min"
    links = {tag.get_text(): tag["href"] for tag in answer.main.select(".act a")}
    assert links["Lydfil (mp3)"] == "https://lyd.example/9.mp3"


def test_a_project_shows_who_got_what_for_which_time(open_page: Callable) -> None:
    answer = open_page("Åpning av Kvernbekken")
    assert facts(answer) == {
        "Søker": "Lauvdal kommune",
        "Fylke": "Innlandet",
        "Støtte": "71,4 mill. kr",
        "Status": "Avsluttet",
        "Søknadsår": "2024",
        "Varighet": "mars 2024 – august 2025",
        "Tiltak": "Overvann",
        "Språk": "Bokmål",
    }
    document = answer.section("Dokumenter").a
    assert (document.get_text(), document["href"]) == (
        "Rapport (PDF)",
        "https://www.direktoratet.example/r.pdf",
    )


def test_a_grant_shows_its_deadlines_and_who_may_apply(open_page: Callable) -> None:
    found = facts(open_page("Klimasats: støtte til lokale klimatiltak"))
    assert found["Frist"] == "15. februar 2027"
    assert found["Tidligere frist"] == "29. januar 2026"
    assert found["Hvem kan søke"] == "Kommuner og fylkeskommuner"
    assert found["Hvor mye"] == "1 mill. kroner"
    assert facts(open_page("Støtte til ladepunkter"))["Frist"] == "Løpende"


def test_a_grant_whose_deadline_is_not_known_is_not_called_rolling(open_page: Callable) -> None:
    assert "Frist" not in facts(open_page("Støtte uten kjent frist"))


def test_an_example_shows_where_it_is_from(open_page: Callable) -> None:
    found = facts(open_page("Sykkelhotell ved stasjonen"))
    assert (found["Kommune"], found["Fylke"]) == ("Lia", "Vestland")


def test_the_sections_of_the_page_lead_into_the_original(open_page: Callable) -> None:
    (link,) = open_page("Overvann i arealplan").section("Dette står på siden").select("a")
    assert link.get_text() == "Tre ledd & ett mål"
    assert link["href"].endswith("/veileder/overvann/#tre-ledd")


def test_links_out_are_shown_with_their_words(open_page: Callable, says: Callable) -> None:
    section = open_page("Hvem gjør hva i klimastafetten?").section("Viser til")
    assert listed(section) == [
        "Folkevalgtes rolle i klimaarbeidet",
        "Bekkeåpning i byen",
        "Overvann i arealplan",
    ]
    told = [says(tag) for tag in section.select(".snippet")]
    assert told == ["Omtalt som «folkevalgtprogrammet»", "Omtalt som «opptak av webinaret»"]


def test_a_link_out_tells_under_which_heading_it_stands(open_page: Callable, says) -> None:
    section = open_page("Overvann i arealplan").section("Viser til")
    assert says(section.select_one(".snippet")) == (
        "Omtalt som «opptak av webinaret» under «Tre ledd & ett mål»"
    )


def test_links_to_what_is_not_collected_lead_out(open_page: Callable, says: Callable) -> None:
    (item,) = open_page("Overvann i arealplan").section("Viser til").select(".outside li")
    assert item.a["href"] == "https://lov.example/plan-og-bygningsloven"
    assert says(item) == "plan- og bygning lov.example"


def test_links_in_are_the_same_links_read_backwards(open_page: Callable, says: Callable) -> None:
    section = open_page("Overvann i arealplan").section("Lenket fra")
    assert sorted(listed(section)) == [
        "Folkevalgtes rolle i klimaarbeidet",
        "Hvem gjør hva i klimastafetten?",
    ]
    assert says(section.select_one(".snippet")) == "Omtalt som «veilederen om regnvann»"


def test_a_webinar_says_which_episode_speaks_of_it(open_page: Callable, says: Callable) -> None:
    answer = open_page("Bekkeåpning i byen")
    section = answer.section("Omtalt i podkast")
    assert listed(section) == ["Hvem gjør hva i klimastafetten?"]
    assert says(section.select_one(".snippet")) == "Omtalt som «opptak av webinaret»"
    assert listed(answer.section("Lenket fra")) == ["Overvann i arealplan"]


def test_a_thing_that_nothing_leads_to_has_no_such_section(open_page: Callable) -> None:
    answer = open_page("Sykkelhotell ved stasjonen")
    assert answer.section("Lenket fra") is None
    assert answer.section("Viser til") is None
    assert answer.section("På andre språk") is None


@pytest.mark.parametrize(
    ("title", "other", "code", "name"),
    [
        ("Overvann i arealplan", "Overvatn i arealplanen", "nn", "Nynorsk"),
        ("Overvatn i arealplanen", "Overvann i arealplan", "nb", "Bokmål"),
    ],
)
def test_the_versions_of_a_thing_lead_to_each_other(
    open_page: Callable, records: dict[str, Record], title: str, other: str, code: str, name: str
) -> None:
    answer = open_page(title)
    assert answer.soup.h1.get_text() == title
    (item,) = answer.section("På andre språk").find_all("li")
    assert item["lang"] == code
    assert item.a.get_text() == other
    assert item.a["href"] == f"/ressurs/{records[other].id}"
    assert item.span.get_text() == f"({name})"


def test_a_version_in_another_language_says_so_in_its_head(open_page: Callable) -> None:
    assert open_page("Overvatn i arealplanen").soup.h1["lang"] == "nn"
    assert not open_page("Overvatn i arealplanen", "/nn").soup.h1.has_attr("lang")


def test_every_address_is_shown_with_its_part(visit: Callable, ids: Callable) -> None:
    def rows(name: str) -> list[list[str]]:
        table = visit(f"/ressurs/{ids(name)}").section("Alle kjente adresser").tbody
        return [[cell.get_text() for cell in row.find_all("td")] for row in table.find_all("tr")]

    seen = "i dag kl.\u00a006.12"
    assert rows("overvann") == [
        ["www.direktoratet.example/veileder/overvann", "Hovedadresse", seen],
        ["gammel.example/regnvann", "Sender videre", seen],
    ]
    assert rows("episode") == [
        ["podkast.example/hvem-gjor-hva", "Hovedadresse", seen],
        ["www.direktoratet.example/klimapodkast/hvem-gjor-hva", "Samme innhold", seen],
    ]


def test_a_copy_is_the_same_thing(ids: Callable) -> None:
    assert ids("kopi") == ids("episode")


def test_the_origin_says_when_it_was_seen_and_changed(open_page: Callable) -> None:
    def origin(title: str) -> dict[str, str]:
        rows = open_page(title).main.select("dl.origin div")
        return {row.dt.get_text(): row.dd.get_text().replace("\u00a0", " ") for row in rows}

    assert origin("Overvann i arealplan") == {
        "Utgiver": "Klimadirektoratet",
        "Lisens": "ukjent",
        "Først sett": "1. oktober",
        "Sist endret hos utgiver": "i dag kl. 06.12",
        "Sist sjekket": "i dag kl. 06.12",
    }
    unchanged = origin("Sykkelhotell ved stasjonen")["Sist endret hos utgiver"]
    assert unchanged == "Ikke endret siden vi så den først"


def test_its_topics_lead_to_their_pages(open_page: Callable) -> None:
    section = open_page("Overvann i arealplan").section("Temaer")
    links = {tag.get_text(): tag["href"] for tag in section.select("a")}
    assert links["Overvann"] == "/tema/overvann"


def test_what_is_alike_shares_words_and_is_never_the_thing_itself(open_page: Callable) -> None:
    section = open_page("Utslippstall for nybegynnere").section("Ligner på")
    assert listed(section) == ["Nye utslippstall"]
    assert open_page("").section("Ligner på") is None


@pytest.mark.parametrize("name", ["finnes-ikke", "0", "..", "%00", "æ", "a" * 5_000, "' OR 1=1 --"])
def test_an_unknown_thing_is_a_page_not_found(visit: Callable, name: str) -> None:
    answer = visit(f"/ressurs/{name}")
    assert answer.status == 404
    assert answer.soup.h1.get_text() == "Vi finner ikke siden"


def test_what_changed_when_is_told() -> None:
    """The latest first, one sentence a day."""
    first, then = on(date(2026, 3, 10)), on(date(2026, 3, 17))
    changes = (
        changed(Fact.RECORDING, 20, "", "https://video.example/1"),
        changed(Fact.PERIODS, 3, [first], [then]),
        changed(Fact.SIGNUP, 3, "", "https://meld.example/1"),
        changed(Fact.CALLS, 1, [Call(deadline=date(2026, 2, 15))], []),
    )
    assert [text.replace("\u00a0", " ") for text in changes_of(changes, language("nb"))] == [
        "Endret 20. mars 2026: opptaket er lagt ut",
        "Endret 3. mars 2026: nytt tidspunkt (før: tirsdag 10. mars 2026), påmeldingen er åpnet",
        "Endret 1. mars 2026: søknadsfristen er tatt bort (før: 15. februar 2026)",
    ]


@pytest.mark.parametrize("fact", Fact)
@pytest.mark.parametrize("code", ["nb", "nn", "en"])
def test_every_change_has_its_words(fact: Fact, code: str) -> None:
    values: dict[Fact, list[object]] = {
        Fact.PERIODS: [[], [on(date(2026, 3, 10))]],
        Fact.CALLS: [[], [Call(rolling=True)]],
    }
    for before in values.get(fact, ["", "noe"]):
        for after in values.get(fact, ["", "noe"]):
            (text,) = changes_of([changed(fact, 3, before, after)], language(code))
            assert text.partition(": ")[2]


def on(day: date) -> Period:
    return Period(first=day, last=day)


def changed(fact: Fact, day: int, before: object, after: object) -> Change:
    texts = [msgspec.json.encode(value).decode() for value in (before, after)]
    return Change(
        fact=fact, at=datetime(2026, 3, day, 12, tzinfo=OSLO), before=texts[0], after=texts[1]
    )
