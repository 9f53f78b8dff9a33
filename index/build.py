"""Build: from the store to a published generation, beside the one that readers use."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from index.address import address_key
from index.coverage import About, coverage_of
from index.edition import Edition
from index.engine import Collection, Publisher, ThingLink
from index.forward import ForwardIndex, ForwardWriter, open_forward
from index.guard import Terms, held_back
from index.language.lexicon import Lexicon
from index.linkhealth import link_health
from index.moves import Moves
from index.record import Record, Thing
from index.recordings import Events, Recordings, Row
from index.repeated import Repeated, learn_repeated
from index.required import Required
from index.resource import Check, Kind, Resource
from index.rows import LinkRow
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
    about: Mapping[str, About] = field(default_factory=dict)
    moves: Moves = field(default_factory=Moves)
    sample: bool = False
    at_least: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """How many things were published, and which sources as they were before, and why."""

    count: int
    held_back: Mapping[str, str]


def build(
    store: Store, publisher: Publisher, plan: Plan, progress: Callable[[int, int], None]
) -> Built:
    """Settle what is not, and publish every source that has not lost too much as it stands.

    `progress` is told how many things are written, and of how many.
    """
    repeated = settle(store, plan.taxonomy)
    back = held_back(store, Terms(required=plan.required, at_least=plan.at_least))
    edition = Edition(store)
    edition.release(back)
    if back:
        repeated = learn_repeated(lambda: (record.resource for record in edition.records()))
    beside = plan.words.with_name(f"{plan.words.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    with Spool(_made(plan.words.parent)) as spool:
        recordings = _fill(spool, store, edition, repeated, plan.moves)
        things = map(recordings.recorded, spool.things())
        forward = read_words(things, beside, open_forward(plan.words))
        collection = Collection(
            things=map(recordings.recorded, spool.things()),
            forward=forward,
            lexicon=Lexicon.learn(forward.frequency()),
            count=spool.count,
            links=map(recordings.joined, spool.links()),
            coverage=coverage_of(
                store, plan.required, plan.now, plan.sample, _guarded(plan.about, back), edition
            ),
            visited=store.all_visited(),
        )
        publisher.publish(collection, lambda done: progress(done, spool.count))
    shutil.rmtree(plan.words, ignore_errors=True)
    beside.rename(plan.words)
    return Built(count=spool.count, held_back=back)


def _guarded(about: Mapping[str, About], back: Mapping[str, str]) -> dict[str, About]:
    """What is known of each source, with why its newest pages are held back."""
    held = {name: replace(about.get(name, About()), guard=why) for name, why in back.items()}
    return {**about, **held}


def _fill(
    spool: Spool, store: Store, edition: Edition, repeated: Repeated, moves: Moves
) -> Recordings:
    """Write all things and their links; the recordings that the links lead to."""
    groups = edition.things()
    home = {member: thing for thing, members in groups.items() for member in members}
    recordings = Recordings(_events(edition, home))
    health = link_health(store)

    def leads_to(row: LinkRow) -> str | None:
        return home.get(_target(store, row, moves))

    for thing, members in groups.items():
        records = [_own_text(record, repeated) for record in map(edition.record, members) if record]
        rows = [
            row for record in records for row in _links(edition, record, thing, leads_to, health)
        ]
        recordings.add(rows)
        spool.add(Thing(record=records[0], versions=tuple(records[1:])), (row[0] for row in rows))
    return recordings


def _events(edition: Edition, home: Mapping[str, str]) -> Events:
    """The events among the things, with their language versions."""
    events: dict[str, tuple[Resource, ...]] = {}
    for record in edition.records(kind=Kind.EVENT):
        thing = home[record.id]
        events[thing] = (*events.get(thing, ()), record.resource)
    return events


def _links(
    edition: Edition,
    record: Record,
    thing: str,
    leads_to: Callable[[LinkRow], str | None],
    health: Mapping[str, Check],
) -> Iterator[Row]:
    """Links to other things; those that stand in a repeated block are nobody's own."""
    for row in edition.links(record.id):
        number = row.link.passage
        passage = record.resource.passages[number] if number is not None else None
        target = leads_to(row)
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


def _target(store: Store, row: LinkRow, moves: Moves) -> str:
    """The record that a link leads to, perhaps by a rule; to a hub it leads for want of it."""
    if row.target_record:
        return row.target_record
    ways = (move.address for move in moves.trail(row.link.target) if not move.hub)
    return next(filter(None, map(store.find_id, ways)), "")
