"""Where a page and a feed say that the transcript of a recording lies."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from scrapers.pages.text import clean
from scrapers.source import Source

FILE = re.compile(r"\.(vtt|srt)(\?|$)", re.IGNORECASE)
BEST_FIRST = ("vtt", "srt|subrip", "json", "html")


def on_page(addresses: Iterable[str], source: Source) -> tuple[str, ...]:
    """The transcript beside a recording: the first subtitles that a page names."""
    named = (source.address(address) for address in addresses if FILE.search(address))
    return tuple(own for own in named if own and not source.refuses(own))[:1]


def in_feed(body: bytes, source: Source) -> dict[str, tuple[str, ...]]:
    """The transcript of each item by its guid, or its link; feedparser keeps the last one only."""
    if b"transcript" not in body:
        return {}
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return {}
    items = root.iter("item") if root is not None else ()
    return {name: best for item in items for name, best in _of_item(item, source)}


def _of_item(item: Any, source: Source) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The name of an item and its best transcript; its own page is none, nor is a list."""
    found = [tag for tag in item.iterchildren("{*}transcript") if tag.get("url")]
    own = [(source.address(clean(tag.get("url"))), tag.get("type", "")) for tag in found]
    ranked = sorted((_rank(f"{media} {address}"), address) for address, media in own if address)
    page = source.address(clean(item.findtext("link") or ""))
    allowed = [
        address
        for _, address in ranked
        if address != page and not source.refuses(address) and not source.lists(address)
    ]
    name = clean(item.findtext("guid") or item.findtext("link") or "")
    if allowed and name:
        yield name, (allowed[0],)


def _rank(called: str) -> int:
    ranks = (rank for rank, form in enumerate(BEST_FIRST) if re.search(form, called))
    return next(ranks, len(BEST_FIRST))
