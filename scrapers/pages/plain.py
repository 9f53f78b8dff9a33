"""The text alone of a page that is too large to be opened as a tree."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from index.resource import clean_address
from scrapers.pages.lines import Line, Part
from scrapers.pages.markup import BLOCKS, CHROME, HEADINGS
from scrapers.pages.text import clean

PORTION = 100_000
LONGEST_TEXT = 1_000_000
MOST_LINKS = 5_000
VOID = frozenset(("source", "embed"))  # never closed


@dataclass
class PlainText:
    """Gathers words as the parser comes by them; nothing else of the page is kept."""

    title: str = ""
    heading: str = ""
    robots: str = ""
    lines: list[Line] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    _words: list[str] = field(default_factory=list)
    _block: str = "p"
    _chrome: int = 0
    _size: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        if tag in CHROME and tag not in VOID and tag != "head":
            self._chrome += 1
        elif tag in BLOCKS or tag == "br":
            self._end_line()
            self._block = tag if tag in BLOCKS else self._block
        if tag == "meta" and attributes.get("name", "").lower() == "robots":
            self.robots = attributes.get("content", "")
        if tag == "a" and len(self.links) < MOST_LINKS and len(attributes.get("href", "")) < 2_048:
            self.links.append(attributes.get("href", ""))

    def end(self, tag: str) -> None:
        """An element closes."""
        if tag == "title":
            self.title = self.title or clean("".join(self._words), 300)
            self._words.clear()
        if tag == "h1":
            self.heading = self.heading or clean("".join(self._words), 300)
        if tag in CHROME and tag not in VOID and tag != "head":
            self._chrome = max(0, self._chrome - 1)
        elif tag in BLOCKS:
            self._end_line()
            self._block = "p"

    def data(self, text: str) -> None:
        """Words come."""
        is_title = not self.title and self._chrome == 1 and not self.lines
        if (self._chrome == 0 or is_title) and self._size < LONGEST_TEXT:
            self._words.append(text)
            self._size += len(text)

    def close(self) -> None:
        """The page ends."""
        self._end_line()

    def _end_line(self) -> None:
        text = clean("".join(self._words))
        self._words.clear()
        if text and not (self._block == "h1" and text[:300] == self.heading):
            block = self._block if self._block in HEADINGS else "p"
            self.lines.append(Line(text=text, block=block, parts=[Part(text)]))


def read_plain(markup: str) -> PlainText:
    """The words of a page, however large, in little memory."""
    plain = PlainText()
    parser = etree.HTMLParser(target=plain)
    with contextlib.suppress(etree.LxmlError):  # what came before it is kept
        for start in range(0, len(markup), PORTION):
            parser.feed(markup[start : start + PORTION])
        parser.close()
    plain.close()
    return plain


def targets(plain: PlainText, address: str) -> Iterator[str]:
    """Where the first links of the page lead."""
    for href in plain.links:
        target = clean_address(href, address)
        if target:
            yield target
