"""Inversion, beside dictionaries: what stands in which document, how often and where."""

from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine import EngineError
from index.engines.whoosh import arrays as reading
from index.engines.whoosh import grams as adding_up
from index.engines.whoosh import invert as inverting
from index.engines.whoosh import merge as merging
from index.engines.whoosh.arrays import FieldArrays
from index.engines.whoosh.grams import invert_grams
from index.engines.whoosh.invert import BOUND, Layout, invert
from index.engines.whoosh.merge import Segment, merge_field, save_gone
from index.kept import GONE
from index.language.lexicon import COMMON_GRAM, grams
from index.ragged import Ragged, RaggedWriter

Placed = dict[str, dict[int, list[int]]]  # of each term, of each document: where it stands
TERM = st.text(st.characters(exclude_characters="\0\n"), max_size=9)
TERMS = st.lists(
    st.text(st.characters(exclude_characters="\0\n"), max_size=9),
    min_size=1,
    max_size=40,
    unique=True,
)


@st.composite
def collections(draw: st.DrawFn) -> tuple[list[str], list[list[int]]]:
    """Terms, and documents as the numbers of terms, with bounds in them."""
    terms = draw(TERMS)
    number = st.integers(0, len(terms) - 1) | st.just(BOUND)
    return terms, draw(st.lists(st.lists(number, max_size=30), max_size=12))


def rows_of(documents: list[list[int]], folder: Path) -> Ragged:
    writer = RaggedWriter(folder / "rows.u32")
    for document in documents:
        writer.add(np.array(document, dtype=np.uint32))
    return writer.finish()


def plainly(terms: list[str], documents: list[list[int]]) -> Placed:
    found: Placed = {}
    for doc, document in enumerate(documents):
        for place, number in enumerate(document):
            if number != BOUND:
                found.setdefault(terms[number], {}).setdefault(doc, []).append(place)
    return found


def counted(arrays: FieldArrays) -> dict[str, dict[int, int]]:
    """Documents and counts of each term, each term found by its text."""
    found = {}
    for term in arrays.terms.many((0, len(arrays.terms))):
        number = arrays.number(term)
        assert number is not None
        docs, counts = arrays.postings(number)
        assert docs.tolist() == sorted(docs.tolist())
        found[term] = dict(zip(docs.tolist(), counts.tolist(), strict=True))
    return found


def placed(arrays: FieldArrays) -> Placed:
    found: Placed = {}
    for term, counts in counted(arrays).items():
        places = iter(arrays.positions_of(arrays.number(term)).tolist())  # type: ignore[arg-type]
        found[term] = {doc: [next(places) for _ in range(count)] for doc, count in counts.items()}
        assert not list(places)
    return found


@pytest.fixture(params=[(1, 2), (7, 5), (1 << 22, 2), (1 << 22, 1 << 16)])
def keys(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Few keys at a time and few documents a block, so that there are many of both; or all."""
    keys, block = request.param
    monkeypatch.setattr(inverting, "KEYS", keys)
    monkeypatch.setattr(adding_up, "AT_ONCE", keys)
    in_blocks(monkeypatch, block)
    return keys


def in_blocks(patched: pytest.MonkeyPatch, block: int) -> None:
    """Write and read documents in blocks of so many."""
    for module in (inverting, reading):
        patched.setattr(module, "BLOCK", block)


@given(collections())
def test_everything_stands_where_it_stood(
    keys: int, collection: tuple[list[str], list[list[int]]]
) -> None:
    terms, documents = collection
    with TemporaryDirectory() as name:
        folder = Path(name)
        rows = rows_of(documents, folder)
        invert(rows, terms, folder, "with", positions=True)
        invert(rows, terms, folder, "without", positions=False)
        expected = plainly(terms, documents)
        arrays, without = FieldArrays(folder, "with"), FieldArrays(folder, "without")
        in_order = sorted(expected, key=lambda term: term.encode("utf-8", "surrogatepass"))
        assert arrays.terms.many((0, len(arrays.terms))) == in_order
        assert placed(arrays) == expected
        assert counted(without) == counted(arrays)
        assert not without.has_positions


@pytest.mark.parametrize("length", [255, 256, 65_535, 65_536, 70_000])
def test_counts_and_positions_of_any_width(keys: int, tmp_path: Path, length: int) -> None:
    documents = [[0], [1] * length, [], [2, *[1] * (length - 2), 2]]
    invert(rows_of(documents, tmp_path), ["a", "b", "c"], tmp_path, "field", positions=True)
    assert placed(FieldArrays(tmp_path, "field")) == plainly(["a", "b", "c"], documents)


def segment(folder: Path, terms: list[str], documents: list[list[int]], now: list[int]) -> Segment:
    folder.mkdir()
    invert(rows_of(documents, folder), terms, folder, "field", positions=True)
    return Segment(folder, np.array(now, dtype=np.int64))


def merged(folder: Path, terms: list[str], documents: list[list[int]], fates: list[str]) -> Placed:
    """What is merged of documents that hold, are gone, or are new."""
    stay = [number for number, fate in enumerate(fates) if fate != "gone"]
    now = [stay.index(number) if number in stay else GONE for number in range(len(fates))]
    segments = []
    for name, own in (("earlier", ("holds", "gone")), ("new", ("new",))):
        numbers = [number for number, fate in enumerate(fates) if fate in own]
        held = [documents[number] for number in numbers]
        segments.append(segment(folder / name, terms, held, [now[number] for number in numbers]))
    merge_field(segments, folder, "field")
    return placed(FieldArrays(folder, "field"))


@given(
    collections(),
    st.randoms(use_true_random=False),
    st.sampled_from([1, 7, 1 << 20]),
    st.sampled_from([2, 5, 1 << 16]),
)
def test_what_is_merged_is_as_if_inverted_together(
    collection: tuple[list[str], list[list[int]]], chance: Random, at_once: int, block: int
) -> None:
    terms, documents = collection
    fates = [chance.choice(("holds", "gone", "new")) for _ in documents]
    stay = [document for document, fate in zip(documents, fates, strict=True) if fate != "gone"]
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patched:
        patched.setattr(merging, "AT_ONCE", at_once)
        in_blocks(patched, block)
        assert merged(Path(name), terms, documents, fates) == plainly(terms, stay)


@pytest.mark.parametrize("long", [0, 1, 2])
def test_a_long_text_is_merged_with_short_ones(tmp_path: Path, long: int) -> None:
    documents = [[0, 1], [1, 0], [0]]
    documents[long] = [0] * 70_000 + [1]
    found = merged(tmp_path, ["a", "b"], documents, ["holds", "new", "holds"])
    assert found == plainly(["a", "b"], documents)


def test_of_more_documents_than_two_bytes_tell_apart_each_is_found(tmp_path: Path) -> None:
    documents: list[list[int]] = [[0] if number % 40_000 == 9 else [] for number in range(140_000)]
    documents[70_001] = [1, 0, 0]
    now = list(range(len(documents)))
    earlier = segment(tmp_path / "earlier", ["a", "b"], documents, now)
    merge_field([earlier], tmp_path, "field")
    assert placed(FieldArrays(tmp_path, "field")) == plainly(["a", "b"], documents)
    earlier.documents[[9, 70_001]] = GONE
    (tmp_path / "gone").mkdir()
    save_gone(earlier, tmp_path / "gone", "field")
    assert counted(FieldArrays(tmp_path / "gone", "field")) == {"a": {0: 1, 1: 2}, "b": {1: 1}}


def test_what_no_key_can_hold_is_refused() -> None:
    Layout(docs=2**20, most=2**20, terms=2**20)
    with pytest.raises(EngineError, match="too many to index"):
        Layout(docs=2**24, most=2**20, terms=2**20)


@given(collections())
def test_a_gram_is_where_the_words_are_that_hold_it(
    keys: int, collection: tuple[list[str], list[list[int]]]
) -> None:
    terms, documents = collection
    documents = [*documents, *[[]] * 15]  # so that not all grams are common
    expected: dict[str, Counter[int]] = {}
    for term, docs in plainly(terms, documents).items():
        for gram in grams(term):
            held = expected.setdefault(gram, Counter())
            held.update({doc: len(places) for doc, places in docs.items()})
    most = int(COMMON_GRAM * len(documents))
    with TemporaryDirectory() as name:
        folder = Path(name)
        invert(rows_of(documents, folder), terms, folder, "words", positions=True)
        invert_grams(FieldArrays(folder, "words"), most, folder, "grams")
        assert counted(FieldArrays(folder, "grams")) == {
            gram: docs for gram, docs in expected.items() if len(docs) <= most
        }
