"""The network's pages: markup that no reader was written against, read by an operator's file alone.

The file names no selector for title or body, and two labels that the site has of its own.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from index.resource import Period, Resource, Speaker
from scrapers.pages import open_page, read_page
from scrapers.sample import network
from scrapers.sample.content import read_texts
from scrapers.sample.edition import Edition, edition_of
from scrapers.sample.names import Names
from scrapers.sample.network import NetworkPage, network_pages
from scrapers.sample.schedule import days_from, days_of
from scrapers.sample.site import Site
from scrapers.source import Source, load_source

TODAY = date(2026, 11, 25)
NAMES = Names()
SOURCE_FILE = Path(network.__file__).with_name("klimanettverket.toml")
MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
LEAST_RIGHT = 0.98


@pytest.fixture(scope="module")
def edition() -> Edition:
    return edition_of(read_texts(), TODAY, NAMES)


@pytest.fixture(scope="module")
def source() -> Source:
    return load_source(SOURCE_FILE)


@pytest.fixture(scope="module")
def read(edition: Edition, source: Source) -> list[tuple[NetworkPage, Resource]]:
    """Every page of the network with what was read in it."""
    site = Site(TODAY)
    found = []
    for page in network_pages(edition):
        address = NAMES.address(NAMES.network, page.path)
        markup = site.pages[NAMES.network, page.path].body.decode()
        rule = source.rule(address)
        assert rule is not None
        resource = read_page(open_page(address, markup, rule, source), rule, source)
        assert resource is not None, page.path
        found.append((page, resource))
    return found


def month_of(text: str, *, last: bool) -> date:
    name, year = text.lower().split()
    month = MONTHS.index(name[:3]) + 1
    if not last:
        return date(int(year), month, 1)
    following = date(int(year) + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def periods_of(page: NetworkPage) -> tuple[Period, ...]:
    days, hours = days_of(page.text, TODAY), page.text.fields["hours"]
    clocks = [time(int(h), int(m)) for h, m in re.findall(r"(\d\d)\.(\d\d)", hours)]
    if "dag 1" in hours:
        return (Period(first=days[0], last=days[-1], starts=clocks[0], ends=clocks[1]),)
    return tuple(Period(first=d, last=d, starts=clocks[0], ends=clocks[1]) for d in days)


def event_fields(page: NetworkPage) -> dict[str, Any]:
    fields = page.text.fields
    return {
        "periods": periods_of(page),
        "place": fields["place"],
        "price": fields["price"],
        "organiser": fields["organiser"],
        "speakers": tuple(Speaker(**speaker) for speaker in fields["speakers"]),
    }


def project_fields(page: NetworkPage) -> dict[str, Any]:
    fields = page.text.fields
    first, last = fields["period"].split(" - ")
    return {
        "county": fields["county"],
        "applicant": fields["applicant"],
        "amount": fields["amount"],
        "status": fields["status"],
        "year": fields["year"],
        "measures": tuple(fields["measures"]),
        "period": Period(first=month_of(first, last=False), last=month_of(last, last=True)),
    }


def grant_fields(page: NetworkPage) -> dict[str, Any]:
    fields = page.text.fields
    due = days_from(TODAY, fields.get("deadline", 40) + 30 * (page.number % 4))
    rolling, yearly = page.facts.sentence.startswith("Løpende"), "hvert år" in page.facts.sentence
    return {
        "deadlines": [] if rolling or yearly else [due],
        "yearly": ["02-15", "09-15"] if yearly else [],
        "rolling": rolling,
        "applicants": fields["who"],
        "maximum": fields["maximum"],
    }


def episode_fields(page: NetworkPage) -> dict[str, Any]:
    fields = page.text.fields
    seconds = 0
    for part in fields["duration"].split(":"):
        seconds = seconds * 60 + int(part)
    return {
        "published": days_of(page.text, TODAY)[0],
        "number": fields["number"],
        "duration": seconds,
        "audio": f"http://traffic.{NAMES.podcast}/episode-{fields['number']}.mp3",
    }


EXPECTED = {
    "event": event_fields,
    "project": project_fields,
    "grant": grant_fields,
    "episode": episode_fields,
}


def read_fields(resource: Resource) -> Iterator[tuple[str, Any]]:
    facts = resource.facts
    for name in getattr(facts, "__dataclass_fields__", ()):
        yield name, getattr(facts, name)
    yield "published", resource.published
    if resource.grant:
        calls = resource.grant.calls
        yield "deadlines", [call.deadline for call in calls if call.deadline]
        yield "yearly", [call.yearly for call in calls if call.yearly]
        yield "rolling", any(call.rolling for call in calls)


@pytest.mark.parametrize("kind", EXPECTED)
def test_fields_are_right_in_every_markup(
    read: list[tuple[NetworkPage, Resource]], kind: str
) -> None:
    wrong, asked = [], 0
    for page, resource in read:
        if page.text.kind != kind:
            continue
        told = dict(read_fields(resource))
        expected = {"title": page.title, "lead": page.lead, **EXPECTED[kind](page)}
        told |= {"title": resource.title, "lead": resource.lead}
        asked += len(expected)
        wrong += [
            f"{page.path} ({page.facts.style}): {name} is {told[name]!r}, not {value!r}"
            for name, value in expected.items()
            if told[name] != value
        ]
    assert asked >= 15 * 6
    assert len(wrong) <= (1 - LEAST_RIGHT) * asked, "\n".join(wrong)


def test_every_kind_is_shown_in_every_way(edition: Edition) -> None:
    pages = network_pages(edition)
    shown = Counter(page.text.kind for page in pages)
    assert min(shown.values()) >= 15
    for kind in ("event", "project", "episode"):
        styles = {page.facts.style for page in pages if page.text.kind == kind}
        assert styles == set(network.STYLES), kind


def test_nothing_is_doubtful_where_a_page_says_one_thing(
    read: list[tuple[NetworkPage, Resource]],
) -> None:
    assert [page.path for page, resource in read if resource.doubtful] == []


def test_every_heading_has_its_anchor(read: list[tuple[NetworkPage, Resource]]) -> None:
    headed = [
        (page.path, passage.heading, passage.anchor)
        for page, resource in read
        for passage in resource.passages
        if passage.heading
    ]
    assert len(headed) > 100
    assert [row for row in headed if not row[2]] == []


def test_guidance_knows_when_it_was_revised(
    read: list[tuple[NetworkPage, Resource]],
) -> None:
    told = {page.path: resource.modified for page, resource in read if page.text.kind == "guidance"}
    revised = {
        page.path: days_from(TODAY, page.text.fields["revised"])
        for page, _ in read
        if page.text.kind == "guidance"
    }
    assert told == revised
