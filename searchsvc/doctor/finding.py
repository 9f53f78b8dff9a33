"""What a check finds, and how it is told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from index.resource import OSLO


class Level(StrEnum):
    """How grave a finding is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found, and where something is wrong, what to do."""

    check: str
    level: Level
    says: str


def ok(check: str, says: str) -> Finding:
    """All is well."""
    return Finding(check=check, level=Level.OK, says=says)


def warning(check: str, says: str) -> Finding:
    """It works, and somebody should look at it."""
    return Finding(check=check, level=Level.WARNING, says=says)


def error(check: str, says: str) -> Finding:
    """Something does not work."""
    return Finding(check=check, level=Level.ERROR, says=says)


def size(place: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    return sum(path.stat().st_size for path in (place, *place.rglob("*")) if path.is_file())


def megabytes(size: float) -> str:
    """A size in bytes, as people read it."""
    return f"{size / 1e6:,.0f} MB"


def minute(moment: datetime) -> str:
    """A moment in Oslo's time."""
    return f"{moment.astimezone(OSLO):%Y-%m-%d %H:%M}"
