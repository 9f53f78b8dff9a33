"""Seals: by the size and the XXH3 of a file it shows whether it still is as it was written.

Stamps: by its inode and times it shows whether anything has been done to a file since, without its
being read. A copy has another stamp and the same seal. Once the machine has been started anew, all
stamps are others: only then does it show whether a disk kept what it was given.
"""

from collections.abc import Callable, Mapping
from hashlib import file_digest
from pathlib import Path
from types import MappingProxyType

from xxhash import xxh3_64

BOOT = Path("/proc/sys/kernel/random/boot_id")


def seals_of(folder: Path) -> dict[str, str]:
    """The seal of each file in a folder, by its path there."""
    return _of_each(folder, _seal)


def stamps_of(folder: Path) -> dict[str, str]:
    """The stamp of each file in a folder, by its path there."""
    return _of_each(folder, _stamp)


def broken_seal(
    folder: Path, seals: Mapping[str, str], stamps: Mapping[str, str] = MappingProxyType({})
) -> Path | None:
    """The first file that is not as it was sealed; None where all are.

    Files that have these stamps are not read.
    """
    for name, seal in seals.items():
        path = folder / name
        if not _is_untouched(path, stamps.get(name, "")) and _seal(path) != seal:
            return path
    return None


def _of_each(folder: Path, mark: Callable[[Path], str]) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): mark(path) for path in files}


def _is_untouched(path: Path, stamp: str) -> bool:
    return stamp != "" and stamp == _stamp(path)


def _stamp(path: Path) -> str:
    """Empty where there is no such file, or nothing tells when the machine was started."""
    try:
        found, boot = path.stat(), BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""
    return f"{boot}:{found.st_ino}:{found.st_mtime_ns}:{found.st_ctime_ns}"


def _seal(path: Path) -> str:
    """Empty where the file cannot be read."""
    try:
        with path.open("rb") as file:
            digest = file_digest(file, xxh3_64).hexdigest()
            return f"{file.tell()}:{digest}"
    except OSError:
        return ""
