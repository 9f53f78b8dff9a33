"""A build takes over what has not changed, and answers as if it had made all anew."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inventing import invent_page, invent_text, narrow
from library import asking, ignore, listing
from making import NOW, SITE, coverage, moved, page, read, visit
from test_topics import TAXONOMY

from index import drift
from index.build import Plan, build, read_words
from index.edition import Edition
from index.engine import Collection, Engine, open_engine, open_publisher
from index.engines.whoosh import write
from index.engines.whoosh.subjects import open_subjects
from index.language.lexicon import Lexicon
from index.moves import Moves
from index.query import Query, Sort
from index.record import Thing
from index.resource import Link, Outcome, Resource, Visit
from index.settle import settle
from index.store import Store
from index.subjects import Directions, open_directions
from index.summary import summary_of
from index.things import Things

PATHS = [f"/{number}" for number in range(40)]
DERIVED = (
    "outline", "page_lines", "published", "published_link", "repeated", "told_apart", "touched"
)  # fmt: skip
PATIENCE = 600.0  # seconds of a search that is never cut short


class Site:
    """A store that is visited night after night, and the index that is built from it."""

    def __init__(self, folder: Path, chance: Random) -> None:
        self.folder, self.chance = folder, chance
        self.store = Store(folder / "resources.sqlite")
        self.now = NOW

    def night(self, count: int) -> None:
        """Visit some pages anew."""
        self.now += timedelta(days=3)
        for path in self.chance.sample(PATHS, count):
            self.visit(*self._visits(path))

    def visit(self, *visits: Visit) -> None:
        self.store.remember(self.store.begin_harvest(self.now), visits)

    def _visits(self, path: str) -> Iterator[Visit]:
        match self.chance.choice(("read", "read", "read", "same", "gone", "moved")):
            case "read":
                yield read(self._page(path), self.now)
            case "same":
                yield visit(f"{SITE}{path}", Outcome.UNCHANGED, self.now, status=304)
            case "gone":
                for hours in (0, 49):
                    at = self.now + timedelta(hours=hours)
                    yield visit(f"{SITE}{path}", Outcome.GONE, at, reason="HTTP 404")
            case _:
                yield moved(path, self.chance.choice(PATHS), self.now)

    def _page(self, path: str) -> Resource:
        chance = self.chance
        resource = invent_page(chance, path)
        texts = (f"Opptak av {resource.title}", "Les om flom", f"nyord{chance.randrange(200)}", "")
        links = tuple(
            Link(target=SITE + chance.choice(PATHS), text=chance.choice(texts))
            for _ in range(chance.randrange(4))
        )
        versions = (SITE + chance.choice(PATHS),) if chance.random() < 0.1 else ()
        lead = f"{resource.lead} nyord{chance.randrange(200)}"
        return replace(resource, links=links, versions=versions, lead=lead)

    def build(self) -> Engine:
        """The build of a night; that a source lost much is what is wanted here."""
        Edition(self.store).release((), settle(self.store, TAXONOMY))
        build(self.store, open_publisher(self.folder / "index"), self.plan(), lambda *_: None)
        return open_engine(self.folder / "index", PATIENCE)

    def plan(self) -> Plan:
        return Plan(taxonomy=TAXONOMY, required={}, now=self.now, words=self.folder / "words")

    def lexicon(self) -> Lexicon:
        """That of the index."""
        found = open_publisher(self.folder / "index").lexicon()
        assert found is not None
        return found

    def directions(self) -> Directions:
        """Those of the index."""
        return open_directions(self.folder / "index/current/directions")


def made_anew(site: Site) -> Engine:
    """The index of the same store, of which nothing that was found before is used.

    What was learned is: the lexicon, and the directions of subjects.
    """
    folder = site.folder / f"anew-{site.now:%Y%m%d}"
    folder.mkdir()
    site.store.connection.execute("VACUUM INTO ?", (str(folder / "copy.sqlite"),))
    with Store(folder / "copy.sqlite") as store:
        db = store.connection
        for table in DERIVED:
            db.execute(f"DELETE FROM {table}")
        db.execute("UPDATE record SET settled = '', thing = id")
        edition = Edition(store)
        edition.release((), settle(store, TAXONOMY))
        things = Things(store, edition, Moves())
        items = [*things.items()]
        whole = Collection(
            things=items,
            forward=read_words(items, folder / "words"),
            lexicon=site.lexicon(),
            count=len(items),
            health=things.health,
            coverage=coverage(built=site.now),
            visited=store.all_visited(),
        )
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(write, "directions_of", lambda _: site.directions())
            open_publisher(folder / "index").publish(whole, ignore)
    return open_engine(folder / "index", PATIENCE)


def agree(one: Engine, other: Engine, query: Query) -> None:
    """Both find the same, in the same order but where scores are the same to the last bits."""
    found, expected = one.search(query), other.search(query)
    assert (found.total, found.facets) == (expected.total, expected.facets)
    scores = {hit.thing.id: hit.score for hit in expected.hits}
    for hit, there in zip(found.hits, expected.hits, strict=True):
        own, name = hit.thing.id, there.thing.id
        assert own == name or abs(hit.score - there.score) < 1e-9
        if own in scores:
            assert hit.score == pytest.approx(scores[own], rel=1e-4, abs=1e-12)
        if own == name:
            assert hit.missing == there.missing


def agree_in_all(one: Engine, other: Engine, chance: Random) -> None:
    things = [hit.thing for hit in other.search(listing()).hits]
    for sort in Sort:
        agree(one, other, listing(sort=sort))
    for text in (invent_text(chance, things) for _ in range(15 if things else 0)):
        agree(one, other, narrow(chance, asking(one, text), things))
    for thing in things:
        same_thing(one, other, thing)
    for begun in ("kl", "fl", "o", "ve", "Klimaplan", "nyord"):
        assert one.complete(begun) == other.complete(begun)


def same_thing(one: Engine, other: Engine, thing: Thing) -> None:
    assert one.get(thing.id) == thing
    assert one.links_out(thing.id) == other.links_out(thing.id)
    assert one.links_in(thing.id) == other.links_in(thing.id)
    for record in thing.records:
        for address in record.addresses:
            assert one.find(address.address) == other.find(address.address)


def guarded_as_if_all_were_read(store: Store) -> None:
    """The guard counts of each source what its records say, those that were not touched too."""
    for source in store.counts():
        said_last = Counter(summary_of(store.latest(r.id)) for r in store.records(source))
        assert Counter(Edition(store).standing(source)) == said_last


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32), is_kept=st.booleans())
def test_a_chain_of_small_builds_perhaps_with_a_rollback_answers_as_one_that_makes_all_anew(
    seed: int, is_kept: bool
) -> None:
    chance = Random(seed)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        if is_kept:  # the lexicon, however little is left of what it was learned from
            patched.setattr(drift, "MOST_CHANGED", 9.0)
            patched.setattr(drift, "MOST_NEW", 9.0)
        site = Site(Path(folder), chance)
        site.night(30)
        site.build()
        for count in (0, 2, 8):
            if count == 8 and chance.choice((True, False)):
                open_publisher(site.folder / "index").roll_back()
            site.night(count)
            guarded_as_if_all_were_read(site.store)
            agree_in_all(site.build(), made_anew(site), chance)
        site.store._db.close()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Forty pages, built."""
    site = Site(tmp_path, Random(5))
    for path in PATHS:
        site.visit(read(invent_page(site.chance, path), site.now))
    site.build()
    return site


def test_an_unchanged_store_is_built_without_reading_a_text(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a text is read")

    for owner, name in (
        ("index.edition.Edition", "record"), ("index.store.Store", "record"),
        ("index.outline", "resource_of"), ("index.identity", "resource_of"),
        ("index.store", "resource_of"),
    ):  # fmt: skip
        monkeypatch.setattr(f"{owner}.{name}", never)
    before = [hit.thing for hit in open_engine(site.folder / "index").search(listing()).hits]
    build(site.store, open_publisher(site.folder / "index"), site.plan(), lambda *_: None)
    after = [hit.thing for hit in open_engine(site.folder / "index").search(listing()).hits]
    assert after == before


def carrying(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each build from now on takes anything from an earlier one."""
    told: list[bool] = []

    def written(generation: Path, whole: Collection, earlier: Path | None, *more: object) -> int:
        told.append(earlier is not None)
        return write.write_generation(generation, whole, earlier, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("index.engines.whoosh.publish.write_generation", written)
    return told


def change(site: Site) -> None:
    site.visit(read(invent_page(site.chance, "/7"), site.now))


def of_another_program(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.engines.whoosh.publish.PROGRAM", "another")


def damage(name: str, where: float = 0.5) -> Callable[[Path, pytest.MonkeyPatch], None]:
    def harm(folder: Path, _: pytest.MonkeyPatch) -> None:
        held = bytearray((folder / name).read_bytes())
        held[int(len(held) * where)] ^= 0x15
        (folder / name).write_bytes(held)

    return harm


DAMAGED = {
    "a posting": damage("index/current/words/stem-docs.npy"),
    "a fact": damage("index/current/facts.sqlite"),
    "a key": damage("index/current/texts.npy"),
    "what words were read as": damage("index/current/tokens.meanings.txt"),
    "the lexicon": damage("index/current/lexicon/words.txt"),
    "its manifest": damage("index/current/generation.json", where=0.1),  # among the seals
    "the pointer": lambda folder, _: (folder / "index" / "current").unlink(),
    "by another program": of_another_program,
}


@pytest.mark.parametrize("harm", DAMAGED.values(), ids=DAMAGED)
def test_what_is_damaged_or_of_another_program_is_not_built_upon(
    site: Site, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path, pytest.MonkeyPatch], None]
) -> None:
    told = carrying(monkeypatch)
    change(site)
    harm(site.folder, monkeypatch)
    engine = site.build()
    assert told == [False]
    agree_in_all(engine, made_anew(site), site.chance)
    site.build()
    assert told[-1]


def test_without_the_words_of_earlier_builds_the_lexicon_is_learned_anew(site: Site) -> None:
    before = site.lexicon()
    change(site)
    site.build()
    assert site.lexicon().name == before.name
    shutil.rmtree(site.folder / "words")
    site.build()
    assert site.lexicon().name != before.name


def test_a_full_build_takes_nothing_from_earlier_ones(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = carrying(monkeypatch)
    plan = replace(site.plan(), full=True)
    build(site.store, open_publisher(site.folder / "index"), plan, lambda *_: None)
    assert told == [False]


def test_the_lexicon_is_kept_until_the_collection_has_drifted(site: Site) -> None:
    names = [site.lexicon().name]
    for number in range(6):
        site.visit(read(invent_page(site.chance, f"/{number}"), site.now))
        site.build()
        names.append(site.lexicon().name)
    assert len(set(names[:5])) == 1  # four of forty are no more than a tenth
    assert names[5] != names[4]
    assert names[6] == names[5]


def test_directions_of_subjects_are_kept_as_long_as_the_lexicon_is(site: Site) -> None:
    learned = [(site.lexicon().name, site.directions())]
    for number in range(6):
        site.visit(read(invent_page(site.chance, f"/{number}"), site.now))
        site.build()
        learned.append((site.lexicon().name, site.directions()))
    for (name, earlier), (next_name, later) in pairwise(learned):
        is_kept = np.array_equal(earlier.along, later.along) and earlier.usual == later.usual
        assert is_kept == (name == next_name)
    assert len({name for name, _ in learned}) == 2


def test_a_new_text_is_placed_along_kept_directions_and_the_others_stay(site: Site) -> None:
    before = open_subjects(site.folder / "index/current/words").tolist()
    change(site)
    site.build()
    after = open_subjects(site.folder / "index/current/words").tolist()
    assert sum(vector not in before for vector in after) == 1


def test_a_word_that_came_since_the_lexicon_was_learned_is_found_known_and_marked(
    site: Site,
) -> None:
    name = site.lexicon().name
    site.visit(read(page("/7", "Her er kvernhusbekken.", title="Bekken"), site.now))
    engine = site.build()
    assert site.lexicon().name == name
    query = asking(engine, "kvernhusbekken")
    assert [unit.read_as for unit in query.units] == [""]
    (hit,) = engine.search(query).hits
    assert hit.snippet.found == 1


def test_a_page_that_is_gone_leaves_no_trace_in_the_facts_that_are_copied(site: Site) -> None:
    words = "Her er kvernhusbekken, som ingen skal lese om mer. " * 200
    facts = site.folder / "index/current/facts.sqlite"
    site.visit(read(page("/7", words, title="Bekken"), site.now))
    site.build()
    assert b"kvernhusbekken" in facts.read_bytes()
    for hours in (0, 49):
        at = site.now + timedelta(hours=hours)
        site.visit(visit(f"{SITE}/7", Outcome.GONE, at, reason="HTTP 404"))
    engine = site.build()
    assert engine.find(f"{SITE}/7") is None
    assert b"kvernhusbekken" not in facts.read_bytes()
