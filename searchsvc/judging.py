"""Judged queries over the service's own index, or over any documents."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from index.address import address_key
from index.analyse import Analyser
from index.build import read_words
from index.engine import Collection, Engine, open_engine, open_publisher
from index.judge import (
    DEPTH,
    Judged,
    JudgementError,
    SetResult,
    judge,
    read_documents,
    read_queries,
)
from index.language.lexicon import Lexicon
from index.language.thesaurus import default_thesaurus
from index.results import Coverage, Hit


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
    things = list(read_documents(path))
    with tempfile.TemporaryDirectory() as folder:
        forward = read_words(things, Path(folder) / "words")
        collection = Collection(
            things=things,
            forward=forward,
            lexicon=Lexicon.learn(forward.frequency()),
            count=len(things),
            links=(),
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
