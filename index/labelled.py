"""Judge topics: pages labelled by reading, and how many of their topics the taxonomy finds.

    [[page]]
    address = "https://www.miljodirektoratet.no/klimasats/2021/gravemaskin/"
    topics = ["klimasats", "bygg"]

A page with a `text` of its own is judged as it stands there, "## " before a heading; another is
looked up by its address.

Errors:
    LabelError      the file is wrong; the message names file and line
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from index.address import host_of
from index.entries import numbered, read_entries
from index.expected import ExpectedError
from index.resource import Kind, Passage, Resource


class LabelError(ExpectedError, ValueError):
    """A file of labelled pages is wrong; the message names file and line."""


class Labelled(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page with the topics it is about, and what it says where it is not a collected one."""

    address: str
    topics: tuple[str, ...]
    title: str = ""
    lead: str = ""
    text: str = ""
    kind: Kind = Kind.GUIDANCE
    language: str = "nb"

    @property
    def resource(self) -> Resource | None:
        """The page as its text says it; None for a collected one."""
        if not self.text:
            return None
        return Resource(
            address=self.address,
            kind=self.kind,
            source=host_of(self.address),
            publisher=host_of(self.address),
            title=self.title,
            lead=self.lead,
            language=self.language,
            passages=tuple(_passages(self.text)),
        )


class _File(msgspec.Struct, forbid_unknown_fields=True):
    page: list[Labelled]


@dataclass(frozen=True, slots=True)
class Score:
    """How many topics were found rightly, found wrongly, and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of the found topics that are right; 1 where none was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of the right topics that were found; 1 where there are none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def score(pages: Iterable[tuple[Collection[str], Collection[str]]]) -> dict[str, Score]:
    """By topic, of the topics that each page has and those that were found."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for labelled, found in pages:
        right.update(set(labelled) & set(found))
        wrong.update(set(found) - set(labelled))
        missed.update(set(labelled) - set(found))
    topics = sorted(right | wrong | missed)
    return {topic: Score(right[topic], wrong[topic], missed[topic]) for topic in topics}


def total(scores: Iterable[Score]) -> Score:
    """All topics together, each decision counted once."""
    rows = [(one.right, one.wrong, one.missed) for one in scores]
    return Score(*map(sum, zip(*rows, strict=True))) if rows else Score(0, 0, 0)


def read_labelled(path: Path, topics: Collection[str]) -> list[Labelled]:
    """The labelled pages of a TOML file; `topics` are the ids there are."""

    def problem(page: Labelled) -> str:
        unknown = sorted(set(page.topics) - set(topics))
        return f"there is no topic {unknown[0]!r}" if unknown else ""

    return read_entries(
        path, _File, LabelError, lambda file: numbered("page", file.page, problem)
    ).page


def _passages(text: str) -> Iterator[Passage]:
    first, *headed = f"\n{text.strip()}".split("\n## ")
    if first.strip():
        yield Passage(text=first.strip())
    for part in headed:
        heading, _, rest = part.partition("\n")
        yield Passage(text=rest.strip(), heading=heading.strip())
