"""The bench measures what it says: a small run over 200 pages."""

from collections import Counter
from pathlib import Path

import msgspec
import pytest
import service
from collection import Pages
from documents import Document, read_documents
from measure import MAKERS, run
from peers import Maker
from queries import NOW
from report import Report, save, write_table
from timing import OURS

from index.engines.whoosh.arrays import FieldArrays
from index.layers import GRAM
from index.query import Alternative, Facet, Query, Unit

pytestmark = pytest.mark.slow

COUNT = 200
CLASSES = ("rare word", "all of 3 words", "phrase", "filter", "typo", "whole request")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "SECONDS", 1.0)
        return run(Pages(COUNT, 1), folder, makers=list(MAKERS.values()), classes=[*CLASSES])


def test_the_same_seed_gives_the_same_pages() -> None:
    pages, again = Pages(COUNT, 1), Pages(COUNT, 1)
    assert [pages.page(n) for n in range(20)] == [again.page(n) for n in reversed(range(20))][::-1]
    assert pages.page(3) != Pages(COUNT, 2).page(3)


def test_a_page_written_anew_has_other_words_at_the_same_address() -> None:
    pages = Pages(COUNT, 1)
    assert pages.page(3, edition=1).address == pages.page(3).address
    assert pages.page(3, edition=1).text != pages.page(3).text


def test_some_document_is_longer_than_sixteen_bits_count() -> None:
    pages = Pages(COUNT, 1)
    assert max(len(pages.page(number).text.split()) for number in range(COUNT)) > 65_536


def test_all_engines_find_as_many_things(report: Report) -> None:
    assert report.differing() == []


@pytest.mark.usefixtures("report")
def test_the_other_engines_are_given_the_5_grams_of_our_index(folder: Path) -> None:
    given: Counter[str] = Counter()
    for document in read_documents(folder / "documents.jsonl"):
        given.update(document.gram.split())
    ours = FieldArrays(folder / "data" / "index" / "current" / "words", GRAM)
    grams = enumerate(ours.terms.many((0, len(ours.terms))))
    assert given == {gram: ours.postings(number).counts.sum() for number, gram in grams}


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
def test_5_grams_put_a_hit_first_but_find_nothing(maker: Maker, tmp_path: Path) -> None:
    pages = [("klima", "_andr"), ("klima", "_vind"), ("vinden", "_vind"), *[("annet", "nnet_")] * 9]
    maker.build(tmp_path, [_document(number, *page) for number, page in enumerate(pages)])
    ways = (Alternative(stems=("klima",), weight=1.0, why="klima"),)
    unit = Unit(word="klima", surface="klima", stem="klima", alternatives=ways, grams=("_vind",))
    answer = maker.open(tmp_path).answer(Query(now=NOW, units=(unit,)))
    assert answer.total == 2
    assert [msgspec.json.decode(thing) for thing in answer.things] == [1, 0]


def test_every_class_and_engine_is_timed(report: Report) -> None:
    assert set(report.classes) == {*CLASSES, "the same again"}
    assert all(times[OURS].median() for times in report.classes.values())


def test_the_service_answers_every_reader(report: Report) -> None:
    assert report.service is not None
    assert report.service.errors == 0
    assert report.service.requests >= service.READERS


def test_reports_of_several_sizes_are_kept_in_one_file(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    save(report, path)
    save(msgspec.structs.replace(report, pages=300), path)
    kept = msgspec.json.decode(path.read_bytes(), type=dict[str, Report])
    assert kept == {"200": report, "300": msgspec.structs.replace(report, pages=300)}


def test_the_tables_stand_between_their_marks(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "speed.md"
    path.write_text("A\n<!-- figures: 200 -->\nold\n<!-- end of figures: 200 -->\nB\n")
    write_table(report, path)
    text = path.read_text()
    assert text.startswith("A\n<!-- figures: 200 -->\n200 pages, seed 1")
    assert text.endswith("MB |\n<!-- end of figures: 200 -->\nB\n")
    assert "\n| phrase | " in text
    assert "old" not in text


def _document(number: int, word: str, gram: str) -> Document:
    facets: dict[Facet, list[str]] = {facet: [] for facet in Facet}
    return Document(
        stem=word,
        part="",
        surface=word,
        gram=gram,
        title="",
        facets=facets,
        day=0,
        thing=str(number),
    )
