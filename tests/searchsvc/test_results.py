"""The page of hits: its filters, chips, order, pages, margins and ways on."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import Tag

NO_BREAK = "\u00a0"


def status(answer) -> str:
    return " ".join(answer.main.select_one("[role=status]").get_text().split())


def chips(answer) -> dict[str, str]:
    """What the chips say, without what only a screen reader is told, and where they lead."""
    return {
        tag.get_text().replace("fjern filteret", "").strip(): tag["href"]
        for tag in answer.main.select(".chips a")
    }


def offered(answer) -> dict[str, dict[str, int]]:
    """Values and counts that the form offers, facet by facet."""
    return {
        field.legend.get_text(): {
            label.input["value"]: int(label.select_one(".count").contents[0])
            for label in field.find_all("label")
        }
        for field in answer.main.select("form.filters fieldset")
    }


def params(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


# the head of the page


def test_the_page_says_how_many_hits_there_are_for_what(visit: Callable, says: Callable) -> None:
    answer = visit("/sok?q=overvann")
    assert says(answer.soup.h1) == "3 treff for «overvann»"
    assert answer.soup.title.get_text() == "3 treff for «overvann» – Klimasøk"
    assert status(answer) == "Viser 1–3 av 3, beste treff først."


def test_the_status_tells_of_filters_and_order(visit: Callable) -> None:
    answer = visit("/sok?q=overvann&type=webinar&ar=2026&sorter=nyeste")
    assert status(answer) == ("Viser 1–1 av 1 med filtrene Type: Webinar; År: 2026, nyeste først.")
    one = visit("/sok?type=tilskudd&sorter=frist")
    assert status(one) == (
        "Viser 1–7 av 7 med filteret Type: Tilskudd, nærmeste frist og dato først."
    )


def test_the_search_box_keeps_the_words(visit: Callable) -> None:
    assert visit("/sok?q=regn+(bed").soup.find(id="q")["value"] == "regn (bed"
    assert visit("/sok?q=regn+%22bed").soup.find(id="q")["value"] == 'regn "bed"'


def test_a_filter_that_is_typed_is_a_chip_and_leaves_the_search_box(visit: Callable) -> None:
    answer = visit("/sok?q=overvann+type:Webinarer+år:2026")
    assert answer.soup.find(id="q")["value"] == "overvann"
    assert answer.titles == visit("/sok?q=overvann&type=webinar&ar=2026").titles
    assert params(chips(answer)["Type: Webinar"]) == {"q": ["overvann"], "ar": ["2026"]}


def test_an_empty_search_lists_everything_the_newest_first(visit: Callable) -> None:
    answer = visit("/sok?q=")
    assert "nyeste først." in status(answer)
    assert "Skriv hva du leter etter, eller velg et tema." in status(answer)
    assert len(answer.titles) == 10
    assert answer.titles.index("Klimasats er åpnet") < answer.titles.index("Bekkeåpning i byen")


def test_a_filter_that_is_not_understood_is_named(visit: Callable) -> None:
    answer = visit("/sok?q=overvann&type=banan&tema=xyz")
    assert "Vi kjenner ikke filteret «type: banan»" in status(answer)
    assert "Vi kjenner ikke filteret «tema: xyz»" in status(answer)
    assert len(answer.titles) == 3
    assert not chips(answer)


def test_a_reader_is_told_that_a_long_query_was_shortened(visit: Callable) -> None:
    long = "+".join(f"overvann{number}" for number in range(900))
    assert len(long) > 10_000
    assert "bare de sjeldneste ordene er med" in status(visit(f"/sok?q={long}"))
    assert "bare de sjeldneste ordene" not in status(visit("/sok?q=overvann"))


@pytest.mark.parametrize(
    ("prefix", "said"),
    [
        ("", "Søket tok for lang tid, så svaret er ikke fullstendig."),
        ("/nn", "Søket tok for lang tid, så svaret er ikkje fullstendig."),
        ("/en", "The search took too long, so this answer is not complete."),
    ],
)
@pytest.mark.parametrize("words", ["overvann", "overvann+xyzzy", '"regn+bed"', ""])
def test_a_reader_is_told_when_the_time_was_too_short(
    visit: Callable, visit_hurried: Callable, prefix: str, said: str, words: str
) -> None:
    hurried = visit_hurried(f"{prefix}/sok?q={words}")
    assert hurried.status == 200
    assert said in status(hurried)
    assert said not in status(visit(f"{prefix}/sok?q={words}"))


# filters


def test_the_filters_are_one_form_that_is_sent_with_get(visit: Callable) -> None:
    answer = visit("/sok?q=overvann&sorter=nyeste&tilstand=holdt")
    forms = answer.main.find_all("form")
    assert len(forms) == 1
    assert forms[0].get("method", "get").lower() == "get"
    assert forms[0]["action"] == "/sok"
    hidden = {tag["name"]: tag["value"] for tag in forms[0].select("input[type=hidden]")}
    assert hidden == {"q": "overvann", "sorter": "nyeste"}
    assert [tag["value"] for tag in forms[0].select("input[checked]")] == ["holdt"]
    assert forms[0].find("button") is not None


def test_a_form_sent_as_it_stands_gives_the_same_page(visit: Callable) -> None:
    answer = visit("/sok?type=webinar&sprak=nb&tilstand=holdt&sorter=nyeste")
    inputs = answer.main.select("form.filters input[type=hidden], form.filters input[checked]")
    again = visit("/sok", query_string=[(tag["name"], tag["value"]) for tag in inputs])
    assert again.titles == answer.titles
    assert status(again) == status(answer)


def test_only_values_with_hits_are_offered(visit: Callable) -> None:
    found = offered(visit("/sok?q=overvann"))
    assert found["Type"] == {"webinar": 1, "veiledning": 2}
    assert found["Språk"] == {"nb": 2, "nn": 1, "en": 1}
    assert all(count > 0 for values in found.values() for count in values.values())


def test_counts_ignore_the_choice_of_their_own_facet(visit: Callable) -> None:
    free, chosen = visit("/sok?q=overvann"), visit("/sok?q=overvann&type=webinar")
    assert offered(chosen)["Type"] == offered(free)["Type"]
    assert offered(free)["Tema"] == {"overvann": 2, "arealplan": 1, "natur": 1}
    assert "Tema" not in offered(chosen)
    assert [tag["value"] for tag in chosen.main.select("input[checked]")] == ["webinar"]


def test_each_count_is_the_number_of_hits_that_its_filter_gives(visit: Callable) -> None:
    names = {"Type": "type", "Tema": "tema", "Kilde": "kilde", "Språk": "sprak", "År": "ar",
             "Fylke": "fylke", "Kommune": "kommune", "For": "rolle", "Status": "status",
             "Tiltak": "tiltak", "Når": "tilstand"}  # fmt: skip
    for legend, values in offered(visit("/sok")).items():
        for value, count in values.items():
            answer = visit("/sok", query_string={names[legend]: value})
            assert answer.soup.h1.get_text().startswith(f"{count} treff"), value


def test_values_of_one_facet_add_and_facets_narrow(visit: Callable) -> None:
    episodes, events = visit("/sok?type=podkast"), visit("/sok?type=webinar")
    both = visit("/sok?type=podkast&type=webinar")
    total = sum(int(answer.soup.h1.get_text().split()[0]) for answer in (episodes, events))
    assert both.soup.h1.get_text().startswith(f"{total} treff")
    assert visit("/sok?type=podkast&sprak=nn").titles == ["Då flaumen kom"]


def test_a_facet_of_many_values_is_folded(visit: Callable) -> None:
    field = next(f for f in visit("/sok").main.select("fieldset") if f.legend.string == "Tema")
    folded = field.details
    assert len(field.find_all("label", recursive=False)) == 6
    assert f"Vis {len(folded.find_all('label'))} til" in folded.summary.get_text()


def test_a_value_is_named_in_the_language_of_each_page_and_ticked_where_it_is_chosen(
    visit: Callable,
) -> None:
    for _ in range(2):  # the second time from what was kept of the first
        for path, name in (("/sok", "Veiledning"), ("/en/sok", "Guidance")):
            for chosen in (False, True):
                answer = visit(path + "?type=veiledning" * chosen)
                box = answer.main.select_one("input[name=type][value=veiledning]")
                assert box.has_attr("checked") == chosen
                assert box.find_next_sibling("span").get_text() == name


# chips


def test_each_chip_takes_away_its_own_filter_alone(visit: Callable) -> None:
    found = chips(visit("/sok?q=bekk&type=webinar&type=prosjekt&sprak=nb&sorter=nyeste&side=1"))
    assert list(found) == [
        "Type: Webinar",
        "Type: Prosjekt",
        "Språk: Bokmål",
        "Fjern alle filtrene",
    ]
    kept = {"q": ["bekk"], "sorter": ["nyeste"]}
    assert params(found["Type: Webinar"]) == {**kept, "type": ["prosjekt"], "sprak": ["nb"]}
    assert params(found["Type: Prosjekt"]) == {**kept, "type": ["webinar"], "sprak": ["nb"]}
    assert params(found["Språk: Bokmål"]) == {**kept, "type": ["webinar", "prosjekt"]}
    assert params(found["Fjern alle filtrene"]) == kept


def test_the_chip_of_a_state_takes_away_that_state_alone(visit: Callable) -> None:
    found = chips(visit("/sok?type=webinar&tilstand=kommende&tilstand=holdt"))
    assert params(found["Kommende"]) == {"type": ["webinar"], "tilstand": ["holdt"]}
    assert params(found["Holdt"]) == {"type": ["webinar"], "tilstand": ["kommende"]}


def test_a_chip_has_the_name_that_readers_know(visit: Callable) -> None:
    found = chips(visit("/sok?tema=flom-skred&kilde=laget&ar=2022&tilstand=apen"))
    assert "Tema: Flom, skred og erosjon" in found
    assert "Kilde: Kommunelaget" in found
    assert "År: 2022" in found
    assert "Åpne" in found


def test_two_filters_are_removed_as_both(visit: Callable) -> None:
    assert "Fjern begge filtrene" in chips(visit("/sok?type=webinar&sprak=nb"))
    assert list(chips(visit("/sok?type=webinar"))) == ["Type: Webinar"]


# days


@pytest.mark.parametrize(
    ("search", "titles"),
    [
        ("fra=2024-09-12&til=2025-04-01", ["Sykkelhotell ved stasjonen", "Då flaumen kom"]),
        ("q=fra:13.9.2024&til=2025", ["Sykkelhotell ved stasjonen"]),
        ("q=til:2024&fra=2024-09", ["Då flaumen kom"]),
        ("til=2021-05-04", ["Hvem gjør hva i klimastafetten?"]),
        ("til=3.5.2021", []),
    ],
)
def test_only_things_of_the_days_asked_for_are_found(
    visit: Callable, search: str, titles: list[str]
) -> None:
    assert visit(f"/sok?type=podkast&type=eksempel&{search}").titles == titles


@pytest.mark.parametrize(
    ("path", "since", "until"),
    [
        ("/sok?q=overvann+fra:1.5.2023+til:2026-06", "fra 1. mai 2023", "til 30. juni 2026"),
        ("/nn/sok?q=overvann+frå:2023-05-01+til:2026-06", "frå 1. mai 2023", "til 30. juni 2026"),
        ("/en/sok?q=overvann+from:2023-05-01+to:2026-06", "from 1 May 2023", "to 30 June 2026"),
    ],
)
def test_each_day_is_a_chip_that_takes_it_away(
    visit: Callable, path: str, since: str, until: str
) -> None:
    answer = visit(path)
    assert answer.soup.find(id="q")["value"] == "overvann"
    texts = [tag.contents[-1].replace(NO_BREAK, " ") for tag in answer.main.select(".chips a")]
    links = [tag["href"] for tag in answer.main.select(".chips a")]
    assert texts[:2] == [since, until]
    assert params(links[0]) == {"q": ["overvann"], "til": ["2026-06-30"]}
    assert params(links[1]) == {"q": ["overvann"], "fra": ["2023-05-01"]}
    assert params(links[2]) == {"q": ["overvann"]}
    assert answer.faults == []


def test_the_days_stay_when_the_filters_the_order_or_the_page_are_changed(visit: Callable) -> None:
    answer = visit("/sok?fra=2021&til=2030")
    hidden = {
        tag["name"]: tag["value"] for tag in answer.main.select("form.filters input[type=hidden]")
    }
    days = {"fra": "2021-01-01", "til": "2030-12-31"}
    assert hidden == days
    for link in answer.main.select(".sort li a, .pages a"):
        kept = params(link["href"])
        assert {name: kept[name][0] for name in days} == days
    assert "med filtrene fra 1. januar 2021; til 31. desember 2030" in status(answer)


def test_a_day_that_is_not_understood_is_named_and_left_out(visit: Callable) -> None:
    answer = visit("/sok?q=overvann+fra:31.2.2023&til=snart")
    assert "Vi kjenner ikke filteret «fra: 31.2.2023»" in status(answer)
    assert "Vi kjenner ikke filteret «til: snart»" in status(answer)
    assert len(answer.titles) == 3
    assert not chips(answer)


def test_no_hits_offers_the_search_without_each_day(visit: Callable) -> None:
    answer = visit("/sok?q=klimastafetten&fra=2022&til=2090")
    ways = {
        tag.get_text().replace(NO_BREAK, " "): params(tag["href"])
        for tag in answer.main.select(".ways a")
    }
    assert ways["Det samme søket uten filteret fra 1. januar 2022"] == {
        "q": ["klimastafetten"], "til": ["2090-12-31"]
    }  # fmt: skip
    assert ways["De samme ordene uten filtre"] == {"q": ["klimastafetten"]}
    assert not [text for text in ways if "til 31. desember" in text]


# order and pages


def test_hits_can_be_had_newest_first_or_by_what_comes_next(visit: Callable) -> None:
    answer = visit("/sok?type=tilskudd")
    links = {tag.get_text(): tag for tag in answer.main.select(".sort li a")}
    assert list(links) == ["Nyeste", "Frist og dato som kommer"]
    assert links["Nyeste"]["aria-current"] == "true"
    soonest = visit(links["Frist og dato som kommer"]["href"])
    assert soonest.titles[:4] == [
        "Støtte til fjernvarme",
        "Tilskudd til flomsikring",
        "Klimasats: støtte til lokale klimatiltak",
        "Energikartlegging",
    ]


def test_the_best_come_first_where_there_are_words(visit: Callable) -> None:
    answer = visit("/sok?q=overvann")
    links = [tag.get_text() for tag in answer.main.select(".sort li a")]
    assert links == ["Beste treff", "Nyeste", "Frist og dato som kommer"]
    assert answer.titles == [
        "Overvann i arealplan", "Stormwater in municipal plans", "Bekkeåpning i byen"
    ]  # fmt: skip
    own = [title for title in answer.titles if "Stormwater" not in title]
    newest = visit("/sok?q=overvann&sorter=nyeste").titles
    assert [title for title in newest if title in own] == own[::-1]


def test_the_pages_follow_each_other_and_hold_everything_once(visit: Callable) -> None:
    answer = visit("/sok")
    total = int(answer.soup.h1.get_text().split()[0])
    titles = list(answer.titles)
    starts = [answer.main.select_one("ol.hits")["start"]]
    while following := answer.main.select_one("[rel=next]"):
        answer = visit(following["href"])
        titles += answer.titles
        starts.append(answer.main.select_one("ol.hits")["start"])
    assert len(titles) == len(set(titles)) == total
    assert starts == ["1", "11", "21"]
    assert "Side 3 av 3" in answer.main.get_text()
    assert answer.soup.title.get_text() == f"{total} treff, side 3 – Klimasøk"
    assert params(answer.main.select_one("[rel=prev]")["href"]) == {"side": ["2"]}


@pytest.mark.parametrize("side", ["4", "99", "1000000000"])
def test_a_page_beyond_the_last_is_the_last(visit: Callable, side: str) -> None:
    assert visit(f"/sok?side={side}").titles == visit("/sok?side=3").titles


@pytest.mark.parametrize("side", ["-1", "0", "1e9", "²", "", "x", "%00"])
def test_a_page_that_is_no_number_is_the_first(visit: Callable, side: str) -> None:
    assert visit(f"/sok?side={side}").titles == visit("/sok").titles


# hits


def test_found_words_are_marked_in_title_and_text(visit: Callable) -> None:
    guidance = visit("/sok?q=overvann").hit("Overvann i arealplan")
    assert [tag.get_text() for tag in guidance.select(".name mark")] == ["Overvann"]
    assert [tag.get_text() for tag in guidance.select(".snippet mark")] == ["overvann"]
    event = visit("/sok?q=overvann").hit("Bekkeåpning")
    assert [tag.get_text() for tag in event.select("mark")] == ["Overvannet"]


def test_a_hit_leads_to_the_section_that_answers(visit: Callable) -> None:
    link = visit("/sok?q=fordrøy").hit("Overvann i arealplan").select_one(".section a")
    assert link["href"] == "https://www.direktoratet.example/veileder/overvann/#tre-ledd"
    assert link.get_text() == "Tre ledd & ett mål: Overvann i arealplan"
    assert link.select_one(".hidden").get_text() == ": Overvann i arealplan"


def test_a_list_without_words_marks_nothing(visit: Callable) -> None:
    assert not visit("/sok").main.find_all("mark")


def test_a_hit_says_who_when_and_in_what_language(visit: Callable, says: Callable) -> None:
    line = says(visit("/sok?q=overvann").hit("Overvann i arealplan").select_one(".provenance"))
    for part in ("Klimadirektoratet", "Endret 14. mars 2026", "Bokmål", "Finnes på 2 adresser"):
        assert part in line
    assert "lisens ukjent" in line
    assert "Også på nynorsk" in line
    assert "Lenken virket i dag" in line


def test_an_address_that_did_not_answer_is_said(visit: Callable, says: Callable) -> None:
    line = visit("/sok?q=klimabudsjett").hit("Mal for klimabudsjett").select_one(".provenance")
    assert says(line.select_one(".alert")) == "Lenken svarte ikke i dag."


def test_a_title_in_another_language_says_so_to_screen_readers(visit: Callable) -> None:
    assert visit("/sok?q=stormwater").hit("Stormwater").select_one(".name")["lang"] == "en"
    assert visit("/sok?q=flaumen").hit("Då flaumen").select_one(".name")["lang"] == "nn"
    assert not visit("/sok?q=overvann").hit("Overvann i").select_one(".name").has_attr("lang")
    assert not visit("/en/sok?q=stormwater").hit("Stormwater").select_one(".name").has_attr("lang")


def test_the_version_that_answers_is_the_one_that_is_shown(visit: Callable) -> None:
    assert visit("/sok?q=vatnet").titles == ["Overvatn i arealplanen"]
    assert visit("/sok?q=nedstrøms").titles == ["Overvann i arealplan"]
    assert "Overvatn i arealplanen" in visit("/nn/sok?sprak=nn").titles


def test_a_page_without_a_title_is_called_by_its_address(visit: Callable) -> None:
    assert visit("/sok?kilde=laget&type=veiledning").titles[-1] == (
        "https://www.laget.example/uten-tittel/"
    )


def test_a_hit_offers_what_can_be_done_with_it(visit: Callable, says: Callable) -> None:
    def action(words: str) -> tuple[str, str]:
        link = visit(f"/sok?q={words}").main.select_one(".hit .actions a")
        return says(link).partition(":")[0], link["href"]

    assert action("byggeplass") == ("Meld deg på", "https://pamelding.example/byggeplass")
    assert action("bekkeåpning") == ("Se opptaket", "https://video.example/bekk")
    assert action("klimastafetten") == (
        "Hør hos Kommunevær",
        "https://podkast.example/hvem-gjor-hva/",
    )
    assert not visit("/sok?q=kvikkleire").main.select(".hit .actions")


def fact(hit: Tag) -> tuple[str, str, str]:
    """Key, detail and nearness of a hit's margin."""
    margin = hit.select_one(".margin")
    detail = margin.select_one(".detail")
    nearness = [name for name in margin["class"] if name != "margin"]
    return (
        margin.b.get_text().replace(NO_BREAK, " "),
        detail.get_text().replace(NO_BREAK, " ").replace("\u2060", "") if detail else "",
        "".join(nearness),
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Frokostmøte", ("I dag", "kl. 13.00", "now")),
        ("Utslippsfri byggeplass", ("3. des.", "torsdag kl. 10.00–11.00", "now")),
        ("Ombruk i", ("26. jan.", "tirsdag kl. 10.00–11.00", "later")),
        ("ROS-analyse", ("9. feb.", "tirsdag kl. 09.00", "later")),
        ("Bekkeåpning", ("Opptak", "holdt 6. okt.", "")),
        ("Utslippstall for", ("19. nov.", "holdt, venter på opptak", "")),
        ("Kvikkleire", ("25. mars 2025", "holdt, uten opptak", "")),
        ("Webinar uten", ("Klimadirektoratet", "", "")),
        ("Klimasats: støtte", ("82 dager", "frist mandag 15. februar 2027", "later")),
        ("Tilskudd til flom", ("6 dager", "frist tirsdag 1. desember 2026", "now")),
        ("Støtte til fjern", ("Siste dag", "frist onsdag 25. november 2026", "now")),
        ("Naturtilskudd", ("Lukket", "gikk ut 16. okt.", "")),
        ("Støtte til lade", ("Løpende", "åpent hele tiden", "later")),
        ("Energikartlegging", ("Åpner", "10. jan.", "")),
        ("Støtte uten kjent frist", ("Lukket", "", "")),
        ("Hvem gjør hva", ("Nr. 9", "40 min", "")),
        ("Då flaumen", ("2024", "12. september", "")),
        ("Åpning av Kvern", ("71,4 mill. kr", "Avsluttet 2024", "")),
        ("Elektrisk gravemaskin", ("480 000 kr", "Pågår", "")),
        ("Overvann i", ("Steg 2", "Klimatilpasning", "")),
        ("Folkevalgtes", ("2022", "10. januar", "")),
        ("Sykkelhotell", ("Lia", "Vestland", "")),
        ("Klimasats er åpnet", ("2026", "20. november", "")),
        ("Mal for", ("Kommunelaget", "", "")),
    ],
)
def test_the_margin_shows_the_key_fact_of_a_thing(
    visit: Callable, title: str, expected: tuple[str, str, str]
) -> None:
    assert fact(visit("/sok", query_string={"q": title}).hit(title)) == expected


def test_the_kind_is_left_out_where_all_hits_are_of_one(visit: Callable, says: Callable) -> None:
    mixed = visit("/sok?q=overvann").hit("Bekkeåpning")
    assert says(mixed.select_one(".kind")) == "Webinar"
    assert not visit("/sok?type=webinar").main.select(".hit .kind")


def test_a_project_says_whose_it_is(visit: Callable, says: Callable) -> None:
    who = visit("/sok?q=Kvernbekken").hit("Kvernbekken").select_one(".who")
    assert says(who) == "Lauvdal kommune, Innlandet"


# no hits


def ways(answer, title: str) -> dict[str, tuple[str, str]]:
    """The ways on under a heading: of each its words, how many hits it has, where it leads."""
    section = answer.section(title)
    found = section.select(".ways li") if section else []
    return {way.a.get_text(): (way.b.get_text(), way.a["href"]) for way in found}


def test_no_hits_names_the_filter_to_drop_with_what_that_gives(visit: Callable) -> None:
    answer = visit("/sok?q=overvann&type=tilskudd&sprak=nb")
    assert answer.soup.h1.get_text() == "Ingen treff for «overvann»"
    assert status(answer) == (
        "Ingen sider har ordene med filtrene du har valgt: Type: Tilskudd; Språk: Bokmål."
        " Her er de nærmeste veiene videre."
    )
    wider = ways(answer, "Det samme, litt videre")
    assert list(wider) == ["Det samme søket uten filteret Type: Tilskudd",
                           "De samme ordene uten filtre"]  # fmt: skip
    count, address = wider["Det samme søket uten filteret Type: Tilskudd"]
    assert count == "2 treff"
    assert params(address) == {"q": ["overvann"], "sprak": ["nb"]}
    assert len(visit(address).titles) == 2
    assert params(wider["De samme ordene uten filtre"][1]) == {"q": ["overvann"]}


def test_no_hits_offers_the_search_without_its_state(visit: Callable) -> None:
    answer = visit("/sok?q=bekkeåpning&tilstand=kommende")
    ((text, (_, address)),) = ways(answer, "Det samme, litt videre").items()
    assert text == "Det samme søket uten filteret Kommende"
    assert visit(address).titles[0] == "Bekkeåpning i byen"


def test_every_way_on_leads_to_as_many_hits_as_it_says(visit: Callable) -> None:
    answer = visit("/sok?q=overvann+zzqx&type=tilskudd&ar=2021&tilstand=lukket")
    offered_ways = answer.main.select(".ways li")
    assert len(offered_ways) >= 3
    for way in offered_ways:
        count = way.b.get_text().split()[0]
        there = visit(way.a["href"])
        assert f"{count} treff" in there.main.get_text(), way.a["href"]


def test_a_word_that_nobody_has_written_leads_to_the_nearest_that_somebody_has(
    visit: Callable,
) -> None:
    answer = visit('/sok?q="overvannskaos"')
    assert answer.titles == []
    words = ways(answer, "Nærmeste ord")
    assert "overvann" in words
    assert visit(words["overvann"][1]).titles


def test_a_phrase_that_nobody_has_written_leads_to_its_words(visit: Callable) -> None:
    answer = visit('/sok?q="bort trygt"')
    assert "bort trygt" in ways(answer, "Nærmeste ord")


def test_no_hits_shows_what_people_find_about_the_topic(visit: Callable) -> None:
    answer = visit("/sok?q=overvann&type=tilskudd")
    assert "Overvann" in ways(answer, "Temaer som ligger nær")
    there = answer.section("Dette finner folk om overvann")
    assert "Overvann i arealplan" in there.get_text()


@pytest.mark.parametrize("words", ["xyzzyplugh", "qq ww zz", '"', "-overvann -bekk", "?"])
def test_no_hits_is_never_a_dead_end(visit: Callable, words: str) -> None:
    answer = visit("/sok", query_string={"q": words, "ar": "1990"})
    assert answer.titles == []
    assert answer.main.select(".ways a")
    assert answer.section("Spør et menneske").select_one('a[href^="mailto:"]') is not None
    assert "Lim adressen inn i søkefeltet" in answer.main.get_text()
    feed = answer.section("Få beskjed").a["href"]
    assert urlsplit(feed).path == "/sok.atom"
    assert params(feed)["ar"] == ["1990"]
    assert not answer.main.find_all("form")


def test_no_hits_from_a_source_gives_the_address_of_its_owner(visit_site: Callable) -> None:
    def addresses(search: str) -> list[str]:
        answer = visit_site(f"/sok?q=qzwx&ar=1990&{search}")
        return [tag["href"] for tag in answer.section("Spør et menneske").select("a")]

    (everyone,) = addresses("type=prosjekt")
    assert addresses("type=podkast") == [everyone, "mailto:klimapodcast@miljodir.no"]
    assert addresses("kilde=kommunevaer") == [everyone, "mailto:klimapodcast@miljodir.no"]


def test_few_hits_show_ways_on_and_many_do_not(visit: Callable) -> None:
    few = visit("/sok?q=overvann&type=webinar")
    assert len(few.titles) == 1
    assert ways(few, "Få treff? Det samme, litt videre")
    assert not visit("/sok?type=webinar").main.select(".ways")


def test_that_no_page_has_all_the_words_is_said(visit: Callable) -> None:
    said = "Ingen sider har alle ordene, så vi viser dem som har de fleste."
    assert said in status(visit("/sok?q=kvikkleire+sykkelhotell"))
    assert said not in status(visit("/sok?q=kvikkleire"))


def test_a_hit_offers_its_day_for_the_calendar(visit: Callable, says: Callable) -> None:
    def calendar(title: str) -> str:
        links = visit("/sok", query_string={"q": title}).hit(title).select(".icon-calendar")
        return says(links[0]).partition(":")[0] if links else ""

    assert calendar("Utslippsfri byggeplass") == "Legg i kalenderen"
    assert calendar("Tilskudd til flomsikring") == "Legg fristen i kalenderen"
    assert calendar("Bekkeåpning i byen") == ""
    assert calendar("Støtte til ladepunkter") == ""


def test_old_news_are_said_to_be_old(visit: Callable, says: Callable) -> None:
    assert "eldre enn ett år" in says(visit("/sok?q=utslippstall").hit("Nye utslippstall"))
    assert "eldre enn" not in says(visit("/sok?q=åpnet").hit("Klimasats er åpnet"))


def test_what_is_found_can_be_followed_and_taken_along(visit: Callable) -> None:
    answer = visit("/nn/sok?q=overvann&sprak=nb")
    links = [tag["href"] for tag in answer.main.select(".take a")]
    assert links == [
        f"/nn/sok.{ending}?q=overvann&sprak=nb" for ending in ("atom", "ics", "csv", "json")
    ] + ["/nn/kildeliste?q=overvann&sprak=nb"]


# whatever a reader types


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "*",
        "title:",
        '"',
        "'",
        "\0",
        "🚲",
        "a AND",
        "(",
        "a" * 10_000,
        "\\",
        "%",
        "æ" * 3_000,
    ],
)
def test_whatever_is_typed_gives_a_sensible_page(visit: Callable, words: str) -> None:
    answer = visit("/sok", query_string={"q": words})
    assert answer.status == 200
    assert answer.faults == []
    assert "treff" in answer.soup.h1.get_text()


def test_unbalanced_quotes_are_searched_as_words(visit: Callable) -> None:
    assert visit('/sok?q="overvann').titles == visit('/sok?q="overvann"').titles
    assert len(visit('/sok?q="overvann').titles) == 2
    assert visit("/sok?q=title:overvann").titles[0] == "Overvann i arealplan"


# what was meant


def test_a_word_that_is_read_as_another_is_said_with_the_way_back(
    visit: Callable, says: Callable
) -> None:
    answer = visit("/sok?q=kvikkleirre")
    assert answer.titles == ["Kvikkleire under tettstedet"]
    said = answer.main.select_one(".meant")
    assert says(said) == "Viser treff for kvikkleire. Søk heller etter «kvikkleirre»"
    back = visit(said.a["href"])
    assert params(said.a["href"]) == {"q": ['"kvikkleirre"']}
    assert back.soup.h1.get_text().startswith("Ingen treff")
    assert not back.main.select(".meant")
    assert not visit("/sok?q=kvikkleire").main.select(".meant")


def test_what_is_excluded_stays_so_in_the_way_back(visit: Callable, says: Callable) -> None:
    said = visit("/sok?q=kvikkleirre+-sykkelhotell").main.select_one(".meant")
    assert says(said).startswith("Viser treff for kvikkleire -sykkelhotell.")
    assert params(said.a["href"]) == {"q": ['"kvikkleirre" -sykkelhotell']}


def test_words_that_a_hit_lacks_are_named(visit: Callable, says: Callable) -> None:
    answer = visit("/sok?q=kvikkleire+sykkelhotell")
    lacking = {
        says(hit.select_one(".name")): [word.get_text() for word in hit.select("s")]
        for hit in answer.main.select(".hit")
    }
    assert lacking["Kvikkleire under tettstedet"] == ["sykkelhotell"]
    assert lacking["Sykkelhotell ved stasjonen"] == ["kvikkleire"]
    assert not visit("/sok?q=kvikkleire").main.select(".hit s")


def test_words_may_be_excluded_and_put_side_by_side(visit: Callable) -> None:
    assert visit('/sok?q="trygt bort"').titles == ["Overvann i arealplan"]
    assert visit('/sok?q="bort trygt"').titles == []
    assert visit("/sok?q=overvann+-bekk").titles[0] == "Overvann i arealplan"
    assert "Bekkeåpning i byen" not in visit("/sok?q=overvann+-bekkeåpning").titles


def test_a_county_narrows(visit: Callable) -> None:
    assert visit("/sok?fylke=Vestland").titles == ["Sykkelhotell ved stasjonen"]
    assert visit("/sok?q=fylke:innlandet").titles == ["Åpning av Kvernbekken"]
    assert "Fylke: Vestland" in chips(visit("/sok?fylke=Vestland"))


# an address as words


@pytest.mark.parametrize(
    "address",
    [
        "https://www.direktoratet.example/veileder/overvann/",
        "http://direktoratet.example/veileder/overvann",
        "direktoratet.example/veileder/overvann/",
    ],
)
@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_an_address_leads_to_the_thing_that_has_it(
    visit: Callable, ids: Callable, address: str, prefix: str
) -> None:
    answer = visit(f"{prefix}/sok", query_string={"q": address})
    assert answer.status == 303
    assert answer.headers["Location"] == f"{prefix}/ressurs/{ids('overvann')}"


@pytest.mark.parametrize(
    "address",
    [
        "https://ond.eksempel/angrep",
        "//ond.eksempel/",
        "https://www.direktoratet.example@ond.eksempel/veileder/overvann/",
        "https://[::1",
        "http://",
        "javascript:alert(1)/x.y/",
        "www.direktoratet.example",
    ],
)
def test_an_address_of_nothing_that_is_known_leads_nowhere_else(
    visit: Callable, address: str
) -> None:
    answer = visit("/sok", query_string={"q": address})
    assert answer.status == 200
    assert "Location" not in answer.headers


def test_where_an_address_leads_does_not_depend_on_the_host_that_is_claimed(ask: Callable) -> None:
    words = "https%3A%2F%2Fwww.direktoratet.example%2Fveileder%2Fovervann%2F"
    answer = ask(f"/sok?q={words}", Host="ond.eksempel")
    assert answer.status == 303
    assert answer.headers["Location"].startswith("/ressurs/")


@pytest.mark.parametrize(
    ("prefix", "sentence"),
    [
        ("", "Denne adressen er nå"),
        ("/nn", "Denne adressa er no"),
        ("/en", "This address is now"),
    ],
)
def test_an_old_address_shows_the_thing_first_and_says_so(
    visit: Callable, says: Callable, prefix: str, sentence: str
) -> None:
    answer = visit(f"{prefix}/sok", query_string={"q": "https://gammel.example/regnvann"})
    assert answer.status == 200
    assert not answer.faults
    told = says(answer.main.select_one(".traced p"))
    assert told == f"{sentence} www.direktoratet.example/veileder/overvann"
    assert answer.titles[0] == "Overvann i arealplan"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("https://www.laget.example/borte/", "Denne siden var borte da vi så etter den"),
        ("https://www.laget.example/utelatt/", "Denne siden er utelatt, slik noen har bedt om."),
        ("https://www.laget.example/finnes-ikke/", "Denne adressen har vi aldri samlet inn."),
        ("https://www.fylkesmannen.no/om-oss", "Denne adressen er flyttet til en side som"),
    ],
)
def test_of_an_address_that_leads_to_nothing_it_says_what_is_known(
    visit: Callable, says: Callable, address: str, sentence: str
) -> None:
    answer = visit("/sok", query_string={"q": address})
    assert not answer.faults
    assert says(answer.main.select_one(".traced p")).startswith(sentence)


def test_of_an_address_that_nobody_knows_the_words_are_searched(visit: Callable) -> None:
    address = "https://www.ukjent.example/sider/overvann-i-arealplan.html"
    answer = visit("/sok", query_string={"q": address})
    assert "Overvann i arealplan" in answer.titles
    assert "«sider overvann arealplan»" in answer.main.get_text()
    assert "https" not in answer.main.select_one("h2.result-title").get_text()
