"""Build: from the store to a published generation, beside the one that readers use.

Errors:
    BuildError              nothing new is published
    ├── UnwritableError     the files of the new generation cannot be written
    └── OtherStoreError     far more is published than the store holds, which never published it
"""

import gc
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from index.coverage import About, coverage_of
from index.drift import lexicon_of
from index.edition import Edition
from index.engine import Collection, EngineError, Item, Publisher
from index.forward import ForwardIndex, ForwardWriter, open_forward
from index.guard import MOST_LOST, Terms, held_back
from index.language.lexicon import Lexicon
from index.moves import Moves
from index.required import Required
from index.served import Served
from index.settle import settle
from index.store import Store
from index.texts import texts_of
from index.things import Things
from index.topics import Taxonomy

MANY_OBJECTS = 100_000  # that are made before garbage in cycles is looked for


class BuildError(EngineError):
    """Nothing new is published; what was stays."""


class UnwritableError(BuildError):
    """The files of the new generation cannot be written, as on a disk that is full."""


class OtherStoreError(BuildError):
    """Far more is published than the store holds, and it is not this store's."""


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
    full: bool = False  # take nothing from earlier builds
    anyway: bool = False  # also where far more is published than this store holds
    at_least: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """How many things were published, and which sources as they were before, and why."""

    count: int
    held_back: Mapping[str, str]


class _Earlier(NamedTuple):
    """What earlier builds have read: words, and the lexicon that is published; None where none."""

    words: ForwardIndex | None = None
    lexicon: Lexicon | None = None


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Have garbage in cycles looked for seldom: a build makes many objects, and hardly a cycle."""
    before = gc.get_threshold()
    gc.set_threshold(MANY_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@_seldom_collected()
def build(
    store: Store, publisher: Publisher, plan: Plan, progress: Callable[[int, int], None]
) -> Built:
    """Settle what is not, and publish every source that has not lost too much as it stands.

    `progress` is told how many things are written, and of how many. DamagedStoreError, and nothing
    is done, where the store is not as it was written.
    """
    earlier = _open_earlier(store, publisher, plan)
    repeated = settle(store, plan.taxonomy)
    back = held_back(store, Terms(required=plan.required, at_least=plan.at_least))
    edition, served = Edition(store), Served(store)
    if not plan.anyway and not served.counts():
        _refuse_other_store(publisher, sum(store.counts().values()))
    edition.release(back, repeated)
    beside = plan.words.with_name(f"{plan.words.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    with _writing(beside):
        things = Things(store, edition, plan.moves)
        items = [*things.items()]
        forward = read_words(items, beside, earlier.words)
        collection = Collection(
            things=items,
            forward=forward,
            lexicon=lexicon_of(forward, earlier.lexicon),
            count=len(items),
            coverage=coverage_of(
                store, plan.required, plan.now, plan.sample, _guarded(plan.about, back), edition
            ),
            health=things.health,
            visited=store.all_visited(),
            anew=plan.full,
        )
        publisher.publish(collection, lambda done: progress(done, len(items)))
        shutil.rmtree(plan.words, ignore_errors=True)
        beside.rename(plan.words)
    served.serve()
    return Built(count=len(items), held_back=back)


def _open_earlier(store: Store, publisher: Publisher, plan: Plan) -> _Earlier:
    """Open what earlier builds left, while SQLite looks through the store, which takes as long."""
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(_earlier, publisher, plan)
        store.check()
        return opening.result()


def _earlier(publisher: Publisher, plan: Plan) -> _Earlier:
    return _Earlier() if plan.full else _Earlier(open_forward(plan.words), publisher.lexicon())


def _refuse_other_store(publisher: Publisher, held: int) -> None:
    """A store that has published nothing yet is held against what is published all the same."""
    published = next((kept.pages for kept in publisher.generations() if kept.is_served), 0)
    if held < (1 - MOST_LOST) * published:
        raise OtherStoreError(
            f"the store holds {held} pages, and {published} are published that it knows nothing"
            " of: is it the right store? If it is: searchsvc build --accept"
        )


@contextmanager
def _writing(beside: Path) -> Iterator[None]:
    """BuildError where something cannot be written; what lies beside is then removed."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        shutil.rmtree(beside, ignore_errors=True)
        said = f"the index cannot be written ({error}); what is published stays"
        raise UnwritableError(said) from error


def _guarded(about: Mapping[str, About], back: Mapping[str, str]) -> dict[str, About]:
    """What is known of each source, with why its newest pages are held back."""
    held = {name: replace(about.get(name, About()), guard=why) for name, why in back.items()}
    return {**about, **held}


def read_words(
    things: Iterable[Item], folder: Path, earlier: ForwardIndex | None = None
) -> ForwardIndex:
    """The words of all things, in the order of the things; only what has changed is read."""
    writer = ForwardWriter(folder, earlier)
    for thing in things:
        if not writer.carry(thing.key):
            writer.add(texts_of(thing.read()), thing.key)
    return writer.finish()
