"""From an opened page to a Resource: what all kinds have in common, then the kind's own part."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from index.resource import Kind, Link, Passage, Resource
from scrapers.pages.agreement import Agreement, agree
from scrapers.pages.dates import parse_date
from scrapers.pages.emptiness import has_facts, refuse_empty
from scrapers.pages.episode import read_episode
from scrapers.pages.event import read_event
from scrapers.pages.example import read_example
from scrapers.pages.grant import read_grant
from scrapers.pages.labels import Labelled, read_labels
from scrapers.pages.lines import Line
from scrapers.pages.page import LONGEST_LEAD, HtmlPage
from scrapers.pages.project import read_project
from scrapers.pages.structured import is_of, moment_of, text_of
from scrapers.pages.transcripts import on_page
from scrapers.source import Rule, Source

Reader = Callable[[HtmlPage, Sequence[Line], Agreement], tuple[dict[str, Any], Labelled]]
READERS: dict[Kind, Reader] = {
    Kind.EVENT: read_event,
    Kind.PROJECT: read_project,
    Kind.GRANT: read_grant,
    Kind.EPISODE: read_episode,
    Kind.EXAMPLE: read_example,
}
PUBLISHED = re.compile(
    r"^(Publisert( dato)?|Publiseringsdato|Lagt ut|Published)\b:?", re.IGNORECASE
)
MODIFIED = re.compile(
    r"^(Sist (endret|endra|oppdatert|revidert)|Endret|Endra|Oppdatert|Revidert|Last updated)\b:?",
    re.IGNORECASE,
)
PUBLISHED_META = ("article:published_time", "date", "dc.date", "dcterms.created", "dc.date.issued")
MODIFIED_META = ("article:modified_time", "og:updated_time", "dcterms.modified", "last-modified")
# Items that are the page itself; a video on it, or its publisher, has a name and a day of its own.
DESCRIBED = ("Event", "Episode", "Article", "Posting", "Grant", "Project", "WebPage", "Service")
STEP = re.compile(r"^Steg (\d{1,3}) av \d+$")
SECTOR = re.compile(r"^Sektor: (.+)$")
NOTICE = re.compile(
    r"^Artikkelen er gammel, og det kan hende|^(Nyhet|Fagmelding)$|^Dette innholdet er mer enn",
    re.IGNORECASE,
)
FEWEST_WORDS, FEWEST_LINKS = 40, 5


def read_page(page: HtmlPage, rule: Rule, source: Source) -> Resource | None:
    """The Resource that a page is; None for a page that only leads on to others.

    Empty where the page came and says nothing.
    """
    agreement = Agreement()
    fields, found = READERS.get(rule.kind, _read_article)(page, page.lines, agreement)
    own = [line for line in found.rest if not _is_common(line.text)]
    passages, links = passages_of(own)
    common = Resource(
        address=page.canonical,
        kind=rule.kind,
        source=source.name,
        publisher=source.owner,
        title=agreement.settle("title", [page.title, *_titles(page)], ""),
        lead=page.lead or _described(page, passages),
        passages=passages,
        links=links,
        published=_published(page, found, agreement),
        modified=_modified(page, found, agreement),
        step=_number(page.lines, STEP),
        sector=_match(page.lines, SECTOR),
        versions=page.versions,
        transcripts=_transcripts(page, rule, source),
    )
    documents = fields["project"].documents if "project" in fields else ()
    resource = replace(
        common, links=links + documents, doubtful=tuple(agreement.doubtful), **fields
    )
    words = _own_words(own)
    refuse_empty(page, resource, words)
    return None if _only_leads_on(resource, own, words) else resource


def _transcripts(page: HtmlPage, rule: Rule, source: Source) -> tuple[str, ...]:
    if rule.kind not in (Kind.EVENT, Kind.EPISODE):
        return ()
    return on_page((*page.frames, *page.links), source)


def _only_leads_on(resource: Resource, own: Sequence[Line], words: int) -> bool:
    """Whether a page is a list of others: guidance of few words, or links in the place of facts."""
    if words >= FEWEST_WORDS:
        return False
    if resource.kind is Kind.GUIDANCE:
        return True
    return not has_facts(resource) and sum(map(_only_links, own)) >= FEWEST_LINKS


def passages_of(lines: Iterable[Line]) -> tuple[tuple[Passage, ...], tuple[Link, ...]]:
    """Passages, a new one at each heading, and the links with the numbers of their passages."""
    groups: list[list[Line]] = [[]]
    for line in lines:
        if line.is_heading:
            groups.append([])
        groups[-1].append(line)
    groups = [group for group in groups if group]
    links = tuple(
        Link(target=target, text=text[:300], passage=number)
        for number, group in enumerate(groups)
        for line in group
        for target, text in line.links
    )
    return tuple(_passage(group) for group in groups), links


def _read_article(
    page: HtmlPage, lines: Sequence[Line], _: Agreement
) -> tuple[dict[str, Any], Labelled]:
    """Guidance and news have no part of their own."""
    return {}, read_labels(page, lines, {})


def _passage(group: Sequence[Line]) -> Passage:
    first = group[0]
    if not first.is_heading:
        return Passage(text="\n".join(line.text for line in group))
    text = "\n".join(line.text for line in group[1:])
    return Passage(text=text, heading=first.text, anchor=first.anchor)


def _is_common(text: str) -> bool:
    patterns = (PUBLISHED, MODIFIED, STEP, SECTOR, NOTICE)
    return len(text) < 120 and any(pattern.match(text) for pattern in patterns)


def _own_words(lines: Sequence[Line]) -> int:
    """Words that are neither links nor what a list says of a link."""
    return sum(
        len(line.text.split())
        for before, line in zip((Line(), *lines), lines, strict=False)
        if not line.is_heading and not _only_links(line) and not _only_links(before)
    )


def _only_links(line: Line) -> bool:
    linked = "".join(text for _, text in line.links)
    return bool(linked) and "".join(line.text.split()) == "".join(linked.split())


def _titles(page: HtmlPage) -> Iterator[str]:
    """What the page is called for machines."""
    for item in page.items:
        if is_of(item, *DESCRIBED):
            yield from (text_of(item, "headline"), text_of(item, "name"))
    yield page.meta.get("og:title", "")


def _described(page: HtmlPage, passages: Sequence[Passage]) -> str:
    """What the page says that it is about, unless its text says the same."""
    text = "\n".join(passage.text for passage in passages)
    stated = (text_of(item, "description") for item in page.items if is_of(item, *DESCRIBED))
    meta = (page.meta.get(name, "") for name in ("og:description", "description"))
    found = next(filter(None, (*stated, *meta)), "")[:LONGEST_LEAD]
    return "" if agree(found, page.title) or agree(found, text) else found


def _published(page: HtmlPage, found: Labelled, agreement: Agreement) -> date | None:
    days = [
        *_stated_days(page, "datePublished", PUBLISHED_META),
        parse_date(page.published),
        parse_date(found.text("Publisert") or _text(page, PUBLISHED)),
    ]
    return agreement.settle("published", days, None)


def _modified(page: HtmlPage, found: Labelled, agreement: Agreement) -> date | None:
    days = [
        *_stated_days(page, "dateModified", MODIFIED_META),
        parse_date(found.text("Sist endret") or _text(page, MODIFIED)),
    ]
    return agreement.settle("modified", days, None)


def _text(page: HtmlPage, opening: re.Pattern[str]) -> str:
    """The first line that opens so."""
    return next((x.text for x in (*page.lines, *page.beside) if opening.match(x.text)), "")


def _stated_days(page: HtmlPage, name: str, metas: Sequence[str]) -> Iterator[date | None]:
    for item in page.items:
        if is_of(item, *DESCRIBED):
            yield moment_of(text_of(item, name))[0]
    yield from (moment_of(page.meta.get(meta, ""))[0] for meta in metas)


def _match(lines: Iterable[Line], pattern: re.Pattern[str]) -> str:
    found = (pattern.match(line.text) for line in lines)
    return next((match.group(1) for match in found if match), "")


def _number(lines: Iterable[Line], pattern: re.Pattern[str]) -> int | None:
    text = _match(lines, pattern)
    return int(text) if text else None
