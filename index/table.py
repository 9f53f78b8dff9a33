"""Tables of texts in files that are mapped, not read: they cost no memory until they are looked up.

A table `name` is `name.txt`, the texts in the order of their UTF-8 bytes, a line each, and
`name.ends.npy` (n,), uint64, where each line ends. Values, if any, lie beside it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

LINE_BREAK = ord("\n")
Value = TypeVar("Value")
Range = tuple[int, int]  # numbers of texts, the first and the one after the last


class Texts(Sequence[str]):
    """Texts by their numbers; those in order are found by their beginnings too."""

    def __init__(self, lines: memoryview, ends: NDArray[np.uint64]) -> None:
        self._bytes = lines
        self._ends: memoryview = ends.data

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Texts":
        """A table in memory."""
        return cls(*_lines(texts))

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> str:  # type: ignore[override]
        return self.bytes_at(number).decode("utf-8", "surrogatepass")

    def bytes_at(self, number: int) -> bytes:
        """The bytes of a text."""
        start = self._ends[number - 1] if number else 0
        return bytes(self._bytes[start : self._ends[number] - 1])

    def many(self, numbers: Range) -> list[str]:
        """The texts of a range, all at once."""
        first, last = numbers
        if first >= last:
            return []
        start = self._ends[first - 1] if first else 0
        lines = bytes(self._bytes[start : self._ends[last - 1] - 1])
        return lines.decode("utf-8", "surrogatepass").split("\n")

    def first_from(self, text: bytes) -> int:
        """The number of the first text that is not before these bytes."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.bytes_at(middle) < text:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, text: bytes) -> int | None:
        """The number of a text; None where it is not there."""
        number = self.first_from(text)
        return number if number < len(self) and self.bytes_at(number) == text else None

    def beginning(self, text: bytes) -> Range:
        """The texts that begin with these bytes."""
        return self.first_from(text), self.first_from(text + b"\xff")


class Numbers(Mapping[str, int]):
    """A number for each text."""

    def __init__(self, texts: Texts, numbers: NDArray[np.uint32]) -> None:
        self.texts = texts
        self.numbers = numbers

    @classmethod
    def of(cls, numbers: Mapping[str, int]) -> "Numbers":
        """A table in memory."""
        texts = sorted(numbers)
        return cls(Texts.of(texts), np.array([numbers[text] for text in texts], dtype=np.uint32))

    def __getitem__(self, text: str) -> int:
        number = self.texts.find(text_bytes(text))
        if number is None:
            raise KeyError(text)
        return int(self.numbers[number])

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts.many((0, len(self.texts))))

    def in_memory(self) -> dict[str, int]:
        """The same, where it is looked up often."""
        return dict(zip(self, self.numbers.tolist(), strict=True))


class Meanings(Mapping[str, str]):
    """Another text for each text."""

    def __init__(self, texts: Texts, values: Texts) -> None:
        self._texts = texts
        self._values = values

    def __getitem__(self, text: str) -> str:
        number = self._texts.find(text_bytes(text))
        if number is None:
            raise KeyError(text)
        return self._values[number]

    def __len__(self) -> int:
        return len(self._texts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts.many((0, len(self._texts))))

    def in_memory(self) -> dict[str, str]:
        """The same, where it is looked up often."""
        return dict(zip(self, self._values.many((0, len(self._values))), strict=True))


class Extended(Mapping[str, Value]):
    """A large table, and a small one in memory that goes before it."""

    def __init__(self, table: Mapping[str, Value], more: Mapping[str, Value]) -> None:
        self._table = table
        self._more = more
        self._new = [text for text in more if text not in table]

    def __getitem__(self, text: str) -> Value:
        return self._more[text] if text in self._more else self._table[text]

    def __len__(self) -> int:
        return len(self._table) + len(self._new)

    def __iter__(self) -> Iterator[str]:
        return chain(self._table, self._new)


def save_texts(folder: Path, name: str, texts: Iterable[str]) -> None:
    """Write texts that hold no line break, in the order in which they come."""
    lines, ends = _lines(texts)
    np.save(folder / f"{name}.ends.npy", ends)
    (folder / f"{name}.txt").write_bytes(lines)


def open_texts(folder: Path, name: str) -> Texts:
    """Open what `save_texts` wrote."""
    return Texts(_map_bytes(folder / f"{name}.txt"), map_array(folder / f"{name}.ends.npy"))


def save_numbers(folder: Path, name: str, numbers: Mapping[str, int]) -> None:
    """Write a number for each text."""
    texts = sorted(numbers)
    save_texts(folder, name, texts)
    values = np.array([numbers[text] for text in texts], dtype=np.uint32)
    np.save(folder / f"{name}.numbers.npy", values)


def open_numbers(folder: Path, name: str) -> Numbers:
    """Open what `save_numbers` wrote."""
    return Numbers(open_texts(folder, name), map_array(folder / f"{name}.numbers.npy"))


def save_meanings(folder: Path, name: str, meanings: Mapping[str, str]) -> None:
    """Write another text for each text."""
    texts = sorted(meanings)
    save_texts(folder, name, texts)
    save_texts(folder, f"{name}.meanings", [meanings[text] for text in texts])


def open_meanings(folder: Path, name: str) -> Meanings:
    """Open what `save_meanings` wrote."""
    return Meanings(open_texts(folder, name), open_texts(folder, f"{name}.meanings"))


def map_array(path: Path) -> NDArray[Any]:
    """An array of a file, memory-mapped, as a plain array."""
    return np.load(path, mmap_mode="r", allow_pickle=False).view(np.ndarray)  # type: ignore[no-any-return]


def text_bytes(text: str) -> bytes:
    """The bytes of any text, halves of characters too."""
    return text.encode("utf-8", "surrogatepass")


def _lines(texts: Iterable[str]) -> tuple[memoryview, NDArray[np.uint64]]:
    lines = np.frombuffer(text_bytes("\n".join([*texts, ""])), dtype=np.uint8)
    return lines.data, (np.flatnonzero(lines == LINE_BREAK) + 1).astype(np.uint64)


def _map_bytes(path: Path) -> memoryview:
    """The bytes of a file, memory-mapped; an empty file cannot be."""
    if not path.stat().st_size:
        return memoryview(b"")
    return np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray).data
