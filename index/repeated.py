"""Blocks of text that a source repeats on its pages: nobody's own text, so nobody's hit.

A paragraph of 40 letters or more that stands on more than a fifth of a source's pages of one kind,
and on at least five, is repeated; near-equal wordings count together. A shorter line that is as
frequent goes with the block it stands in: a heading, a bare address.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from index.resource import Passage, Resource

SHORTEST = 40
SHARE = 0.20
AT_LEAST = 5
SIMILAR = 0.6
WORD = re.compile(r"\w+")

Group = tuple[str, str]  # source, kind
Numbered = tuple[int, bool, str]  # number of the passage, whether it is its heading, line


@dataclass(frozen=True, slots=True)
class Blocks:
    """What one source repeats on its pages of one kind, normalised."""

    paragraphs: frozenset[str]
    short_lines: frozenset[str]


@dataclass(frozen=True, slots=True)
class Repeated:
    """The repeated blocks of each source and kind."""

    blocks: dict[Group, Blocks]

    @property
    def fingerprint(self) -> str:
        """Changes when a paragraph comes or goes."""
        text = repr(
            [
                (group, sorted(blocks.paragraphs), sorted(blocks.short_lines))
                for group, blocks in sorted(self.blocks.items())
            ]
        )
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()

    def strip(self, resource: Resource) -> Resource:
        """The resource without what its source repeats."""
        blocks = self.blocks.get((resource.source, str(resource.kind)))
        if not blocks or not blocks.paragraphs:
            return resource
        lines = [
            (number, is_heading, text)
            for number, passage in enumerate(resource.passages)
            for is_heading, text in _lines(passage)
        ]
        kept = list(_without_runs(lines, blocks))
        passages = tuple(
            _rebuilt(passage, [line[1:] for line in kept if line[0] == number])
            for number, passage in enumerate(resource.passages)
        )
        return replace(resource, passages=passages)


def learn_repeated(read: Iterable[Resource]) -> Repeated:
    """Learn what is repeated, in one pass over all resources."""
    pages: dict[Group, int] = defaultdict(int)
    counts: dict[Group, Counter[str]] = defaultdict(Counter)
    for resource in read:
        group = (resource.source, str(resource.kind))
        pages[group] += 1
        lines = (line for passage in resource.passages for _, line in _lines(passage))
        counts[group].update({_normal(line) for line in lines})
    return Repeated({group: _blocks(counts[group], pages[group]) for group in counts})


def _blocks(counts: Counter[str], pages: int) -> Blocks:
    """The lines whose wordings together stand on enough pages."""
    enough = max(AT_LEAST, int(pages * SHARE) + 1)
    wordings = {
        line: frozenset(WORD.findall(line))
        for line, count in counts.items()
        if count > 1 and len(line) >= SHORTEST
    }
    paragraphs = {
        line
        for line, words in wordings.items()
        if sum(counts[other] for other, o in wordings.items() if _alike(words, o)) >= enough
    }
    short = {line for line, count in counts.items() if count >= enough and len(line) < SHORTEST}
    return Blocks(frozenset(paragraphs), frozenset(short))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SIMILAR * len(one | other)


def _normal(line: str) -> str:
    return " ".join(line.lower().split())


def _lines(passage: Passage) -> list[tuple[bool, str]]:
    """The lines of a passage, and whether each is its heading."""
    heading = [(True, passage.heading)] if passage.heading else []
    return heading + [(False, line) for line in passage.text.split("\n") if line.strip()]


def _without_runs(lines: list[Numbered], blocks: Blocks) -> Iterator[Numbered]:
    """Leave out each run of repeated lines that holds a repeated paragraph."""
    candidates = blocks.paragraphs | blocks.short_lines
    for repeated, run in groupby(lines, key=lambda line: _normal(line[2]) in candidates):
        together = list(run)
        if not repeated or not any(_normal(line[2]) in blocks.paragraphs for line in together):
            yield from together


def _rebuilt(passage: Passage, lines: list[tuple[bool, str]]) -> Passage:
    text = "\n".join(line for is_heading, line in lines if not is_heading)
    heading = passage.heading if any(is_heading for is_heading, _ in lines) else ""
    return replace(passage, text=text, heading=heading)
