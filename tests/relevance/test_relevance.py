"""Search answers as well as it did: nDCG@10 of every judged set, beside the recorded figure."""

import os
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from index.engine import Engine, open_engine
from index.judge import read_queries
from searchsvc.config import Config
from searchsvc.judging import address_keys, document_keys, documents_engine, judge_files

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
RECORDED = tomllib.loads((HERE / "recorded.toml").read_text(encoding="utf-8"))
MAY_FALL = 0.01
SETS = [(part, name) for part in ("sample", "later") for name in RECORDED[part]]


@pytest.fixture(scope="module")
def engine(sample: Config) -> Engine:
    return open_engine(sample.index_folder)


@pytest.fixture(scope="module")
def norquad() -> Iterator[tuple[Engine, Path]]:
    folder = os.environ.get("NORQUAD", "")
    if not folder:
        pytest.skip("NORQUAD does not name the folder of the questions")
    with documents_engine(Path(folder) / "docs.jsonl") as engine:
        yield engine, Path(folder)


@pytest.mark.parametrize(("part", "name"), SETS)
def test_a_set_over_the_sample_site_does_not_fall(
    engine: Engine, sample_now: datetime, part: str, name: str
) -> None:
    (result,) = judge_files(engine, [HERE / part / f"{name}.toml"], sample_now, address_keys)
    assert result.mean.ndcg10 >= RECORDED[part][name] - MAY_FALL


@pytest.mark.parametrize("name", RECORDED["norquad"])
def test_real_questions_on_real_texts_do_not_fall(
    norquad: tuple[Engine, Path], sample_now: datetime, name: str
) -> None:
    engine, folder = norquad
    (result,) = judge_files(engine, [folder / f"{name}.jsonl"], sample_now, document_keys)
    assert result.mean.ndcg10 >= RECORDED["norquad"][name] - MAY_FALL


@pytest.mark.parametrize(("part", "name"), SETS)
def test_every_judged_page_is_in_the_collection(engine: Engine, part: str, name: str) -> None:
    pages = {page for query in read_queries(HERE / part / f"{name}.toml") for page in query.grades}
    assert [page for page in pages if engine.find(page) is None] == []
