"""The engine over a cluster answers the judged queries as the embedded one does."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import pytest

from index.analyse import Analyser
from index.engine import Engine, open_engine
from index.judge import read_queries
from index.language.thesaurus import default_thesaurus
from index.results import Connection, Page
from searchsvc.config import Config
from searchsvc.judging import address_keys, judge_files

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
SETS = ("compounds", "nynorsk", "misspelt", "abbreviations", "topical")
PATIENCE = 60  # seconds


class Engines(NamedTuple):
    """The embedded engine and that over a cluster, over the same things."""

    embedded: Engine
    cluster: Engine


@pytest.fixture(scope="module")
def engines(sample: Config, sample_on_cluster: Config) -> Engines:
    return Engines(
        open_engine(sample.index, PATIENCE), open_engine(sample_on_cluster.index, PATIENCE)
    )


@pytest.fixture(scope="module", params=SETS)
def answers(
    request: pytest.FixtureRequest, engines: Engines, sample_now: datetime
) -> list[tuple[Page, Page]]:
    """What both find for each query of a set."""
    analyser = Analyser(lexicon=engines.embedded.lexicon, thesaurus=default_thesaurus())
    queries = [
        analyser.query(judged.text, sample_now)
        for judged in read_queries(HERE / "sample" / f"{request.param}.toml")
    ]
    return [(engines.embedded.search(each), engines.cluster.search(each)) for each in queries]


def ids(page: Page) -> list[str]:
    return [hit.thing.id for hit in page.hits]


def test_the_first_ten_are_the_same_things(answers: list[tuple[Page, Page]]) -> None:
    shares = [
        len({*ids(ours)} & {*ids(theirs)}) / len(ours.hits) for ours, theirs in answers if ours.hits
    ]
    assert fmean(shares) >= 0.95


def test_the_first_of_all_is_the_same(answers: list[tuple[Page, Page]]) -> None:
    assert fmean(ids(ours)[:1] == ids(theirs)[:1] for ours, theirs in answers) >= 0.95


def test_totals_facets_and_states_are_the_same(answers: list[tuple[Page, Page]]) -> None:
    for ours, theirs in answers:
        assert (ours.total, ours.facets, ours.states) == (
            theirs.total, theirs.facets, theirs.states
        )  # fmt: skip


def test_scores_and_missing_words_are_the_same(answers: list[tuple[Page, Page]]) -> None:
    for ours, theirs in answers:
        found = {hit.thing.id: hit for hit in theirs.hits}
        for hit in ours.hits:
            if hit.thing.id in found:
                assert found[hit.thing.id].score == pytest.approx(hit.score, rel=1e-3)
                assert found[hit.thing.id].missing == hit.missing


@pytest.mark.parametrize("name", SETS)
def test_they_answer_equally_well(engines: Engines, sample_now: datetime, name: str) -> None:
    ours, theirs = (
        next(judge_files(engine, [HERE / "sample" / f"{name}.toml"], sample_now, address_keys))
        for engine in engines
    )
    assert theirs.mean.ndcg10 == pytest.approx(ours.mean.ndcg10, abs=0.01)


def _shown(connections: Iterable[Connection]) -> list[tuple[object, ...]]:
    """What a reader sees of links."""
    return [
        (c.link.target, c.link.text, c.heading, c.other and c.other.record.id) for c in connections
    ]


def test_links_and_the_next_change_are_the_same(engines: Engines, sample_now: datetime) -> None:
    for name, _ in engines.embedded.changed(0, 30):
        for way in ("links_out", "links_in"):
            ours, theirs = (
                _shown(getattr(e, way)(name)) for e in (engines.embedded, engines.cluster)
            )
            assert theirs == ours
    assert engines.cluster.next_change(sample_now) == engines.embedded.next_change(sample_now)
