"""Build: from the store to a published generation, beside the one that readers use."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path

from index.coverage import Required, coverage_of
from index.engine import Collection, Publisher, ThingLink
from index.forward import ForwardIndex, ForwardWriter, open_forward
from index.language.lexicon import Lexicon
from index.moves import Moves
from index.record import Record, Thing
from index.repeated import Repeated
from index.settle import settle
from index.store import LinkRow, Store
from index.texts import texts_of
from index.topics import Taxonomy

MOST_NAMES = 20  # wordings of links to one thing that are searched


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a build takes beside the store."""

    taxonomy: Taxonomy
    required: Required
    now: datetime
    words: Path  # folder of the forward index, kept from build to build
    moves: Moves = field(default_factory=Moves)
    sample: bool = False


def build(
    store: Store, publisher: Publisher, plan: Plan, progress: Callable[[int, int], None]
) -> int:
    """Settle what is not, publish everything, and return the number of things.

    `progress` is told how many things are written, and of how many.
    """
    repeated = settle(store, plan.taxonomy)
    groups = store.things()
    called = _called(_links(store, groups, repeated, plan.moves))
    beside = plan.words.with_name(f"{plan.words.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    forward = read_words(_things(store, groups, repeated, called), beside, open_forward(plan.words))
    collection = Collection(
        things=_things(store, groups, repeated, called),
        forward=forward,
        lexicon=Lexicon.learn(forward.frequency()),
        count=len(groups),
        links=_links(store, groups, repeated, plan.moves),
        coverage=coverage_of(store, plan.required, plan.now, plan.sample),
        visited=store.all_visited(),
    )
    publisher.publish(collection, lambda done: progress(done, len(groups)))
    shutil.rmtree(plan.words, ignore_errors=True)
    beside.rename(plan.words)
    return len(groups)


def read_words(
    things: Iterable[Thing], folder: Path, earlier: ForwardIndex | None = None
) -> ForwardIndex:
    """The words of all things, in the order of the things."""
    writer = ForwardWriter(folder, earlier)
    for thing in things:
        writer.add(texts_of(thing))
    return writer.finish()


def _things(
    store: Store, groups: dict[str, list[str]], repeated: Repeated, called: dict[str, list[str]]
) -> Iterator[Thing]:
    for thing, members in groups.items():
        records = [_own_text(record, repeated) for record in map(store.record, members) if record]
        names = tuple(called.get(thing, ()))
        yield Thing(record=records[0], versions=tuple(records[1:]), called=names)


def _called(links: Iterable[ThingLink]) -> dict[str, list[str]]:
    """What other things call each thing in their links to it, each wording once."""
    called: dict[str, list[str]] = {}
    for row in links:
        names = called.setdefault(row.target, []) if row.target and row.link.text else []
        if row.link.text not in names and len(names) < MOST_NAMES:
            names.append(row.link.text)
    return called


def _own_text(record: Record, repeated: Repeated) -> Record:
    return replace(record, resource=repeated.strip(record.resource))


def _links(
    store: Store, groups: dict[str, list[str]], repeated: Repeated, moves: Moves
) -> Iterator[ThingLink]:
    """Links between things; those that stand in a repeated block are nobody's own."""
    home = {member: thing for thing, members in groups.items() for member in members}
    for record_id, rows in groupby(store.links(), key=lambda row: row.record):
        record = store.record(record_id)
        passages = repeated.strip(record.resource).passages if record else ()
        for row in rows:
            passage = passages[row.link.passage] if row.link.passage is not None else None
            thing, target = home[record_id], home.get(_target(store, row, moves))
            if target != thing and (passage is None or passage.text):
                heading = passage.heading if passage else ""
                yield ThingLink(thing=thing, link=row.link, heading=heading, target=target)


def _target(store: Store, row: LinkRow, moves: Moves) -> str:
    """The record that a link leads to, perhaps by a rule; to a hub it leads for want of it."""
    if row.target_record:
        return row.target_record
    ways = (move.address for move in moves.trail(row.link.target) if not move.hub)
    return next((record.id for record in map(store.find, ways) if record), "")
