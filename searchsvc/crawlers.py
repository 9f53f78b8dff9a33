"""What crawlers and those who find a hole are told: sitemap, robots.txt, security.txt."""

from datetime import date, datetime, time
from itertools import chain
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Flask, abort
from werkzeug.wrappers import Response

from index.resource import OSLO
from searchsvc.asking import engine, find, listing, showing, taxonomy
from searchsvc.formats.media import FORMATS
from searchsvc.site import absolute, config
from searchsvc.wording import LANGUAGES, PASSING

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
SPACES = {"xmlns": NAMESPACE, "xmlns:xhtml": "http://www.w3.org/1999/xhtml"}
PAGES = (
    "/",
    "/tema",
    "/rolle",
    "/webinarer",
    "/tilskudd",
    "/prosjekter",
    "/kilder",
    "/innsamling",
    "/om",
    "/tilgjengelighet",
    "/personvern",
    "/api",
)
THINGS = 5_000  # of one part, each in every language: 15,000 addresses
# What is asked for by people, one search at a time.
ASKED = (*PASSING, "/forslag", "/opensearch.json")
crawlers = Blueprint("crawlers", __name__)


def serve_crawlers(app: Flask) -> None:
    """Register what lies at the root of the host."""
    app.register_blueprint(crawlers)


@crawlers.get("/robots.txt")
def robots() -> Response:
    """Lasting pages may be read, searches and what is made of them may not."""
    refused = [prefix + path for prefix in LANGUAGES.values() for path in ASKED]
    endings = [f"/*.{ending}$" for ending in FORMATS]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in (*refused, "/*?", *endings))]
    return _text([*lines, "", f"Sitemap: {absolute('/sitemap.xml')}"])


@crawlers.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to tell of a security hole (RFC 9116)."""
    contact, expires = config().security_contact, config().security_expires
    if not contact or not expires or date.fromisoformat(expires) < showing().today:
        abort(404)
    end = datetime.combine(date.fromisoformat(expires), time(23, 59, 59), OSLO)
    return _text(
        [
            f"Contact: {contact if '://' in contact else f'mailto:{contact}'}",
            f"Expires: {end.isoformat()}",
            "Preferred-Languages: no, en",
            f"Canonical: {absolute('/.well-known/security.txt')}",
        ]
    )


@crawlers.get("/sitemap.xml")
def sitemap() -> Response:
    """The index of the sitemaps."""
    index = Element("sitemapindex", xmlns=NAMESPACE)
    parts = ["/sitemap-sider.xml", *(f"/sitemap-{n + 1}.xml" for n in range(_parts()))]
    for path in parts:
        part = SubElement(index, "sitemap")
        SubElement(part, "loc").text = absolute(path)
    return _xml(index)


@crawlers.get("/sitemap-sider.xml")
def sitemap_of_pages() -> Response:
    """Pages of the service's own, topics and roles."""
    topics = (f"/tema/{topic.id}" for topic in taxonomy().topics)
    roles = (f"/rolle/{audience.id}" for audience in taxonomy().audiences)
    urls = Element("urlset", SPACES)
    for path in chain(PAGES, topics, roles):
        _add_urls(urls, path)
    return _xml(urls)


@crawlers.get("/sitemap-<int(max=100000):number>.xml")
def sitemap_of_things(number: int) -> Response:
    """A part of all things."""
    if not 1 <= number <= _parts():
        abort(404)
    urls = Element("urlset", SPACES)
    for thing, changed in engine().changed((number - 1) * THINGS, THINGS):
        _add_urls(urls, f"/ressurs/{thing}", changed.astimezone(OSLO).date().isoformat())
    return _xml(urls)


def _parts() -> int:
    return -(-find(listing(size=0)).total // THINGS)


def _add_urls(urls: Element, path: str, changed: str = "") -> None:
    """A page in each language, with the addresses of the others."""
    addresses = {code: absolute(prefix + path) for code, prefix in LANGUAGES.items()}
    for address in addresses.values():
        url = SubElement(urls, "url")
        SubElement(url, "loc").text = address
        if changed:
            SubElement(url, "lastmod").text = changed
        for code, other in addresses.items():
            link = {"rel": "alternate", "hreflang": code, "href": other}
            SubElement(url, "xhtml:link", link)


def _xml(root: Element) -> Response:
    body = tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type="application/xml; charset=utf-8")


def _text(lines: list[str]) -> Response:
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
