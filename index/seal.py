"""Seals: by the size and the XXH3 of a file it shows whether it still is as it was written.

Stamps: by its inode and times it shows whether anything has been done to a file since. They cost no
reading; a copy of a file has another stamp and the same seal.
"""

from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path
from types import MappingProxyType

from xxhash import xxh3_64


def seals_of(folder: Path) -> dict[str, str]:
    """The seal of each file in a folder, by its path there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _seal(path) for path in files}


def stamps_of(folder: Path) -> dict[str, str]:
    """The stamp of each file in a folder, by its path there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _stamp(path) for path in files}


def broken_seal(
    folder: Path, seals: Mapping[str, str], stamps: Mapping[str, str] = MappingProxyType({})
) -> Path | None:
    """The first file that is not as it was sealed; None where all are.

    Files that have these stamps are not read.
    """
    for name, seal in seals.items():
        path = folder / name
        if _stamp(path) != stamps.get(name) and _seal(path) != seal:
            return path
    return None


def _stamp(path: Path) -> str:
    """Empty where there is no such file."""
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_ino}:{found.st_mtime_ns}:{found.st_ctime_ns}"


def _seal(path: Path) -> str:
    """Empty where the file cannot be read."""
    try:
        with path.open("rb") as file:
            digest = file_digest(file, xxh3_64).hexdigest()
            return f"{file.tell()}:{digest}"
    except OSError:
        return ""
