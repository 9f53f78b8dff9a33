"""Whatever way a site names a machine beside us, the crawler never asks it for anything."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from evil_site import HOST, EvilServer, serving

from index.resource import Health, Kind, Visit
from scrapers.checking import LinkErrand, check_links
from scrapers.crawl import Errand, crawl
from scrapers.manners import Manners
from scrapers.source import Rule, Source

BESIDE = (
    *("localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0"),
    *("[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "LOCALHOST.", "169.254.169.254"),
)
ROBOTS_HOSTS = tuple(f"robots-{n}.example" for n in range(len(BESIDE)))
WORDS = " ".join(f"Råd nummer {number} gjelder kommunen." for number in range(12))
LINK = '<a href="{0}">x</a>'
WAYS = {
    "a link": LINK,
    "a frame": '<iframe src="{0}"></iframe>',
    "subtitles": '<video src="/v.mp4"><track kind="captions" src="{0}.vtt"></video>',
    "a canonical address": '<link rel="canonical" href="{0}">',
    "another language": '<link rel="alternate" hreflang="nn" href="{0}">',
    "a base": '<base href="{0}"><a href="veiledning">x</a>',
    "a refresh": '<meta http-equiv="refresh" content="0; url={0}">',
    "a style and a picture": '<link rel="stylesheet" href="{0}"><img src="{0}">',
    "data for machines": '<script type="application/ld+json">{{"@id": "{0}"}}</script>',
}


def pages(beside: list[str]) -> dict[str, str]:
    """A site that leads to the machine beside us in every way, in every spelling."""
    ways = {
        f"/veiledning/{n}-{way}": (
            f"<main><h1>Vei {n}-{way}</h1><p>{WORDS} {n} {way}</p></main>{markup.format(address)}"
        )
        for n, markup in enumerate(WAYS.values())
        for way, address in enumerate(beside)
    }
    moved = {f"/veiledning/flyttet-{n}": address for n, address in enumerate(beside)}
    listed = "".join(f"<url><loc>{address}</loc></url>" for address in beside)
    lists = "".join(f"<sitemap><loc>{address}sitemap.xml</loc></sitemap>" for address in beside)
    items = "".join(
        f"<item><title>Lyd {n}</title><link>{address}</link><enclosure url='{address}a.mp3'"
        f" type='audio/mpeg'/><podcast:transcript url='{address}a.vtt' type='text/vtt'/></item>"
        for n, address in enumerate(beside)
    )
    return {
        **ways,
        **moved,
        "/robots.txt": "".join(f"Sitemap: {address}kart.xml\n" for address in beside),
        "/start": "".join(LINK.format(path) for path in (*ways, *moved)),
        "/kart.xml": f"<urlset>{listed}</urlset>",
        "/kart-over-kart.xml": f"<sitemapindex>{lists}</sitemapindex>",
        "/lyd.xml": (
            "<rss version='2.0' xmlns:podcast='https://podcastindex.org/namespace/1.0'>"
            f"<channel><title>Lyd</title>{items}</channel></rss>"
        ),
    }


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def neighbour() -> Iterator[EvilServer]:
    """A machine beside us, that nobody must ask."""
    with serving({}) as server:
        yield server


@pytest.fixture(scope="module")
def beside(neighbour: EvilServer) -> list[str]:
    """Its addresses."""
    return [f"http://{host}:{neighbour.server_port}/" for host in BESIDE]


def source(beside: list[str]) -> Source:
    """A source whose operator would let the crawler go there."""
    at = f"http://{HOST}"
    return Source(
        name="ondskap",
        owner="Ondskap",
        hosts=(HOST, *(host.strip("[]").lower().strip(".") for host in BESIDE)),
        start=(f"{at}/start",),
        feeds=(f"{at}/lyd.xml",),
        sitemaps=(f"{at}/kart.xml", f"{at}/kart-over-kart.xml"),
        pages=(Rule(kind=Kind.GUIDANCE, address="^/"),),
    )


def manners(site: EvilServer, **more: object) -> Manners:
    place = f"127.0.0.1:{site.server_port}"
    resolve = dict.fromkeys((HOST, *ROBOTS_HOSTS), place)
    return Manners(contact="drift@kommune.example", delay=0, retries=0, resolve=resolve, **more)


def collect(site: EvilServer, of: Source, **more: object) -> list[Visit]:
    errand = Errand(sources=(of,), chosen=(of.name,), earlier=(), manners=manners(site, **more))
    with closing(crawl(errand)) as came:
        return list(came)


def test_no_way_leads_to_a_machine_beside_us(neighbour: EvilServer, beside: list[str]) -> None:
    neighbour.asked.clear()
    with serving(pages(beside)) as site:
        came = collect(site, source(beside))
    assert {visit.address for visit in came} > {f"http://{HOST}/veiledning/{n}-0" for n in range(9)}
    refused = [visit for visit in came if "private address" in visit.reason]
    assert len(refused) >= len(BESIDE) // 2
    assert neighbour.asked == []


def test_where_the_operator_names_it_the_same_ways_do(
    neighbour: EvilServer, beside: list[str]
) -> None:
    neighbour.asked.clear()
    with serving(pages(beside)) as site:
        collect(site, source(beside), private=("localhost", "127.0.0.1"))
    assert neighbour.asked


def test_a_robots_txt_that_moves_there_is_not_followed(
    neighbour: EvilServer, beside: list[str]
) -> None:
    neighbour.asked.clear()
    robots = {f"{host}/robots.txt": to for host, to in zip(ROBOTS_HOSTS, beside, strict=True)}
    of = replace(
        source(beside),
        hosts=(*ROBOTS_HOSTS, *source(beside).hosts),
        start=tuple(f"http://{host}/" for host in ROBOTS_HOSTS),
        feeds=(),
        sitemaps=(),
    )
    with serving({**robots, "/": "<p>Hei</p>"}) as site:
        collect(site, of)
        assert site.asked.count("/robots.txt") == len(beside)
    assert neighbour.asked == []


def test_links_that_lead_there_are_not_checked(neighbour: EvilServer, beside: list[str]) -> None:
    neighbour.asked.clear()
    moved = {f"/{n}": address for n, address in enumerate(beside)}
    with serving(moved) as site:
        asked = (*beside, *(f"http://{HOST}{path}" for path in moved))
        errand = LinkErrand(addresses=asked, manners=manners(site))
        with closing(check_links(errand)) as told:
            found = {check.address: check.health for check in told}
    assert set(found) == set(asked)
    assert Health.OK not in found.values()
    assert neighbour.asked == []
