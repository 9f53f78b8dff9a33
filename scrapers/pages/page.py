"""HtmlPage: a page's markup, opened once: its main part without chrome, its lines, its links."""

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import soupsieve
from bs4 import BeautifulSoup, Tag

from index.resource import clean_address
from scrapers.pages.agreement import agree
from scrapers.pages.lines import Line, Lines, read_lines, words_of
from scrapers.pages.main_text import find_main
from scrapers.pages.markup import FOR_US
from scrapers.pages.plain import PlainText
from scrapers.pages.structured import Item, json_items, micro_items
from scrapers.pages.survey import Survey, survey
from scrapers.pages.text import clean
from scrapers.source import Rule, Source

MOST_HEADINGS = 20  # are asked whether they are the title
LONGEST_TITLE, LONGEST_LEAD = 300, 1_000
DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
SITE_NAME = re.compile(r"(?<!\s)\s+[-–—|•·:]\s+[^-–—|•·]{2,60}$")


class Refused(Exception):  # noqa: N818 - a decision, not an error
    """The page is not to be read; the message says why, in a few words."""


class Empty(Exception):  # noqa: N818 - a finding, not an error
    """The page came, and says nothing: it must not take the place of what it said before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlPage:
    """A page that was opened by a rule of its source.

    `lines` are those of the main part, `beside` those that stand beside it. `data` are the items
    of JSON-LD, `micro` those of microdata. `labels` are what its source calls labels of ours.
    """

    address: str
    canonical: str
    title: str
    lead: str = ""
    published: str = ""
    lines: tuple[Line, ...] = ()
    beside: tuple[Line, ...] = ()
    links: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    data: tuple[Item, ...] = ()
    micro: tuple[Item, ...] = ()
    meta: dict[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    asks_for_password: bool = False

    @property
    def items(self) -> tuple[Item, ...]:
        """What the page says of itself for machines, in the order in which it is believed."""
        return (*self.data, *self.micro)


def open_page(address: str, markup: str, rule: Rule, source: Source) -> HtmlPage:
    """Open a page; Refused where its robots meta says not to read it."""
    markup = DECLARATION.sub("", markup.replace("\0", ""), count=1)
    soup = _parsed(markup)
    seen = survey(soup)
    meta = _meta(seen)
    if "noindex" in directives(meta.get("robots", "")):
        raise Refused("robots meta says noindex")
    base = _base(seen, address)
    main = _main(soup, seen, rule, markup)
    taken = _taken(soup, seen, rule, main)
    title, lead, published = (words_of(tag) if tag else "" for tag in taken)
    lines = _lines(soup, seen, main, base, [*filter(None, taken), *_dropped(soup, source)])
    return HtmlPage(
        address=address,
        canonical=_canonical(seen, address, base, source),
        title=clean(title or _named(seen, meta) or _first_heading(lines), LONGEST_TITLE),
        lead=clean(lead, LONGEST_LEAD),
        published=published,
        lines=tuple(_kept(lines.main, source)),
        beside=tuple(_kept(lines.beside, source)),
        links=tuple(_targets(_hrefs(seen), base)),
        frames=tuple(lines.frames),
        versions=tuple(_versions(seen, address, base)),
        data=tuple(json_items(seen.scripts)),
        micro=tuple(micro_items(soup) if seen.has_microdata else ()),
        meta=meta,
        labels=rule.labels,
        asks_for_password=seen.asks_for_password,
    )


def open_plain(address: str, plain: PlainText, rule: Rule, source: Source) -> HtmlPage:
    """A page of which only the text was read; Refused like one that is opened."""
    if "noindex" in directives(plain.robots):
        raise Refused("robots meta says noindex")
    return HtmlPage(
        address=address,
        canonical=source.address(address) or address,
        title=clean(plain.heading or plain.title, LONGEST_TITLE),
        lines=tuple(_kept(plain.lines, source)),
        links=tuple(_targets(plain.links, address)),
        meta={"robots": plain.robots},
        labels=rule.labels,
    )


def lines_of(body: Tag, base: str, source: Source) -> list[Line]:
    """The lines of some markup without those that the source says to drop."""
    return list(_kept(read_lines(body, base).main, source))


def directives(robots: str) -> set[str]:
    """What a robots meta or an X-Robots-Tag asks of us; "none" asks for both."""
    asked = {part.strip().lower() for part in robots.split(",")}
    return asked | {"noindex", "nofollow"} if "none" in asked else asked


def _parsed(markup: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it looks like XML, or like a file's name
        return BeautifulSoup(markup, "lxml")


def _main(soup: BeautifulSoup, seen: Survey, rule: Rule, markup: str) -> Tag | None:
    """The main part: as the source says, as the page says, or where most of its text stands."""
    named = _first(rule.body, soup) if rule.body else None
    if named is not None:
        return named
    own = seen.mains[:1] or (seen.articles if len(seen.articles) == 1 else [])
    if own and not rule.body:
        return own[0]
    title = seen.headings[0] if len(seen.headings) == 1 else None
    found = find_main(soup.body, markup, title) if soup.body else None
    return found or next(iter(own), None)


def _taken(
    soup: BeautifulSoup, seen: Survey, rule: Rule, main: Tag | None
) -> tuple[Tag | None, Tag | None, Tag | None]:
    """The elements of title, lead and day, which are no part of the main text."""
    return (
        _of_main(rule.title, soup, main, _likely(seen, main)),
        _of_main(rule.lead, soup, main, seen.leads[:MOST_HEADINGS]),
        _of_main(rule.published, soup, main, []),
    )


def _of_main(selector: str, soup: BeautifulSoup, main: Tag | None, usual: list[Tag]) -> Tag | None:
    """What a selector finds, or else what is usual: in the main part, or else anywhere."""
    if selector:
        found = _first(selector, main) if main is not None else None
        return found or _first(selector, soup)
    return next((tag for tag in usual if _is_in(main, tag)), next(iter(usual), None))


def _is_in(main: Tag | None, tag: Tag) -> bool:
    return main is None or any(parent is main for parent in tag.parents)


def _likely(seen: Survey, main: Tag | None) -> list[Tag]:
    """Headings that may be the title: outside the main part, not those that name the site."""
    called = " ".join(map(words_of, seen.titles[:1]))
    return [
        tag
        for tag in seen.headings[:MOST_HEADINGS]
        if _is_in(main, tag) or not called or agree(words_of(tag), called)
    ]


def _lines(
    soup: BeautifulSoup, seen: Survey, main: Tag | None, base: str, without: list[Tag]
) -> Lines:
    body = soup.body or soup
    holds_main = main is not None and main is not body and any(p is body for p in main.parents)
    return read_lines(body, base, main if holds_main else None, without)


def _kept(lines: Iterable[Line], source: Source) -> Iterator[Line]:
    dropped = re.compile("|".join(source.drop_lines) or r"(?!)")
    return (line for line in lines if not dropped.search(line.text))


def _dropped(soup: BeautifulSoup, source: Source) -> Iterator[Tag]:
    return _compiled(", ".join(source.drop)).iselect(soup) if source.drop else iter(())


def _first(selector: str, tag: Tag) -> Tag | None:
    return _compiled(selector).select_one(tag)


@lru_cache(256)
def _compiled(selector: str) -> soupsieve.SoupSieve:
    return soupsieve.compile(selector)


def _named(seen: Survey, meta: dict[str, str]) -> str:
    """The title where no heading gives it: as given to others, or without the site's name."""
    whole = words_of(seen.titles[0]) if seen.titles else ""
    return meta.get("og:title") or SITE_NAME.sub("", whole)


def _first_heading(lines: Lines) -> str:
    return next((line.text for line in lines.main if line.is_heading), "")


def _hrefs(seen: Survey) -> Iterator[str]:
    return (str(tag.attrs["href"]) for tag in seen.anchors if "href" in tag.attrs)


def _targets(written: Iterable[str], base: str) -> Iterator[str]:
    """Every address that the page links to, chrome and all, each once."""
    for href in dict.fromkeys(written):
        target = clean_address(href, base)
        if target:
            yield target


def _base(seen: Survey, address: str) -> str:
    written = next((str(tag["href"]) for tag in seen.bases if tag.get("href")), "")
    return (clean_address(written, address) if written else None) or address


def _meta(seen: Survey) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in seen.metas:
        name = str(tag.get("name") or tag.get("property") or "").lower()
        content = clean(str(tag.get("content") or ""), LONGEST_LEAD)
        if name in FOR_US:
            found["robots"] = f"{found.get('robots', '')},{content}"
        elif name and content:
            found.setdefault(name, content)
    return found


def _canonical(seen: Survey, address: str, base: str, source: Source) -> str:
    """The canonical address, believed only on the source's own hosts and never a front page."""
    written = next((str(t["href"]) for t in seen.links if _is_rel(t, "canonical")), "")
    named = clean_address(written, base) if written else None
    own = source.address(named) if named else None
    if own is None or source.rule(own) is None:
        return source.address(address) or address
    return own


def _versions(seen: Survey, address: str, base: str) -> Iterator[str]:
    for tag in seen.links:
        if _is_rel(tag, "alternate") and tag.get("hreflang"):
            target = clean_address(str(tag["href"]), base)
            if target and target != address:
                yield target


def _is_rel(tag: Tag, name: str) -> bool:
    rel = tag.get("rel") or ()
    return name in (rel.split() if isinstance(rel, str) else rel) and bool(tag.get("href"))
