"""The same site collected twice gives the same, whatever order its answers came in."""

import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from index.analyse import Analyser
from index.engine import open_engine
from index.export import record_lines
from index.judge import DEPTH, read_queries
from index.language.thesaurus import default_thesaurus
from index.store import Store
from scrapers.sample.names import Names
from searchsvc.config import Config
from searchsvc.demo import collect_sample

pytestmark = pytest.mark.slow
JUDGED = Path(__file__).parent / "relevance" / "sample"
SETS = ("abbreviations", "compounds", "misspelt", "nynorsk", "topical")
PATIENCE = 60  # seconds for a search: none is cut short


def hold_up_the_podcast(host: str) -> None:
    """So that its copies on other hosts come before its own pages."""
    if host == Names().podcast:
        time.sleep(0.2)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory, sample_now: datetime) -> Config:
    """The site once more, one of its hosts slow."""
    folder = tmp_path_factory.mktemp("other")
    return collect_sample(folder, sample_now.date(), hold_up_the_podcast)


def records(config: Config) -> list[bytes]:
    with Store(config.store_path) as store:
        return list(record_lines(store))


def order(config: Config) -> list[str]:
    with Store(config.store_path) as store:
        return [visit.address for visit in store.visits()]


def ranks(config: Config, now: datetime, name: str) -> dict[str, list[str]]:
    """The addresses of the hits for each judged query, as they stand."""
    engine = open_engine(config.index_folder, PATIENCE)
    analyser = Analyser(lexicon=engine.lexicon, thesaurus=default_thesaurus())
    found = {}
    for query in read_queries(JUDGED / f"{name}.toml"):
        page = engine.search(replace(analyser.query(query.text, now), size=DEPTH))
        found[query.text] = [hit.record.resource.address for hit in page.hits]
    return found


def test_the_answers_came_in_another_order(sample: Config, other: Config) -> None:
    one, two = order(sample), order(other)
    assert one != two
    assert set(one) == set(two)


def test_the_records_are_the_same(sample: Config, other: Config) -> None:
    one, two = records(sample), records(other)
    assert len(one) > 150
    assert one == two


@pytest.mark.parametrize("name", SETS)
def test_every_judged_query_has_the_same_hits(
    sample: Config, other: Config, sample_now: datetime, name: str
) -> None:
    found = ranks(sample, sample_now, name)
    assert any(found.values())
    assert ranks(other, sample_now, name) == found
