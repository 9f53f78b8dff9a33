"""Read a sitemap or a sitemap index, packed or not: where the pages are, and when they changed."""

import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice

from scrapy.utils.sitemap import Sitemap as SitemapXml

GZIP = b"\x1f\x8b"
HEAD = 1_024
MOST = 50_000  # entries of one sitemap, as sitemaps.org has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap lists: pages with the day they changed, if it says, and other sitemaps."""

    pages: tuple[tuple[str, date | None], ...] = ()
    sitemaps: tuple[str, ...] = ()


def is_sitemap(body: bytes) -> bool:
    """Whether an answer is a sitemap or a sitemap index, by how it begins."""
    head = _unpacked(body, HEAD)[:HEAD]
    return b"<urlset" in head or b"<sitemapindex" in head


def read_sitemap(body: bytes, most: int) -> Sitemap:
    """The entries of a sitemap, of which so many bytes are unpacked; as many as can be read."""
    parsed = SitemapXml(_unpacked(body, most))
    entries = list(islice(parsed, MOST))
    if parsed.type == "sitemapindex":
        return Sitemap(sitemaps=tuple(str(entry["loc"]) for entry in entries))
    return Sitemap(pages=tuple((str(e["loc"]), _day(str(e.get("lastmod", "")))) for e in entries))


def _unpacked(body: bytes, most: int) -> bytes:
    if not body.startswith(GZIP):
        return body
    with suppress(zlib.error):
        return zlib.decompressobj(wbits=31).decompress(body, most)
    return b""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
