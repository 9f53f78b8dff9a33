"""Prints how well search answers, beside other engines given the same texts, as a Markdown table.

The sample site is collected as of a fixed day; NORQUAD names the folder of the real questions.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from peers import Document, Fts5, Peer, PlainWhoosh, Tantivy

from index.engine import Engine, open_engine
from index.judge import DEPTH, judge, read_queries
from index.query import Query
from index.resource import OSLO
from index.results import Hit
from index.texts import texts_of
from searchsvc.demo import collect_sample
from searchsvc.judging import address_keys, document_keys, documents_engine, judge_files

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 25, 12, tzinfo=OSLO)
SAMPLE = ("compounds", "nynorsk", "misspelt", "abbreviations", "topical")
NORQUAD = ("full", "short", "typo", "nynorsk", "nynorsk-full", "ascii")
NAMES = ("Klimasøk", "Whoosh Norwegian OR", "FTS5 unicode61", "FTS5 trigram", "tantivy Norwegian")
Keys = Callable[[Hit], list[str]]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        sample = collect_sample(Path(folder), NOW.date())
        engine = open_engine(sample.index_folder)
        for title, part in (("sample site", "sample"), ("queries written later", "later")):
            files = [HERE / part / f"{name}.toml" for name in SAMPLE]
            _table(title, engine, files, address_keys)
    if os.environ.get("NORQUAD"):
        questions = Path(os.environ["NORQUAD"])
        with documents_engine(questions / "docs.jsonl") as engine:
            files = [questions / f"{name}.jsonl" for name in NORQUAD]
            _table("real questions", engine, files, document_keys)


def _table(title: str, engine: Engine, files: Sequence[Path], keys: Keys) -> None:
    documents, known = _documents(engine, keys)
    ours = [result.mean.ndcg10 for result in judge_files(engine, files, NOW, keys)]
    rows = [ours, *([_figure(peer, path, known) for path in files] for peer in _peers(documents))]
    print(f"\n| nDCG@10, {title} | " + " | ".join(path.stem for path in files) + " |")
    print("|---|" + "---|" * len(files))
    for name, row in zip(NAMES, rows, strict=True):
        print(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in row) + " |")


def _documents(engine: Engine, keys: Keys) -> tuple[list[Document], dict[str, list[str]]]:
    """All things as title and text, by the first of their keys, and all keys of each."""
    everything = engine.search(Query(now=NOW, size=10_000)).hits
    known = {keys(hit)[0]: keys(hit) for hit in everything}
    documents = [
        (keys(hit)[0], hit.thing.record.resource.title, "\n".join([*texts_of(hit.thing)][2:]))
        for hit in everything
    ]
    return documents, known


def _peers(documents: Iterable[Document]) -> list[Peer]:
    folder = Path(tempfile.mkdtemp())
    return [
        PlainWhoosh(documents, folder),
        Fts5(documents, "unicode61"),
        Fts5(documents, "trigram"),
        Tantivy(documents),
    ]


def _figure(peer: Peer, path: Path, known: dict[str, list[str]]) -> float:
    judged = read_queries(path)

    def rank(text: str) -> list[str]:
        wanted = next(query.grades for query in judged if query.text == text)
        found = peer.search(text, DEPTH)
        return [next((key for key in known[page] if key in wanted), page) for page in found]

    return judge(path.stem, judged, rank).mean.ndcg10


if __name__ == "__main__":
    main()
