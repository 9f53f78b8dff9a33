"""The front page, the topics, and what is held of each source."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from index.engine import Engine
from index.resource import OSLO
from searchsvc.app import create_app
from searchsvc.config import Config

NOW = datetime(2026, 11, 25, 12, tzinfo=OSLO)


def sections(answer) -> list[str]:
    return [tag.get_text() for tag in answer.main.select(".with-aside > div h2")]


def test_a_topic_says_what_it_is_and_where_it_belongs(visit: Callable, says: Callable) -> None:
    answer = visit("/tema/overvann")
    assert answer.soup.h1.get_text() == "Overvann"
    assert len(answer.main.select_one(".lead").get_text()) > 40
    crumbs = [says(tag) for tag in answer.main.select(".crumbs li")]
    assert crumbs == ["Temaer", "Klimatilpasning", "Overvann"]


def test_a_topic_has_its_name_in_the_language_of_the_reader(visit: Callable) -> None:
    names = {prefix: visit(f"{prefix}/tema/flom-skred") for prefix in ("", "/nn", "/en")}
    assert [answer.soup.h1.get_text() for answer in names.values()] == [
        "Flom, skred og erosjon",
        "Flaum, skred og erosjon",
        "Floods, landslides and erosion",
    ]
    leads = {answer.main.select_one(".lead").get_text() for answer in names.values()}
    assert len(leads) == 3


def test_only_kinds_with_something_in_them_have_a_section(visit: Callable) -> None:
    assert sections(visit("/tema/flom-skred")) == ["Holdte webinarer", "Podkast", "Tilskudd"]
    assert sections(visit("/tema/overvann")) == ["Veiledning"]
    assert sections(visit("/tema/klimasats")) == ["Prosjekter", "Tilskudd", "Nyheter"]


@pytest.mark.parametrize("topic", ["bygg", "regnskap", "folkevalgt", "transport"])
def test_sections_stand_in_one_order(visit: Callable, topic: str) -> None:
    order = [
        "Kommende webinarer",
        "Holdte webinarer",
        "Veiledning",
        "Podkast",
        "Prosjekter",
        "Eksempler",
        "Tilskudd",
        "Nyheter",
    ]
    found = sections(visit(f"/tema/{topic}"))
    assert found
    assert found == sorted(found, key=order.index)


def test_the_jumps_lead_to_the_sections_with_their_counts(visit: Callable) -> None:
    answer = visit("/tema/flom-skred")
    jumps = [tag.get_text() for tag in answer.main.select(".jump a")]
    assert jumps == ["Holdte webinarer (1)", "Podkast (1)", "Tilskudd (1)"]
    assert all(answer.main.find(id=tag["href"][1:]) for tag in answer.main.select(".jump a"))


def facts(answer) -> dict[str, str]:
    return {
        div.dt.get_text(): div.dd.get_text().replace("\N{NO-BREAK SPACE}", " ")
        for div in answer.main.select(".facts div")
    }


def test_a_topic_tells_what_is_next_and_when_it_is_due(visit: Callable) -> None:
    assert facts(visit("/tema/flom-skred")) == {
        "Nærmeste frist": "1. desember 2026",
        "Alt om temaet": "3 treff",
    }
    assert facts(visit("/tema/bygg"))["Neste webinar"] == "3. desember"


def test_a_topic_can_be_followed(visit: Callable) -> None:
    links = [
        tag["href"] for tag in visit("/en/tema/overvann").section("Follow the topic").select("a")
    ]
    assert links == [
        "/en/tema/overvann.atom", "/en/tema/overvann.ics", "/en/sok.csv?tema=overvann"
    ]  # fmt: skip


def test_guidance_stands_in_the_order_of_the_steps_of_planning(visit_site: Callable) -> None:
    steps = [
        tag.get_text()
        for tag in visit_site("/tema/klimaplan").section("Veiledning").select(".margin b")
    ]
    numbered = [text for text in steps if text.startswith("Steg")]
    assert len(numbered) > 2
    assert steps[: len(numbered)] == sorted(numbered)


def test_a_topic_begins_with_guidance_and_ends_with_the_money(visit_site: Callable) -> None:
    steps = visit_site("/tema/transport").section("Begynn her").select("ol > li")
    kinds = [step.select_one(".provenance span").get_text() for step in steps]
    assert kinds == ["Veiledning", "Veiledning", "Veiledning", "Tilskudd"]


def test_a_topic_that_has_a_procedure_begins_with_its_first_steps(
    visit_site: Callable,
) -> None:
    steps = visit_site("/tema/klimaplan").main.select(".begin h3")
    assert [tag.get_text()[:6] for tag in steps] == ["Steg 1", "Steg 3", "Steg 4"]


def test_a_topic_names_those_who_have_done_it_and_those_it_is_for(
    visit_site: Callable,
) -> None:
    answer = visit_site("/tema/transport")
    role = answer.section("Det samme for").a
    assert visit_site(role["href"]).titles
    assert answer.section("Noen som har gjort det") is None  # its municipalities are invented


def test_what_is_pinned_is_what_a_topic_begins_with(folder: Path, engine: Engine) -> None:
    starts = folder / "starts.toml"
    starts.write_text(
        '[[start]]\ntopic = "overvann"\naddresses = ["https://www.laget.example/folkevalgt/",'
        ' "https://www.direktoratet.example/veileder/overvann/", "https://borte.example/x/"]'
    )
    app = create_app(Config(starts=str(starts)), engine, clock=lambda: NOW)
    soup = BeautifulSoup(app.test_client().get("/tema/overvann").text, "lxml")
    titles = [tag.get_text() for tag in soup.select(".begin h3")]
    assert titles == ["Folkevalgtes rolle i klimaarbeidet", "Overvann i arealplan"]


def test_a_topic_leads_to_all_about_it_and_to_its_neighbours(visit: Callable) -> None:
    answer = visit("/tema/flom-skred")
    link = answer.main.select_one(".facts a")
    assert link.get_text() == "3 treff"
    assert link["href"] == "/sok?tema=flom-skred"
    near = {tag["href"] for tag in answer.section("Nære temaer").select("a")}
    assert "/tema/overvann" in near
    assert "/tema/flom-skred" not in near


def test_a_topic_of_which_there_is_nothing_yet_says_so(visit: Callable) -> None:
    answer = visit("/tema/sjofart")
    assert "Vi har ikke noe om dette temaet ennå." in answer.main.get_text()
    assert sections(answer) == []


@pytest.mark.parametrize("name", ["finnes-ikke", "OVERVANN", "%00", "<b>"])
def test_an_unknown_topic_is_a_page_not_found(visit: Callable, name: str) -> None:
    assert visit(f"/tema/{name}").status == 404


def test_the_topics_are_listed_in_their_groups_with_counts(visit: Callable, says: Callable) -> None:
    answer = visit("/tema")
    group = answer.section("Klimatilpasning")
    counts = {tag.a.get_text(): says(tag.select_one(".count")) for tag in group.find_all("li")}
    assert counts["Flom, skred og erosjon (tema)"] == "3 treff"
    assert "Sjøfart og havn" not in answer.main.get_text()


def test_the_front_page_shows_what_comes_soonest(visit: Callable) -> None:
    answer = visit("/")
    coming = [tag.get_text() for tag in answer.section("Kommende webinarer").select(".name")]
    assert coming == [
        "Frokostmøte om sykling",
        "Utslippsfri byggeplass i praksis",
        "Ombruk i kommunale bygg",
    ]
    grants = [tag.get_text() for tag in answer.section("Åpne tilskudd").select(".name")]
    assert grants == [
        "Støtte til fjernvarme",
        "Tilskudd til flomsikring",
        "Klimasats: støtte til lokale klimatiltak",
    ]


def test_all_that_comes_is_one_link_away(visit: Callable) -> None:
    answer = visit("/")
    more = answer.section("Kommende webinarer").select_one(".more a")
    assert more.get_text() == "Alle 5 kommende"
    assert len(visit(more["href"]).section("Kommer").select(".hit")) == 5
    grants = answer.section("Åpne tilskudd").select_one(".more a")
    assert grants.get_text() == "Alle 4 åpne tilskudd"
    assert "Støtte til ladepunkter" in visit(grants["href"]).titles


def test_the_front_page_counts_the_kinds_and_shows_the_newest(visit: Callable) -> None:
    answer = visit("/")
    counts = [tag.get_text(" ", strip=True) for tag in answer.soup.select(".cairn a")]
    assert counts == [
        "3 podkastepisoder",
        "3 prosjekter",
        "4 veiledninger",
        "4 åpne tilskudd",
        "5 kommende webinarer",
    ]
    news = answer.section("Nytt siste uke")
    assert [tag.get_text() for tag in news.select(".name")] == ["Klimasats er åpnet"]


def test_the_sources_say_what_is_held_and_how_old_it_is(visit: Callable, says: Callable) -> None:
    rows = visit("/kilder").main.select("tbody tr")
    table = {row.th.a.get_text(): [says(cell) for cell in row.find_all("td")] for row in rows}
    assert table["Kommunelaget"] == [
        "4", "0", "3", "75 %", "1 ikke besøkt ennå", "i dag kl. 06.12Tatt i bruk"
    ]  # fmt: skip
    told = {row.th.a.get_text(): says(row.th) for row in rows}["Kommunelaget"]
    for part in ("lisens ukjent", "veiledning 2, eksempel 1", "jan. 2022 – apr. 2025"):
        assert part in told
    assert "2 borte" in table["Klimadirektoratet"][4]
    assert len(table) == 4
    assert rows[0].th.a["href"].startswith("/sok?kilde=")


def test_the_address_that_readers_can_write_to_is_the_configured_one(visit: Callable) -> None:
    footer = visit("/").soup.footer
    assert footer.select_one('a[href^="mailto:"]').get_text() == "klimapodcast@miljodir.no"
