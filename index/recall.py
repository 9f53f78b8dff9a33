"""Recall: what a method said for the arguments that it was given last."""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar
from weakref import WeakMethod

Given = TypeVar("Given")
Said = TypeVar("Said")


def recalling(method: Callable[[Given], Said], most: int) -> Callable[[Given], Said]:
    """The method, which says at once what it said before for `most` different arguments.

    It does not keep its object alive, so that the object's files are closed when the last reader
    has left it, and not when garbage is next collected.
    """
    bound = WeakMethod(method)

    @lru_cache(most)
    def recall(given: Given) -> Said:
        alive = bound()
        assert alive is not None
        return alive(given)

    return recall
