"""Read a page into a Resource: one reader for each kind of page."""

from scrapers.pages.page import HtmlPage, Refused, directives, open_page
from scrapers.pages.reading import read_page

__all__ = ["HtmlPage", "Refused", "directives", "open_page", "read_page"]
