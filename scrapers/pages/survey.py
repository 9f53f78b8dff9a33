"""Survey: one look over all elements of a page, that notes those which are asked for later."""

from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag

from scrapers.pages.markup import classes_of

LEADS = frozenset(("ingress", "lead", "preamble", "intro", "standfirst"))


@dataclass(slots=True)
class Survey:
    """The elements of a page by what they are for, in the order of the page."""

    metas: list[Tag] = field(default_factory=list)
    links: list[Tag] = field(default_factory=list)
    bases: list[Tag] = field(default_factory=list)
    scripts: list[Tag] = field(default_factory=list)
    titles: list[Tag] = field(default_factory=list)
    anchors: list[Tag] = field(default_factory=list)
    headings: list[Tag] = field(default_factory=list)
    leads: list[Tag] = field(default_factory=list)
    mains: list[Tag] = field(default_factory=list)
    articles: list[Tag] = field(default_factory=list)
    has_microdata: bool = False
    asks_for_password: bool = False


def survey(soup: BeautifulSoup) -> Survey:
    """Look once at every element."""
    seen = Survey()
    by_name = {
        "meta": seen.metas,
        "link": seen.links,
        "base": seen.bases,
        "script": seen.scripts,
        "title": seen.titles,
        "a": seen.anchors,
        "h1": seen.headings,
        "main": seen.mains,
        "article": seen.articles,
    }
    stack = [iter(soup.contents)]
    while stack:
        for node in stack[-1]:
            if not isinstance(node, Tag):
                continue
            if (noted := by_name.get(node.name)) is not None:
                noted.append(node)
            if node.attrs:
                _note_attributes(seen, node)
            if node.contents:
                stack.append(iter(node.contents))
                break
        else:
            stack.pop()
    return seen


def _note_attributes(seen: Survey, tag: Tag) -> None:
    attributes = tag.attrs
    if "class" in attributes and not LEADS.isdisjoint(classes_of(tag)):
        seen.leads.append(tag)
    if "role" in attributes and attributes["role"] == "main":
        seen.mains.append(tag)
    if "itemscope" in attributes:
        seen.has_microdata = True
    if tag.name == "input" and str(attributes.get("type", "")).lower() == "password":
        seen.asks_for_password = True
