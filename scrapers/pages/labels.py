"""Labelled fields, however the page sets them.

"Sted: Nett" on one line, the label alone on a line, a term and its description, a row or a column
of a table, a bold word, an element with a name: all are read alike.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from scrapers.pages.lines import Line, Part
from scrapers.pages.page import HtmlPage
from scrapers.pages.text import clean

MOST_PIECES = 200  # of a line that is looked through for labels
SEPARATORS = frozenset("|•·")
SEPARATED = re.compile(r"\s+[|•·]\s+")
Labels = Mapping[str, tuple[str, ...]]  # each label, and what else pages call it
COMMON: Labels = {
    "Publisert": ("Publisert dato", "Publiseringsdato", "Lagt ut", "Published"),
    "Sist endret": (
        "Sist endra", "Sist oppdatert", "Sist revidert", "Endret", "Endra", "Oppdatert",
        "Revidert", "Last updated",
    ),
}  # fmt: skip
VALUES = ("li", "dd")  # blocks of which several may be the value of one label


@dataclass
class Labelled:
    """The fields found under their labels, and the lines that are left."""

    fields: dict[str, list[Line]] = field(default_factory=dict)
    rest: list[Line] = field(default_factory=list)

    def text(self, label: str) -> str:
        """The value of a label on one line; empty if the page has no such label."""
        return " ".join(line.text for line in self.fields.get(label, [])).strip()

    def texts(self, label: str) -> list[str]:
        """The values of a label, one for each line."""
        return [line.text for line in self.fields.get(label, []) if line.text]


def read_labels(
    page: HtmlPage, lines: Sequence[Line], labels: Labels, lists: Collection[str] = ()
) -> Labelled:
    """The labelled fields of a page: in its main part, else beside it; and the lines left.

    The labels that pages of all kinds may have are always looked for.
    """
    labels = {**labels, **COMMON}
    known = {_name(called): label for label, names in labels.items() for called in (label, *names)}
    known |= {_name(called): label for called, label in page.labels.items() if label in labels}
    found = take_labels(lines, known, lists)
    menus_aside = [line for line in page.beside if not (line.block == "li" and line.links)]
    for label, values in take_labels(menus_aside, known, lists).fields.items():
        if values and not found.fields.get(label):
            found.fields[label] = values
    return found


def take_labels(
    lines: Sequence[Line], known: Mapping[str, str], lists: Collection[str] = ()
) -> Labelled:
    """Take the labelled fields out of the lines.

    `known` are the labels by the names that a page may give them; those in `lists` have a
    list as value.
    """
    found = Labelled()
    waiting = ""
    for line in _opened(lines, known):
        label, value = _split(line, known)
        if label and (value or (label != waiting and not found.fields.get(label))):
            values = found.fields.setdefault(label, [])
            waiting = label if not value or label in lists else ""
            if value:
                values.append(Line(text=value, block=line.block, links=line.links))
        elif waiting and _is_value(line, first=not found.fields[waiting]):
            found.fields[waiting].append(line)
            waiting = waiting if _goes_on(line, is_list=waiting in lists) else ""
        else:
            waiting = ""
            found.rest.append(line)
    return found


def _is_value(line: Line, *, first: bool) -> bool:
    """Whether a line is a value of the label before it: the next one is, if it is no heading."""
    return line.block in ("li", "dd", "td") or (first and not line.is_heading)


def _goes_on(line: Line, *, is_list: bool) -> bool:
    """Whether the next line may be a value of the same label."""
    return line.block == "dd" or (is_list and line.block in VALUES)


def _split(line: Line, known: Mapping[str, str]) -> tuple[str, str]:
    """Label and value of a line; two empty strings if it has no known label."""
    name, colon, value = line.text.partition(":")
    label = known.get(_name(name), "")
    if not label or (not colon and value):
        return "", ""
    return label, value.strip()


def _opened(lines: Sequence[Line], known: Mapping[str, str]) -> Iterator[Line]:
    """The lines, those that hold a label and its value in a way of their own written with a colon.

    Columns of a table are turned to rows.
    """
    at = 0
    while at < len(lines):
        heads = _heads(lines, at, known)
        cells = lines[at + len(heads) : at + 2 * len(heads)]
        if heads and all(cell.block == "td" for cell in cells) and len(cells) == len(heads):
            for head, cell in zip(heads, cells, strict=True):
                yield Line(text=f"{head.text.rstrip(':')}: {cell.text}", links=cell.links)
            at += 2 * len(heads)
        else:
            yield from _parted(lines[at], known)
            at += 1


def _heads(lines: Sequence[Line], at: int, known: Mapping[str, str]) -> list[Line]:
    """The heads of columns that begin here, two or more of which at least one is a label."""
    if lines[at].block != "th":
        return []
    heads = list(takewhile(lambda line: line.block == "th", lines[at : at + 30]))
    is_known = any(_named(head.text, known) for head in heads)
    return heads if len(heads) > 1 and is_known else []


def _parted(line: Line, known: Mapping[str, str]) -> Iterator[Line]:
    """One line for each label that a line holds; the line itself where it holds none in parts."""
    pieces = [piece for piece in line.parts if piece.is_name or clean(piece.text)]
    starts = list(_starts(pieces, known)) if 1 < len(pieces) < MOST_PIECES else []
    if not starts:
        yield from _separated(line, known)
        return
    for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True):
        inside = pieces[start + 1 : end]
        split = _end_of_value(pieces[start], inside)
        value = _joined(inside[:split]).lstrip(": ").strip(" |•·")
        links = line.links if len(starts) == 1 else [x for x in line.links if x[1] in value]
        label = clean(pieces[start].text).rstrip(":? ")
        yield Line(text=f"{label}: {value}", block=line.block, links=links)
        if rest := _joined(inside[split:]):
            yield Line(text=rest, block=line.block)


def _end_of_value(label: Part, inside: Sequence[Part]) -> int:
    """How many pieces are the value: the next element, where label and value have one each."""
    first = inside[0].element if inside else 0
    if first in (0, label.element) or not label.element:
        return len(inside)
    others = (n for n, piece in enumerate(inside) if piece.element not in (0, first))
    return next(others, len(inside))


def _joined(pieces: Sequence[Part]) -> str:
    return clean("".join(_spaced([piece.text for piece in pieces if not piece.is_name])))


def _spaced(texts: list[str]) -> Iterator[str]:
    """Texts of neighbouring elements, which the page sets apart without a space between them."""
    for number, text in enumerate(texts):
        before = texts[number - 1][-1:] if number else " "
        yield f" {text}" if before.islower() and text[:1].isupper() else text


def _starts(pieces: Sequence[Part], known: Mapping[str, str]) -> Iterator[int]:
    """The pieces that are labels: the first must be one, or there is none; but names may come."""
    is_open = False
    for number, piece in enumerate(pieces):
        if not _named(piece.text, known):
            if not is_open and not piece.is_name:
                return
            continue
        following = pieces[number + 1] if number + 1 < len(pieces) else None
        if piece.is_name and following and _named(following.text, known):
            continue  # the element is called what its first word says
        if _is_label(piece, following):
            is_open = True
            yield number


def _is_label(piece: Part, following: Part | None) -> bool:
    """Whether a word that can be a label is one here: "Tid er penger" is not, if Tid is bold."""
    if piece.is_name or piece.text.rstrip().endswith((":", "?")):
        return True
    if following is None or following.text.lstrip().startswith(":"):
        return following is not None
    is_apart = following.element or not following.text.lstrip()[:1].islower()
    return bool(piece.element and is_apart)


def _named(text: str, known: Mapping[str, str]) -> str:
    return known.get(_name(text), "") if len(text) < 100 else ""


def _name(text: str) -> str:
    """A label as it is known: in small letters, without what may end it."""
    return clean(text).rstrip(":? ").lower()


def _separated(line: Line, known: Mapping[str, str]) -> Iterator[Line]:
    """The parts of "Sted: Nett | Tid: 10.00", if two of them have a label."""
    is_likely = len(line.text) < 500 and not SEPARATORS.isdisjoint(line.text)
    parts = SEPARATED.split(line.text) if is_likely else []
    if sum(bool(_split(Line(text=part), known)[0]) for part in parts) > 1:
        for part in parts:
            yield Line(text=part, block=line.block, links=line.links)
    else:
        yield line
