"""Rows of numbers of unequal length in one file: written row by row, read some rows at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

CHUNK = 1 << 22  # numbers that are read at a time, or one row

Numbers = NDArray[np.uint32]
Number = TypeVar("Number", bound=np.integer)


class Chunk(NamedTuple):
    """Some whole rows: all their numbers, the number of the first row, and where each row ends."""

    numbers: Numbers
    first: int
    ends: NDArray[np.int64]

    def placed(self, at: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of some of the numbers the row of each, and its place in the row."""
        rows = np.searchsorted(self.ends, at, "right")
        begins = np.concatenate(([0], self.ends[:-1]))
        return self.first + rows, at - begins[rows]


class Ragged:
    """Rows in a file of unsigned 32-bit numbers; `ends` says where each ends."""

    def __init__(self, path: Path, ends: NDArray[np.int64]) -> None:
        self.path = path
        self.ends = ends
        self._numbers = _map(path)

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, row: int) -> Numbers:
        return self.rows(row, row + 1)

    def start(self, row: int) -> int:
        """Where a row begins."""
        return int(self.ends[row - 1]) if row else 0

    def rows(self, first: int, last: int) -> Numbers:
        """The numbers of some rows that follow each other."""
        return self._numbers[self.start(first) : self.start(last)]

    @property
    def longest(self) -> int:
        """Numbers in the longest row."""
        return int(np.diff(self.ends, prepend=0).max(initial=0))

    def chunks(self) -> Iterator[Chunk]:
        """All rows in order; read, not mapped, so that memory holds one chunk."""
        first, start = 0, 0
        with self.path.open("rb") as file:
            while first < len(self.ends):
                last = max(first + 1, int(np.searchsorted(self.ends, start + CHUNK, "right")))
                ends = self.ends[first:last] - start
                numbers = np.fromfile(file, dtype=np.uint32, count=int(ends[-1]))
                yield Chunk(numbers, first, ends)
                first, start = last, start + int(ends[-1])


class RaggedWriter:
    """Writes rows; the file is whole when it is finished."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("wb")
        self._ends: list[int] = [0]
        self._source: Ragged | None = None
        self._copied = range(0)  # rows of the source that are not yet written

    def add(self, numbers: Numbers) -> None:
        """Write the next row."""
        self._write_copied()
        self._file.write(numbers.tobytes())
        self._ends.append(self._ends[-1] + len(numbers))

    def copy(self, source: Ragged, row: int) -> None:
        """Write the next row as another file has it; rows that follow each other are one piece."""
        if source is not self._source or row != self._copied.stop:
            self._write_copied()
            self._source, self._copied = source, range(row, row)
        self._copied = range(self._copied.start, row + 1)

    def _write_copied(self) -> None:
        if self._source is None or not self._copied:
            return
        first, last = self._copied.start, self._copied.stop
        ends = self._source.ends[first:last] + (self._ends[-1] - self._source.start(first))
        self._file.write(self._source.rows(first, last).data)
        self._ends += ends.tolist()
        self._copied = range(0)

    def finish(self) -> Ragged:
        """Close the file and open the rows."""
        self._write_copied()
        self._file.close()
        return Ragged(self._path, np.array(self._ends[1:], dtype=np.int64))

    def remove(self) -> None:
        """Delete the file."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def spread(begins: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """All places of some stretches, stretch after stretch."""
    shift = begins - (np.cumsum(sizes) - sizes)
    places: NDArray[np.int64] = np.arange(int(sizes.sum())) + np.repeat(shift, sizes)
    return places


def distinct(ascending: NDArray[Number]) -> NDArray[Number]:
    """Each number once; numpy's `unique` hashes, which takes thirty times as long."""
    first = np.ones(len(ascending), dtype=bool)
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return ascending[first]


def _map(path: Path) -> Numbers:
    """A file of numbers, memory-mapped; an empty file cannot be."""
    if not path.stat().st_size:
        return np.zeros(0, dtype=np.uint32)
    return np.memmap(path, dtype=np.uint32, mode="r").view(np.ndarray)
