"""HtmlPage: a page's markup, opened once: its main part without chrome, its lines, its links."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import (
    NavigableString,
    PageElement,
    PreformattedString,
    Script,
    Stylesheet,
    TemplateString,
)

from index.resource import clean_address
from scrapers.pages.text import clean
from scrapers.source import Rule, Source

CHROME = (
    "nav, footer, aside, form, script, style, noscript, template, button, dialog, svg, iframe,"
    " [role=navigation], [role=banner], [role=contentinfo], [role=search], [role=dialog],"
    " [hidden], [aria-hidden=true]"
)
CHROME_NAME = re.compile(
    r"cookie|consent|breadcrumb|crumb|skip-?link|share|social|related|les-ogs|site-header",
    re.IGNORECASE,
)
BLOCKS = frozenset(
    {"address", "article", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt"}
    | {"figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "main", "ol"}
    | {"p", "pre", "section", "summary", "table", "tbody", "td", "th", "tr", "ul"}
)
UNSEEN = (PreformattedString, Script, Stylesheet, TemplateString)  # comments and the like
HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
BARE = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"]+[^\s<>\".,;:)]")
LOOSE = re.compile(r"\s+([,.;:])")
TRAILING = re.compile(r"[\s:–-]+$")


class Refused(Exception):  # noqa: N818 - a decision, not an error
    """The page is not to be read; the message says why, in a few words."""


@dataclass
class Line:
    """A line of the main part: its words, its links, and the anchor of a heading."""

    text: str = ""
    block: str = "p"
    anchor: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_heading(self) -> bool:
        """Whether the line opens a new passage."""
        return self.block in HEADINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlPage:
    """A page that was opened by a rule of its source."""

    address: str
    canonical: str
    title: str
    lead: str
    published: str
    lines: tuple[Line, ...]
    links: tuple[tuple[str, str], ...]
    frames: tuple[str, ...]
    versions: tuple[str, ...]
    data: tuple[dict[str, Any], ...]
    meta: dict[str, str]


def open_page(address: str, markup: str, rule: Rule, source: Source) -> HtmlPage:
    """Open a page; Refused where its robots meta says not to read it."""
    soup = BeautifulSoup(markup.replace("\0", ""), "lxml")
    meta = _meta(soup)
    if "noindex" in directives(meta.get("robots", "")):
        raise Refused("robots meta says noindex")
    base = _base(soup, address)
    links = tuple(page_links(soup, base))
    data = tuple(_json_ld(soup))
    canonical = _canonical(soup, address, source)
    versions = tuple(_versions(soup, address))
    body = soup.select_one(rule.body) or soup.body or soup
    frames = tuple(_frames(body, base))
    title, lead = _take(soup, body, rule.title), _take(body, body, rule.lead)
    published = _take(soup, body, rule.published) if rule.published else ""
    _drop_chrome(body, source)
    return HtmlPage(
        address=address,
        canonical=canonical,
        title=clean(title or meta.get("og:title", ""), 300),
        lead=clean(lead, 1_000),
        published=published,
        lines=tuple(lines_of(body, base, source)),
        links=links,
        frames=frames,
        versions=versions,
        data=data,
        meta=meta,
    )


def page_links(soup: BeautifulSoup, base: str) -> Iterator[tuple[str, str]]:
    """Every address that the page links to, chrome and all, with the words of the link."""
    for anchor in soup.find_all("a", href=True):
        target = clean_address(str(anchor["href"]), base)
        if target:
            yield target, words_of(anchor)


def _base(soup: BeautifulSoup, address: str) -> str:
    tag = soup.find("base", href=True)
    return (clean_address(str(tag["href"]), address) if tag else None) or address


def directives(robots: str) -> set[str]:
    """What a robots meta or an X-Robots-Tag asks of us; "none" asks for both."""
    asked = {part.strip().lower() for part in robots.split(",")}
    return asked | {"noindex", "nofollow"} if "none" in asked else asked


def _meta(soup: BeautifulSoup) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in soup.find_all("meta", content=True):
        name = str(tag.get("name") or tag.get("property") or "").lower()
        found.setdefault(name, clean(str(tag["content"])))
    return found


def _canonical(soup: BeautifulSoup, address: str, source: Source) -> str:
    """The canonical address, believed only on the source's own hosts and never a front page."""
    tag = soup.find("link", rel="canonical", href=True)
    named = clean_address(str(tag["href"]), _base(soup, address)) if tag else None
    own = source.address(named) if named else None
    if own is None or source.rule(own) is None:
        return source.address(address) or address
    return own


def _versions(soup: BeautifulSoup, address: str) -> Iterator[str]:
    for tag in soup.find_all("link", rel="alternate", hreflang=True, href=True):
        target = clean_address(str(tag["href"]), address)
        if target and target != address:
            yield target


def _json_ld(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    for tag in soup.find_all("script", type="application/ld+json"):
        try:
            found = json.loads(tag.get_text())
        except (ValueError, RecursionError):
            continue
        graph = found.get("@graph", [found]) if isinstance(found, dict) else found
        if isinstance(graph, list):
            yield from (item for item in graph if isinstance(item, dict))


def _frames(body: Tag, address: str) -> Iterator[str]:
    for frame in body.find_all(["iframe", "video", "source", "audio", "track"], src=True):
        target = clean_address(str(frame["src"]), address)
        if target:
            yield target


def words_of(tag: Tag) -> str:
    """The words in a tag; only its blocks and line breaks part them, so "CO<sub>2</sub>" is one."""
    return clean("".join(_part(node) for node in tag.descendants))


def _part(node: PageElement) -> str:
    if isinstance(node, Tag):
        return " " if node.name in BLOCKS or node.name == "br" else ""
    return "" if isinstance(node, UNSEEN) else str(node)


def _take(root: Tag, body: Tag, selector: str) -> str:
    """The words of the first match, which is not main text then and is taken out."""
    tag = body.select_one(selector) or root.select_one(selector)
    if tag is None:
        return ""
    text = words_of(tag)
    tag.extract()
    return text


def _drop_chrome(body: Tag, source: Source) -> None:
    """Take out what is not main text; by extract(), as asking `decomposed` searches the tree."""
    for tag in body.select(", ".join((CHROME, *source.drop))):
        tag.extract()
    for tag in body.find_all(_has_chrome_name):
        tag.extract()


def _has_chrome_name(tag: Tag) -> bool:
    """Whether class or id say so; the id of a heading is made of its words, and says nothing."""
    named = "" if tag.name in HEADINGS else str(tag.get("id") or "")
    return bool(CHROME_NAME.search(" ".join((*_classes(tag), named))))


def _classes(tag: Tag) -> list[str]:
    found = tag.get("class")
    return [found] if isinstance(found, str) else list(found or [])


def lines_of(body: Tag, address: str, source: Source) -> Iterator[Line]:
    """The lines of the main part, without those that the source says to drop."""
    dropped = re.compile("|".join(source.drop_lines) or r"(?!)")
    before, waiting = "", []
    for line in _lines(body, address):
        line.text = clean(line.text)
        if not line.text:
            waiting += [(target, words) for target, words in line.links if words]
        elif not dropped.search(line.text):
            line.links, waiting = [*waiting, *line.links], []  # of an <a> around a whole block
            _add_bare_links(line, before)
            before = "" if line.is_heading or line.links else line.text
            yield line


def _lines(body: Tag, address: str) -> Iterator[Line]:
    """One line for each innermost block, in order, broken at <br>; without recursion."""
    line, block = Line(), body
    for node in body.descendants:
        if isinstance(node, UNSEEN) or not _has_words(node):
            continue
        home = _block_of(node, body)
        if home is not block or _is_break(node):
            yield line
            line, block = _line_of(home), home
        if isinstance(node, NavigableString):
            line.text += str(node)
        elif isinstance(node, Tag) and node.name == "a":
            target = clean_address(str(node["href"]), address)
            line.links += [(target, words_of(node))] if target else []
    yield line


def _is_break(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name == "br"


def _has_words(node: PageElement) -> bool:
    """Whether a node adds to a line: a string, a line break, a link."""
    return (
        not isinstance(node, Tag)
        or node.name == "br"
        or bool(node.name == "a" and node.get("href"))
    )


def _block_of(node: PageElement, body: Tag) -> Tag:
    return next((p for p in node.parents if p is body or p.name in BLOCKS), body)


def _line_of(block: Tag) -> Line:
    anchor = str(block.get("id") or "") if block.name in HEADINGS else ""
    return Line(block=block.name, anchor=anchor)


def _add_bare_links(line: Line, before: str) -> None:
    """Addresses that stand as text are links; the words by them say what they lead to."""
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
