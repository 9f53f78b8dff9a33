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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.resource import Passage, Resource

SHORTEST = 40
SHARE = 0.20
AT_LEAST = 5
EVERYWHERE = 0.50
SIMILAR = 0.6
COMMON = 0.75  # share of a paragraph's runs of words that are frequent, if it is repeated
RUN = 3  # words
BUCKETS = 1 << 20  # in which runs are counted; so many that few frequent ones share one
AGAIN = 1 << 31  # marks a run that a page has had before
WORD = re.compile(r"\w+")

Group = tuple[str, str]  # source, kind
Key = TypeVar("Key")
Numbered = tuple[int, bool, str]  # number of the passage, whether it is its heading, line


@dataclass(frozen=True, slots=True)
class Blocks:
    """What one source repeats on its pages of one kind, normalised."""

    paragraphs: frozenset[str]
    short_lines: frozenset[str]
    everywhere: frozenset[str] = frozenset()


NO_BLOCKS = Blocks(frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Repeated:
    """The repeated blocks of each source and kind."""

    blocks: dict[Group, Blocks]

    @property
    def fingerprint(self) -> str:
        """Changes when a line comes or goes."""
        return _hash(sorted((group, self.fingerprint_of(group)) for group in self.blocks))

    def fingerprint_of(self, group: Group) -> str:
        """Changes when a line of a source's pages of one kind comes or goes."""
        blocks = self.blocks.get(group, NO_BLOCKS)
        return _hash([*map(sorted, (blocks.paragraphs, blocks.short_lines, blocks.everywhere))])

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


class PageLines(NamedTuple):
    """What is counted of a page: its distinct lines, and the runs of words in the long ones.

    ids (n,) of the lines; sizes (n,), how many of the runs each has, none if it is short; runs, as
    numbers of buckets, with AGAIN where the page has had the run before.
    """

    ids: NDArray[np.uint64]
    sizes: NDArray[np.uint32]
    runs: NDArray[np.uint32]


def group_of(resource: Resource) -> Group:
    """What a resource is counted with."""
    return resource.source, str(resource.kind)


def lines_of(resource: Resource) -> PageLines:
    """What is counted of a page."""
    lines = sorted(_normal_lines(resource))
    runs_of_each = [_runs(line) if len(line) >= SHORTEST else [] for line in lines]
    seen: set[int] = set()
    runs = []
    for run in chain.from_iterable(runs_of_each):
        runs.append(run | AGAIN if run in seen else run)
        seen.add(run)
    return PageLines(
        np.array([_id(line) for line in lines], dtype=np.uint64),
        np.array([len(each) for each in runs_of_each], dtype=np.uint32),
        np.array(runs, dtype=np.uint32),
    )


class _Counted:
    """The lines of all pages of a group; what may be repeated is read by `blocks`."""

    def __init__(self, pages: Sequence[PageLines]) -> None:
        self._enough = max(AT_LEAST, int(len(pages) * SHARE) + 1)
        self._most = max(AT_LEAST, int(len(pages) * EVERYWHERE) + 1)
        ids = np.concatenate([page.ids for page in pages])
        sizes = np.concatenate([page.sizes for page in pages])
        shares = _shares(np.concatenate([page.runs for page in pages]), sizes, self._enough)
        self._ids, first, self._counts = np.unique(ids, return_index=True, return_counts=True)
        self._is_long, self._shares = sizes[first] > 0, shares[first]
        self._page = np.repeat(np.arange(len(pages)), [len(page.ids) for page in pages])[first]

    def wanted(self) -> dict[int, int]:
        """The ids of the lines that may be repeated, with the number of a page that has each."""
        short = ~self._is_long & (self._counts >= self._enough)
        long = (self._shares >= COMMON) | (self._shares > 0) & (self._counts > 1)
        found = short | long
        return dict(zip(self._ids[found].tolist(), self._page[found].tolist(), strict=True))

    def blocks(self, texts: Mapping[int, str]) -> Blocks:
        """The lines whose wordings together stand on enough pages; `texts` are the wanted."""
        known = zip(
            self._ids.tolist(), self._counts.tolist(), self._shares.tolist(), strict=True
        )  # fmt: skip
        lines = [_Line(texts[id_], count, share) for id_, count, share in known if id_ in texts]
        short = [line for line in lines if len(line.text) < SHORTEST]
        return Blocks(
            frozenset(self._paragraphs([x for x in lines if len(x.text) >= SHORTEST])),
            frozenset(line.text for line in short),
            frozenset(line.text for line in short if line.pages >= self._most),
        )

    def _paragraphs(self, lines: Sequence["_Line"]) -> Iterator[str]:
        """Long lines that are made of frequent runs, or that have enough like them.

        Wordings that are alike share a run, so only lines with a frequent one are compared.
        """
        compared = [(x, frozenset(WORD.findall(x.text))) for x in lines if x.pages > 1]
        for line in lines:
            if line.share >= COMMON:
                yield line.text
        for line, words in compared:
            if sum(o.pages for o, theirs in compared if _alike(words, theirs)) >= self._enough:
                yield line.text


class _Line(NamedTuple):
    """A line, the pages it stands on, and the share of its runs that are frequent."""

    text: str
    pages: int
    share: float


def learn_repeated(read: Callable[[], Iterable[Resource]]) -> Repeated:
    """Learn what is repeated; all resources are read twice."""
    groups: dict[Group, list[tuple[int, PageLines]]] = defaultdict(list)
    for number, resource in enumerate(read()):
        groups[group_of(resource)].append((number, lines_of(resource)))

    def read_some(numbers: Collection[int]) -> Iterator[Resource]:
        return (resource for number, resource in enumerate(read()) if number in numbers)

    return repeated_by(
        {
            group: blocks_of([n for n, _ in pages], [lines for _, lines in pages], read_some)
            for group, pages in groups.items()
        }
    )


def blocks_of(
    keys: Sequence[Key],
    pages: Sequence[PageLines],
    read: Callable[[Collection[Key]], Iterable[Resource]],
) -> Blocks:
    """What a group of pages repeats, each with its key; `read` gives the pages of some keys.

    Only pages with lines that may be repeated are read.
    """
    counted = _Counted(pages)
    wanted = counted.wanted()
    texts: dict[int, str] = {}
    for resource in read({keys[page] for page in wanted.values()}) if wanted else ():
        texts |= {_id(line): line for line in _normal_lines(resource)}
    return counted.blocks({id_: texts[id_] for id_ in wanted})


def repeated_by(blocks: dict[Group, Blocks]) -> Repeated:
    """What sources repeat, by what each of their groups does."""
    return Repeated(_shared(blocks))


def _shares(
    runs: NDArray[np.uint32], sizes: NDArray[np.uint32], enough: int
) -> NDArray[np.float64]:
    """Of each line, the share of its runs that stand on enough pages."""
    frequent = np.flatnonzero(_are_frequent(runs[runs < AGAIN], enough)[runs & (AGAIN - 1)])
    held = np.diff(np.searchsorted(frequent, np.cumsum(sizes, dtype=np.int64)), prepend=0)
    shares: NDArray[np.float64] = held / np.maximum(sizes, 1)
    return shares


def _are_frequent(runs: NDArray[np.uint32], enough: int) -> NDArray[np.bool_]:
    """Of each bucket whether it is so often there: sorted, one is as often as it reaches so far."""
    ordered = np.sort(runs)
    last = ordered[enough - 1 :]
    frequent = np.zeros(BUCKETS, dtype=bool)
    frequent[last[last == ordered[: len(last)]]] = True
    return frequent


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


def _hash(content: object) -> str:
    return hashlib.blake2b(repr(content).encode(), digest_size=8).hexdigest()


def _id(line: str) -> int:
    """64 bits that tell a line from all others."""
    digest = hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest())


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
