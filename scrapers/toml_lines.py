"""Where in a TOML file something stands, for the sentence that says what is wrong there."""

import re
from collections.abc import Sequence

Place = tuple[str | int, ...]  # ("never",), ("days", "guidance"), ("pages", 1, "kind")
AT = re.compile(r" \(at line (\d+), (column \d+)\)$")
STEP = re.compile(r"(\w+)|\[(\d+)\]")


def line_of(text: str, place: Place, value: str = "") -> int:
    """The number of the line where a setting stands, or one of the values of its list.

    Of what is missing, the line where its table begins.
    """
    lines = text.splitlines()
    at = 0
    for step, following in zip(place, (*place[1:], ""), strict=False):
        if isinstance(following, int):
            heads = [n for n, line in enumerate(lines) if line.strip() == f"[[{step}]]"]
            at = heads[following] if following < len(heads) else at
        elif isinstance(step, str):
            at = _first(lines, at, rf"(^|[\s{{,.\"\[]){re.escape(step)}\"?\s*[=\].]")
    written = (re.escape(form) for form in (value, value.replace("\\", "\\\\")))
    return (_first(lines, at, "|".join(written)) if value else at) + 1


def place_of(path: str) -> Place:
    """The place of a path as it is written, "$.pages[1].kind"."""
    return tuple(name or int(number) for name, number in STEP.findall(path))


def with_line(error: str) -> str:
    """What is wrong with the TOML itself, its line in front."""
    found = AT.search(error)
    return f"line {found[1]}: {error[: found.start()]} ({found[2]})" if found else error


def _first(lines: Sequence[str], start: int, pattern: str) -> int:
    """The first line from a start that has the pattern; the start where none has."""
    fitting = (n for n in range(start, len(lines)) if re.search(pattern, lines[n]))
    return next(fitting, start)
