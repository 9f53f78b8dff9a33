"""Word lists that lie beside the code; lines that begin with # are comments."""

from importlib import resources


def read_words(name: str) -> tuple[str, ...]:
    """The words of a list, one a line."""
    text = resources.files("index.language").joinpath(name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def read_pairs(name: str) -> tuple[tuple[str, str], ...]:
    """The pairs of a list, two words a line."""
    return tuple((left, right) for left, right in map(str.split, read_words(name)))
