"""Where the main text of a page stands, when neither its source nor its own markup says so.

trafilatura finds the text; what is read is the smallest element that holds nearly all of it, so
that headings, links and labels stay as they are in the page.
"""

from bs4 import Tag
from bs4.element import PageElement
from lxml import etree, html
from trafilatura import bare_extraction

from scrapers.pages.markup import CHROME, UNSEEN

SHORTEST = 20  # letters of a text that tells where the main text is
LONG = 200  # letters; what is much shorter is as likely to be a part of the frame
SHARE = 0.8


def find_main(body: Tag, markup: str) -> Tag | None:
    """The element that holds the main text; None where there is no telling."""
    wanted = _main_texts(markup)
    weights = _weights(body, wanted)
    if not weights.get(id(body)):
        return None
    home = body
    while inner := _heaviest(home, weights):
        home = inner
    return home


def _main_texts(markup: str) -> set[str]:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True)
    try:
        tree = html.fromstring(markup.encode("utf-8", "replace"), parser=parser)
        found = bare_extraction(
            tree,
            fast=True,
            include_comments=False,
            include_formatting=True,
            include_links=True,
            with_metadata=False,
        )
    except (etree.LxmlError, ValueError, RecursionError):  # no page, or none that it can read
        return set()
    body = getattr(found, "body", None)
    texts = map(_pressed, body.itertext()) if body is not None else ()
    return {text for text in texts if len(text) >= SHORTEST}


def _weights(body: Tag, wanted: set[str]) -> dict[int, float]:
    """How much main text there is in each element that has any, by its id."""
    weights: dict[int, float] = {}
    stack = [(body, iter(body.contents))]
    while stack:
        tag, children = stack[-1]
        for node in children:
            if not isinstance(node, Tag):
                text = _pressed(_seen(node))
                if text in wanted:
                    weight = len(text) ** 2 / (len(text) + LONG)
                    weights[id(tag)] = weights.get(id(tag), 0) + weight
            elif node.name not in CHROME or node.name == "form":
                stack.append((node, iter(node.contents)))
                break
        else:
            stack.pop()
            if stack and id(tag) in weights:
                above = id(stack[-1][0])
                weights[above] = weights.get(above, 0) + weights[id(tag)]
    return weights


def _heaviest(tag: Tag, weights: dict[int, float]) -> Tag | None:
    """The child that holds nearly all of what its parent holds."""
    least = SHARE * weights[id(tag)]
    inner = (child for child in tag.contents if isinstance(child, Tag))
    return next((child for child in inner if weights.get(id(child), 0) >= least), None)


def _seen(node: PageElement) -> str:
    return "" if isinstance(node, UNSEEN) else str(node)


def _pressed(text: str) -> str:
    return "".join(text.split())
