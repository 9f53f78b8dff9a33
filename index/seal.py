"""Seals: by the size and the CRC-32 of a file it shows whether it still is as it was written."""

from collections.abc import Mapping
from pathlib import Path
from zlib import crc32

BLOCK = 1 << 22  # bytes that are read at a time


def seals_of(folder: Path) -> dict[str, str]:
    """The seal of each file in a folder, by its path there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _seal(path) for path in files}


def broken_seal(folder: Path, seals: Mapping[str, str]) -> Path | None:
    """The first file that is not as it was sealed; None where all are."""
    paths = ((folder / name, seal) for name, seal in seals.items())
    return next((path for path, seal in paths if _seal(path) != seal), None)


def _seal(path: Path) -> str:
    """Empty where the file cannot be read."""
    size, checked = 0, 0
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                size += len(block)
                checked = crc32(block, checked)
    except OSError:
        return ""
    return f"{size}:{checked:08x}"
