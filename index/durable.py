"""Durable: what was written is on the disk, also when the power goes."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

AT_ONCE = 16  # files: those that wait together are written together


def sync(folder: Path) -> None:
    """Have all that lies in a folder, and the folder itself, on the disk."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(_sync, folder.rglob("*")):
            pass
    sync_names(folder)


def sync_names(folder: Path) -> None:
    """Have the names in a folder on the disk, as after a rename."""
    _sync(folder)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
