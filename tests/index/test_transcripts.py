"""What is said in a recording: kept apart in the truth, read together with its page."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path

from making import NOW, SITE, Remember, episode, listed, moved, page, read, visit

from index.resource import Kind, Link, Outcome, Passage, Resource
from index.store import Store

LATER = NOW + timedelta(days=1)
SPOKEN = SITE + "/om-flom.vtt"
SAID = (Passage(text="Velkommen.", second=0), Passage(text="Om pumpene.", second=75))
EPISODE = episode("/om-flom", "Notatene", title="Om flom", transcripts=(SPOKEN,))


def spoken(address: str = SPOKEN, said: Iterable[Passage] = SAID) -> Resource:
    return page(address, kind=Kind.DOCUMENT, passages=tuple(said), spoken=True, title="")


def said_at(store: Store, path: str = "/om-flom") -> list[tuple[str, int | None]]:
    record = store.find(SITE + path)
    assert record is not None
    return [(passage.text, passage.second) for passage in record.resource.passages]


WHOLE = [("Notatene", None), ("Velkommen.", 0), ("Om pumpene.", 75)]


def test_what_is_said_is_added_to_the_page_that_names_it(remember: Remember, store: Store) -> None:
    assert remember(read(EPISODE)) == ["new"]
    assert remember(read(spoken())) == ["changed"]
    assert said_at(store) == WHOLE
    (record,) = store.records()
    assert (record.resource.title, record.resource.kind) == ("Om flom", Kind.EPISODE)
    assert [row.address for row in record.addresses] == [EPISODE.address]
    assert store.find(SPOKEN) == record


def test_it_stays_when_the_page_is_read_anew(remember: Remember, store: Store) -> None:
    remember(read(EPISODE), read(spoken()))
    links = (Link(target=SITE + "/b", passage=0),)
    anew = replace(EPISODE, passages=(Passage(text="Nye notater"),), transcripts=(), links=links)
    assert remember(read(anew, LATER)) == ["changed"]
    assert said_at(store) == [("Nye notater", None), *WHOLE[1:]]
    assert remember(visit(SPOKEN, Outcome.GONE, LATER, status=404)) == ["gone"]
    assert said_at(store) == [("Nye notater", None), *WHOLE[1:]]


def test_it_is_known_for_what_it_is_before_and_after_it_is_read(
    remember: Remember, store: Store
) -> None:
    remember(read(EPISODE, found=(("podkast", SPOKEN),)))
    for _ in range(2):
        known = {row.address: row.transcript for row in store.known(["podkast", "veileder"])}
        assert known == {EPISODE.address: False, SPOKEN: True}
        remember(read(spoken(), etag='"1"'))


def test_a_feed_names_it_too(remember: Remember, store: Store) -> None:
    remember(listed(EPISODE), read(spoken()))
    assert said_at(store) == WHOLE


def test_it_may_have_moved(remember: Remember, store: Store) -> None:
    remember(read(EPISODE), moved("/om-flom.vtt", "/flyttet.vtt"))
    remember(read(spoken(SITE + "/flyttet.vtt")))
    assert said_at(store) == WHOLE
    assert len(list(store.records())) == 1


def test_the_order_of_pages_is_no_matter(tmp_path: Path) -> None:
    copy = page("/kopi", "En kopi", kind=Kind.EPISODE, source="podkast", keys=("guid:1",))
    named = replace(EPISODE, keys=("guid:1",))
    visits = read(named), read(copy), read(spoken())
    orders = [
        order for order in permutations(visits) if order.index(visits[0]) < order.index(visits[2])
    ]
    said = set()
    for number, order in enumerate(orders):
        with Store(tmp_path / f"{number}.sqlite") as store:
            store.remember(store.begin_harvest(NOW), order)
            said.add(tuple(said_at(store)))
    assert said == {tuple(WHOLE)}


def test_a_transcript_that_two_things_name_joins_them_not(remember: Remember, store: Store) -> None:
    other = episode("/om-ras", "Andre notater", transcripts=(SPOKEN,))
    remember(read(EPISODE), read(other), read(spoken()))
    assert (said_at(store), said_at(store, "/om-ras")) == (WHOLE, [("Andre notater", None)])


def test_one_that_is_given_goes_before_and_replaces_an_earlier_one(
    remember: Remember, store: Store
) -> None:
    remember(read(EPISODE), read(spoken()))
    record = store.find(EPISODE.address)
    assert record is not None
    for text in ("Rettet.", "Rettet igjen."):
        given = spoken(EPISODE.address, [Passage(text=text, second=3)])
        store.give_transcript(record.id, given, LATER)
        assert said_at(store) == [("Notatene", None), (text, 3)]
    remember(read(EPISODE, LATER), read(spoken(), LATER))
    assert said_at(store) == [("Notatene", None), ("Rettet igjen.", 3)]
    assert store.record(record.id).last_changed == LATER  # type: ignore[union-attr]
    assert {row.address for row in store.known(["podkast", "veileder"])} == {
        EPISODE.address,
        SPOKEN,
    }
    assert len(store.find(EPISODE.address).addresses) == 1  # type: ignore[union-attr]


def test_one_that_is_given_follows_its_record_into_another(
    remember: Remember, store: Store
) -> None:
    remember(read(episode("/a", "Første", keys=("guid:1",))))
    remember(read(episode("/b", "Andre og lengre", keys=("guid:2",)), LATER))
    record = store.find(SITE + "/b")
    assert record is not None
    store.give_transcript(record.id, spoken(SITE + "/b"), LATER)
    remember(read(episode("/a", "Første", keys=("guid:1", "guid:2")), LATER))
    assert [second for _, second in said_at(store, "/a")] == [None, 0, 75]
