"""Judge search: judged queries over an index, nDCG, MRR and recall, and a comparison of two runs.

nDCG with linear gain (Järvelin and Kekäläinen 2002, as in trec_eval); the p-value of a comparison
is that of a paired randomisation test (Smucker, Allan and Carterette 2007).

Errors:
    JudgementError      a file of queries or documents is wrong; the message names it and the line
"""

import json
import random
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log2
from pathlib import Path
from typing import Any

from index.address import address_key
from index.entries import line_of_entry
from index.expected import ExpectedError
from index.record import Address, Record, Role, Thing
from index.resource import Kind, Passage, Resource

DEPTH = 50
FLIPS = 10_000
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

Ranker = Callable[[str], Sequence[str]]  # a query's text -> keys of pages, best first


class JudgementError(ExpectedError, ValueError):
    """A file of queries or documents is wrong; the message names it and the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A query, and the grade of each relevant page by its key."""

    text: str
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """How well one query, or a set of them on average, is answered; each from 0 to 1."""

    ndcg10: float
    mrr10: float
    recall10: float
    recall50: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SetResult:
    """What came of one set of queries."""

    name: str
    mean: Measures
    queries: tuple[tuple[str, Measures], ...]

    def worst(self, number: int) -> list[tuple[str, float]]:
        """The queries that are answered worst, by nDCG@10."""
        ordered = sorted(self.queries, key=lambda query: query[1].ndcg10)
        return [(text, measures.ndcg10) for text, measures in ordered[:number]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """nDCG@10 of a set beside that of an earlier run, query by query."""

    difference: float
    better: int
    worse: int
    p_value: float


def judge(name: str, judged: Iterable[Judged], rank: Ranker) -> SetResult:
    """Run every query, and measure."""
    queries = tuple((query.text, measure(rank(query.text), query.grades)) for query in judged)
    count = max(1, len(queries))
    mean = Measures(
        ndcg10=sum(m.ndcg10 for _, m in queries) / count,
        mrr10=sum(m.mrr10 for _, m in queries) / count,
        recall10=sum(m.recall10 for _, m in queries) / count,
        recall50=sum(m.recall50 for _, m in queries) / count,
    )
    return SetResult(name=name, mean=mean, queries=queries)


def measure(ranked: Sequence[str], grades: Mapping[str, int]) -> Measures:
    """The measures of one ranking of page keys, each page once."""
    gains = [grades.get(key, 0) for key in ranked[:DEPTH]]
    ideal = _discounted(sorted(grades.values(), reverse=True)[:10])
    first = next((place for place, gain in enumerate(gains[:10], 1) if gain), 0)
    relevant = max(1, sum(1 for grade in grades.values() if grade))
    return Measures(
        ndcg10=_discounted(gains[:10]) / ideal if ideal else 0.0,
        mrr10=1 / first if first else 0.0,
        recall10=sum(1 for gain in gains[:10] if gain) / relevant,
        recall50=sum(1 for gain in gains if gain) / relevant,
    )


def compare(now: Mapping[str, float], before: Mapping[str, float]) -> Comparison:
    """Compare nDCG@10 by query text; queries that only one run has are left out."""
    differences = [now[text] - before[text] for text in now if text in before]
    count = max(1, len(differences))
    mean = sum(differences) / count
    flip = random.Random(1)  # noqa: S311 - a test statistic, not a secret
    extreme = 0
    for _ in range(FLIPS):
        flipped = sum(d if flip.random() < 0.5 else -d for d in differences) / count
        extreme += abs(flipped) >= abs(mean) - 1e-12
    return Comparison(
        difference=mean,
        better=sum(d > 1e-9 for d in differences),
        worse=sum(d < -1e-9 for d in differences),
        p_value=extreme / FLIPS,
    )


def read_queries(path: Path) -> list[Judged]:
    """Judged queries: TOML (`[[query]]` with `q` and `pages`) or JSON lines (`q` and `rel`)."""
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".toml":
            return list(_toml_queries(tomllib.loads(text)["query"], text, path))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise JudgementError(f"{path}: {error!r}") from error
    return [_from_json(row, path, number) for number, row in _json_lines(text, path)]


def read_documents(path: Path) -> Iterator[Thing]:
    """Documents as things: JSON lines with `id`, `title` and `text`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise JudgementError(f"{path}: {error}") from error
    for number, row in _json_lines(text, path):
        try:
            yield _document(str(row["id"]), str(row["title"]), str(row["text"]))
        except KeyError as error:
            raise JudgementError(f"{path}, line {number}: {error} is missing") from error


def _document(key: str, title: str, text: str) -> Thing:
    resource = Resource(
        address=f"http://documents.example/?{key}",
        kind=Kind.NEWS,
        source="documents",
        publisher="",
        title=title,
        passages=(Passage(text=text),),
    )
    record = Record(
        id=key,
        resource=resource,
        addresses=(Address(address=key, role=Role.CANONICAL),),
        first_seen=EPOCH,
        last_seen=EPOCH,
        last_changed=EPOCH,
    )
    return Thing(record=record)


def _discounted(gains: Iterable[int]) -> float:
    return sum(gain / log2(place + 1) for place, gain in enumerate(gains, 1))


def _toml_queries(queries: Any, text: str, path: Path) -> Iterator[Judged]:
    for number, query in enumerate(queries if isinstance(queries, list) else [queries]):
        place = f"{path}{line_of_entry(text, f'query[{number}]')}"
        if not isinstance(query, dict) or not isinstance(query.get("q"), str):
            raise JudgementError(f"{place}: a query has q and pages: {query!r:.200}")
        grades = _grades(query.get("pages"), f"{place}: {query['q']!r}")
        yield Judged(text=query["q"], grades={address_key(p): g for p, g in grades.items()})


def _from_json(row: Mapping[str, Any], path: Path, number: int) -> Judged:
    place, relevant = f"{path}, line {number}", row.get("rel")
    if not isinstance(row.get("q"), str) or not isinstance(relevant, str | dict):
        raise JudgementError(f"{place}: a query has q, and rel: an id or grades")
    grades = {relevant: 1} if isinstance(relevant, str) else _grades(relevant, place)
    return Judged(text=row["q"], grades=grades)


def _grades(grades: Any, place: str) -> dict[str, int]:
    if not isinstance(grades, dict) or not grades:
        raise JudgementError(f"{place}: no page is judged")
    if not all(isinstance(grade, int) and grade >= 0 for grade in grades.values()):
        raise JudgementError(f"{place}: a grade is a whole number from 0")
    return grades


def _json_lines(text: str, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise JudgementError(f"{path}, line {number}: {error}") from error
            if not isinstance(row, dict):
                raise JudgementError(f"{path}, line {number}: not an object")
            yield number, row
