"""The directorate's pages look like the real ones, kind by kind."""

import json
import re

import pytest

HOST = "http://www.klimadirektoratet.example"
HUB = "/ansvarsomrader/klima/for-myndigheter/"


@pytest.fixture
def page(visit):
    def page(path):
        seen = visit(HOST + path)
        assert seen.status == 200
        return seen.page

    return page


def paths(site, pattern):
    host = site.names.directorate
    return [path for (at, path) in site.pages if at == host and re.fullmatch(pattern, path)]


def lines(element):
    return [" ".join(line.split()) for line in element.get_text("\n").splitlines() if line.strip()]


def test_every_page_has_its_canonical_address_and_a_description(site, visit):
    for path in paths(site, r"/(ansvarsomrader|aktuelt|klimasats|tjenester|nn)/.*"):
        page = visit(HOST + path).page
        assert page.select_one("link[rel=canonical]")["href"] == HOST + path
        assert page.select_one("meta[name=description]")["content"]
        assert page.html["lang"] in ("nb", "nn", "en")
        assert page.h1.text


def test_a_step_says_its_number_and_the_hub_lists_the_steps(page):
    hub = page(f"{HUB}klimaplanlegging/")
    steps = hub.select("nav.steps ol li a")
    assert len(steps) == 6
    third = page(steps[2]["href"])
    assert third.select_one(".step").text == "Steg 3 av 6"
    assert third.h1.text.startswith("Steg 3: ")
    assert third.select("h2[id]")
    assert re.fullmatch(r"Sist endret \d\d\.\d\d\.\d{4}", third.select_one(".changed").text)
    assert "Vi genererer din PDF - vennligst vent" in third.get_text()


def test_every_folder_with_pages_has_a_page(site):
    held = {path for (host, path) in site.pages if host == site.names.directorate}
    for path in paths(site, r"/(ansvarsomrader|aktuelt|klimasats|tjenester|nn)/.*"):
        assert path.rstrip("/").rpartition("/")[0] + "/" in held


def test_coming_webinars_come_first(page):
    coming, held = page("/aktuelt/arrangementer/webinar").select("section ul.event-list")
    assert len(coming.select("li")) >= 5
    assert len(held.select("li")) >= 10


def test_a_coming_webinar_has_labels_speakers_and_sign_up(page):
    listing = page("/aktuelt/arrangementer/webinar")
    event = page(listing.select_one(".coming a")["href"])
    labels = [strong.text for strong in event.select("main strong")]
    assert labels[:4] == ["Sted:", "Tid:", "Pris:", "Arrangør:"]
    assert re.fullmatch(
        r"Webinar \| \d\d\.\d\d\.\d{4} – \d\d\.\d\d\.\d{4}", event.select_one(".event-type").text
    )
    assert all(item.text.count(",") >= 2 for item in event.select(".speakers li"))
    assert event.find("a", string="Meld deg på")["href"].startswith("http")
    assert event.find("h2", string="Om webinarene")


def test_a_held_webinar_says_so_and_may_have_a_recording(page):
    event = page(
        "/aktuelt/arrangementer/2021/februar-2021/innbyggerinvolvering-i-klimaplanlegging/"
    )
    assert lines(event.main)[:2] == [
        "Dette er et tidligere arrangement",
        "Webinar | 16.02.2021 – 16.02.2021",
    ]
    assert event.iframe["src"].startswith("http://player.video.example/video/")
    assert not event.find("a", string="Meld deg på")


def test_some_held_webinars_have_no_recording(page):
    listing = page("/aktuelt/arrangementer/webinar")
    held = [page(link["href"]) for link in listing.select(".held a")]
    assert {event.iframe is None for event in held} == {True, False}


def test_the_new_template_puts_label_and_value_in_elements_of_their_own(page):
    facts = page("/klimasats/2021/kvernbekken/").select_one("dl.project-facts")
    labels, values = facts.select("dt"), facts.select("dd")
    found = {label.text: value.text for label, value in zip(labels, values, strict=True)}
    assert found["Søker"] == "LAUVDAL KOMMUNE"
    assert found["Tilskudd"] == "2\N{NO-BREAK SPACE}400\N{NO-BREAK SPACE}000"
    assert found["Varighet av prosjekt"] == "Mar 2021 - Okt 2023"
    assert {"Fylke", "Status", "Type tiltak", "Søknad", "Tilsagn", "Rapport"} <= found.keys()


def test_the_old_template_has_lines_of_label_and_value(page):
    text = page("/klimasats/2017/bysykkel/").select_one(".project-text")
    facts = [p.text for p in text.find_all("p") if p.strong and p.strong.text.endswith(":")]
    assert facts[0].startswith("Prosjektnavn: ")
    assert facts[1] == "Søknadsår: 2017"
    assert not text.find("dl")


def test_documents_are_pdf_files_and_are_linked_only_where_they_are(site, visit, page):
    links = [
        link["href"]
        for path in paths(site, r"/klimasats/\d{4}/[^/]+/")
        for link in page(path).select("a[href$='.pdf']")
    ]
    assert len(links) >= 3
    for link in links:
        document = visit(HOST + link)
        assert document.headers["Content-Type"] == "application/pdf"
        assert document.body.startswith(b"%PDF")


def test_guidance_has_files_that_can_be_read_and_files_that_can_not(page, visit):
    tree = "/ansvarsomrader/klima/for-myndigheter/klimatilpasning/"
    (template,) = page(f"{tree}ansvar-for-overvann/").select(".attachments a")
    assert visit(HOST + template["href"]).body.startswith(b"PK")
    old = page(f"{tree}klimaprofil/").select(".attachments a")
    assert len(old) == 4
    assert all(visit(HOST + link["href"]).body.startswith(b"%PDF") for link in old)


def test_a_held_webinar_has_subtitles_where_they_are_written(site, page, visit):
    (path,) = paths(site, r".*/fra-ror-til-bekk-samling-om-bekkeapning/")
    link = page(path).select_one(".subtitles a")
    assert visit(HOST + link["href"]).text.startswith("WEBVTT")


def test_a_grant_says_whether_its_deadline_is_past(site, page):
    deadlines = [
        page(path).select_one(".deadline").text for path in paths(site, r".*/tilskudd/.+/")
    ]
    assert any(re.search(r"Søknadsfristen er \d+\. \w+ \d{4}", line) for line in deadlines)
    assert any(re.search(r"Søknadsfristen var \d+\. \w+ \d{4}", line) for line in deadlines)
    assert any("Løpende" in line for line in deadlines)


def test_old_notices_say_that_they_are_old(site, page):
    notices = [page(path) for path in paths(site, r"/aktuelt/(nyheter|fagmeldinger)/\d{4}/.+/")]
    assert all(re.search(r"Publisert \d\d\.\d\d\.\d{4}", p.main.text) for p in notices)
    assert {bool(p.select_one(".old-notice")) for p in notices} == {True, False}


def test_about_half_of_news_and_events_carry_structured_data(site, page):
    dated = paths(site, r"/aktuelt/(nyheter|fagmeldinger)/\d{4}/.+/")
    dated += paths(site, r"/aktuelt/arrangementer/\d{4}/[^/]+/.+/")
    scripts = [page(path).select_one("script[type='application/ld+json']") for path in dated]
    data = [json.loads(script.string) for script in scripts if script]
    assert {item["@type"] for item in data} == {"Event", "NewsArticle"}
    assert 0.25 < len(data) / len(dated) < 0.75


def test_a_copy_of_an_episode_has_number_and_sound_but_no_date(page, visit):
    link = page("/tjenester/klimapodcast/").select_one("ul.episode-list a")
    number = re.search(r"/klimapodcast-(\d+)-", link["href"])[1]
    copy = page(link["href"])
    assert number in copy.h1.text
    assert lines(copy.main)[1] == "Hør episoden her, eller i en podcastapp på mobilen:"
    assert not re.search(r"\d\d\.\d\d\.\d{4}|\d\. \w+ 20\d\d", copy.main.text)
    sound = copy.select_one("a.audio")["href"]
    assert sound in visit("http://kommunevaer.podkast.example/rss").text


def test_versions_in_bokmal_and_nynorsk_point_at_each_other(site, page):
    versions = [page(path) for path in paths(site, r"/nn/.*")]
    versions = [version for version in versions if version.select("link[hreflang]")]
    assert len(versions) >= 3
    for version in versions:
        assert version.html["lang"] == "nn"
        links = {link["hreflang"]: link["href"] for link in version.select("link[hreflang]")}
        original = page(links["nb"].removeprefix(HOST))
        back = original.select_one("link[hreflang=nn]")["href"]
        assert back == version.select_one("link[rel=canonical]")["href"]


def test_some_nynorsk_bodies_stand_in_a_bokmal_frame(site, page):
    pages = [page(path) for path in paths(site, r"/(ansvarsomrader|aktuelt|klimasats)/.+/")]
    bodies = [p for p in pages if " ikkje " in p.main.text and " og " in p.main.text]
    assert {p.html["lang"] for p in bodies} >= {"nb", "nn"}


def test_robots_forbid_what_a_hub_links(visit, page):
    robots = visit(f"{HOST}/robots.txt").text.splitlines()
    assert "Disallow: /intern/" in robots
    assert "Disallow: /sok" in robots
    assert f"Sitemap: {HOST}/sitemap.xml" in robots
    hub = {link["href"] for link in page(HUB).select("main a")}
    assert "/intern/arbeidsrom/" in hub
    assert sum("utkast---" in path or "ny---" in path for path in hub) == 2


def test_the_sitemap_lists_current_pages_and_no_others(visit):
    sitemap = visit(f"{HOST}/sitemap.xml").page
    listed = [loc.text for loc in sitemap.find_all("loc")]
    assert len(listed) == len(sitemap.find_all("lastmod")) > 100
    assert not [
        address for address in listed if re.search(r"---|/intern/|/sok$|/myndigheter/", address)
    ]
    assert {visit(address).status for address in listed} == {200}
