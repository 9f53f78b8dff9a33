"""Topics are found as well as they were, on the pages they were tuned on and on others."""

import tomllib
from pathlib import Path

import pytest

from index.labelled import Score, total
from index.store import Store
from index.topics import default_taxonomy
from searchsvc.config import Config
from searchsvc.judging import judge_topics, shipped_labels

pytestmark = pytest.mark.slow

RECORDED = tomllib.loads((Path(__file__).parent / "recorded.toml").read_text(encoding="utf-8"))
MAY_FALL = 0.01


@pytest.fixture(scope="module")
def judged(sample: Config) -> dict[str, dict[str, Score]]:
    with Store(sample.store_path) as store:
        return judge_topics(store, shipped_labels(), default_taxonomy())


@pytest.mark.parametrize("name", RECORDED)
def test_a_set_of_labelled_pages_does_not_fall(
    judged: dict[str, dict[str, Score]], name: str
) -> None:
    everything = total(judged[name].values())
    assert everything.precision >= RECORDED[name]["precision"] - MAY_FALL
    assert everything.recall >= RECORDED[name]["recall"] - MAY_FALL


def test_all_sets_are_recorded(judged: dict[str, dict[str, Score]]) -> None:
    assert set(judged) == set(RECORDED)


@pytest.mark.parametrize("topic", [topic.id for topic in default_taxonomy().topics])
def test_three_of_four_pages_of_a_topic_are_about_it(
    judged: dict[str, dict[str, Score]], topic: str
) -> None:
    found = total(topics[topic] for topics in judged.values() if topic in topics)
    assert found.right + found.missed > 0
    assert found.precision >= 0.75
