"""Which of several statements is believed, and whether they agree.

A page may say the same in JSON-LD, in microdata, in meta and in words. They are believed in that
order; the title and the lead, which the reader will see on the page, are believed as they stand in
it. Whatever is believed, a field that is stated otherwise elsewhere is noted as doubtful.
"""

from collections.abc import Iterable
from typing import TypeVar

Value = TypeVar("Value")


class Agreement:
    """Settles fields one by one, and keeps the names of those that are doubtful."""

    def __init__(self) -> None:
        self.doubtful: list[str] = []

    def settle(self, field: str, stated: Iterable[Value], empty: Value) -> Value:
        """The first statement that says something, else the empty one."""
        said = [value for value in stated if value not in (None, "", ())]
        if not said:
            return empty
        if not all(agree(said[0], other) for other in said[1:]):
            self.doubt(field)
        return said[0]

    def doubt(self, field: str) -> None:
        """Note that a field is stated in several ways."""
        if field not in self.doubtful:
            self.doubtful.append(field)


def agree(one: object, other: object) -> bool:
    """Whether two statements say the same; a text may say more than the other."""
    if isinstance(one, str) and isinstance(other, str):
        first, second = _words(one), _words(other)
        return bool(first and second) and (first in second or second in first)
    return one == other


def _words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
