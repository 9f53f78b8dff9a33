"""Word lists that lie beside the code; lines that begin with # are comments."""

from importlib import resources


def read_words(name: str) -> tuple[str, ...]:
    """The words of a list, one a line."""
    text = resources.files("index.language").joinpath(name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def read_pairs(name: str) -> tuple[tuple[str, str], ...]:
    """The pairs of a list, two words a line."""
    return tuple((left, right) for left, right in map(str.split, read_words(name)))


def line_of_entry(text: str, table: str, message: str) -> str:
    """Say ", line 12" for the entry of a table array that a message numbers, if it does."""
    _, _, rest = message.partition(f"{table}[")
    number = rest.partition("]")[0]
    starts = [n for n, line in enumerate(text.splitlines(), 1) if _code(line) == f"[[{table}]]"]
    if not number.isdecimal() or int(number) >= len(starts):
        return ""
    return f", line {starts[int(number)]}"


def _code(line: str) -> str:
    return line.partition("#")[0].strip()
