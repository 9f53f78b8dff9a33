"""A build in a cluster takes over what stands, and answers as one that makes all anew."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from library import asking, days, ids, ignore, listing
from making import NOW, collection, page, thing, words_of
from opensearchpy import OpenSearch

from index.engine import Cluster, Collection, Engine, EngineError, open_engine, open_publisher
from index.engines.opensearch import carry, sending
from index.engines.opensearch.words import Learned, Words
from index.kept import GONE
from index.language.lexicon import Lexicon
from index.record import Thing

PATIENCE = 600  # seconds in which a reader may also wait for a build
SAID = ("klima", "flom", "vann", "vei", "bygg", "areal", "utslipp", "plan", "kommune", "skred")
TEXTS = ("flom", "klima plan", "vei*", "kommune vann skred", '"flom vann"', "nytt", "klma")
HOURS = {n: NOW.replace(hour=n) for n in range(24)}

on_cluster = pytest.mark.slow


@pytest.fixture
def learned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first build learned all others use, so that they differ in nothing else."""
    learn, first = Words._learn, list[Learned]()

    def once(words: Words, size: float) -> Learned:
        if not first:
            first.append(learn(words, size))
        return first[0]

    monkeypatch.setattr(Words, "_learn", once)


def pages(*numbers: int, said: str = "") -> list[Thing]:
    """Things of the same length."""
    things = []
    for number in numbers:
        words = Random(number).choices(SAID, k=20)
        text = " ".join([*words, said or "nevnt", f"ord{number}"])
        more = {"title": f"Side {number}", "published": days(-number)}
        things.append(thing(page(f"/{number:03}", text, **more)))
    return things


FIRST = pages(*range(60))
LEXICON = Lexicon.learn(words_of(FIRST).frequency(), "kept")
MORE = [*FIRST, *pages(70, 71, said="nytt")]  # where nothing is gone, nothing must be forgotten
NIGHT = [*pages(0, 1), *pages(2, said="nytt"), *pages(*range(5, 60)), *pages(70, 71, said="nytt")]


def read_alike(things: Sequence[Thing], hour: int = 12) -> Collection:
    """A collection whose words are read with the lexicon that is kept."""
    made = collection(things)
    coverage = replace(made.coverage, built=HOURS[hour])
    return replace(made, lexicon=LEXICON, coverage=coverage)


def published(where: Cluster, *nights: Collection) -> Engine:
    for night in nights:
        open_publisher(where).publish(night, ignore)
    return open_engine(where, PATIENCE)


def copied_from(client: OpenSearch, engine: Engine) -> str | None:
    """The index that the one of the published generation began as a copy of."""
    index = f"here-{engine.generation}"
    found = client.indices.get_settings(index=index, flat_settings=True)[index]["settings"]
    return found.get("index.resize.source.name")


# what is taken over


@on_cluster
@pytest.mark.usefixtures("learned_once")
def test_after_a_night_everything_is_found_and_scored_as_when_all_is_made_anew(
    here: Cluster, client: OpenSearch
) -> None:
    first = published(here, read_alike(FIRST)).generation
    told: list[int] = []
    open_publisher(here).publish(read_alike(NIGHT, 13), told.append)
    night = open_engine(here, PATIENCE)
    assert copied_from(client, night) == f"here-{first}"
    assert told == [3, 59, 60, 60]  # the three that are new, and the end
    anew = published(replace(here, address=f"{here.address}-anew"), read_alike(NIGHT))
    assert ids(night.search(listing())) == ids(anew.search(listing()))
    for text in TEXTS:
        found, expected = (each.search(asking(each, text)) for each in (night, anew))
        assert (ids(found), found.facets) == (ids(expected), expected.facets)
        scores = [hit.score for hit in expected.hits]
        assert [hit.score for hit in found.hits] == pytest.approx(scores, rel=1e-6)
    assert night.changed(0, 100) == anew.changed(0, 100)
    assert night.changed(57, 2) == anew.changed(57, 2)
    assert night.complete("side") == anew.complete("side")


@on_cluster
def test_all_is_made_anew_where_what_stands_was_weighed_or_read_otherwise(
    here: Cluster, client: OpenSearch
) -> None:
    longer = [*FIRST[1:], thing(page("/000", "flom " * 400))]
    published(here, read_alike(FIRST))
    for night in (
        read_alike(longer, 13),
        replace(read_alike(longer, 14), anew=True),
        replace(read_alike(longer, 15), lexicon=Lexicon.learn(LEXICON.frequency, "another")),
    ):
        assert copied_from(client, published(here, night)) is None


@on_cluster
def test_the_words_of_what_is_published_are_there_to_read_more_with(here: Cluster) -> None:
    published(here, read_alike(FIRST))
    kept = open_publisher(here).lexicon()
    assert kept is not None
    assert (kept.name, kept.frequency) == (LEXICON.name, LEXICON.frequency)


# what never mixes


@on_cluster
def test_of_two_builds_from_the_same_generation_one_wins_and_the_other_is_told(
    here: Cluster,
) -> None:
    published(here, read_alike(FIRST))
    others: list[Engine] = []

    def other(_: int) -> None:
        if not others:
            others.append(published(here, read_alike([*FIRST, *pages(80)], 14)))

    with pytest.raises(EngineError, match="another build"):
        open_publisher(here).publish(read_alike(MORE, 13), other)
    assert open_engine(here, PATIENCE).search(listing()).total == len(FIRST) + 1


@on_cluster
def test_readers_of_the_generation_before_see_nothing_of_a_build(
    here: Cluster, client: OpenSearch
) -> None:
    engine = published(here, read_alike(FIRST)).current()
    before = engine.search(listing())
    assert copied_from(client, published(here, read_alike(MORE, 13)))
    assert engine.search(listing()) == before
    open_publisher(here).roll_back()
    assert ids(open_engine(here, PATIENCE).search(listing())) == ids(before)


@on_cluster
def test_a_late_write_loses(client: OpenSearch) -> None:
    def write(text: str, version: int) -> dict[str, object]:
        return sending.write("here-late", "a", {"text": text}, version)

    sending.send(client, [write("new", 2)])
    sending.send(client, [write("old", 1)])
    assert client.get(index="here-late", id="a")["_source"] == {"text": "new"}
    sending.send(client, [sending.remove("here-late", "a", 3)])
    sending.send(client, [write("old", 2)])
    assert not client.exists(index="here-late", id="a")


@on_cluster
def test_nothing_can_be_written_to_what_is_published(here: Cluster, client: OpenSearch) -> None:
    engine = published(here, read_alike(FIRST))
    with pytest.raises(Exception, match="FORBIDDEN"):
        client.index(index=f"here-{engine.generation}", id="a", body={"place": 1})


# places


@on_cluster
def test_copies_are_copied_as_files_and_index_nothing_again(
    here: Cluster, client: OpenSearch
) -> None:
    for night in (read_alike(FIRST), read_alike(MORE, 13)):
        generation = published(here, night).generation
        found = client.indices.recovery(index=f"here-{generation}*")
        copies = [
            shard for of in found.values() for shard in of["shards"] if shard["type"] == "PEER"
        ]
        assert len(copies) == 2
        assert all(copy["index"]["files"]["recovered"] > 1 for copy in copies)
        assert [copy["translog"]["recovered"] for copy in copies] == [0, 0]


@on_cluster
def test_what_is_made_anew_is_merged(here: Cluster, client: OpenSearch) -> None:
    generation = published(here, read_alike(FIRST)).generation
    client.indices.refresh(index=f"here-{generation}")
    found = client.indices.segments(index=f"here-{generation}")["indices"]
    (shard,) = found[f"here-{generation}"]["shards"].values()
    assert [copy["num_search_segments"] for copy in shard] == [1, 1]


def test_what_is_new_finds_a_place_between_what_stands() -> None:
    rows = np.array([GONE, 0, GONE, GONE, 2, GONE])
    places = carry.places_of(rows, np.array([100, 200, 300]))
    assert places is not None
    assert places[[1, 4]].tolist() == [100, 300]
    assert (np.diff(places, prepend=0) > 0).all()


def test_what_changes_where_it_is_keeps_its_place() -> None:
    earlier = carry.whole(3).places
    places = carry.places_of(np.array([0, GONE, 2]), earlier)
    assert places is not None
    assert places.tolist() == earlier.tolist()


def test_without_room_all_gets_other_places() -> None:
    assert carry.places_of(np.array([0, GONE, 1]), np.array([7, 8])) is None
