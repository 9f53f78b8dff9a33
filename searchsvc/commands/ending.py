"""What commands share: what they need, and how they end."""

import sys

from index.store import StoreError
from searchsvc.config import Config
from searchsvc.console import err


def end(sentences: list[str]) -> None:
    """Say what is wrong with the sources; exit code 1 if anything is."""
    for sentence in sentences:
        err.print(sentence, style="red", markup=False, soft_wrap=True)
    sys.exit(1 if sentences else 0)


def need_store(config: Config) -> None:
    """StoreError where nothing has been collected yet."""
    if not config.store_path.exists():
        raise StoreError(f"there is no store in {config.data}: run `searchsvc harvest` first")
