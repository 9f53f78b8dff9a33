"""What comes of a visit: one crawl of a site where everything that can go wrong does.

Below, things that need a crawl of their own.
"""

import socket
from contextlib import closing
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from multiprocessing import active_children
from typing import Any

import pytest
from linking import links

from index.resource import Kind, Outcome, Visit
from scrapers.crawl import CrawlError, crawl
from scrapers.manners import Limits, Manners
from scrapers.source import Rule, Source

HOST = "www.veileder.example"
PODCAST = "podkast.example"
LARGEST = 60_000
DEAD = "dod.example"
FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Podkasten</title>
<item><title>Om flom</title><link>http://{PODCAST}/om-flom</link><guid>1</guid></item>
</channel></rss>"""


def hang(handler: BaseHTTPRequestHandler) -> None:
    """Never answer; give the thread back when the site closes."""
    handler.server.website.closing.wait()  # type: ignore[attr-defined]
    handler.close_connection = True


def fill(site: Any) -> None:
    """Put the site that goes wrong."""
    page, put, move = site.page, site.put, site.move
    page(
        "/klima/god", "God", f"{links('/klima/dypere', 'https://fremmed.example/x')} {'ord ' * 60}"
    )
    page("/klima/dypere", "Dypere")
    put("/klima/liste", links("/klima/fra-liste"))
    page("/klima/fra-liste", "Fra liste")
    put("/klima/borte", status=404)
    put("/klima/for-alltid-borte", status=410)
    put("/klima/innlogging", status=401)
    put("/klima/forbudt", status=403)
    put("/klima/feil", "<main><h1>Feil</h1></main>", status=500)
    put("/klima/tilbake", "", status=418)
    put("/klima/henger", act=hang)
    put("/klima/stor", "x" * (LARGEST + 1))
    put("/klima/pdf", b"%PDF-1.7", media="application/pdf")
    put("/klima/bilde", b"\x89PNG", media="image/png")
    put("/klima/json", "{}", media="application/json")
    page("/klima/uten-type", "Uten type", media="")
    put("/klima/tom", "")
    put("/klima/logget-ut", "<main><h1>Logg inn</h1><form><input type=password></form></main>")
    noindex = '<meta name="robots" content="noindex, follow">'
    page("/klima/noindex", "Ikke meg", f"{noindex} {links('/klima/bak-noindex')}")
    page("/klima/none", "Ikke meg", '<meta name="robots" content="NONE">')
    page("/klima/var-noindex", "Ikke meg", '<meta name="Klimasok" content="noindex">')
    page("/klima/to-meta", "Ikke meg", f'<meta name="robots" content="all">{noindex}')
    refresh = '<meta http-equiv="refresh" content="{}; url=/klima/sendt-{}">'
    put("/klima/sender", refresh.format(0, "hit"))
    page("/klima/sendt-hit", "Hit")
    put("/klima/sender-sent", refresh.format(30, "senere"))
    put("/klima/sender-ikke", '<meta http-equiv="refresh" content="0; url=/klima/sender-ikke/">')
    put("/klima/sender-ut", '<meta http-equiv="refresh" content="0; url=//fremmed.example/">')
    page("/klima/tag-noindex", "Ikke meg", headers={"X-Robots-Tag": "NoIndex"})
    page("/klima/tag-none", "Ikke meg", headers={"X-Robots-Tag": "none"})
    page("/klima/tag-var", "Ikke meg", headers={"X-Robots-Tag": "klimasok: noindex"})
    page("/klima/tag-sist", "Ikke meg", headers={"X-Robots-Tag": "max-snippet:-1, noindex"})
    nofollow = {"X-Robots-Tag": "nofollow"}
    page(
        "/klima/tag-nofollow",
        "Ikke videre",
        links("/klima/bak-tag") + "ord " * 60,
        headers=nofollow,
    )
    page("/klima/tag-annen", "Meg", headers={"X-Robots-Tag": "annenbot: noindex"})
    nofollow = '<meta name="robots" content="nofollow">'
    behind = links("/klima/bak-nofollow", f"http://{PODCAST}/bak-nofollow")
    page("/klima/nofollow", "Ikke videre", f"{nofollow} {behind} {'ord ' * 60}")
    move("/klima/flyttet", "/klima/flyttet-hit")
    move("/klima/flyttet-hit", f"http://{HOST}/klima/ny", status=308)
    page("/klima/ny", "Ny", '<link rel="canonical" href="/klima/ny">' + "ord " * 60)
    move("/klima/rundt", "/klima/i-ring", status=302)
    move("/klima/i-ring", "/klima/rundt", status=307)
    move("/klima/til-seg-selv", "/klima/til-seg-selv")
    for number in range(12):
        move(f"/klima/ledd-{number}", f"/klima/ledd-{number + 1}")
    move("/klima/ut", "https://fremmed.example/klima/")
    move("/klima/uten-mal", "")
    move("/klima/raa", "/klima/på-øya".encode().decode("latin-1"))
    page("/klima/p%C3%A5-%C3%B8ya", "På øya")
    move("/klima/til-utkast", "/klima/utkast---ny")
    move("/klima/borte-uten-a-si-det", "/", status=302)
    move("/klima/til-podkasten", f"http://{PODCAST}/fra-veilederen", status=302)
    put("/", "<main><h1>Forsiden</h1></main>")
    refresh = '<meta http-equiv="refresh" content="0; url=https://fremmed.example/felle">'
    page("/klima/oppfrisk", "Oppfrisk", refresh + "ord " * 60)
    page("/klima/utkast---ny", "Utkast")
    page("/klima/knekt", "Leseren tåler ikke denne", media="text/html; charset=x-finnes-ikke")
    page("/hva-som-helst", "Utenfor")
    episode = "<div class=libsyn-item-body><h1>Om</h1>"
    for path in ("/om-flom", "/fra-veilederen", "/bak-nofollow"):
        put(path, f"{episode}<p>{links(f'http://{HOST}/hva-som-helst')}</p>", host=PODCAST)
    paths = [path for path in site.answers if path.startswith(f"{HOST}/klima/")]
    hidden = ("bak-", "dypere", "fra-liste", "-hit", "/ny", "%", "i-ring")
    shown = [f"http://{path}" for path in paths if not any(part in path for part in hidden)]
    dead = f"http://{DEAD}/klima/dod"
    put("/start/", links(*shown, f"{shown[0]}#anker", dead, "https://fremmed.example/"))
    put("/rss", FEED, host=PODCAST, media="application/rss+xml")
    put("/sitemap.xml", "dette er ikke XML", media="application/xml")


@pytest.fixture(scope="module")
def crawled(shared_crawler: Any, guide: Source, podcast: Source) -> tuple[Any, dict[str, Visit]]:
    """The site, and the last visit to each of its addresses."""
    site = shared_crawler.website
    fill(site)
    guide = replace(
        guide,
        hosts=(*guide.hosts, DEAD),
        start=(*guide.start, f"http://{DEAD}/klima/dod"),
        sitemaps=(f"http://{HOST}/sitemap.xml",),
    )
    crawler = replace(shared_crawler, sources=(guide, podcast))
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"127.0.0.1:{closed.getsockname()[1]}"
    visits = crawler.visits(
        resolve={DEAD: nobody}, timeout=1.5, limits=Limits(body_bytes=LARGEST), retries=1
    )
    return site, visits


@pytest.fixture(scope="module")
def visits(crawled: tuple[Any, dict[str, Visit]]) -> dict[str, Visit]:
    return crawled[1]


@pytest.fixture(scope="module")
def site(crawled: tuple[Any, dict[str, Visit]]) -> Any:
    return crawled[0]


CAME = {
    "god": (Outcome.READ, 200, ""),
    "dypere": (Outcome.READ, 200, ""),
    "liste": (Outcome.LISTED, 200, ""),
    "fra-liste": (Outcome.READ, 200, ""),
    "tom": (Outcome.EMPTY, 200, "an empty page"),
    "logget-ut": (Outcome.EMPTY, 200, "a login page"),
    "uten-type": (Outcome.READ, 200, ""),
    "tag-annen": (Outcome.READ, 200, ""),
    "nofollow": (Outcome.READ, 200, ""),
    "oppfrisk": (Outcome.READ, 200, ""),
    "borte": (Outcome.GONE, 404, "HTTP 404"),
    "for-alltid-borte": (Outcome.GONE, 410, "HTTP 410"),
    "innlogging": (Outcome.REFUSED, 401, "HTTP 401"),
    "forbudt": (Outcome.REFUSED, 403, "HTTP 403"),
    "feil": (Outcome.FAILED, 500, "HTTP 500"),
    "tilbake": (Outcome.FAILED, 418, "HTTP 418"),
    "uten-mal": (Outcome.FAILED, 301, "HTTP 301"),
    "henger": (Outcome.FAILED, 0, "no answer within 1.5 seconds"),
    "stor": (Outcome.FAILED, 200, "too large"),
    "pdf": (Outcome.REFUSED, 200, "document: broken"),
    "bilde": (Outcome.REFUSED, 200, "not a page: image/png"),
    "json": (Outcome.REFUSED, 200, "not a page: application/json"),
    "noindex": (Outcome.REFUSED, 200, "robots meta says noindex"),
    "none": (Outcome.REFUSED, 200, "robots meta says noindex"),
    "var-noindex": (Outcome.REFUSED, 200, "robots meta says noindex"),
    "to-meta": (Outcome.REFUSED, 200, "robots meta says noindex"),
    "sender": (Outcome.MOVED, 200, ""),
    "sendt-hit": (Outcome.READ, 200, ""),
    "sender-sent": (Outcome.EMPTY, 200, "an empty page"),
    "sender-ikke": (Outcome.EMPTY, 200, "an empty page"),
    "sender-ut": (Outcome.MOVED, 200, "leads to a host of no source"),
    "tag-noindex": (Outcome.REFUSED, 200, "X-Robots-Tag says noindex"),
    "tag-sist": (Outcome.REFUSED, 200, "X-Robots-Tag says noindex"),
    "tag-nofollow": (Outcome.READ, 200, ""),
    "tag-none": (Outcome.REFUSED, 200, "X-Robots-Tag says noindex"),
    "tag-var": (Outcome.REFUSED, 200, "X-Robots-Tag says noindex"),
    "flyttet": (Outcome.MOVED, 301, ""),
    "flyttet-hit": (Outcome.MOVED, 308, ""),
    "ny": (Outcome.READ, 200, ""),
    "til-seg-selv": (Outcome.MOVED, 301, "more than 10 redirects"),
    "ut": (Outcome.MOVED, 301, "leads to a host of no source"),
    "til-utkast": (Outcome.MOVED, 301, "leads to what is never read"),
    "borte-uten-a-si-det": (Outcome.MOVED, 302, ""),
    "til-podkasten": (Outcome.MOVED, 302, ""),
}


@pytest.mark.parametrize(("path", "came"), CAME.items(), ids=CAME.keys())
def test_every_answer_has_its_outcome(
    visits: dict[str, Visit], path: str, came: tuple[Outcome, int, str]
) -> None:
    visit = visits[f"{HOST}/klima/{path}"]
    outcome, status, reason = came
    assert (visit.outcome, visit.status) == (outcome, status)
    assert (reason in visit.reason) if reason else (visit.reason == "")


def test_a_refused_connection_is_a_failed_visit(visits: dict[str, Visit]) -> None:
    visit = visits[f"{DEAD}/klima/dod"]
    assert visit.outcome is Outcome.FAILED
    assert "Connection refused" in visit.reason


def test_a_sitemap_that_is_no_xml_stops_nothing(visits: dict[str, Visit]) -> None:
    assert visits[f"{HOST}/sitemap.xml"].outcome in (Outcome.FAILED, Outcome.LISTED)
    assert visits[f"{HOST}/sitemap.xml"].found == ()


def test_what_fails_is_asked_again_and_what_is_refused_is_not(site: Any) -> None:
    tries = {path: site.counts[f"{HOST}/klima/{path}"] for path in ("feil", "henger", "forbudt")}
    assert tries == {"feil": 2, "henger": 2, "forbudt": 1}


def test_each_address_is_asked_for_once_whatever_its_anchor(site: Any) -> None:
    once = ("god", "dypere", "borte", "ny", "rundt", "i-ring", "pdf")
    assert {site.counts[f"{HOST}/klima/{path}"] for path in once} == {1}


def test_ten_redirects_are_followed_and_no_more(site: Any, shared_crawler: Any) -> None:
    start = f"http://{HOST}/klima/ledd-0"
    (guide,) = shared_crawler.sources
    visits = replace(shared_crawler, sources=(replace(guide, start=(start,)),)).visits()
    assert visits[f"{HOST}/klima/ledd-10"].reason == "more than 10 redirects"
    assert f"{HOST}/klima/ledd-11" not in visits


def test_a_redirect_says_where_it_leads(visits: dict[str, Visit]) -> None:
    assert visits[f"{HOST}/klima/flyttet"].moved_to == f"http://{HOST}/klima/flyttet-hit"
    assert visits[f"{HOST}/klima/ut"].moved_to == "https://fremmed.example/klima/"
    assert visits[f"{HOST}/klima/borte-uten-a-si-det"].moved_to == f"http://{HOST}/"


def test_the_page_at_the_end_of_a_chain_is_read(visits: dict[str, Visit]) -> None:
    (reading,) = visits[f"{HOST}/klima/ny"].readings
    assert (reading.title, reading.address) == ("Ny", f"http://{HOST}/klima/ny")


def test_a_redirect_may_be_written_in_raw_letters(visits: dict[str, Visit]) -> None:
    assert visits[f"{HOST}/klima/raa"].moved_to == f"http://{HOST}/klima/p%C3%A5-%C3%B8ya"
    assert visits[f"{HOST}/klima/p%C3%A5-%C3%B8ya"].readings[0].title == "På øya"


def test_a_front_page_where_a_page_was_is_no_reading(visits: dict[str, Visit]) -> None:
    assert visits[f"{HOST}/"].outcome is Outcome.LISTED


def test_hosts_of_no_source_are_never_asked_for(site: Any, visits: dict[str, Visit]) -> None:
    assert {address.partition("/")[0] for address in site.counts} == {HOST, PODCAST}
    assert {address.partition("/")[0] for address in visits} == {HOST, PODCAST, DEAD}


def test_drafts_are_never_asked_for(site: Any) -> None:
    assert [address for address in site.counts if "utkast---" in address] == []


@pytest.mark.parametrize(
    "behind",
    [
        f"{HOST}/klima/bak-noindex",
        f"{HOST}/klima/bak-nofollow",
        f"{HOST}/klima/bak-tag",
        f"{PODCAST}/bak-nofollow",
    ],
)
def test_what_lies_behind_noindex_or_nofollow_is_not_followed(site: Any, behind: str) -> None:
    assert site.counts[behind] == 0


def test_a_redirect_to_another_source_is_read_by_that_source(visits: dict[str, Visit]) -> None:
    visit = visits[f"{PODCAST}/fra-veilederen"]
    assert visit.source == "podkast"
    assert visit.readings[0].kind is Kind.EPISODE


def test_what_an_episode_links_to_is_read_by_the_source_whose_it_is(
    visits: dict[str, Visit],
) -> None:
    visit = visits[f"{HOST}/hva-som-helst"]
    assert visit.source == "veileder"
    (reading,) = visit.readings
    assert (reading.kind, reading.publisher) == (Kind.GUIDANCE, "Veilederen")


def test_the_feed_gives_a_reading_for_each_item_and_leads_to_its_page(
    visits: dict[str, Visit],
) -> None:
    feed = visits[f"{PODCAST}/rss"]
    assert feed.outcome is Outcome.LISTED
    assert [reading.title for reading in feed.readings] == ["Om flom"]
    assert visits[f"{PODCAST}/om-flom"].outcome is Outcome.READ


def test_a_visit_says_how_long_and_how_much(visits: dict[str, Visit]) -> None:
    visit = visits[f"{HOST}/klima/god"]
    assert 0 < visit.seconds < 10
    assert visit.size > 200
    assert visit.at.tzinfo is not None


def test_an_unknown_charset_is_read_all_the_same(visits: dict[str, Visit]) -> None:
    assert visits[f"{HOST}/klima/knekt"].readings[0].title == "Leseren tåler ikke denne"


# Crawls of their own


@pytest.mark.parametrize("body", ["<html><title>Nede</title></html>", "", "{}"])
def test_a_feed_that_is_no_xml_is_refused(crawler: Any, podcast: Source, body: str) -> None:
    crawler.website.put("/rss", body, host=PODCAST)
    visit = replace(crawler, sources=(podcast,)).visits()[f"{PODCAST}/rss"]
    assert (visit.outcome, visit.reason) == (Outcome.REFUSED, "not a feed")


def test_a_feed_that_moved_is_read_as_a_feed(crawler: Any, podcast: Source) -> None:
    crawler.website.move("/rss", f"http://{PODCAST}/rss/ny", host=PODCAST)
    crawler.website.put("/rss/ny", FEED, host=PODCAST)
    visits = replace(crawler, sources=(podcast,)).visits()
    assert [reading.title for reading in visits[f"{PODCAST}/rss/ny"].readings] == ["Om flom"]


def test_a_sitemap_leads_to_what_the_source_follows(crawler: Any, guide: Source) -> None:
    sitemap = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<url><loc>http://{HOST}/klima/a</loc></url><url><loc>http://{HOST}/om-oss</loc></url>"
        f"<url><loc>http://{HOST}/klima/utkast---b</loc></url>"
        "<url><loc>http://fremmed.example/klima/c</loc></url></urlset>"
    )
    crawler.website.put("/sitemap.xml", sitemap, media="application/xml")
    crawler.website.page("/klima/a", "A")
    source = replace(guide, start=(), sitemaps=(f"http://{HOST}/sitemap.xml",))
    visits = replace(crawler, sources=(source,)).visits()
    assert list(visits) == [f"{HOST}/sitemap.xml", f"{HOST}/klima/a"]


def test_a_reader_that_raises_fails_its_page_and_the_crawl_goes_on(
    crawler: Any, guide: Source
) -> None:
    site = crawler.website
    site.put("/start/", links("/webinar/a", "/klima/b"))
    site.page("/webinar/a", "A")
    site.page("/klima/b", "B")
    broken = Rule(kind=Kind.EVENT, address="^/webinar/", title="h1[")  # a file cannot say this
    source = replace(guide, pages=(broken, *guide.pages))
    visits = replace(crawler, sources=(source,)).visits()
    assert visits[f"{HOST}/webinar/a"].outcome is Outcome.FAILED
    assert visits[f"{HOST}/webinar/a"].reason.startswith("could not be read: Selector")
    assert visits[f"{HOST}/klima/b"].outcome is Outcome.READ


def test_a_crawl_ends_though_every_page_has_a_next_one(crawler: Any) -> None:
    site = crawler.website
    site.put("/start/", links("/start/1"))
    for number in range(1, 20):
        site.put(f"/start/{number}", links(f"/start/{number + 1}"))
    assert f"{HOST}/start/5" in crawler.visits(limits=Limits(depth=5))
    assert site.counts[f"{HOST}/start/6"] == 0


def test_addresses_that_differ_in_a_session_only_are_one(crawler: Any) -> None:
    twins = [f"/klima/a?sid={number}" for number in range(9)] + ["/klima/a/", "/klima/a#x"]
    crawler.website.put("/start/", links(*twins))
    crawler.website.page("/klima/a", "A")
    crawler.visits()
    assert crawler.website.counts[f"{HOST}/klima/a"] == 1


def test_closing_a_crawl_early_stops_its_process(crawler: Any) -> None:
    crawler.website.put("/start/", links(*(f"/klima/{number}" for number in range(200))))
    visits = crawl(crawler.errand())
    assert next(visits).outcome is Outcome.LISTED
    assert len(active_children()) == 1
    visits.close()
    assert active_children() == []


def test_a_process_that_dies_is_told_of(crawler: Any) -> None:
    crawler.website.put("/start/", act=hang)
    crawler.website.put("/robots.txt", act=hang)
    with closing(crawl(crawler.errand(timeout=60.0))) as visits:
        crawler.website.when_asked(lambda: active_children()[0].kill())
        with pytest.raises(CrawlError, match="ended before its work was done"):
            next(visits)


def test_a_crawl_of_real_hosts_without_a_contact_is_refused(crawler: Any) -> None:
    errand = replace(crawler.errand(), manners=Manners(delay=0))
    with pytest.raises(CrawlError, match="set `contact`"):
        next(crawl(errand))
    assert active_children() == []
    assert crawler.website.asked == []


def test_a_real_host_that_others_may_link_to_needs_a_contact_too(
    crawler: Any, podcast: Source
) -> None:
    errand = crawler.errand()
    errand = replace(errand, sources=(*errand.sources, podcast))
    with pytest.raises(CrawlError, match="set `contact`"):
        next(crawl(errand))
    assert crawler.website.asked == []
