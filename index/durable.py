"""Durable: what was written is on the disk, also when the power goes."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

AT_ONCE = 16  # files: those that wait together are written together


def sync(folder: Path) -> None:
    """Have all that lies in a folder, and the folder itself, on the disk."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(sync_one, folder.rglob("*")):
            pass
    sync_one(folder)


def sync_one(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
