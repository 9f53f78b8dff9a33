"""The plain text of a page that is too large or too deep to be opened: no links, no chrome."""

from collections.abc import Mapping

import lxml.etree

from scrapers.pages.page import BLOCKS, HtmlPage, Line, Refused, directives
from scrapers.pages.text import clean
from scrapers.source import Source

UNSEEN = frozenset(("script", "style", "template", "noscript", "svg", "head"))
MOST_TEXT = 500_000  # characters, and lines: no page that anybody reads is longer
MOST_LINES = 10_000


class PlainText:
    """Takes in a page as it is parsed, without a tree: its text, how many elements, how deep."""

    def __init__(self) -> None:
        self.depth = self.deepest = self.elements = self.size = 0
        self.title = self.robots = ""
        self.lines: list[list[str]] = [[]]
        self._unseen = 0
        self._in_title = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.elements += 1
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)
        self._unseen += tag in UNSEEN
        self._in_title = tag == "title" and not self.title
        if tag in BLOCKS or tag == "br":
            self._break()
        if tag == "meta" and attributes.get("name", "").lower() == "robots":
            self.robots = attributes.get("content", "")

    def end(self, tag: str) -> None:
        """An element ends."""
        self.depth -= 1
        self._unseen -= tag in UNSEEN
        self._in_title = False
        if tag in BLOCKS:
            self._break()

    def data(self, text: str) -> None:
        """Some text."""
        if self._in_title:
            self.title += text
        elif not self._unseen and self.size < MOST_TEXT:
            self.lines[-1].append(text[: MOST_TEXT - self.size])
            self.size += len(text)

    def _break(self) -> None:
        if self.lines[-1] and len(self.lines) < MOST_LINES:
            self.lines.append([])

    def close(self) -> "PlainText":
        """The page is at its end."""
        return self


def read_plain(markup: str) -> PlainText:
    """Read the text of a page, whatever its size, in little memory."""
    target = PlainText()
    if markup.strip():
        parser = lxml.etree.HTMLParser(target=target, huge_tree=True)
        for start in range(0, len(markup), 65_536):
            parser.feed(markup[start : start + 65_536].replace("\0", ""))
        parser.close()
    return target


def open_plain(address: str, plain: PlainText, source: Source) -> HtmlPage:
    """A page of nothing but lines; Refused where its robots meta says not to read it."""
    if "noindex" in directives(plain.robots):
        raise Refused("robots meta says noindex")
    texts = (clean("".join(parts)) for parts in plain.lines)
    return HtmlPage(
        address=address,
        canonical=source.address(address) or address,
        title=clean(plain.title, 300),
        lead="",
        published="",
        lines=tuple(Line(text=text) for text in texts if text),
        links=(),
        frames=(),
        versions=(),
        data=(),
        meta={"robots": plain.robots},
    )
