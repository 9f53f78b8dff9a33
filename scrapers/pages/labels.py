"""Labelled fields: "Sted: Nett" on one line, or the label on a line and its value on the next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from scrapers.pages.page import Line


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


def take_labels(
    lines: Sequence[Line], labels: Collection[str], lists: Collection[str] = ()
) -> Labelled:
    """Take the labelled fields out of the lines; the labels in `lists` have a list as value."""
    found = Labelled()
    known = {label.lower(): label for label in (*labels, *lists)}
    waiting = ""
    for line in lines:
        label, value = _split(line.text, known)
        if label and (value or (label != waiting and not found.fields.get(label))):
            found.fields.setdefault(label, [])
            waiting = label if not value or label in lists else ""
            if value:
                found.fields[label].append(Line(text=value, block=line.block, links=line.links))
        elif waiting and _is_value(line, first=not found.fields[waiting]):
            found.fields[waiting].append(line)
            waiting = waiting if waiting in lists and line.block == "li" else ""
        else:
            waiting = ""
            found.rest.append(line)
    return found


def _is_value(line: Line, *, first: bool) -> bool:
    """Whether a line is a value of the label before it: the next one is, if it is no heading."""
    return line.block in ("li", "dd", "td") or (first and not line.is_heading)


def _split(text: str, known: dict[str, str]) -> tuple[str, str]:
    """Label and value of a line; two empty strings if it has no known label."""
    name, colon, value = text.partition(":")
    label = known.get(name.strip().lower(), "")
    if not label or (not colon and value):
        return "", ""
    return label, value.strip()
