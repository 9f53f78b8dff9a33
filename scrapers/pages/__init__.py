"""Read a page into a Resource: one reader for each kind of page."""

from scrapers.pages.page import HtmlPage, Refused, open_page
from scrapers.pages.reading import read_page

__all__ = ["HtmlPage", "Refused", "open_page", "read_page"]
