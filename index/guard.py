"""The guard before publishing: a source that lost too much stays published as it was.

It speaks where a source has lost more than a tenth of the pages that readers have of it or has
fallen under its least, where more than a tenth of its pages of a kind have come to lack a required
field, and where more than a tenth have come to say the same as others: an error page, most likely.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from index.edition import Edition
from index.repeated import Repeated
from index.required import Required
from index.resource import Kind
from index.served import Served
from index.store import Store
from index.summary import Summary

MOST_LOST = 0.10  # share of a source's pages, or of a kind's pages that come to lack a field
Fields = Mapping[Kind, tuple[str, ...]]
Lacking = tuple[Counter[str], Counter[str]]  # pages of each kind; of "kind.field" those without


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What sources promise: the fields that each kind carries, and the least number of pages."""

    required: Required = field(default_factory=dict)
    at_least: Mapping[str, int] = field(default_factory=dict)


def held_back(store: Store, terms: Terms) -> dict[str, str]:
    """The sources whose new state is not to be published, and what is wrong with it."""
    served, edition = Served(store), Edition(store)
    lost, standing = served.lost(), store.kinds()
    found = {}
    for source, before in served.counts().items():
        kinds, required = standing.get(source, {}), terms.required.get(source, {})
        faults = [
            *_lost_pages(lost[source], before),
            *_under_least(sum(kinds.values()), before, terms.at_least.get(source, 0)),
        ]
        if not _differs_little([*edition.differing(source)], kinds, required):
            was, now = [*served.summaries(source)], [*edition.standing(source)]
            faults += [*_lost_fields(was, now, required), *_alike(was, now)]
        if faults:
            found[source] = "; ".join(faults)
    return found


def accept(store: Store, sources: Iterable[str], repeated: Repeated) -> None:
    """Take sources as they stand for what is to be published from now on."""
    names = list(sources)
    Edition(store).take(names, repeated)
    for name in names:
        Served(store).serve(name)


def _differs_little(differing: list[Summary], kinds: Mapping[str, int], required: Fields) -> bool:
    """Whether what differs can be no fault, whatever the other pages are: so they are not read.

    A page that has come to say the same as another makes two that do.
    """
    _, lacking = _lacking(differing, required)
    few = len(differing)
    return _is_little(2 * few, sum(kinds.values())) and all(
        _is_little(count, kinds.get(name.partition(".")[0], 0) - few)
        for name, count in lacking.items()
    )


def _is_little(count: int, pages: int) -> bool:
    return count <= max(1, MOST_LOST * pages)


def _lost_pages(lost: int, before: int) -> list[str]:
    return [f"{lost} of {before} pages are lost"] if lost > MOST_LOST * before else []


def _under_least(now: int, before: int, least: int) -> list[str]:
    return [f"{now} pages are less than its least of {least}"] if now < least <= before else []


def _lost_fields(was: list[Summary], now: list[Summary], required: Fields) -> list[str]:
    _, before = _lacking(was, required)
    pages, lacking = _lacking(now, required)
    return [
        f"{count} of {pages[name.partition('.')[0]]} pages lack {name}, {before[name]} did"
        for name, count in sorted(lacking.items())
        if not _is_little(count - before[name], pages[name.partition(".")[0]])
    ]


def _alike(was: list[Summary], now: list[Summary]) -> list[str]:
    count, before = _saying_the_same(now), _saying_the_same(was)
    if _is_little(count - before, len(now)):
        return []
    return [f"{count} of {len(now)} pages say the same as others, {before} did"]


def _saying_the_same(summaries: Iterable[Summary]) -> int:
    times = Counter(summary.said for summary in summaries if summary.said)
    return sum(count for count in times.values() if count > 1)


def _lacking(summaries: Iterable[Summary], required: Fields) -> Lacking:
    pages: Counter[str] = Counter()
    without: Counter[str] = Counter()
    for summary in summaries:
        kind = summary.kind
        pages[kind] += 1
        missing = summary.lacking.intersection(required.get(kind, ()))
        without.update(f"{kind}.{name}" for name in missing)
    return pages, without
