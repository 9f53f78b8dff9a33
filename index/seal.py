"""Seals: by the size and the XXH3 of a file it shows whether it still is as it was written."""

from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path

from xxhash import xxh3_64


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
    try:
        with path.open("rb") as file:
            digest = file_digest(file, xxh3_64).hexdigest()
            return f"{file.tell()}:{digest}"
    except OSError:
        return ""
