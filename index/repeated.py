"""Blocks of text that a source repeats on its pages: nobody's own text, so nobody's hit.

A paragraph of 40 letters or more that stands on more than a fifth of a source's pages of one kind,
and on at least five, is repeated; near-equal wordings count together, also where each page has one
of its own. A shorter line that is as frequent goes with the block it stands in: a heading, a bare
address. One that stands on more than half of the pages goes wherever it stands, but for headings.
What several kinds repeat is left out of all.
"""

import hashlib
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from index.resource import Passage, Resource

SHORTEST = 40
SHARE = 0.20
AT_LEAST = 5
EVERYWHERE = 0.50
SIMILAR = 0.6
COMMON = 0.75  # share of a paragraph's runs of words that are frequent, if it is repeated
RUN = 3  # words
BUCKETS = 1 << 20  # in which runs are counted; so many that few frequent ones share one
WORD = re.compile(r"\w+")

Group = tuple[str, str]  # source, kind
Numbered = tuple[int, bool, str]  # number of the passage, whether it is its heading, line


@dataclass(frozen=True, slots=True)
class Blocks:
    """What one source repeats on its pages of one kind, normalised."""

    paragraphs: frozenset[str]
    short_lines: frozenset[str]
    everywhere: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Repeated:
    """The repeated blocks of each source and kind."""

    blocks: dict[Group, Blocks]

    @property
    def fingerprint(self) -> str:
        """Changes when a paragraph comes or goes."""
        text = repr(
            [
                (group, *map(sorted, (blocks.paragraphs, blocks.short_lines, blocks.everywhere)))
                for group, blocks in sorted(self.blocks.items())
            ]
        )
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()

    def strip(self, resource: Resource) -> Resource:
        """The resource without what its source repeats."""
        blocks = self.blocks.get((resource.source, str(resource.kind)))
        if not blocks or not (blocks.paragraphs or blocks.everywhere):
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
        lead = "" if _normal(resource.lead) in blocks.paragraphs else resource.lead
        return replace(resource, passages=passages, lead=lead)


class _Counts:
    """How many pages of a group each line and each run of words stands on.

    Most lines stand on one page, and there are too many of them to keep. So all are counted first
    by their hashes, and in a second reading only those are kept that may be repeated.
    """

    def __init__(self) -> None:
        self.pages = 0
        self.lines: Counter[str] = Counter()
        self.runs = np.zeros(BUCKETS, dtype=np.uint16)
        self._seen = np.zeros(BUCKETS, dtype=np.uint8)

    def count(self, resource: Resource) -> None:
        """In the first reading."""
        lines = _normal_lines(resource)
        self.pages += 1
        held = [_bucket(line) for line in lines]
        self._seen[held] = np.minimum(self._seen[held], 254) + 1
        runs = {run for line in lines if len(line) >= SHORTEST for run in _runs(line)}
        self.runs[list(runs)] += 1

    def keep(self, resource: Resource) -> None:
        """In the second reading."""
        enough = self.enough
        self.lines.update(
            line
            for line in _normal_lines(resource)
            if self._seen[_bucket(line)] > 1
            or (len(line) >= SHORTEST and (self.runs[_runs(line)] >= enough).any())
        )

    @property
    def enough(self) -> int:
        """Pages that a line stands on if it is repeated."""
        return max(AT_LEAST, int(self.pages * SHARE) + 1)

    def blocks(self) -> Blocks:
        """The lines whose wordings together stand on enough pages."""
        enough = self.enough
        most = max(AT_LEAST, int(self.pages * EVERYWHERE) + 1)
        short = {line: count for line, count in self.lines.items() if len(line) < SHORTEST}
        return Blocks(
            frozenset(self._paragraphs(enough)),
            frozenset(line for line, count in short.items() if count >= enough),
            frozenset(line for line, count in short.items() if count >= most),
        )

    def _paragraphs(self, enough: int) -> Iterator[str]:
        """Long lines that are made of frequent runs, or that have enough like them.

        Wordings that are alike share a run, so only lines with a frequent one are compared.
        """
        compared: dict[str, frozenset[str]] = {}
        for line, count in self.lines.items():
            if len(line) < SHORTEST:
                continue
            frequent = self.runs[_runs(line)] >= enough
            if not frequent.any():
                continue
            if frequent.mean() >= COMMON:
                yield line
            if count > 1:
                compared[line] = frozenset(WORD.findall(line))
        for line, words in compared.items():
            alike = (other for other, theirs in compared.items() if _alike(words, theirs))
            if sum(self.lines[other] for other in alike) >= enough:
                yield line


def learn_repeated(read: Callable[[], Iterable[Resource]]) -> Repeated:
    """Learn what is repeated; all resources are read twice."""
    counts: dict[Group, _Counts] = defaultdict(_Counts)
    for resource in read():
        counts[resource.source, str(resource.kind)].count(resource)
    for resource in read():
        counts[resource.source, str(resource.kind)].keep(resource)
    return Repeated(_shared({group: counted.blocks() for group, counted in counts.items()}))


def _normal_lines(resource: Resource) -> set[str]:
    texts = [line for passage in resource.passages for _, line in _lines(passage)]
    return {_normal(text) for text in (*texts, resource.lead) if text}


def _shared(blocks: dict[Group, Blocks]) -> dict[Group, Blocks]:
    """What a source repeats on pages of several kinds is its frame, and no page's text.

    So it is left out of its other pages, too, on however few it was read.
    """
    frames: dict[str, Blocks] = {}
    for source in {source for source, _ in blocks}:
        kin = [theirs for (other, _), theirs in blocks.items() if other == source]
        frames[source] = Blocks(
            _several(theirs.paragraphs for theirs in kin),
            _several(theirs.short_lines for theirs in kin),
            _several(theirs.everywhere for theirs in kin),
        )
    return {
        (source, kind): Blocks(
            own.paragraphs | frames[source].paragraphs,
            own.short_lines | frames[source].short_lines,
            own.everywhere | frames[source].everywhere,
        )
        for (source, kind), own in blocks.items()
    }


def _several(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    """The lines that are in two or more of the sets."""
    counted = Counter(line for lines in sets for line in lines)
    return frozenset(line for line, count in counted.items() if count > 1)


def _runs(line: str) -> list[int]:
    """The runs of words in a line, as numbers of buckets; of a line of few words, all of it."""
    words = WORD.findall(line)
    ends = range(RUN, max(len(words), RUN) + 1)
    texts = (" ".join(words[end - RUN : end]) for end in ends)
    return [_bucket(text) for text in texts]


def _bucket(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) % BUCKETS


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SIMILAR * len(one | other)


def _normal(line: str) -> str:
    return " ".join(line.lower().split())


def _lines(passage: Passage) -> list[tuple[bool, str]]:
    """The lines of a passage, and whether each is its heading."""
    heading = [(True, passage.heading)] if passage.heading else []
    return heading + [(False, line) for line in passage.text.split("\n") if line.strip()]


def _without_runs(lines: list[Numbered], blocks: Blocks) -> Iterator[Numbered]:
    """Leave out each run of repeated lines that holds a repeated paragraph, and what is on most."""
    candidates = blocks.paragraphs | blocks.short_lines
    for repeated, run in groupby(lines, key=lambda line: _normal(line[2]) in candidates):
        together = list(run)
        if not repeated or not any(_normal(line[2]) in blocks.paragraphs for line in together):
            yield from (x for x in together if x[1] or _normal(x[2]) not in blocks.everywhere)


def _rebuilt(passage: Passage, lines: list[tuple[bool, str]]) -> Passage:
    text = "\n".join(line for is_heading, line in lines if not is_heading)
    heading = passage.heading if any(is_heading for is_heading, _ in lines) else ""
    return replace(passage, text=text, heading=heading)
