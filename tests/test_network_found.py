"""The network, collected and searched: what its pages say is found, their frame is not."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from index.analyse import Analyser
from index.engine import open_engine
from index.language.thesaurus import default_thesaurus
from index.resource import OSLO
from index.results import Hit
from index.store import Store
from scrapers.crawl import Manners
from scrapers.sample import network
from scrapers.sample.content import read_texts
from scrapers.sample.edition import edition_of
from scrapers.sample.names import Names
from scrapers.sample.network import NetworkPage, network_pages
from scrapers.sample.server import serving
from scrapers.sample.site import Site
from scrapers.source import load_source
from searchsvc.collecting import errand_for, harvest, publish
from searchsvc.config import Config

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 25, 12, tzinfo=OSLO)
FRAME = (
    "kapsler på maskinen din",
    "hvor mange som leser sidene",
    "medlemssider for kontaktpersoner",
    "penger å søke på",
    "andre har også lest",
    "den første torsdagen hver måned",
    "brevet vårt i innboksen",
    "ansvarlig redaktør er daglig leder",
    "6800 havnes",
    "samarbeid mellom kommuner fylker og fagfolk",
    "samarbeid mellom fagfolk kommuner og fylker",
    "spørsmål om nettverket",
    "kontakt med sekretariatet",
    "oss i sekretariatet",
    "hjelper deg videre",
    "bli medlem i dag",
    "samler kommuner og fylker som vil kutte utslipp",
)
LEAST_FOUND = 0.99
PHRASES_A_PAGE = 4
WORDS = 5
Find = Callable[[str], tuple[Hit, ...]]


@pytest.fixture(scope="module")
def find(tmp_path_factory: pytest.TempPathFactory) -> Find:
    """Search the network for words that stand side by side."""
    source = load_source(Path(network.__file__).with_name("klimanettverket.toml"))
    config = Config(data=str(tmp_path_factory.mktemp("network")))
    with serving(Site(NOW.date())) as base, Store(config.store_path) as store:
        place = base.partition("://")[2]
        manners = Manners(delay=0, resolve=dict.fromkeys(source.hosts, place))
        harvest(store, errand_for(store, (source,), (source.name,), manners), lambda _: None)
    publish(config, (source,), lambda *_: None)
    engine = open_engine(config.index_folder)
    analyser = Analyser(lexicon=engine.lexicon, thesaurus=default_thesaurus())

    def find(words: str) -> tuple[Hit, ...]:
        return tuple(engine.search(analyser.query(f'"{words}"', NOW)).hits)

    return find


def phrases_of(page: NetworkPage) -> list[str]:
    """Some runs of words of a text, from its beginning, its middle and its end.

    Two long words in each: those of a text that are only "og det er en" say nothing to search.
    """
    prose = re.sub(r"\{\{[^}]*\}\}|\]\([^)]*\)", " . ", page.text.body)
    runs = [run.split() for run in re.split(r"[^\w\s-]+|\n\n|\n(?=[-#\d])", prose)]
    whole = [run[:WORDS] for run in runs if len(run) >= WORDS]
    long = [" ".join(run) for run in whole if sum(len(word) > 5 for word in run) > 1]
    step = max(1, len(long) // PHRASES_A_PAGE)
    return long[::step][:PHRASES_A_PAGE]


@pytest.mark.parametrize("words", FRAME)
def test_no_words_of_the_frame_are_found(find: Find, words: str) -> None:
    assert [hit.thing.record.resource.address for hit in find(words)] == []


def test_what_the_pages_say_is_found(find: Find) -> None:
    names = Names()
    asked, lost = 0, []
    for page in network_pages(edition_of(read_texts(), NOW.date(), names)):
        for words in phrases_of(page):
            asked += 1
            found = [hit.thing.record.resource.address for hit in find(words)]
            if names.address(names.network, page.path) not in found:
                lost.append(f"{page.path} ({page.facts.style}, {page.frame}): {words}")
    assert asked > 400
    assert len(lost) <= (1 - LEAST_FOUND) * asked, "\n".join(lost)
