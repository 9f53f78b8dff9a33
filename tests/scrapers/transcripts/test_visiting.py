"""Transcripts over HTTP: asked for where a page or a feed names them, and seen again."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.resource import Outcome
from index.store import Store
from searchsvc.collecting import errand_for, harvest

PODCAST = "podkast.example"
GUIDE = "www.veileder.example"
VTT = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Kari>Velkommen.\n\n01:10.000 --> 01:12.000\nOm flom."
NOTES = "Notatene til episoden sier hvem som er med, hva de snakker om og hvor du kan lese mer."
HTML = "<cite>Kari</cite><time>0:05</time><p>Skrevet ut som en side.</p>"
FEED = f"""<?xml version="1.0"?>
<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0">
<channel><title>Podkasten</title>
<item><title>Om flom</title><link>http://{PODCAST}/om-flom</link><guid>1</guid>
<podcast:transcript url="http://{PODCAST}/om-flom.vtt" type="text/vtt"/></item>
<item><title>Om hete</title><link>http://{PODCAST}/om-hete</link><guid>2</guid>
<podcast:transcript url="http://{PODCAST}/om-hete-utskrift" type="text/html"/></item>
</channel></rss>"""


@pytest.fixture
def site(crawler, podcast, guide):
    """A crawler of a podcast with transcripts, and of a webinar with subtitles that moved."""
    website = crawler.website
    website.put("/rss", FEED, host=PODCAST, media="application/rss+xml", headers={"ETag": '"1"'})
    for name in ("om-flom", "om-hete"):
        website.page(f"/{name}", name, NOTES, host=PODCAST, headers={"ETag": '"1"'})
    website.put("/om-flom.vtt", VTT, host=PODCAST, media="text/vtt", headers={"ETag": '"1"'})
    website.put("/om-hete-utskrift", HTML, host=PODCAST, headers={"ETag": '"1"'})
    website.put("/start/", '<a href="/webinar/flom">Webinar</a>')
    website.page("/webinar/flom", "Flom", '<a href="/media/flom.vtt">Teksting</a> Om flom.')
    website.move("/media/flom.vtt", "/lager/flom.vtt")
    website.put("/lager/flom.vtt", VTT, media="text/plain")
    return replace(crawler, sources=(podcast, guide))


def collect(site, store: Store) -> dict[str, list[tuple[int | None, str]]]:
    """Harvest; the passages of every record by its title."""
    names = tuple(source.name for source in site.sources)
    harvest(store, errand_for(store, site.sources, names, site.manners()), lambda _: None)
    return {
        record.resource.title: [(p.second, p.text) for p in record.resource.passages]
        for record in store.records()
    }


FLOOD = [(1, "Kari: Velkommen."), (70, "Om flom.")]


def test_what_is_said_is_read_and_stays(site, tmp_path: Path) -> None:
    with Store(tmp_path / "resources.sqlite") as store:
        held = collect(site, store)
        said = {title: [p for p in held[title] if p[0] is not None] for title in held}
        assert said == {
            "om-flom": FLOOD,
            "om-hete": [(5, "Kari: Skrevet ut som en side.")],
            "Flom": FLOOD,
        }
        assert collect(site, store) == held


def test_it_is_asked_again_though_its_page_is_unchanged(site, tmp_path: Path) -> None:
    with Store(tmp_path / "resources.sqlite") as store:
        collect(site, store)
        new = HTML.replace("Skrevet", "Rettet og skrevet")
        site.website.put("/om-hete-utskrift", new, host=PODCAST, headers={"ETag": '"2"'})
        texts = [text for passages in collect(site, store).values() for _, text in passages]
        assert "Kari: Rettet og skrevet ut som en side." in texts


def test_one_that_cannot_be_read_is_refused_by_name(site) -> None:
    site.website.put("/om-flom.vtt", "Logg inn", host=PODCAST)
    visit = site.visits()[f"{PODCAST}/om-flom.vtt"]
    assert visit.outcome is Outcome.REFUSED
    assert "no words" in visit.reason


@pytest.mark.parametrize("page", ["<h1>Logg inn</h1><p>Skriv inn passordet.</p>", ""])
def test_a_login_page_takes_nothing_of_what_is_said(site, tmp_path: Path, page: str) -> None:
    with Store(tmp_path / "resources.sqlite") as store:
        held = collect(site, store)
        for path in ("/om-flom.vtt", "/om-hete-utskrift"):
            site.website.put(path, page, host=PODCAST)
        assert collect(site, store) == held


def test_a_transcript_that_leads_to_the_front_page_leaves_that_a_page(site) -> None:
    site.website.move("/media/flom.vtt", "/start/")
    visits = site.visits()
    assert visits[f"{GUIDE}/media/flom.vtt"].outcome is Outcome.MOVED
    assert visits[f"{GUIDE}/start/"].outcome is Outcome.LISTED


def test_subtitles_that_nothing_names_are_no_page(site) -> None:
    site.website.put("/start/", '<a href="/klima/los.vtt">Løs</a>')
    site.website.put("/klima/los.vtt", VTT, media="text/vtt")
    assert site.visits()[f"{GUIDE}/klima/los.vtt"].reason == "not a page: text/vtt"
