"""Rows of unequal length come back as they were written, alone and in chunks."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import ragged
from index.ragged import Ragged, RaggedWriter, distinct, spread

ROWS = st.lists(st.lists(st.integers(0, 2**32 - 1), max_size=6), max_size=12)


def write(folder: str, rows: list[list[int]]) -> Ragged:
    writer = RaggedWriter(Path(folder) / "rows.u32")
    for row in rows:
        writer.add(np.array(row, dtype=np.uint32))
    return writer.finish()


@pytest.fixture(params=[1, 4, 1 << 22])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(ragged, "CHUNK", request.param)
    return int(request.param)


@given(ROWS)
def test_rows_come_back(chunk: int, rows: list[list[int]]) -> None:
    with TemporaryDirectory() as folder:
        held = write(folder, rows)
        assert [held[number].tolist() for number in range(len(held))] == rows
        assert held.longest == max(map(len, rows), default=0)
        found: list[tuple[int, int, int]] = []
        for some in held.chunks():
            assert len(some.numbers) <= max(chunk, held.longest)
            of_rows, places = some.placed(np.arange(len(some.numbers)))
            found += zip(of_rows.tolist(), places.tolist(), some.numbers.tolist(), strict=True)
        assert found == [
            (row, place, number)
            for row, numbers in enumerate(rows)
            for place, number in enumerate(numbers)
        ]


@given(ROWS, st.lists(st.one_of(st.integers(0, 11), st.lists(st.integers(0, 9), max_size=3))))
def test_rows_of_another_file_are_copied(
    rows: list[list[int]], wanted: list[int | list[int]]
) -> None:
    expected = []
    with TemporaryDirectory() as folder, TemporaryDirectory() as other:
        held = write(folder, rows)
        writer = RaggedWriter(Path(other) / "rows.u32")
        for each in wanted:
            if isinstance(each, list):
                writer.add(np.array(each, dtype=np.uint32))
                expected.append(each)
            elif each < len(rows):
                writer.copy(held, each)
                expected.append(rows[each])
        copied = writer.finish()
        assert [copied[number].tolist() for number in range(len(copied))] == expected


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5))))
def test_stretches_are_spread(stretches: list[tuple[int, int]]) -> None:
    begins = np.array([begin for begin, _ in stretches], dtype=np.int64)
    sizes = np.array([size for _, size in stretches], dtype=np.int64)
    places = [place for begin, size in stretches for place in range(begin, begin + size)]
    assert spread(begins, sizes).tolist() == places


@given(st.lists(st.integers(0, 9)))
def test_distinct_numbers_are_each_there_once(numbers: list[int]) -> None:
    assert distinct(np.array(sorted(numbers), dtype=np.int64)).tolist() == sorted(set(numbers))
