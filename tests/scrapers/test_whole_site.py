"""The whole make-believe site under the real hosts' names, read by the real source files."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from index.coverage import coverage_of
from index.record import Record, Role
from index.resource import Kind
from index.store import Store
from scrapers.manners import Manners
from scrapers.sample.content import PAGES, Text, read_texts
from scrapers.sample.names import Names
from scrapers.sample.server import serving
from scrapers.sample.site import Site
from scrapers.source import load_sources
from searchsvc.collecting import Tally, errand_for, harvest

pytestmark = pytest.mark.slow

NAMES = Names(
    podcast="klimapodcast.libsyn.com",
    podcast_alias="www.klimapodcast.no",
    directorate="www.miljodirektoratet.no",
    organisation="www.ks.no",
    scheme="https",
)
SOURCES = tuple(source for source in load_sources() if source.enabled)
NEVER = re.compile(r"/utkast---|/ny---|/intern/|/sok\b|libsyn\.com/\d{4}/\d\d|/rss$")
UNREAD = ("kartlegging-1998", "beregninger", "fagdag")  # documents that cannot be read


@dataclass
class Harvested:
    """The store after two harvests of a site that did not change between them."""

    site: Site
    store: Store
    requests: list[list[tuple[str, str, int]]] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    records: list[list[Record]] = field(default_factory=list)


@pytest.fixture(scope="module")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harvested]:
    site, requests = Site(date(2026, 11, 25), NAMES), []
    path = tmp_path_factory.mktemp("whole") / "resources.sqlite"
    with serving(site, requests=requests) as base, Store(path) as store:
        place = base.partition("://")[2]
        hosts = (host for source in SOURCES for host in source.hosts)
        manners = Manners(delay=0, resolve=dict.fromkeys(hosts, place))
        seen = Harvested(site, store)
        for _ in range(2):
            requests.clear()
            names = tuple(source.name for source in SOURCES)
            errand = errand_for(store, SOURCES, names, manners)
            seen.tallies.append(harvest(store, errand, lambda _: None))
            seen.requests.append(list(requests))
            seen.records.append(sorted(store.records(), key=lambda record: record.id))
        yield seen


@pytest.fixture(scope="module")
def first(harvested: Harvested) -> list[Record]:
    return harvested.records[0]


def source_of(text: Text) -> str:
    if text.kind == "episode":
        return "klimapodcast"
    return "ks" if text.area == "kommunelaget" else "miljodirektoratet"


def test_every_text_of_the_site_is_held_once_by_its_source(first: list[Record]) -> None:
    texts = read_texts(PAGES).values()
    written = Counter((source_of(text), text.kind, text.title) for text in texts)
    held = Counter(
        (record.resource.source, record.resource.kind.value, record.resource.title)
        for record in first
        if record.resource.kind is not Kind.DOCUMENT
    )
    assert held == written
    assert len(held) > 120


def test_required_fields_are_there_on_every_page(harvested: Harvested) -> None:
    required = {source.name: source.required for source in SOURCES}
    now = datetime(2026, 11, 25, tzinfo=UTC)
    coverage = coverage_of(harvested.store, required, now, sample=True)
    assert {source.source: source.missing for source in coverage.sources} == {
        "klimapodcast": {},
        "ks": {},
        "miljodirektoratet": {},
    }


def test_every_page_is_held_in_its_language(first: list[Record]) -> None:
    languages = {text.title: text.language for text in read_texts(PAGES).values()}
    told = {record.resource.title: record.resource.language for record in first}
    assert {title: told[title] for title in languages} == languages


def test_documents_are_held_and_those_that_cannot_be_read_are_named(
    harvested: Harvested, first: list[Record]
) -> None:
    documents = [r.resource for r in first if r.resource.kind is Kind.DOCUMENT]
    by_name = {resource.address.rpartition("/")[2]: resource for resource in documents}
    assert len(by_name) == 7
    report = by_name["p-kvernbekken-rapport.pdf"]
    assert report.title == "Sluttrapport: Åpning av Kvernbekken"
    (page,) = [passage.page for passage in report.passages if "gytegroper" in passage.text]
    assert page == 2
    template = by_name["driftsinstruks.docx"]
    assert "Terskelverdier for utrykning" in [passage.heading for passage in template.passages]
    reasons = harvested.tallies[0].reasons["miljodirektoratet"]
    assert {name: count for name, count in reasons.items() if "gone" not in name} == {
        "refused: document: no text layer": 1,
        "refused: document: encrypted": 1,
        "refused: document: broken": 1,
        "new: too many pages: the first 500 are read": 1,
    }


def test_what_is_said_in_a_webinar_and_an_episode_is_held_by_the_minute(
    first: list[Record],
) -> None:
    said = {
        record.resource.title: [p.second for p in record.resource.passages if p.second is not None]
        for record in first
    }
    assert said["Vannet vil fram"] == [6, 44, 190, 226, 905, 1504]
    assert said["Fra rør til bekk: samling om bekkeåpning"][0] == 4
    assert len([title for title, seconds in said.items() if seconds]) == 2


def test_drafts_the_internal_and_month_lists_are_neither_held_nor_asked_for(
    harvested: Harvested, first: list[Record]
) -> None:
    held = [address.address for record in first for address in record.addresses]
    known = [known.address for known in harvested.store.known(s.name for s in SOURCES)]
    asked = [f"https://{host}{path}" for host, path, _ in harvested.requests[0]]
    feeds = [feed for source in SOURCES for feed in source.feeds]
    found = {address for address in (*held, *known, *asked) if NEVER.search(address)}
    assert found == set(feeds)


def test_no_other_host_is_asked_for(harvested: Harvested) -> None:
    hosts = {host for host, _, _ in harvested.requests[0]}
    assert hosts <= {host for source in SOURCES for host in source.hosts}
    assert len(hosts) == 4


def test_each_old_address_that_redirects_leads_to_its_record(harvested: Harvested) -> None:
    store, pages = harvested.store, harvested.site.pages
    moved = {(host, path) for host, path, status in harvested.requests[0] if status == 301}
    led = {}
    for host, path in moved & set(pages):
        location = pages[host, path].headers["Location"]
        target = location if "://" in location else f"https://{host}{location}"
        old, new = store.find(f"https://{host}{path}"), store.find(target)
        led[host, path] = old.id if old else None
        assert led[host, path] == (new.id if new else None), path
    assert len([record for record in led.values() if record]) >= 8


def test_a_record_has_one_canonical_address_and_those_that_lead_to_it(
    harvested: Harvested, first: list[Record]
) -> None:
    addresses = [address for record in first for address in record.addresses]
    canonical = [a.address for a in addresses if a.role is Role.CANONICAL]
    assert canonical == [record.resource.address for record in first]
    moved = {
        f"https://{host}{path}"
        for host, path, status in harvested.requests[0]
        if status == 301 and path.startswith("/myndigheter/klimaarbeid/")
    }
    leading = {address.address for address in addresses if address.role is Role.REDIRECTS}
    assert moved - leading == {f"https://{NAMES.directorate}/myndigheter/klimaarbeid/"}  # to a hub


def test_a_soft_404_is_nobodys_address(harvested: Harvested) -> None:
    soft = [(host, path) for host, path, status in harvested.requests[0] if status == 302]
    assert len(soft) == 1
    for host, path in soft:
        assert harvested.store.find(f"https://{host}{path}") is None


def test_an_episode_and_its_copy_are_one_record(first: list[Record]) -> None:
    episodes = [record for record in first if record.resource.kind == "episode"]
    copied = [text for text in read_texts(PAGES).values() if text.fields.get("copy")]
    with_copy = [
        record
        for record in episodes
        if any("/tjenester/klimapodcast/" in address.address for address in record.addresses)
    ]
    assert len(with_copy) == len(copied) > 5
    assert all(record.resource.published for record in with_copy)


def test_a_second_harvest_gets_every_page_as_not_modified(harvested: Harvested) -> None:
    requests = harvested.requests[1]
    sent = {path for _, path, status in requests if status == 200}
    assert sent == {f"/globalassets/vedlegg/{name}.pdf" for name in UNREAD}
    unchanged = Counter(status for _, _, status in requests)[304]
    assert (
        unchanged
        == Counter(
            status
            for _, path, status in harvested.requests[0]
            if path not in sent and path != "/robots.txt"  # which counts for a day
        )[200]
    )


def test_a_second_harvest_changes_nothing(harvested: Harvested) -> None:
    outcomes = {name for counts in harvested.tallies[1].outcomes.values() for name in counts}
    assert outcomes == {"unchanged", "moved", "gone", "refused"}
    once, twice = harvested.records
    assert [record.resource for record in twice] == [record.resource for record in once]
    assert [record.last_changed for record in twice] == [record.last_changed for record in once]


def test_a_second_harvest_sees_every_record_again(harvested: Harvested) -> None:
    once, twice = harvested.records
    assert len(twice) == len(once)
    assert all(new.last_seen >= old.last_seen for old, new in zip(once, twice, strict=True))
