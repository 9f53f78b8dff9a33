"""Arrays that are written piece by piece, of numbers of which nearly all are small.

NAME.npy        the numbers; the greatest of its type stands for one that lies beside
NAME-great.npy  (2, n), uint64: the places of these, ascending, and what they are
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.table import map_array

Unsigned = NDArray[np.unsignedinteger]


class NarrowArray:
    """Reads such an array, mapped."""

    def __init__(self, folder: Path, name: str) -> None:
        self._narrow = map_array(folder / f"{name}.npy")
        self._places, self._great = map_array(folder / f"{name}-great.npy")
        self._mark = np.iinfo(self._narrow.dtype).max

    def __getitem__(self, places: slice | NDArray[np.int64]) -> Unsigned:
        """The numbers in some places, of four bytes each where any of them is great."""
        numbers: Unsigned = self._narrow[places]
        marked = np.flatnonzero(numbers == self._mark)
        if not len(marked):
            return numbers
        wide = numbers.astype(np.uint32)
        at = marked + (places.start or 0) if isinstance(places, slice) else places[marked]
        wide[marked] = self._great[np.searchsorted(self._places, at.astype(np.uint64))]
        return wide

    @property
    def greatest(self) -> int:
        """The greatest of all numbers; 0 of none."""
        array = self._great if len(self._great) else self._narrow
        return int(array.max(initial=0))


class ArrayFile:
    """Writes an array of one type; `size` numbers until now."""

    def __init__(self, path: Path, kind: Any) -> None:
        self._kind, self.size = np.dtype(kind), 0
        self._file = path.open("wb")
        self._write_header()

    def add(self, numbers: NDArray[Any]) -> None:
        """Write the next numbers, which fit the type."""
        self._file.write(numbers.astype(self._kind, copy=False).data)
        self.size += len(numbers)

    def finish(self) -> None:
        """Say how many there are, and close the file."""
        self._file.seek(0)
        self._write_header()
        self._file.close()

    def _write_header(self) -> None:
        """Of the same length, however many there are: numpy leaves room for it."""
        header = {"descr": self._kind.str, "fortran_order": False, "shape": (self.size,)}
        np.lib.format.write_array_header_1_0(self._file, header)


class NarrowFile:
    """Writes numbers, none negative, in `kind` where they are small."""

    def __init__(self, folder: Path, name: str, kind: Any) -> None:
        self._narrow = ArrayFile(folder / f"{name}.npy", kind)
        self._beside = folder / f"{name}-great.npy"
        self._mark = np.iinfo(kind).max
        self._great = [np.zeros((2, 0), dtype=np.uint64)]

    def add(self, numbers: NDArray[Any]) -> None:
        """Write the next numbers."""
        great = np.flatnonzero(numbers >= self._mark)
        if len(great):
            places = great + self._narrow.size
            self._great.append(np.array((places, numbers[great]), dtype=np.uint64))
            numbers = np.minimum(numbers, self._mark)
        self._narrow.add(numbers)

    def finish(self) -> None:
        """Write what lies beside, and close the files."""
        self._narrow.finish()
        np.save(self._beside, np.concatenate(self._great, axis=1))
