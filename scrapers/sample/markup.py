"""From the Markdown of a text to the HTML of a page."""

import html
import re
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from itertools import chain, pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from scrapers.sample.addresses import slug

Link = Callable[[str], str]
SCHEME = "page:"


class Links(Enum):
    """How show notes write a link."""

    ANCHORED = "a link text that is an anchor"
    BARE = "a link text and then the address, both as text"
    BESIDE = "a link text and then the address as an anchor"


def to_html(body: str, link: Link) -> Markup:
    """The body as HTML; each ``page:id`` becomes what the link function says of the id."""
    tokens = _markdown().parse(body)
    _give_anchors(tokens)
    for inline in tokens:
        inline.children = list(_linked(inline.children or [], link))
    return _render(tokens)


def notes_to_html(body: str, link: Link, links: Links) -> Markup:
    """Show notes as HTML; where links are not anchored, lists of them become plain lines."""
    tokens = _markdown().parse(body)
    for inline in tokens:
        children = list(_linked(inline.children or [], link))
        inline.children = list(_spelt_out(children, links))
    if links is not Links.ANCHORED:
        _lists_to_lines(tokens)
    return _render(tokens)


def to_text(markup: str) -> str:
    """The words of some HTML on one line."""
    return " ".join(html.unescape(re.sub(r"<[^<>]+>", " ", markup)).split())


def cut(words: str, length: int) -> str:
    """The first so many characters of the words, to a whole word, and "..." where cut."""
    return words if len(words) <= length else words[:length].rpartition(" ")[0] + "..."


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def _render(tokens: list[Token]) -> Markup:
    markdown = _markdown()
    rendered = markdown.renderer.render(tokens, markdown.options, {})
    return Markup(rendered)  # noqa: S704 -- Markdown without HTML escapes what it is given


def _give_anchors(tokens: list[Token]) -> None:
    taken: set[str] = set()
    for heading, inline in pairwise(tokens):
        if heading.type == "heading_open":
            name = slug(inline.content) or "del"
            name = name if name not in taken else f"{name}-{len(taken)}"
            heading.attrSet("id", name)
            taken.add(name)


def _linked(children: list[Token], link: Link) -> Iterator[Token]:
    for token in children:
        href = str(token.attrGet("href") or "")
        if href.startswith(SCHEME):
            page, mark, anchor = href.removeprefix(SCHEME).partition("#")
            token.attrSet("href", link(page) + mark + anchor)
        yield token


def _spelt_out(children: list[Token], links: Links) -> Iterator[Token]:
    opening: Token | None = None
    for token in children:
        if links is Links.ANCHORED or token.type not in ("link_open", "link_close"):
            yield token
        elif token.type == "link_open":
            opening = token
        elif opening is not None:
            yield from _address(opening, token, links)


def _address(opening: Token, closing: Token, links: Links) -> Iterator[Token]:
    address = str(opening.attrGet("href"))
    if links is Links.BARE:
        yield _words(f" {address}")
        return
    yield _words(" ")
    yield opening
    yield _words(address)
    yield closing


def _words(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _lists_to_lines(tokens: list[Token]) -> None:
    for token in chain.from_iterable(_lists_of_links(tokens)):
        if token.type.startswith(("bullet_list", "ordered_list")):
            token.tag = "div"
        elif token.type.startswith("list_item"):
            token.tag = "p"
        elif token.type.startswith("paragraph"):
            token.hidden = True


def _lists_of_links(tokens: list[Token]) -> Iterator[list[Token]]:
    start = 0
    for place, token in enumerate(tokens):
        if token.level == 0 and token.type.endswith("_list_open"):
            start = place
        elif token.level == 0 and token.type.endswith("_list_close"):
            items = tokens[start : place + 1]
            if any("](" in item.content for item in items):
                yield items
