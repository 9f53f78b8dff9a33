"""The podcast host looks like the real one: episodes, lists, months, feed."""

import re
from collections import Counter

import feedparser
import pytest

PODCAST = "http://kommunevaer.podkast.example"
EARLY = f"{PODCAST}/hvem-gjr-hva-i-klimastafetten"
CLOSING = ("Hjelp til lokalt klimaarbeid", "Veiledning og ressurser", "Kontakt oss")


@pytest.fixture(scope="module")
def feed(visit):
    return feedparser.parse(visit(f"{PODCAST}/rss").body)


def test_the_feed_names_the_transcript_of_an_episode(visit, feed):
    (named,) = [entry.podcast_transcript for entry in feed.entries if "podcast_transcript" in entry]
    subtitles = visit(named["url"])
    assert (named["type"], subtitles.headers["Content-Type"]) == ("application/x-subrip",) * 2
    assert "Marius Lund: " in subtitles.text


def test_an_episode_page_has_the_parts_of_the_theme(visit):
    item = visit(EARLY).page.select_one("div.libsyn-item")
    assert item.select_one(".libsyn-item-title a").text == "Hvem gjør hva i klimastafetten?"
    day = item.select_one(".libsyn-item-release-date").text
    assert re.fullmatch(r"[A-Z][a-z]{2} \d{1,2}, \d{4}", day)
    assert item.select_one(".libsyn-item-player iframe")["src"]
    body = item.select_one(".libsyn-item-body").text
    assert "Hvem gjør hva i klimastafetten?" not in body
    assert all(heading in body for heading in CLOSING)


def test_an_episode_page_has_the_lines_of_the_frame(visit):
    words = " ".join(visit(EARLY).page.get_text().split())
    assert "Preview Mode Links will not work in preview mode" in words
    assert "Les mer om podcasten hos Klimadirektoratet." in words


def test_early_episodes_write_bare_addresses_and_later_ones_anchors(site, visit):
    early = visit(EARLY).page.select_one(".libsyn-item-body")
    heading = early.find("p", string=re.compile("^Dette hører du om"))
    lines = heading.find_next_sibling("div").find_all("p")
    assert lines
    assert all(re.search(r"\S+ http://\S+$", line.text) and not line.a for line in lines)
    later = visit(f"{PODCAST}/vannet-vil-fram").page.select_one(".libsyn-item-body")
    assert later.select("ul li a[href^='http://www.klimadirektoratet.example/']")
    assert not re.search(r"http://\S+/", later.text)


def test_lists_cut_the_notes_and_lead_through_all_episodes(visit):
    titles, address = [], "/"
    while address:
        page = visit(PODCAST + address).page
        items = page.select("div.libsyn-item")
        assert all(item.select_one(".libsyn-item-body p").text.endswith("...") for item in items)
        titles += [item.select_one(".libsyn-item-title").text for item in items]
        older = page.find("a", string=re.compile("Older"))
        address = older["href"] if older else None
    assert len(titles) == len(set(titles)) >= 20


def test_a_month_lists_its_own_episodes(visit):
    months = visit(f"{PODCAST}/").page.select(".libsyn-sidebar a")
    first = visit(PODCAST + months[0]["href"]).page
    assert re.fullmatch(r"/\d{4}/\d{2}", months[0]["href"])
    assert first.select_one(".libsyn-item-body p").text.endswith("...")


def test_the_feed_parses_with_every_episode(feed):
    assert not feed.bozo
    assert len(feed.entries) >= 20
    for entry in feed.entries:
        assert entry.published_parsed
        assert entry.itunes_duration
        assert entry.itunes_episode.isdigit()
        assert entry.content[0].value
        assert entry.enclosures[0].type == "audio/mpeg"
        assert not entry.guidislink
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)


def test_some_links_of_the_feed_go_by_the_alias_host(feed):
    hosts = Counter(entry.link.split("/")[2] for entry in feed.entries)
    assert hosts["www.kommunevaer.example"] >= 3
    assert hosts["kommunevaer.podkast.example"] > hosts["www.kommunevaer.example"]


def test_some_links_of_the_feed_are_the_sound_itself(feed):
    sounds = [entry for entry in feed.entries if entry.link == entry.enclosures[0].href]
    assert len(sounds) >= 2


def test_the_feed_wraps_some_links_over_lines(visit):
    feed = visit(f"{PODCAST}/rss").text
    assert 'href=\n"http' in feed
    assert 'href= "http' in feed
    assert 'href="http' in feed


def test_three_wordings_close_the_notes_and_some_lead_to_the_old_address(feed):
    notes = [entry.description for entry in feed.entries]
    assert all(all(heading in note for heading in CLOSING) for note in notes)
    endings = {
        re.sub(r"\s+", "", note.partition("Hjelp til lokalt klimaarbeid")[2]) for note in notes
    }
    assert len(endings) == 3
    assert sum("/myndigheter/klimaarbeid/" in note for note in notes) >= 5
    assert all("/aktuelt/arrangementer/webinar" in note for note in notes)
