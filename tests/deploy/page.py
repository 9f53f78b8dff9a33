"""The page of operations, as what can be run."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "operations.md"
BLOCK = re.compile(r"^## ([^\n]+)$|^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> dict[str, list[str]]:
    """The blocks of shell under each heading, in order."""
    found: dict[str, list[str]] = {}
    heading = ""
    for match in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        if match[1]:
            heading = match[1]
        else:
            found.setdefault(heading, []).append(match[2])
    return found


def commands(text: str) -> list[list[str]]:
    """What is asked of searchsvc in a text: in a unit, a block of shell, or in backticks."""
    text = re.sub(r"\$+\(.*?\)", "today", text)
    found = re.findall(r"(?:^|`|bin/)searchsvc ([^`'\n]+)", text, re.MULTILINE)
    return [shlex.split(words) for words in found]
