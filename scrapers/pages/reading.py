"""From an opened page to a Resource: what all kinds have in common, then the kind's own part."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from index.resource import Kind, Link, Passage, Resource
from scrapers.pages.dates import find_dates, parse_date
from scrapers.pages.episode import read_episode
from scrapers.pages.event import read_event
from scrapers.pages.example import read_example
from scrapers.pages.grant import read_grant
from scrapers.pages.page import HtmlPage, Line
from scrapers.pages.project import read_project
from scrapers.pages.transcripts import on_page
from scrapers.source import Rule, Source

Reader = Callable[[HtmlPage, Sequence[Line]], tuple[dict[str, Any], list[Line]]]
READERS: dict[Kind, Reader] = {
    Kind.EVENT: read_event,
    Kind.PROJECT: read_project,
    Kind.GRANT: read_grant,
    Kind.EPISODE: read_episode,
    Kind.EXAMPLE: read_example,
}
PUBLISHED = re.compile(r"^(Publisert|Lagt ut)\b:?", re.IGNORECASE)
MODIFIED = re.compile(
    r"^(Sist (endret|endra|oppdatert|revidert)|Endret|Oppdatert)\b:?", re.IGNORECASE
)
STEP = re.compile(r"^Steg (\d{1,3}) av \d+$")
SECTOR = re.compile(r"^Sektor: (.+)$")
NOTICE = re.compile(
    r"^Artikkelen er gammel, og det kan hende|^(Nyhet|Fagmelding)$|^Dette innholdet er mer enn",
    re.IGNORECASE,
)
FEWEST_WORDS = 40


def read_page(page: HtmlPage, rule: Rule, source: Source) -> Resource | None:
    """The Resource that a page is; None for a page that only leads on to others."""
    reader = READERS.get(rule.kind, _read_article)
    fields, lines = reader(page, page.lines)
    own = [line for line in lines if not _is_common(line.text)]
    if rule.kind is Kind.GUIDANCE and _own_words(own) < FEWEST_WORDS:
        return None
    common = Resource(
        address=page.canonical,
        kind=rule.kind,
        source=source.name,
        publisher=source.owner,
        title=page.title,
        lead=page.lead,
        published=_published(page),
        modified=_labelled_date(page.lines, MODIFIED),
        step=_number(page.lines, STEP),
        sector=_match(page.lines, SECTOR),
        versions=page.versions,
        transcripts=_transcripts(page, rule, source),
    )
    passages, links = passages_of(own)
    documents = fields["project"].documents if "project" in fields else ()
    return replace(common, passages=passages, links=links + documents, **fields)


def _transcripts(page: HtmlPage, rule: Rule, source: Source) -> tuple[str, ...]:
    if rule.kind not in (Kind.EVENT, Kind.EPISODE):
        return ()
    return on_page((*page.frames, *(target for target, _ in page.links)), source)


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


def _read_article(_: HtmlPage, lines: Sequence[Line]) -> tuple[dict[str, Any], list[Line]]:
    """Guidance and news have no part of their own."""
    return {}, list(lines)


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


def _published(page: HtmlPage) -> date | None:
    """As labelled; else in JSON-LD, in meta."""
    stated = [str(item.get("datePublished", "")) for item in page.data]
    stated.append(page.meta.get("article:published_time", ""))
    days = (parse_date(text.replace("T", " ")) for text in (page.published, *stated))
    return _labelled_date(page.lines, PUBLISHED) or next((day for day in days if day), None)


def _labelled_date(lines: Iterable[Line], label: re.Pattern[str]) -> date | None:
    text = next((line.text for line in lines if label.match(line.text)), "")
    return next(find_dates(text), None)


def _match(lines: Iterable[Line], pattern: re.Pattern[str]) -> str:
    found = (pattern.match(line.text) for line in lines)
    return next((match.group(1) for match in found if match), "")


def _number(lines: Iterable[Line], pattern: re.Pattern[str]) -> int | None:
    text = _match(lines, pattern)
    return int(text) if text else None
