"""TOML files that people write, as tables of entries: read whole, or refused with file and line."""

import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

File = TypeVar("File")
Problem = tuple[str, str]  # the entry that it is in, as "topics[3]", and what is wrong
ENTRY = re.compile(r"\$\.(\w+\[\d+\])")  # as msgspec names the place of an error


def read_entries(
    path: Path,
    kind: type[File],
    refusal: type[Exception],
    problems: Callable[[File], Iterable[Problem]],
) -> File:
    """What a file holds; a `refusal` names the file, its line and the first thing that is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise refusal(f"{path}: {error}") from error
    return parse_entries(text, str(path), kind, refusal, problems)


def parse_entries(
    text: str,
    name: str,
    kind: type[File],
    refusal: type[Exception],
    problems: Callable[[File], Iterable[Problem]],
) -> File:
    """The same of a text that was read, from a file of this name."""
    try:
        file = msgspec.convert(tomllib.loads(text), kind)
    except tomllib.TOMLDecodeError as error:
        raise refusal(f"{name}: {error}") from error
    except msgspec.ValidationError as error:
        entry = ENTRY.search(str(error))
        line = line_of_entry(text, entry[1]) if entry else ""
        raise refusal(f"{name}{line}: {error}") from error
    for place, problem in problems(file):
        raise refusal(f"{name}{line_of_entry(text, place)}: {problem}")
    return file


def numbered(
    table: str, entries: Iterable[msgspec.Struct], problem: Callable[..., str]
) -> Iterable[Problem]:
    """The problems of a table's entries, each asked for by itself; empty where there is none."""
    found = ((f"{table}[{number}]", problem(entry)) for number, entry in enumerate(entries))
    return ((place, told) for place, told in found if told)


def line_of_entry(text: str, entry: str) -> str:
    """Say ", line 12" for an entry, as "pin[3]", where its table is written as [[pin]]."""
    table, _, number = entry.rstrip("]").partition("[")
    starts = [n for n, line in enumerate(text.splitlines(), 1) if _code(line) == f"[[{table}]]"]
    if not number.isdecimal() or int(number) >= len(starts):
        return ""
    return f", line {starts[int(number)]}"


def _code(line: str) -> str:
    return line.partition("#")[0].strip()
