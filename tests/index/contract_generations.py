"""Every engine: built beside, swapped whole; what fails or is old is said and harms nothing."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from contract_ground import PATIENCE, Ground, Publish
from library import DAY, counts, ids, ignore, listing, search
from making import NOW, SITE, collection, coverage, grant, page, thing

from index.engine import (
    PROGRAM,
    Collection,
    Engine,
    EngineError,
    Item,
    NothingPublishedError,
    ThingLink,
)
from index.query import Facet
from index.resource import Link, Resource
from index.results import SourceCoverage


class Generations(Ground):
    def test_nothing_published_is_said_with_what_to_do(self, folder: Path) -> None:
        for engine in (self.open_engine(folder), self.open_engine(folder / "mangler")):
            with pytest.raises(NothingPublishedError, match="searchsvc build"):
                engine.search(listing())
            with pytest.raises(NothingPublishedError):
                engine.coverage()
            with pytest.raises(NothingPublishedError):
                _ = engine.generation

    def test_an_engine_that_was_opened_early_finds_what_is_published_later(
        self, folder: Path, publish: Publish
    ) -> None:
        engine = self.open_engine(folder)
        with pytest.raises(NothingPublishedError):
            engine.get("a")
        publish(thing(page("/a")))
        assert engine.get("a") is not None

    def test_what_another_version_built_is_refused_with_what_to_do(
        self, folder: Path, publish: Publish
    ) -> None:
        publish(thing(page("/a")))
        self.write_other_fingerprint(folder)
        with pytest.raises(EngineError, match=r"another version.*searchsvc build"):
            self.open_engine(folder).search(listing())
        assert publish(thing(page("/b"))).get("b") is not None

    def test_a_newly_published_generation_is_picked_up(self, publish: Publish) -> None:
        engine = publish(thing(page("/a", "Om flom")))
        before = engine.generation
        assert ids(search(engine, "flom")) == ["a"]
        publish(thing(page("/b", "Om flom")), thing(page("/c", "Om skred")))
        assert engine.generation != before
        assert ids(search(engine, "flom")) == ["b"]
        assert engine.get("a") is None

    def test_an_engine_that_is_held_reads_its_own_generation_for_ever(
        self, publish: Publish
    ) -> None:
        engine = publish(thing(page("/a", "Om flom")))
        held = engine.current()
        publish(thing(page("/b", "Om flom")))
        assert ids(search(held, "flom")) == ["a"]
        assert held.get("b") is None
        assert held.current().generation == held.generation != engine.generation
        assert ids(search(engine.current(), "flom")) == ["b"]

    def test_a_reader_whose_generation_is_removed_reads_on_or_is_told(
        self, folder: Path, publish: Publish
    ) -> None:
        link = ThingLink(thing="a", link=Link(target=SITE + "/b"), heading="", target=None)
        engine = publish(thing(page("/a", "Om flom")), links=[link])
        asking: tuple[Callable[[Engine], object], ...] = (
            lambda held: ids(search(held, "flom")),
            lambda held: (held.get("a"), held.find(SITE + "/a"), held.visited(SITE + "/borte")),
            lambda held: (held.links_out("a"), held.changed(0, 10)),
        )
        held = engine.current()
        expected = [ask(held) for ask in asking]
        publish(thing(page("/b", "Om flom")))
        self.open_publisher(folder).forget_earlier()
        for ask, before in zip(asking, expected, strict=True):
            with suppress(EngineError):
                assert ask(held) == before
        assert ids(search(engine, "flom")) == ["b"]

    def test_the_coverage_is_that_of_the_build(self, folder: Path) -> None:
        source = SourceCoverage(
            source="ks", publisher="KS", count=7, kinds={"news": 7}, oldest=DAY, newest=None,
            last_visit=NOW.astimezone(UTC), missing={"news.published": 1}, outcomes={"read": 8},
        )  # fmt: skip
        held = coverage(sources=(source,), sample=True, built=NOW.astimezone(UTC), harvested=None)
        published = replace(collection([thing(page("/a", source="ks"))]), coverage=held)
        self.open_publisher(folder).publish(published, ignore)
        assert self.open_engine(folder).coverage() == held

    def test_progress_is_told_and_the_name_of_the_generation_given(self, folder: Path) -> None:
        told: list[int] = []
        things = [thing(page(f"/{number}")) for number in range(3)]
        name = self.open_publisher(folder).publish(collection(things), told.append)
        assert told[-1] == 3
        assert told == sorted(told)
        assert self.open_engine(folder).generation == name

    def test_some_earlier_generations_are_kept(self, folder: Path, publish: Publish) -> None:
        names = [publish(thing(page(f"/{number}"))).generation for number in range(6)]
        lying = self.generations(folder)
        assert set(names[-4:]) <= lying
        assert lying.isdisjoint(names[:-4])
        kept = self.open_publisher(folder).generations()
        assert [generation.name for generation in kept] == names[-1:-5:-1]
        assert [generation.is_served for generation in kept] == [True, False, False, False]
        assert {(generation.built, generation.program) for generation in kept} == {(NOW, PROGRAM)}

    def test_an_earlier_generation_is_served_again(self, folder: Path, publish: Publish) -> None:
        names = [publish(thing(page(f"/{number}", "Om flom"))).generation for number in range(4)]
        engine, publisher = self.open_engine(folder), self.open_publisher(folder)
        assert publisher.roll_back() == names[2] == engine.generation
        assert ids(search(engine, "flom")) == ["2"]
        assert publisher.roll_back() == names[1]
        assert publisher.roll_back(names[3]) == names[3]
        assert ids(search(engine, "flom")) == ["3"]
        assert publisher.roll_back(names[0]) == names[0]
        assert [g.name for g in publisher.generations() if g.is_served] == [names[0]]
        publish(thing(page("/4", "Om flom")))
        assert ids(search(engine, "flom")) == ["4"]
        assert names[0] in self.generations(folder)

    def test_what_cannot_be_served_again_is_said(self, folder: Path, publish: Publish) -> None:
        publisher = self.open_publisher(folder)
        with pytest.raises(EngineError, match="there is no generation"):
            publisher.roll_back()
        engine = publish(thing(page("/a")))
        for name in ("", "20260101T000000-abcdef", "..", "current"):
            with pytest.raises(EngineError, match="there is no generation"):
                publisher.roll_back(name)
        assert engine.get("a") is not None

    def test_what_another_version_built_is_not_served_again(
        self, folder: Path, publish: Publish
    ) -> None:
        other = publish(thing(page("/a"))).generation
        self.write_other_fingerprint(folder)
        engine = publish(thing(page("/b")))
        for name in ("", other):
            with pytest.raises(EngineError):
                self.open_publisher(folder).roll_back(name)
        assert engine.get("b") is not None

    def test_what_is_built_after_a_rollback_takes_the_numbers_up(
        self, folder: Path, publish: Publish
    ) -> None:
        names = [publish(thing(page(f"/{number}"))).generation for number in range(3)]
        publisher = self.open_publisher(folder)
        publisher.roll_back(names[0])
        newest = publish(thing(page("/ny"))).generation
        assert publisher.generations()[0].name == newest
        assert publisher.roll_back() == names[2]

    @pytest.mark.parametrize(
        ("lacking", "said"),
        [
            ("source", "finds nothing of ks"),
            ("count", "things"),
            ("title", "called 'Skred'"),
            ("the only one of a kind", "called 'Skred'"),
        ],
    )
    def test_what_does_not_answer_as_it_should_is_not_published(
        self, folder: Path, publish: Publish, lacking: str, said: str
    ) -> None:
        engine = publish(thing(page("/a", "Om flom")))
        before, lying = engine.generation, self.generations(folder)
        with pytest.raises(EngineError, match=said):
            self.open_publisher(folder).publish(_lacking(lacking), ignore)
        assert engine.generation == before
        assert self.generations(folder) == lying

    def _broken(self, failure: str) -> Collection:
        good = collection([thing(page("/ny", "Om flom"))])

        def raising() -> Iterator[Any]:
            yield from good.things
            raise OSError("the store broke")

        def stray() -> Iterator[ThingLink]:
            raise OSError("the links broke")

        return {
            "things": replace(good, things=raising()),
            "links": replace(good, things=[each._replace(links=stray) for each in good.things]),
            "count": replace(good, count=2),
        }[failure]

    @pytest.mark.parametrize("failure", ["things", "links", "count"])
    def test_a_build_that_fails_leaves_the_published_generation_and_nothing_else(
        self, folder: Path, publish: Publish, failure: str
    ) -> None:
        engine = publish(thing(page("/a", "Om flom")))
        before, lying = engine.generation, self.generations(folder)
        with pytest.raises((OSError, EngineError)):
            self.open_publisher(folder).publish(self._broken(failure), ignore)
        assert engine.generation == before
        assert ids(search(engine, "flom")) == ["a"]
        assert self.generations(folder) == lying
        assert publish(thing(page("/b"))).get("b") is not None

    def test_a_first_build_that_is_stopped_publishes_nothing(self, folder: Path) -> None:
        def stop(_: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            self.open_publisher(folder).publish(collection([thing(page("/a"))]), stop)
        assert self.generations(folder) == set()
        with pytest.raises(NothingPublishedError):
            self.open_engine(folder).search(listing())

    def test_four_threads_search_while_generations_are_swapped(
        self, folder: Path, publish: Publish
    ) -> None:
        """Each page is of one generation, and every thread comes to see every generation."""
        readers: list[Reader] = []
        try:
            for edition in range(1, 6):
                things = [page(f"/{edition}-{n}", title="Om flom") for n in range(edition)]
                publish(*map(thing, things))
                readers = readers or _started(4, self.open_engine(folder))
                assert [reader.told.get(timeout=PATIENCE) for reader in readers] == [edition] * 4
        finally:
            for reader in readers:
                reader.stop()
        assert all(reader.told.empty() for reader in readers)


def _lacking(what: str) -> Collection:
    """A collection that is not as it says."""
    good = collection([thing(page("/ny", "Om flom"))])
    if what == "source":
        lost = SourceCoverage(
            source="ks", publisher="KS", count=7, kinds={"news": 7}, oldest=DAY, newest=None,
            last_visit=NOW.astimezone(UTC), missing={}, outcomes={},
        )  # fmt: skip
        return replace(good, coverage=coverage(sources=(lost,)))
    if what == "count":
        return replace(good, count=2)
    if what == "title":
        return replace(good, things=[_unfound(page)])
    many = collection([thing(page(f"/{number}")) for number in range(31)])
    before, after = list(many.things)[:15], list(many.things)[16:]
    return replace(many, things=[*before, _unfound(grant), *after])


def _unfound(make: Callable[..., Resource]) -> Item:
    """Something in the place of another, whose words are found instead of its own."""
    return Item.of(thing(make("/skred", title="Skred")))


class Reader(threading.Thread):
    """Searches until it is stopped, and tells each edition that it comes to see, or its error."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine
        self.told: Queue[int | BaseException] = Queue()
        self.stopped = threading.Event()

    def run(self) -> None:
        try:
            seen = 0
            while not self.stopped.is_set():
                edition = _edition(self.engine)
                if edition != seen:
                    self.told.put(edition)
                seen = edition
        except BaseException as error:  # noqa: BLE001 - told to the thread of the test
            self.told.put(error)

    def stop(self) -> None:
        self.stopped.set()
        self.join(PATIENCE)


def _started(number: int, engine: Engine) -> list[Reader]:
    readers = [Reader(engine) for _ in range(number)]
    for reader in readers:
        reader.start()
    return readers


def _edition(engine: Engine) -> int:
    """The edition that all of a page is of; edition n holds n things."""
    found = search(engine, "flom")
    editions = {int(name.partition("-")[0]) for name in ids(found)}
    assert editions == {found.total} == {counts(found, Facet.KIND)["guidance"]}
    return found.total
