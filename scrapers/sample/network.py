"""A network of municipalities that shows the same texts in markup of its own.

Every kind of page in every way of setting facts and in three frames, none of them like those of
the other hosts: nested boxes, semantic elements, a layout of tables.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from scrapers.sample.addresses import slug
from scrapers.sample.answers import HTML, Answer, found
from scrapers.sample.content import Text
from scrapers.sample.edition import Edition, address_of, dated, texts_of
from scrapers.sample.markup import to_html
from scrapers.sample.network_facts import (
    Build,
    Facts,
    episode_facts,
    event_facts,
    grant_facts,
    guidance_facts,
    project_facts,
)
from scrapers.sample.rendering import render

STYLES = (
    "terms", "rows", "cells", "columns", "stacked", "bold", "spans", "named", "piped", "micro",
    "json",
)  # fmt: skip
FRAMES = ("nested", "semantic", "table")
SECTIONS: dict[str, tuple[str, str, Build]] = {
    "event": ("samlinger", "Samlinger", event_facts),
    "project": ("prosjektbank", "Prosjektbank", project_facts),
    "grant": ("penger", "Penger å søke på", grant_facts),
    "episode": ("lytt", "Lytt", episode_facts),
    "guidance": ("rad", "Råd", guidance_facts),
}
MOST_GUIDANCE = 24
ROUNDS = 3  # grants are few, so each text is shown with several deadlines
HEADING = re.compile(r'<(h[2-4]) id="([^"]+)">')
ANCHORS = (r'<\1 id="\2">', r'<a name="\2"></a><\1>', r'<\1><span id="\2"></span>')


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPage:
    """One page: which text it shows, how, and where."""

    text: Text
    number: int
    path: str
    title: str
    lead: str
    body: Markup
    frame: str
    facts: Facts

    @property
    def facts_aside(self) -> bool:
        """Whether the facts stand beside the text."""
        return self.number % 2 == 0


def print_network(edition: Edition) -> tuple[dict[str, Answer], str]:
    """The answer at every path of the network, and the page where there is none."""
    pages = network_pages(edition)
    answers = {page.path: found(_page(edition, page, pages), HTML, edition.today) for page in pages}
    for segment, title, _ in SECTIONS.values():
        links = [(page.title, page.path) for page in pages if page.path.startswith(f"/{segment}/")]
        answers[f"/{segment}/"] = found(_list(title, links), HTML, edition.today)
    fronts = [(title, f"/{segment}/") for segment, title, _ in SECTIONS.values()]
    answers["/"] = found(_list("Klimanettverket", fronts), HTML, edition.today)
    return answers, _list("Fant ikke siden", fronts)


def network_pages(edition: Edition) -> list[NetworkPage]:
    """All pages but the lists."""
    return [page for kind in SECTIONS for page in _pages_of(edition, kind)]


def _pages_of(edition: Edition, kind: str) -> Iterator[NetworkPage]:
    segment, _, facts_of = SECTIONS[kind]
    for number, (text, suffix) in enumerate(_shown(edition, kind)):
        facts = facts_of(edition, text, number, STYLES[number % len(STYLES)])
        title = text.title + suffix
        yield NetworkPage(
            text=text,
            number=number,
            path=f"/{segment}/{slug(title)}/",
            title=title,
            lead=dated(edition, text, text.lead) or f"Les om {title.lower()}.",
            body=_body(edition, text, number, facts.sentence),
            frame=FRAMES[number % len(FRAMES)],
            facts=facts,
        )


def _shown(edition: Edition, kind: str) -> Iterable[tuple[Text, str]]:
    texts = texts_of(edition, kind)
    if kind == "grant":
        return [(text, f", runde {n + 1}") for n in range(ROUNDS) for text in texts]
    if kind == "guidance":
        return [(text, "") for text in texts if "version_of" not in text.fields][:MOST_GUIDANCE]
    return [(text, "") for text in texts]


def _page(edition: Edition, page: NetworkPage, pages: list[NetworkPage]) -> str:
    at = pages.index(page)
    others = [(p.title, p.path) for p in (pages[at + 1 :] + pages[:at])[:3]]
    address = edition.names.address(edition.names.network, page.path)
    return render(f"network/{page.frame}.html", page=page, others=others, canonical=address)


def _list(title: str, links: list[tuple[str, str]]) -> str:
    return render("network/list.html", title=title, links=links)


def _body(edition: Edition, text: Text, number: int, opening: str) -> Markup:
    """The text, with the anchors of its headings in one of three places."""
    body = str(to_html(dated(edition, text, text.body), lambda page: address_of(edition, page)))
    body = HEADING.sub(ANCHORS[number % len(ANCHORS)], body)
    sentence = f"<p>{opening}</p>\n" if opening else ""
    return Markup(sentence + body)  # noqa: S704 -- markup as it came in, and our own words
