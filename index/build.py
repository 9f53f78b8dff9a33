"""Build: from the store to a published generation, beside the one that readers use."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from index.address import address_key
from index.coverage import Required, coverage_of
from index.engine import Collection, Publisher, ThingLink
from index.forward import ForwardIndex, ForwardWriter, open_forward
from index.language.lexicon import Lexicon
from index.linkhealth import link_health
from index.record import Record, Thing
from index.recordings import Events, Recordings, Row
from index.repeated import Repeated
from index.resource import Check, Kind, Resource
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
        recordings = _fill(spool, store, repeated)
        things = map(recordings.recorded, spool.things())
        forward = read_words(things, beside, open_forward(plan.words))
        collection = Collection(
            things=map(recordings.recorded, spool.things()),
            forward=forward,
            lexicon=Lexicon.learn(forward.frequency()),
            count=spool.count,
            links=map(recordings.joined, spool.links()),
            coverage=coverage_of(store, plan.required, plan.now, plan.sample),
        )
        publisher.publish(collection, lambda done: progress(done, spool.count))
    shutil.rmtree(plan.words, ignore_errors=True)
    beside.rename(plan.words)
    return spool.count


def _fill(spool: Spool, store: Store, repeated: Repeated) -> Recordings:
    """Write all things and their links; the recordings that the links lead to."""
    groups = store.things()
    home = {member: thing for thing, members in groups.items() for member in members}
    recordings = Recordings(_events(store, home))
    health = link_health(store)
    for thing, members in groups.items():
        records = [_own_text(record, repeated) for record in map(store.record, members) if record]
        rows = [row for record in records for row in _links(store, record, thing, home, health)]
        recordings.add(rows)
        spool.add(Thing(record=records[0], versions=tuple(records[1:])), (row[0] for row in rows))
    return recordings


def _events(store: Store, home: Mapping[str, str]) -> Events:
    """The events among the things, with their language versions."""
    events: dict[str, tuple[Resource, ...]] = {}
    for record in store.records(kind=Kind.EVENT):
        thing = home[record.id]
        events[thing] = (*events.get(thing, ()), record.resource)
    return events


def _links(
    store: Store, record: Record, thing: str, home: Mapping[str, str], health: Mapping[str, Check]
) -> Iterator[Row]:
    """Links to other things; those that stand in a repeated block are nobody's own."""
    for row in store.links(record.id):
        number = row.link.passage
        passage = record.resource.passages[number] if number is not None else None
        target = home.get(row.target_record or "")
        if target != thing and (passage is None or passage.text):
            link = ThingLink(
                thing=thing,
                link=row.link,
                heading=passage.heading if passage else "",
                target=target,
                check=health.get(address_key(row.link.target)),
            )
            yield link, passage


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
