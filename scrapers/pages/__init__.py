"""Read a page into a Resource: one reader for each kind of page."""

from scrapers.pages.charset import decode
from scrapers.pages.page import Empty, HtmlPage, Refused, directives, open_page, open_plain
from scrapers.pages.reading import read_page

__all__ = [
    "Empty",
    "HtmlPage",
    "Refused",
    "decode",
    "directives",
    "open_page",
    "open_plain",
    "read_page",
]
