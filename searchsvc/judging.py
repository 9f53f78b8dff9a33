"""Judged queries over the service's own index or any documents, and topics of labelled pages."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from importlib import resources
from itertools import chain
from pathlib import Path

from index.address import address_key
from index.analyse import Analyser
from index.build import read_words
from index.engine import Collection, Engine, Item, open_engine, open_publisher
from index.judge import (
    DEPTH,
    Judged,
    JudgementError,
    SetResult,
    judge,
    read_documents,
    read_queries,
)
from index.labelled import LabelError, Labelled, Score, read_labelled, score
from index.language.lexicon import Lexicon
from index.language.thesaurus import default_thesaurus
from index.repeated import learn_repeated
from index.resource import Resource
from index.results import Coverage, Hit
from index.store import Store
from index.topics import Taxonomy, topics_of
from searchsvc.config import Config
from searchsvc.demo import collect_sample

LABELLED_ON = date(2026, 11, 25)  # the day whose make-believe site the shipped labels are of


def judge_files(
    engine: Engine, files: Iterable[Path], now: datetime, key: Callable[[Hit], Sequence[str]]
) -> Iterator[SetResult]:
    """Judge each file of queries; `key` gives the keys that the page of a hit may bear."""
    analyser = Analyser(lexicon=engine.lexicon, thesaurus=default_thesaurus())
    for path in files:
        judged = read_queries(path)

        def rank(text: str, judged: Sequence[Judged] = judged) -> list[str]:
            wanted = next(query.grades for query in judged if query.text == text)
            page = engine.search(replace(analyser.query(text, now), size=DEPTH))
            return [_known_key(key(hit), wanted) for hit in page.hits]

        yield judge(path.stem, judged, rank)


@contextmanager
def documents_engine(path: Path) -> Iterator[Engine]:
    """An engine over a temporary index of documents."""
    things = [*map(Item.of, read_documents(path))]
    with tempfile.TemporaryDirectory() as folder:
        forward = read_words(things, Path(folder) / "words")
        collection = Collection(
            things=things,
            forward=forward,
            lexicon=Lexicon.learn(forward.frequency()),
            count=len(things),
            coverage=Coverage(built=datetime.now(UTC), harvested=None, sources=()),
        )
        index = Path(folder) / "index"
        open_publisher(index).publish(collection, lambda _: None)
        yield open_engine(index)


def address_keys(hit: Hit) -> list[str]:
    """All addresses of a hit, in all its languages."""
    return [address_key(address.address) for r in hit.thing.records for address in r.addresses]


def document_keys(hit: Hit) -> list[str]:
    """The id of a document."""
    return [hit.thing.id]


def _known_key(keys: Sequence[str], wanted: object) -> str:
    """The key under which a page is judged, or its first."""
    return next((key for key in keys if key in wanted), keys[0])  # type: ignore[operator]


def to_json(results: Iterable[SetResult]) -> str:
    """The measures of every query, by set and text."""
    sets = {
        result.name: {
            "mean": asdict(result.mean),
            "queries": {text: asdict(measures) for text, measures in result.queries},
        }
        for result in results
    }
    return json.dumps(sets, ensure_ascii=False, indent=1)


def read_json(path: Path) -> dict[str, dict[str, float]]:
    """nDCG@10 of every query of an earlier run, by set and text."""
    try:
        sets = json.loads(path.read_text(encoding="utf-8"))
        return {
            name: {text: float(m["ndcg10"]) for text, m in found["queries"].items()}
            for name, found in sets.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise JudgementError(f"{path} is not what --json printed: {error!r}") from error


def judge_topics(
    store: Store, files: Iterable[Path], taxonomy: Taxonomy
) -> dict[str, dict[str, Score]]:
    """What is found of the labelled topics, by file and topic."""
    known = {topic.id for topic in taxonomy.topics}
    sets = {path.stem: read_labelled(path, known) for path in files}
    own = [page.resource for pages in sets.values() for page in pages if page.resource]
    repeated = learn_repeated(lambda: chain(own, (resource for _, resource in store.resources())))
    return {
        name: score(
            (page.topics, topics_of(repeated.strip(_resource(page, store)), taxonomy))
            for page in pages
        )
        for name, pages in sets.items()
    }


def shipped_labels() -> list[Path]:
    """The files of labelled pages that come with the service."""
    folder = Path(str(resources.files("searchsvc"))) / "labelled"
    return sorted(folder.glob("*.toml"))


@contextmanager
def labelled_sample() -> Iterator[Config]:
    """The settings for the make-believe site as it was labelled, while the block runs."""
    with tempfile.TemporaryDirectory() as folder:
        yield collect_sample(Path(folder), LABELLED_ON)


def _resource(page: Labelled, store: Store) -> Resource:
    if page.resource:
        return page.resource
    record = store.find(page.address)
    if record is None:
        raise LabelError(f"{page.address} is not in the store")
    return record.resource
