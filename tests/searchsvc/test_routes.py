"""What every page has in common, in the three languages."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from index.record import Record

PREFIXES = {"nb": "", "nn": "/nn", "en": "/en"}
PATHS = (
    "/",
    "/sok",
    "/sok?q=overvann",
    "/sok?q=overvann&type=veiledning&tilstand=kommende",
    "/sok?type=webinar&tilstand=kommende&tilstand=holdt&sorter=frist&side=1",
    "/sok?q=ordsomikkefinnes",
    "/sok?q=bekk&ar=2024&sprak=nb&kilde=laget",
    "/sok?side=2",
    "/tema",
    "/tema/overvann",
    "/tema/sjofart",
    "/prosjekter",
    "/rolle",
    "/rolle/folkevalgt",
    "/lenke",
    "/lenke?url=https://www.ks.example/x",
    "/liste",
    "/liste?liste=finnesikke~Se%20side%203",
    "/prosjekter?fylke=Innlandet&sorter=sum&som=Voss",
    "/kilder",
    "/innsamling",
    "/om",
    "/api",
    "/webinarer",
    "/webinarer?tema=overvann",
    "/webinarer?tema=finnes-ikke",
    "/tilskudd",
    "/tilgjengelighet",
    "/personvern",
)
FETCHED = "link[rel=stylesheet], link[rel=icon]"
SAMPLE = {"nb": "eksempeldata", "nn": "eksempeldata", "en": "sample data"}

languages = pytest.mark.parametrize("code", PREFIXES)
paths = pytest.mark.parametrize("path", PATHS)


@languages
@paths
def test_a_page_answers_in_its_language(visit: Callable, code: str, path: str) -> None:
    answer = visit(PREFIXES[code] + path)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.soup.html["lang"] == code
    assert_sound(answer)


@languages
def test_the_page_of_every_thing_is_sound(
    visit: Callable, records: dict[str, Record], code: str
) -> None:
    for record in records.values():
        answer = visit(f"{PREFIXES[code]}/ressurs/{record.id}")
        assert answer.status == 200, record.resource.title
        assert_sound(answer)


def test_every_route_is_among_those_that_are_looked_at(app: Flask) -> None:
    looked_at = {urlsplit(path).path for path in PATHS} | {"/tema/<topic_id>"}
    rules = {
        rule.rule.removeprefix("/nn").removeprefix("/en") or "/"
        for rule in app.url_map.iter_rules()
    }
    pages = {rule for rule in rules if "." not in rule}
    elsewhere = {
        "/ressurs/<thing_id>", "/rolle/<audience_id>", "/kildeliste", "/embed",
        "/static/<path:filename>", "/healthz", "/readyz",
    }  # fmt: skip
    single = {"/tema/overvann", "/tema/sjofart", "/rolle/folkevalgt"}
    assert pages - elsewhere == looked_at - single


def assert_sound(answer: Any) -> None:
    """Well formed, named, reachable by keyboard and screen reader, and nobody else is asked."""
    soup = answer.soup
    assert answer.faults == []
    assert soup.title.get_text().removesuffix(" – Klimasøk").strip()
    assert [tag.get_text(strip=True) != "" for tag in soup.find_all("h1")] == [True]
    assert len(soup.find_all("main")) == 1
    assert soup.body.find("a")["href"] == f"#{soup.main['id']}"
    assert "skip" in soup.body.find("a")["class"]
    assert_ids_are_used_well(soup)
    assert_controls_have_names(soup)
    assert_nothing_is_inline_or_external(soup)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers


def assert_ids_are_used_well(soup: BeautifulSoup) -> None:
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    named = {name for tag in soup.find_all(True) for name in tag.get("aria-labelledby", "").split()}
    jumps = {tag["href"][1:] for tag in soup.select('a[href^="#"]')}
    assert named | jumps <= set(ids)


def assert_controls_have_names(soup: BeautifulSoup) -> None:
    for control in soup.select("input:not([type=hidden]), select, textarea"):
        by_id = control.get("id") and soup.find("label", attrs={"for": control["id"]})
        label = by_id or control.find_parent("label")
        assert label is not None, control
        assert label.get_text(strip=True), control
    for label in soup.find_all("label"):
        target = soup.find(id=label["for"]) if label.has_attr("for") else label.find("input")
        assert target is not None, label
    for tag in soup.find_all(["a", "button", "h1", "h2", "h3", "legend", "summary"]):
        assert tag.get_text(strip=True), tag
    for link in soup.find_all("a"):
        assert link["href"]
    assert all(image.has_attr("alt") for image in soup.find_all("img"))
    menus = [tag.get("aria-label") for tag in soup.find_all("nav")]
    assert all(menus)
    assert len(menus) == len(set(menus))


def assert_nothing_is_inline_or_external(soup: BeautifulSoup) -> None:
    assert not soup.find_all("style")
    assert not [tag for tag in soup.find_all("script", type=False) if not tag.get("src")]
    assert not soup.find_all("script", type=lambda kind: kind and kind != "application/ld+json")
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name == "style" or name.startswith("on")], tag
    fetched = [tag["src"] for tag in soup.select("[src]")]
    fetched += [tag["href"] for tag in soup.select(FETCHED)]
    assert all(address.startswith("/static/") for address in fetched)
    assert all(form.get("action", "/").startswith("/") for form in soup.find_all("form"))


def test_what_the_pages_fetch_is_there_and_fetches_nothing_from_others(visit: Callable) -> None:
    page = visit("/").soup
    fetched = {tag["src"] for tag in page.select("[src]")}
    fetched |= {tag["href"] for tag in page.select(FETCHED)}
    for address in fetched:
        assert visit(address).status == 200, address
    style = visit("/static/klimasok.css").text
    assert "@import" not in style
    for address in re.findall(r'url\("?([^")]+)"?\)', style):
        assert visit(f"/static/{address}").status == 200, address


@languages
def test_a_page_leads_to_itself_in_the_other_languages(visit: Callable, code: str) -> None:
    soup = visit(f"{PREFIXES[code]}/sok?q=regn+bed&type=webinar").soup
    found = {tag["hreflang"]: tag["href"] for tag in soup.select(".languages a")}
    expected = {
        other: f"{prefix}/sok?q=regn+bed&type=webinar"
        for other, prefix in PREFIXES.items()
        if other != code
    }
    assert found == expected


@languages
def test_links_stay_in_the_language(visit: Callable, code: str) -> None:
    soup = visit(f"{PREFIXES[code]}/").soup
    for link in soup.select("header .menu a, main a, footer a"):
        if link["href"].startswith("/"):
            assert link["href"].startswith(f"{PREFIXES[code]}/")
            assert (link["href"][:4] in ("/nn/", "/en/")) == (code != "nb")


@languages
def test_every_link_of_ours_leads_to_a_page(visit: Callable, code: str) -> None:
    pages = [PREFIXES[code] + path for path in PATHS if "tilstand" not in path]
    links = {
        link["href"].partition("#")[0]
        for page in pages
        for link in visit(page).soup.select("a[href^='/']")
    }
    broken = [link for link in sorted(links) if visit(link).status not in (200, 303)]
    assert broken == []
    assert len(links) > 50


@languages
def test_a_language_without_its_slash_leads_to_its_front_page(visit: Callable, code: str) -> None:
    if PREFIXES[code]:
        answer = visit(PREFIXES[code])
        assert answer.status == 308
        assert urlsplit(answer.headers["Location"]).path == f"{PREFIXES[code]}/"


@paths
@languages
def test_sample_data_are_called_so_on_every_page(
    visit: Callable, visit_sample: Callable, code: str, path: str
) -> None:
    line = visit_sample(PREFIXES[code] + path).soup.select_one("p.sample")
    assert SAMPLE[code] in line.get_text()
    assert visit(PREFIXES[code] + path).soup.select_one("p.sample") is None


def test_sample_data_are_called_so_on_things_and_errors(
    visit_sample: Callable, ids: Callable[[str], str]
) -> None:
    for path in (f"/ressurs/{ids('overvann')}", "/finnes-ikke"):
        assert visit_sample(path).soup.select_one("p.sample") is not None


def test_the_about_page_of_sample_data_has_the_command_that_collects_the_real_sites(
    visit: Callable, visit_sample: Callable
) -> None:
    assert "searchsvc harvest && searchsvc build" in visit_sample("/om").main.get_text()
    assert "searchsvc harvest" not in visit("/om").main.get_text()


def test_the_pages_are_served_over_real_http(ask: Callable) -> None:
    for path in ("/", "/nn/", "/en/", "/sok?q=overvann", "/static/klimasok.css"):
        answer = ask(path)
        assert answer.status == 200
        assert "Set-Cookie" not in answer.headers
        assert "Content-Security-Policy" in answer.headers


HEAVIEST = (
    "/sok",
    "/sok?q=klima",
    "/sok?q=klima&tema=bygg&tema=transport&sorter=nyeste",
    "/tema/klimasats",
)


@pytest.mark.parametrize("path", [*PATHS, *HEAVIEST])
def test_no_page_weighs_more_than_a_slow_network_carries(visit_site: Callable, path: str) -> None:
    assert len(visit_site(path).text.encode()) < 60_000


def test_style_and_script_are_light(visit: Callable) -> None:
    soup = visit("/").soup
    style = soup.select_one("link[rel=stylesheet]")["href"]
    assert len(visit(style).text.encode()) < 25_000
    assert len(visit(soup.script["src"]).text.encode()) < 8_000


def test_the_sources_of_data_are_credited_on_every_page(visit: Callable) -> None:
    text = visit("/sok?q=overvann").soup.select_one(".credits").get_text()
    assert "Statistisk sentralbyrå" in text
    assert "Giellatekno" in text


def test_accessibility_and_privacy_are_one_link_from_every_page(visit: Callable) -> None:
    for path in ("/", "/sok?q=overvann", "/finnes-ikke"):
        links = {tag["href"] for tag in visit(path).soup.footer.select("a")}
        assert {"/tilgjengelighet", "/personvern", "/om#utelat", "/om#sikkerhet"} <= links
