"""Where the main text of a page stands, when neither its source nor its own markup says so.

It is the smallest element that holds nearly all of the text, so that headings, links and labels
stay as they are in the page. Mostly it is plain which element that is: step by step downwards, one
child has nearly all. Where it is not, trafilatura says which text is the page's own, but of a very
large page.
"""

from collections.abc import Callable
from functools import cache, partial
from heapq import nlargest
from operator import itemgetter

from bs4 import Tag
from bs4.element import PageElement
from lxml import etree, html

from scrapers.pages.markup import CHROME, HEADINGS, UNSEEN, is_chrome

SHORTEST = 20  # letters of a text that tells where the main text is
MOST_TAGS = 20_000  # of a page that trafilatura is asked about: it takes over a kilobyte for each
LONG = 200  # letters; what is much shorter is as likely to be a part of the frame
SHARE = 0.8  # of its parent's text that a child has which holds the main text
TEXTS = frozenset(("p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", *HEADINGS))
MOST_LINKED = 0.25  # share of what stands around the main text that may be links
MOST, MUCH = 0.5, 0.15  # shares of two parts that are columns side by side


def find_main(body: Tag, markup: str, title: Tag | None = None) -> Tag | None:
    """The element that holds the main text, and the title; None where there is no telling."""
    home, is_plain = _home(body, lambda text: len(text) >= SHORTEST)
    if not is_plain and markup.count("<") <= MOST_TAGS:
        home = _home(body, _main_texts(markup).__contains__)[0]
    return _with_title(home, title) if home and title else home


def _with_title(home: Tag, title: Tag) -> Tag:
    """The element around the main text and its title: facts and lead often stand between them.

    Not all of the page, nor what has menus in it, too.
    """
    above = {id(parent) for parent in title.parents}
    around = next((tag for tag in (home, *home.parents) if id(tag) in above), home)
    if around.name == "body":
        return home
    letters, linked = _letters(around, home)
    return around if linked <= MOST_LINKED * letters else home


def _letters(around: Tag, home: Tag) -> tuple[int, int]:
    """How many letters stand in an element outside another one, and how many of them in links."""
    letters = linked = 0
    stack = [(around, False)]
    while stack:
        tag, is_link = stack.pop()
        for node in tag.contents:
            if not isinstance(node, Tag):
                letters += len(_pressed(node))
                linked += len(_pressed(node)) if is_link else 0
            elif node is not home and not is_chrome(node):
                stack.append((node, is_link or node.name == "a"))
    return letters, linked


def _home(body: Tag, counts: Callable[[str], bool]) -> tuple[Tag | None, bool]:
    """The element that holds most of the text that counts, and whether that is plain.

    It is not where all of the page is left, or where it has two parts, of which one has most of
    the text and the other much of the rest: a column of the page, and one beside it.
    """
    weights = _weights(body, counts)
    home = body
    if not weights.get(id(body)):
        return None, False
    parts = _heaviest(home, weights)
    while parts[0][0] >= SHARE and parts[0][1] is not None:
        home = parts[0][1]
        parts = _heaviest(home, weights)
    is_plain = home is not body and (parts[0][0] < MOST or parts[1][0] < MUCH)
    return home, is_plain


def _heaviest(tag: Tag, weights: dict[int, float]) -> list[tuple[float, Tag | None]]:
    """The two children that hold most of an element's text, with their shares of it."""
    inner = (child for child in tag.contents if isinstance(child, Tag) and child.name not in TEXTS)
    shares = ((weights.get(id(child), 0) / weights[id(tag)], child) for child in inner)
    nobody: list[tuple[float, Tag | None]] = [(0, None), (0, None)]
    return [*nlargest(2, shares, key=itemgetter(0)), *nobody][:2]


def _weights(body: Tag, counts: Callable[[str], bool]) -> dict[int, float]:
    """How much text that counts there is in each element that has any, by its id."""
    weights: dict[int, float] = {}
    stack = [(body, iter(body.contents))]
    while stack:
        tag, children = stack[-1]
        for node in children:
            if not isinstance(node, Tag):
                text = _pressed(node)
                if counts(text):
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


def _main_texts(markup: str) -> set[str]:
    """The texts that trafilatura takes for the page's own, without white space."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True)
    try:
        tree = html.fromstring(markup.encode("utf-8", "replace"), parser=parser)
        found = _extractor()(tree)
    except (etree.LxmlError, ValueError, RecursionError):  # no page, or none that it can read
        return set()
    body = getattr(found, "body", None)
    texts = map(_pressed, body.itertext()) if body is not None else ()
    return {text for text in texts if len(text) >= SHORTEST}


@cache
def _extractor() -> Callable[[etree._Element], object]:
    """Imported when it is first asked: it takes memory, and most sites never need it."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Extractor

    options = Extractor(fast=True, comments=False, formatting=True, links=True, with_metadata=False)
    return partial(bare_extraction, options=options)


def _pressed(node: PageElement | str) -> str:
    return "" if isinstance(node, UNSEEN) else "".join(str(node).split())
