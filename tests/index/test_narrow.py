"""Narrow arrays give back what was written, great or small, whatever is asked for."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.narrow import NarrowArray, NarrowFile

NUMBERS = st.lists(st.integers(0, 3) | st.integers(250, 260) | st.integers(0, 1 << 31))


def written(parts: list[list[int]], folder: Path, kind: type = np.uint8) -> NarrowArray:
    file = NarrowFile(folder, "counts", kind)
    for part in parts:
        file.add(np.array(part, dtype=np.int64))
    file.finish()
    return NarrowArray(folder, "counts")


@given(st.lists(NUMBERS, max_size=4), st.data())
def test_what_was_written_is_read(parts: list[list[int]], data: st.DataObject) -> None:
    numbers = [number for part in parts for number in part]
    place = st.integers(0, len(numbers))
    start, stop = data.draw(place), data.draw(place)
    places = data.draw(
        st.lists(st.integers(0, len(numbers) - 1), max_size=9) if numbers else st.just([])
    )
    with TemporaryDirectory() as folder:
        array = written(parts, Path(folder))
        assert array[start:stop].tolist() == numbers[start:stop]
        assert array[:].tolist() == numbers
        chosen = array[np.array(places, dtype=np.int64)]
        assert chosen.tolist() == [numbers[n] for n in places]
        assert array.greatest == max(numbers, default=0)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_the_greatest_numbers_of_a_type_are_told_apart_from_its_mark(
    tmp_path: Path, kind: type
) -> None:
    mark = int(np.iinfo(kind).max)
    numbers = [mark - 1, mark, mark + 1, 0]
    assert written([numbers], tmp_path, kind)[:].tolist() == numbers


def test_one_great_number_makes_no_others_wider(tmp_path: Path) -> None:
    array = written([[1] * 1000, [100_000], [2] * 1000], tmp_path)
    assert tmp_path.joinpath("counts.npy").stat().st_size < 2_200
    assert array[:1000].dtype == np.uint8
    assert array[1000:1001].tolist() == [100_000]
