"""From the store to what is published: things with their own text, and the links between them."""

import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from making import FOLDERS, NOW, SITE, Remember, episode, page, read
from test_settle import LANGUAGES, TEXTS
from test_topics import TAXONOMY

from index.build import MANY_OBJECTS, Plan, build
from index.engine import Collection, KeptGeneration, ThingLink
from index.moves import Moves
from index.record import Thing
from index.resource import Kind, Link, Passage
from index.store import Store

PLAN = Plan(
    taxonomy=TAXONOMY,
    required={"podkast": {Kind.EPISODE: ("published",)}},
    now=NOW,
    words=Path(FOLDERS.name) / "words",
)
CLOSING = "Hør flere episoder og les mer om lokalt klimaarbeid på nettsidene våre."


class FakePublisher:
    """Keeps in memory what it was given."""

    def __init__(self) -> None:
        self.things: list[Thing] = []
        self.links: list[ThingLink] = []

    def lexicon(self) -> None:
        """It reads all words anew."""

    def publish(self, collection: Collection, progress: Callable[[int], None]) -> str:
        self.links = []
        for done, item in enumerate(collection.things, 1):
            self.things.append(item.read())
            self.links += item.links()
            progress(done)
        self.count, self.coverage = collection.count, collection.coverage
        return "1"

    def generations(self) -> tuple[KeptGeneration, ...]:
        return ()

    def roll_back(self, name: str = "") -> str:
        raise NotImplementedError

    def forget_earlier(self) -> None:
        """Nothing is kept but the last."""


@pytest.fixture
def published(store: Store) -> Callable[[], FakePublisher]:
    def published() -> FakePublisher:
        publisher = FakePublisher()
        assert build(store, publisher, PLAN, lambda *_: None).count == publisher.count
        assert publisher.count == len(publisher.things)
        return publisher

    return published


Published = Callable[[], FakePublisher]


def test_garbage_is_looked_for_seldom_while_it_builds_and_as_before_afterwards(
    store: Store, remember: Remember
) -> None:
    remember(read(page("/a")))
    before, during = gc.get_threshold(), set[int]()
    build(store, FakePublisher(), PLAN, lambda *_: during.add(gc.get_threshold()[0]))
    assert during == {MANY_OBJECTS}
    assert gc.get_threshold() == before


def test_everything_is_published_settled_and_progress_is_told(
    store: Store, remember: Remember
) -> None:
    remember(read(page("/a", title="Flom")), read(page("/b", title="Energi")))
    publisher, told = FakePublisher(), []
    built = build(store, publisher, PLAN, lambda *numbers: told.append(numbers))
    assert built.count == 2
    assert told == [(1, 2), (2, 2)]
    assert {thing.record.topics for thing in publisher.things} == {("flom",), ("energi",)}


def test_an_empty_store_publishes_an_empty_generation(published: Published) -> None:
    assert published().things == []


def test_language_versions_are_published_as_one_thing(
    remember: Remember, published: Published
) -> None:
    remember(*(read(resource) for resource in LANGUAGES), read(page("/annen")))
    things = published().things
    assert len(things) == 2
    whole = max(things, key=lambda thing: len(thing.records))
    assert whole.record.resource.address == SITE + "/nb"
    assert {r.resource.language for r in whole.records} == {"nb", "nn", "en"}


def test_repeated_blocks_are_left_out_of_what_is_published_and_kept_in_the_store(
    store: Store, remember: Remember, published: Published
) -> None:
    remember(*(read(episode(f"/{n}", f"Egen tekst nummer {n}.\n{CLOSING}")) for n in range(8)))
    texts = {thing.record.resource.text for thing in published().things}
    assert texts == {f"Egen tekst nummer {n}." for n in range(8)}
    assert all(CLOSING in record.resource.text for record in store.records())


def link(path: str, passage: int | None = None) -> Link:
    return Link(target=path if "://" in path else SITE + path, text="Les mer", passage=passage)


def ends(links: list[ThingLink], things: list[Thing]) -> set[tuple[str, str, str | None]]:
    paths = {thing.id: thing.record.resource.address.removeprefix(SITE) for thing in things}
    return {
        (paths[row.thing], row.link.target.removeprefix(SITE), paths.get(row.target or ""))
        for row in links
    }


def test_links_lead_to_things_where_they_are_collected(
    remember: Remember, published: Published
) -> None:
    outside = "https://utenfor.example/"
    section = Passage(text="Se også b.", heading="Videre")
    resource = replace(page("/a"), passages=(section,), links=(link("/b", 0), link(outside)))
    remember(read(resource), read(page("/b")))
    publisher = published()
    assert ends(publisher.links, publisher.things) == {("/a", "/b", "/b"), ("/a", outside, None)}
    assert {row.heading for row in publisher.links} == {"Videre", ""}


def test_a_link_to_the_page_itself_or_to_its_version_is_none(
    remember: Remember, published: Published
) -> None:
    other = replace(LANGUAGES[2], links=(link("/nb"), link("/b")))
    own = replace(LANGUAGES[0], links=(link("/nb#del"), link("/en")))
    remember(read(own), read(other), read(page("/b")))
    publisher = published()
    assert ends(publisher.links, publisher.things) == {("/nb", "/b", "/b")}
    assert set(TEXTS) >= {"/nb", "/en"}


def test_links_of_a_repeated_block_are_nobodys(remember: Remember, published: Published) -> None:
    def item(number: int) -> Passage:
        return Passage(text=f"Egen tekst nummer {number} lenker til a.")

    remember(
        read(page("/a")),
        *(
            read(episode(f"/{n}", passages=(item(n), Passage(text=CLOSING)),
                         links=(link("/a", 0), link("/b", 1))))
            for n in range(8)
        ),
    )  # fmt: skip
    publisher = published()
    assert ends(publisher.links, publisher.things) == {(f"/{n}", "/a", "/a") for n in range(8)}


def test_a_thing_is_called_what_links_say_of_it_each_wording_once_and_none_of_repeated_blocks(
    remember: Remember, published: Published
) -> None:
    wordings = ["veilederen", "veilederen", "om flom"]
    remember(
        read(page("/a")),
        *(
            read(episode(f"/{n}", passages=(Passage(text=f"Tekst {n}."), Passage(text=CLOSING)),
                         links=(replace(link("/a", 0), text=wordings[n % 3]), link("/a", 1))))
            for n in range(9)
        ),
    )  # fmt: skip
    called = {thing.record.resource.address: thing.called for thing in published().things}
    assert sorted(called[SITE + "/a"]) == ["om flom", "veilederen"]


def test_the_coverage_of_the_moment_goes_with_it(remember: Remember, published: Published) -> None:
    remember(read(episode("/1")))
    coverage = published().coverage
    assert (coverage.built, coverage.count, coverage.sample) == (NOW, 1, False)
    assert coverage.sources[0].missing == {"episode.published": 1}


def test_a_link_to_an_address_that_has_moved_by_rule_joins_the_things(
    store: Store, remember: Remember
) -> None:
    gone, hub = "https://gammel.example/b/", "https://lukket.example/x"
    links = (Link(target=gone, text="Les om b"), Link(target=hub, text="Les om alt"))
    remember(read(page("/a", title="A", links=links)), read(page("/b", title="B")))
    moves = Moves(prefix={"gammel.example": SITE}, hub={"lukket.example": SITE + "/b"})
    publisher = FakePublisher()
    build(store, publisher, replace(PLAN, moves=moves), lambda *_: None)
    found = store.find(SITE + "/b")
    assert found is not None
    assert [link.target for link in publisher.links] == [found.id, None]
