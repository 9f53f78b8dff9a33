"""The lines of a page: one for each innermost block, in order, broken at <br>.

One walk over the tree, without recursion, however deep it is. What stands in the main part are
the page's lines; what stands beside it (facts in a margin) is kept apart, and chrome is left out.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from bs4 import Tag
from bs4.element import PageElement

from index.resource import clean_address
from scrapers.pages.markup import BLOCKS, FRAMES, HEADINGS, UNSEEN, is_chrome
from scrapers.pages.text import clean

BARE = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"]+[^\s<>\".,;:)]")
LOOSE = re.compile(r"(?<!\s)\s+([,.;:])")
TRAILING = re.compile(r"(?<![\s:–-])[\s:–-]+$")
LABELS = ("data-label", "data-title", "data-th", "aria-label")  # names that an element is given
ANCHORED = frozenset(("section", "article", "div", "a", "span", "li"))
LONGEST_LABEL = 60
INLINE_DEPTH = 10
LINK_NODES = 500  # of a link's inside are read for its words


class Part(NamedTuple):
    """Words of a line, or the name of an element; and the element of the line they stand in.

    An element of the line is a number of its own; 0 is the line's block itself.
    """

    text: str
    element: int = 0
    is_name: bool = False


@dataclass
class Line:
    """A line: its words, its parts as they stand in the page, its links, a heading's anchor."""

    text: str = ""
    block: str = "p"
    anchor: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def is_heading(self) -> bool:
        """Whether the line opens a new passage."""
        return self.block in HEADINGS


@dataclass(frozen=True, slots=True)
class Lines:
    """What a walk found: the lines of the main part, those beside it, the addresses of frames."""

    main: list[Line] = field(default_factory=list)
    beside: list[Line] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)


def read_lines(
    root: Tag, base: str, main: Tag | None = None, without: Collection[Tag] = ()
) -> Lines:
    """The lines of a page whose main part is known, or is all of it, without some elements."""
    walk = _Walk(base, main, without)
    walk.through(root)
    return Lines(
        list(_finished(walk.main)), list(_finished(walk.beside)), list(dict.fromkeys(walk.frames))
    )


class _Walk:
    """Where the walk is, and what it has found."""

    def __init__(self, base: str, main: Tag | None, without: Collection[Tag]) -> None:
        self.base = base
        self.main_tag = main
        self.around = {id(parent) for parent in main.parents} if main is not None else set()
        self.without = {id(tag) for tag in without}
        self.main: list[Line] = []
        self.beside: list[Line] = []
        self.frames: list[str] = []
        self.is_inside = main is None
        self.asides = 0
        self.blocks: list[str] = []
        self.line = Line()
        self.anchor = ""  # of an element that opened, and has no words yet
        self.name = ""  # of an element that opened, and has no words yet

    def through(self, root: Tag) -> None:
        self._enter(root)
        stack = [(root, iter(root.contents))]
        while stack:
            tag, children = stack[-1]
            for node in children:
                if not isinstance(node, Tag):
                    self._words(node, tag)
                elif not self._skips(node):
                    self._enter(node)
                    stack.append((node, iter(node.contents)))
                    break
            else:
                stack.pop()
                self._leave(tag)
        self._break("p")

    def _skips(self, tag: Tag) -> bool:
        if id(tag) in self.without:
            self.anchor = ""
            return True
        if id(tag) in self.around:
            return False
        if tag.name in FRAMES:
            self._frame(tag)
        if tag.name == "header" and (self.main_tag is None or not self.is_inside):
            return self.main_tag is not None or tag.find("nav") is not None
        return is_chrome(tag)

    def _frame(self, tag: Tag) -> None:
        for source in (tag, *tag.find_all(["source", "track"])):
            written = source.get("src") or source.get("data-src")
            target = clean_address(str(written), self.base) if written else None
            if target:
                self.frames.append(target)

    def _enter(self, tag: Tag) -> None:
        name = tag.name
        if tag is self.main_tag:
            self.is_inside = True
        if name == "br":
            self._break(self.blocks[-1] if self.blocks else "p")
        elif block := _block(tag):
            if not (self.blocks and self.blocks[-1] in HEADINGS):
                self._break(block)
            self.blocks.append(self.line.block)
        if name == "aside":
            self.asides += 1
        if tag.attrs:
            self._note_names(tag)
        if name == "a" and tag.get("href"):
            target = clean_address(str(tag["href"]), self.base)
            self.line.links += [(target, words_of(tag, LINK_NODES))] if target else []

    def _note_names(self, tag: Tag) -> None:
        """Keep what the element is called: an anchor for a heading, a label for its words."""
        attributes = tag.attrs
        named = attributes.get("id") or (attributes.get("name") if tag.name == "a" else "")
        if self.line.is_heading:
            own = str(named or "")
            self.line.anchor = self.line.anchor or own or self.anchor
        elif named and tag.name in ANCHORED:
            self.anchor = str(named)
        if tag.name not in ("a", "section", *HEADINGS):
            label = next((str(attributes[key]) for key in LABELS if attributes.get(key)), "")
            if len(label) <= LONGEST_LABEL:
                self.name = label or self.name

    def _leave(self, tag: Tag) -> None:
        if _block(tag):
            self.blocks.pop()
            if not (self.blocks and self.blocks[-1] in HEADINGS):
                self._break(self.blocks[-1] if self.blocks else "p")
        if tag.name == "aside":
            self.asides -= 1
        if tag is self.main_tag:
            self.is_inside = False

    def _words(self, node: PageElement, parent: Tag) -> None:
        if isinstance(node, UNSEEN):
            return
        text = str(node)
        parts = self.line.parts
        if not text.isspace():
            if self.line.is_heading:
                self.line.anchor = self.line.anchor or self.anchor
            if self.name:
                parts.append(Part(self.name, is_name=True))
            self.name = self.anchor = ""
        parts.append(Part(text, 0 if parent.name in BLOCKS else _element(parent)))

    def _break(self, block: str) -> None:
        """The line ends here, and one of this block begins."""
        if self.line.parts or self.line.links:
            place = self.main if self.is_inside and not self.asides else self.beside
            place.append(self.line)
        self.line = Line(block=block)


def _block(tag: Tag) -> str:
    """The block that an element makes; of a heading by role, its level. Empty if inline."""
    if tag.attrs and tag.attrs.get("role") == "heading":
        level = str(tag.attrs.get("aria-level", "2"))
        return f"h{level}" if level in "123456" else "h6"
    return tag.name if tag.name in BLOCKS else ""


def _element(tag: Tag) -> int:
    """The outermost element around a text that is no block, as a number."""
    outermost = tag
    for parent in islice(tag.parents, INLINE_DEPTH):
        if _block(parent):
            break
        outermost = parent
    return id(outermost)


def words_of(tag: Tag, nodes: int | None = None) -> str:
    """The words in a tag; only its blocks and line breaks part them, so "CO<sub>2</sub>" is one."""
    return clean("".join(_part(node) for node in islice(tag.descendants, nodes)))


def _part(node: PageElement) -> str:
    if isinstance(node, Tag):
        return " " if node.name in BLOCKS or node.name == "br" else ""
    return "" if isinstance(node, UNSEEN) else str(node)


def _finished(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines with clean words; an <a> around a whole block gives its link to the block's line."""
    before, waiting = "", []
    for line in lines:
        line.text = clean("".join(part.text for part in line.parts if not part.is_name))
        if not line.text:
            waiting += [(target, words) for target, words in line.links if words]
            continue
        line.links, waiting = [*waiting, *line.links], []
        _add_bare_links(line, before)
        before = "" if line.is_heading or line.links else line.text
        yield line


def _add_bare_links(line: Line, before: str) -> None:
    """Addresses that stand as text are links; the words by them say what they lead to."""
    if "www." not in line.text and "://" not in line.text:
        return
    words = clean(TRAILING.sub("", LOOSE.sub(r"\1", BARE.sub("", line.text)))) or before
    linked = {target for target, _ in line.links}
    line.links = [
        (target, words if BARE.fullmatch(text) and words else text) for target, text in line.links
    ]
    for match in BARE.finditer(line.text):
        bare = match.group()
        target = clean_address(bare if "://" in bare else f"https://{bare}")
        if target and target not in linked:
            linked.add(target)
            line.links.append((target, words or bare))
