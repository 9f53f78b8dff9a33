"""What is settled when all is collected: topics, municipalities, language versions."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
from making import NOW, SITE, Remember, moved, page, read, visit
from test_topics import TAXONOMY, topic

from index.record import Record
from index.resource import Outcome, Resource
from index.settle import settle
from index.store import Store
from index.topics import Taxonomy

TEXTS = {
    "/nb": "Kommunen må ikke vente, og dette er noe alle kan gjøre selv etter hvert.",
    "/nn": "Kommunen må ikkje vente, og dette er noko alle kan gjere sjølv etter kvart, frå no.",
    "/en": "The municipality should not wait, and this is what it can do with the plan.",
}
LANGUAGES = [
    page(path, text, versions=tuple(SITE + other for other in TEXTS if other != path))
    for path, text in TEXTS.items()
]


BLOCK = "Vi hjelper kommuner med flom, flom og atter flom i alle byer og bygder."


def sides(numbers: Iterable[int]) -> Iterator[Resource]:
    for number in numbers:
        yield page(f"/{number}", f"Side {number} har sin egen tekst om noe annet.\n{BLOCK}")


def found(store: Store, path: str) -> Record:
    record = store.find(SITE + path)
    assert record is not None
    return record


def test_topics_and_municipalities_are_settled(remember: Remember, store: Store) -> None:
    remember(read(page("/a", "I Asker kommune øver de.", title="Flom i byen")))
    settle(store, TAXONOMY)
    assert found(store, "/a").topics == ("flom",)
    assert found(store, "/a").municipalities == ("3203",)


def test_a_changed_page_is_settled_again(remember: Remember, store: Store) -> None:
    remember(read(page("/a", title="Flom i byen")))
    settle(store, TAXONOMY)
    remember(read(page("/a", title="Energi i byen")))
    settle(store, TAXONOMY)
    assert found(store, "/a").topics == ("energi",)


def test_a_changed_taxonomy_settles_everything_again(remember: Remember, store: Store) -> None:
    remember(read(page("/a", title="Flom i byen")))
    settle(store, TAXONOMY)
    changed = Taxonomy(
        groups=TAXONOMY.groups, topics=(topic("byer", "by*"),), weights=TAXONOMY.weights
    )
    settle(store, changed)
    assert found(store, "/a").topics == ("byer",)


def test_what_is_settled_is_left_alone(remember: Remember, store: Store) -> None:
    remember(read(page("/a", title="Flom i byen")))
    settle(store, TAXONOMY)
    with store.transaction() as db:
        db.execute("UPDATE topic SET topic = 'lagt-for-hand'")
    settle(store, TAXONOMY)
    assert found(store, "/a").topics == ("lagt-for-hand",)


def test_a_repeated_block_gives_no_topics_though_the_store_keeps_it(
    remember: Remember, store: Store
) -> None:
    remember(*map(read, sides(range(6))))
    settle(store, TAXONOMY)
    assert {record.topics for record in store.records()} == {()}
    assert BLOCK in found(store, "/1").resource.text


def test_what_is_repeated_is_counted_once_while_all_pages_are_as_they_were(
    remember: Remember, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(*map(read, sides(range(6))))
    before = settle(store, TAXONOMY)
    with monkeypatch.context() as context:
        context.setattr("index.outline.blocks_of", None)
        assert settle(store, TAXONOMY) == before


def test_what_is_repeated_is_counted_anew_when_a_page_changes_or_goes(
    remember: Remember, store: Store
) -> None:
    group = ("veileder", "guidance")
    remember(*map(read, sides(range(6))))
    assert settle(store, TAXONOMY).blocks[group].paragraphs
    remember(read(page("/0", "Uten det andre.")), read(page("/1", "Også uten det.")))
    assert not settle(store, TAXONOMY).blocks[group].paragraphs
    remember(*map(read, sides(range(2))))
    assert settle(store, TAXONOMY).blocks[group].paragraphs
    for number in range(2):
        store.leave_out(f"{SITE}/{number}", NOW)
    assert not settle(store, TAXONOMY).blocks[group].paragraphs


def test_redirects_are_addresses_after_it(store: Store) -> None:
    store.remember(store.begin_harvest(NOW), [moved("/gammel", "/ny"), read(page("/ny"))])
    settle(store, TAXONOMY)
    assert found(store, "/gammel").resource.address == SITE + "/ny"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_language_versions_are_one_thing_whichever_came_first(
    remember: Remember, store: Store, order: tuple[int, ...]
) -> None:
    for day, number in enumerate(order):
        remember(read(LANGUAGES[number], NOW + timedelta(days=day)))
    remember(read(page("/annen")))
    settle(store, TAXONOMY)
    bokmaal = found(store, "/nb").id
    things = store.things()
    assert len(things) == 2
    assert things[bokmaal][0] == bokmaal
    assert set(things[bokmaal]) == {found(store, path).id for path in TEXTS}


def test_it_is_enough_that_one_names_the_other(remember: Remember, store: Store) -> None:
    remember(read(page("/en", TEXTS["/en"], versions=("http://veileder.example/nb/",))))
    remember(read(page("/nb", TEXTS["/nb"])))
    settle(store, TAXONOMY)
    assert list(store.things()) == [found(store, "/nb").id]


def test_a_version_that_is_not_collected_is_no_thing(remember: Remember, store: Store) -> None:
    remember(read(page("/nb", TEXTS["/nb"], versions=(SITE + "/finnes-ikke", SITE + "/nb"))))
    settle(store, TAXONOMY)
    assert store.things() == {found(store, "/nb").id: [found(store, "/nb").id]}


def test_a_version_that_is_gone_leaves_the_other(remember: Remember, store: Store) -> None:
    remember(read(page("/nb", versions=(SITE + "/en",))), read(page("/en", "In English")))
    settle(store, TAXONOMY)
    assert len(store.things()) == 1
    remember(*(visit(SITE + "/en", Outcome.GONE, NOW + timedelta(days=days)) for days in (1, 4)))
    settle(store, TAXONOMY)
    (members,) = store.things().values()
    assert members == [store.find_id(SITE + "/nb")]


def test_versions_part_when_the_pages_no_longer_say_so(remember: Remember, store: Store) -> None:
    remember(*(read(resource) for resource in LANGUAGES))
    settle(store, TAXONOMY)
    remember(*(read(page(path, text)) for path, text in TEXTS.items()))
    settle(store, TAXONOMY)
    assert len(store.things()) == 3


def test_an_empty_store_is_settled_at_once(tmp_path: Path) -> None:
    with Store(tmp_path / "tom.sqlite") as store:
        assert settle(store, TAXONOMY).blocks == {}
