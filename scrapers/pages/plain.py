"""How large and how deep a page is, and its text, where that is all that is read of it."""

import contextlib
from collections.abc import Mapping

from lxml import etree

from scrapers.pages.lines import Line, Part
from scrapers.pages.markup import BLOCKS, CHROME, FOR_US, HEADINGS
from scrapers.pages.text import clean

PORTION = 65_536
MOST_TEXT = 500_000  # characters, and lines, and links: no page that anybody reads has more
MOST_LINES = MOST_LINKS = 10_000
UNREAD = CHROME - {"source", "track", "embed", "head"}  # those never closed, that of the title


class PlainText:
    """Takes in a page as it is parsed, without a tree: its lines, how many elements, how deep."""

    def __init__(self) -> None:
        self.elements = self.deepest = 0
        self.title = self.heading = self.robots = ""
        self.lines: list[Line] = []
        self.links: list[str] = []
        self._depth = self._unread = self._size = 0
        self._words: list[str] = []
        self._block = "p"
        self._in_title = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.elements += 1
        self._depth += 1
        self.deepest = max(self.deepest, self._depth)
        self._unread += tag in UNREAD
        self._in_title = tag == "title" and not self.title
        if tag in BLOCKS or tag == "br":
            self._end_line()
            self._block = tag if tag in BLOCKS else self._block
        if tag == "meta" and attributes.get("name", "").lower() in FOR_US:
            self.robots += f",{attributes.get('content', '')}"
        if tag == "a" and "href" in attributes and len(self.links) < MOST_LINKS:
            self.links.append(attributes["href"])

    def end(self, tag: str) -> None:
        """An element ends."""
        self._depth -= 1
        self._unread -= tag in UNREAD
        self._in_title = False
        if tag == "h1":
            self.heading = self.heading or clean("".join(self._words))
        if tag in BLOCKS:
            self._end_line()
            self._block = "p"

    def data(self, text: str) -> None:
        """Some text."""
        if self._in_title:
            self.title += text
        elif not self._unread and self._size < MOST_TEXT:
            self._words.append(text[: MOST_TEXT - self._size])
            self._size += len(text)

    def close(self) -> None:
        """The page is at its end."""
        self._end_line()

    def _end_line(self) -> None:
        text = clean("".join(self._words))
        self._words.clear()
        is_title = self._block == "h1" and text == self.heading
        if text and not is_title and len(self.lines) < MOST_LINES:
            block = self._block if self._block in HEADINGS else "p"
            self.lines.append(Line(text=text, block=block, parts=[Part(text)]))


def read_plain(markup: str) -> PlainText:
    """Read the text of a page, whatever its size, in little memory."""
    plain = PlainText()
    parser = etree.HTMLParser(target=plain, huge_tree=True)
    with contextlib.suppress(etree.LxmlError):  # what came before it is kept
        for start in range(0, len(markup), PORTION):
            parser.feed(markup[start : start + PORTION].replace("\0", ""))
        parser.close()
    plain.close()
    return plain
