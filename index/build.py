"""Build: from the store to a published generation, beside the one that readers use."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from index.coverage import Required, coverage_of
from index.engine import Collection, Publisher, ThingLink
from index.forward import ForwardIndex, ForwardWriter, open_forward
from index.language.lexicon import Lexicon
from index.record import Record, Thing
from index.repeated import Repeated
from index.settle import settle
from index.spool import Spool
from index.store import Store
from index.texts import texts_of
from index.topics import Taxonomy


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a build takes beside the store."""

    taxonomy: Taxonomy
    required: Required
    now: datetime
    words: Path  # folder of the forward index, kept from build to build
    sample: bool = False


def build(
    store: Store, publisher: Publisher, plan: Plan, progress: Callable[[int, int], None]
) -> int:
    """Settle what is not, publish everything, and return the number of things.

    `progress` is told how many things are written, and of how many.
    """
    repeated = settle(store, plan.taxonomy)
    beside = plan.words.with_name(f"{plan.words.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    with Spool(_made(plan.words.parent)) as spool:
        _fill(spool, store, repeated)
        forward = read_words(spool.things(), beside, open_forward(plan.words))
        collection = Collection(
            things=spool.things(),
            forward=forward,
            lexicon=Lexicon.learn(forward.frequency()),
            count=spool.count,
            links=spool.links(),
            coverage=coverage_of(store, plan.required, plan.now, plan.sample),
        )
        publisher.publish(collection, lambda done: progress(done, spool.count))
    shutil.rmtree(plan.words, ignore_errors=True)
    beside.rename(plan.words)
    return spool.count


def _fill(spool: Spool, store: Store, repeated: Repeated) -> None:
    groups = store.things()
    home = {member: thing for thing, members in groups.items() for member in members}
    for thing, members in groups.items():
        records = [_own_text(record, repeated) for record in map(store.record, members) if record]
        links = (link for record in records for link in _links(store, record, thing, home))
        spool.add(Thing(record=records[0], versions=tuple(records[1:])), links)


def _links(
    store: Store, record: Record, thing: str, home: Mapping[str, str]
) -> Iterator[ThingLink]:
    """Links to other things; those that stand in a repeated block are nobody's own."""
    for row in store.links(record.id):
        number = row.link.passage
        passage = record.resource.passages[number] if number is not None else None
        target = home.get(row.target_record or "")
        if target != thing and (passage is None or passage.text):
            heading = passage.heading if passage else ""
            yield ThingLink(thing=thing, link=row.link, heading=heading, target=target)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def read_words(
    things: Iterable[Thing], folder: Path, earlier: ForwardIndex | None = None
) -> ForwardIndex:
    """The words of all things, in the order of the things."""
    writer = ForwardWriter(folder, earlier)
    for thing in things:
        writer.add(texts_of(thing))
    return writer.finish()


def _own_text(record: Record, repeated: Repeated) -> Record:
    return replace(record, resource=repeated.strip(record.resource))
