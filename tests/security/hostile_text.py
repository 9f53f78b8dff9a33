"""Text that keeps a pattern busy: made from the pattern itself, by pumping its loops."""

import re
from collections.abc import Iterable, Iterator
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

LOOPS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
SIGNS = "aA1ø .,:;-_/(\n\t'\"<|@"
NEVER = "\x00\x01"  # an end that no loop goes on over


def hostile_texts(pattern: re.Pattern[Any], length: int) -> Iterator[str]:
    """For each loop: what leads to it and its body again and again, with an end that fails."""
    source = pattern.pattern
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    tree = _parser.parse(text, pattern.flags)
    signs = "".join(dict.fromkeys(SIGNS + "".join(s for s in text if s.isalnum())))[:24]
    for before, body in _loops(list(tree), ""):
        for turn in _turns(body, signs):
            pumped = turn * (length // len(turn))
            yield from (before + pumped + NEVER, pumped + before)
            yield (before + turn) * (length // len(before + turn))


def _loops(tree: list[Any], before: str) -> Iterator[tuple[str, list[Any]]]:
    """Each loop of a tree, with a text that leads to it."""
    for kind, argument in tree:
        for part in _parts(kind, argument):
            yield from _loops(part, before)
        if kind in LOOPS and argument[1] > 1:
            yield before, list(argument[2])
        before += _sample([(kind, argument)])


def _parts(kind: Any, argument: Any) -> Iterable[list[Any]]:
    if kind is op.SUBPATTERN:
        return [list(argument[-1])]
    if kind is op.BRANCH:
        return [list(branch) for branch in argument[1]]
    if kind in LOOPS:
        return [list(argument[2])]
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [list(argument[1])]
    return [list(argument)] if kind is op.ATOMIC_GROUP else []


def _turns(body: list[Any], signs: str) -> Iterable[str]:
    """What one turn of a loop may be."""
    if len(body) == 1 and body[0][0] in (op.IN, op.ANY, op.NOT_LITERAL):
        return [sign for sign in signs if _takes(*body[0], sign)] or [_sample(body)]
    return {turn for turn in (_sample(body), _sample(body, last=True)) if turn}


def _sample(tree: Iterable[Any], last: bool = False) -> str:
    """A short text that a tree may match; of branches the first one, or the last."""
    said = ""
    for kind, argument in tree:
        if kind is op.LITERAL:
            said += chr(argument)
        elif kind in (op.IN, op.ANY, op.NOT_LITERAL):
            said += _sign(kind, argument)
        elif kind in LOOPS:
            said += _sample(argument[2], last) * max(1, argument[0])
        elif kind is op.BRANCH:
            said += _sample(argument[1][-1 if last else 0], last)
        elif kind is op.SUBPATTERN:
            said += _sample(argument[-1], last)
    return said


def _sign(kind: Any, argument: Any) -> str:
    """A common sign that a class takes, or one that it names."""
    common = [sign for sign in SIGNS if _takes(kind, argument, sign)]
    return common[0] if common else _named(argument)


def _named(items: Any) -> str:
    return next((chr(a[0] if k is op.RANGE else a) for k, a in items if k is not op.NEGATE), "")


def _takes(kind: Any, argument: Any, sign: str) -> bool:
    if kind is op.ANY:
        return sign != "\n"
    if kind is op.NOT_LITERAL:
        return sign != chr(argument)
    negated = argument[0][0] is op.NEGATE
    return any(_is(item, sign) for item in argument if item[0] is not op.NEGATE) is not negated


def _is(item: Any, sign: str) -> bool:
    kind, argument = item
    if kind is op.LITERAL:
        return sign == chr(argument)
    if kind is op.RANGE:
        return argument[0] <= ord(sign) <= argument[1]
    classes = {
        op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s",
        op.CATEGORY_NOT_SPACE: r"\S", op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
    }  # fmt: skip
    return re.match(classes[argument], sign) is not None
