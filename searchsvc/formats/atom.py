"""A list as an Atom feed (RFC 4287)."""

import re
from datetime import UTC, datetime, time
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import g

from index.query import Facet
from index.resource import OSLO
from index.results import Hit
from searchsvc.asking import engine, showing
from searchsvc.formats.identity import lasting_id
from searchsvc.formats.listing import Listing
from searchsvc.formats.media import ATOM
from searchsvc.site import config, site, thing_address
from searchsvc.wording import value_name

NAMESPACE = "http://www.w3.org/2005/Atom"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
LANG = "xml:lang"
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_atom(listing: Listing) -> bytes:
    """The feed: an entry for each thing, by the time it last changed."""
    _ = g.language.gettext
    spaces = {"xmlns": NAMESPACE, "xmlns:opensearch": OPENSEARCH}
    feed = Element("feed", {**spaces, LANG: g.language.code})
    _add(feed, "id", f"urn:uuid:{lasting_id(listing.own.removeprefix(site()))}")
    _add(feed, "title", f"{listing.title} – {config().name}")
    _add(feed, "subtitle", _("Høyst %(number)s treff, de nyeste først", number=ATOM.most))
    _add(feed, "updated", _stamp(_updated(listing)))
    _add(SubElement(feed, "author"), "name", config().name)
    _add(feed, "link", rel="self", type=ATOM.type, href=listing.own)
    _add(feed, "link", rel="alternate", type="text/html", href=listing.address)
    _add(feed, "opensearch:totalResults", str(listing.page.total))
    _add(feed, "opensearch:itemsPerPage", str(ATOM.most))
    for hit in listing.page.hits:
        _add_entry(SubElement(feed, "entry"), hit)
    return bytes(tostring(feed, encoding="utf-8", xml_declaration=True))


def _updated(listing: Listing) -> datetime:
    changed = [hit.record.last_changed for hit in listing.page.hits]
    return max(changed, default=engine().coverage().built)


def _add_entry(entry: Element, hit: Hit) -> None:
    record, resource = hit.record, hit.record.resource
    if resource.language:
        entry.set(LANG, resource.language)
    _add(entry, "id", f"urn:uuid:{lasting_id(hit.thing.id)}")
    _add(entry, "title", resource.title or resource.address)
    _add(entry, "updated", _stamp(record.last_changed))
    if resource.published:
        _add(entry, "published", _stamp(datetime.combine(resource.published, time(), OSLO)))
    _add(SubElement(entry, "author"), "name", resource.publisher)
    _add(entry, "link", rel="alternate", type="text/html", href=thing_address(record.id))
    _add(entry, "link", rel="via", href=resource.address)
    kind = showing().kind(resource.kind)
    _add(entry, "category", term=resource.kind.value, label=kind)
    for topic in record.topics:
        _add(entry, "category", term=topic, label=value_name(Facet.TOPIC, topic))
    _add(entry, "summary", _summary(hit))


def _summary(hit: Hit) -> str:
    """Its key fact, and the lines that answer."""
    margin = showing().margin(hit.record.resource)
    fact = ", ".join(filter(None, (margin.key, margin.detail)))
    text = "".join(text for text, _ in hit.snippet.parts)
    return f"{fact}. {text}" if text else fact


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> None:
    kept = {key: NO_XML.sub("\ufffd", value) for key, value in attributes.items()}
    element = SubElement(parent, name, kept)
    element.text = NO_XML.sub("\ufffd", text) or None


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
