"""What a cluster adds: an address, a secret, several shards, several writers, and its failures."""

import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cluster.nodes import Node
from cluster.proxy import SECRET, USER, Proxy, tls_proxy
from library import LIBRARY, days, ids, ignore, listing, search
from making import collection, on, page, thing, webinar
from opensearchpy import OpenSearch

from index.engine import (
    Cluster,
    Engine,
    EngineError,
    NothingPublishedError,
    open_engine,
    open_publisher,
)
from index.engines.opensearch import schema
from index.query import Sort

pytestmark = pytest.mark.slow

PATIENCE = 60  # seconds


@pytest.fixture
def client(cluster: list[Node]) -> Iterator[OpenSearch]:
    with OpenSearch(cluster[0].address) as client:
        yield client
        client.indices.delete(index="here*")


@pytest.fixture
def here(cluster: list[Node], client: OpenSearch) -> Cluster:
    return Cluster(address=f"{cluster[0].address}/here")


@pytest.fixture(scope="module")
def proxy(cluster: list[Node], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with tls_proxy(cluster[0].address, tmp_path_factory.mktemp("tls")) as proxy:
        yield proxy


def published(where: Cluster | Path) -> Engine:
    open_publisher(where).publish(collection(LIBRARY), ignore)
    return open_engine(where, PATIENCE)


# several shards


def test_several_shards_score_by_the_words_of_all_of_them(
    here: Cluster, client: OpenSearch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "THINGS_A_SHARD", 3)
    engine, embedded = published(here), published(tmp_path)
    assert len(client.cat.shards(index="here", params={"format": "json"})) > 2
    for text in ("flom", "flom vann", "penger brukt", "by*", '"om flom"', ""):
        ours, theirs = search(embedded, text), search(engine, text)
        assert ids(theirs) == ids(ours)
        assert theirs.facets == ours.facets
        scores = [hit.score for hit in ours.hits]
        assert [hit.score for hit in theirs.hits] == pytest.approx(scores, rel=1e-3)


def test_many_things_are_in_the_order_of_their_next_dates(here: Cluster, tmp_path: Path) -> None:
    things = [thing(webinar(f"/{n}", on(days(n % 50 - 25)), on(days(n % 7)))) for n in range(300)]
    found = []
    for where in (here, tmp_path):
        open_publisher(where).publish(collection(things), ignore)
        found.append(ids(open_engine(where, PATIENCE).search(listing(sort=Sort.SOONEST))))
    assert found[0] == found[1]


# several writers


def test_of_two_builds_at_once_one_wins_and_the_other_is_told(here: Cluster) -> None:
    for first in (True, False):
        if not first:
            published(here)

        def other(done: int, name: str = f"/{first}") -> None:
            if done == 1:
                open_publisher(here).publish(collection([thing(page(name))]), ignore)

        with pytest.raises(EngineError, match="another build"):
            open_publisher(here).publish(collection(LIBRARY), other)
        assert ids(open_engine(here, PATIENCE).search(listing())) == [str(first)]


def test_another_prefix_that_begins_alike_is_left_alone(here: Cluster) -> None:
    there = replace(here, address=f"{here.address}-there")
    engine = published(there)
    for _ in range(3):
        published(here)
    open_publisher(here).forget_earlier()
    assert engine.search(listing()).total == len(LIBRARY)


# texts without measure


def test_words_and_titles_of_any_length_are_published(here: Cluster) -> None:
    long = thing(page("/lang", "a" * 100_000 + " flom", title="Ord " * 20_000))
    open_publisher(here).publish(collection([long, thing(page("/a"))]), ignore)
    assert ids(search(open_engine(here, PATIENCE), "flom")) == ["lang"]


def test_pages_are_read_down_to_a_depth_and_counted_beyond_it(here: Cluster) -> None:
    engine = published(here)
    found = engine.search(listing(size=schema.DEEPEST, page=2))
    assert (found.hits, found.total) == ((), len(LIBRARY))


# who asks


def test_an_engine_behind_tls_is_asked_with_its_secret(here: Cluster, proxy: Proxy) -> None:
    known = Cluster(address=f"{proxy.address}/here", user=USER, secret=SECRET, ca=str(proxy.ca))
    assert set(ids(search(published(known), "flom"))) == {"flom", "hete", "lyd", "kommer"}


def test_whom_nobody_vouches_for_is_not_asked(proxy: Proxy) -> None:
    unknown = Cluster(address=f"{proxy.address}/here", user=USER, secret=SECRET)
    with pytest.raises(EngineError, match="cannot be trusted") as raised:
        open_engine(unknown).search(listing())
    assert SECRET not in said(raised)


def test_a_wrong_secret_is_refused_and_never_told(proxy: Proxy) -> None:
    wrong = Cluster(address=f"{proxy.address}/here", user=USER, secret="feil-ord", ca=str(proxy.ca))
    for ask in (open_engine(wrong).coverage, open_publisher(wrong).forget_earlier):
        with pytest.raises(EngineError, match="401") as raised:
            ask()
        assert "feil-ord" not in said(raised)


def said(raised: pytest.ExceptionInfo[EngineError]) -> str:
    """All that an error and its causes say."""
    return "".join(traceback.format_exception(raised.value)) + repr(raised.value.__cause__)


# what is not there


def test_a_cluster_that_cannot_be_reached_is_named() -> None:
    nowhere = Cluster(address="http://127.0.0.1:9/here", user=USER, secret=SECRET)
    with pytest.raises(EngineError, match=r"127\.0\.0\.1:9/here cannot be reached") as raised:
        open_engine(nowhere).search(listing())
    assert not isinstance(raised.value, NothingPublishedError)
    assert SECRET not in said(raised)


def test_a_node_that_does_not_answer_is_passed_over(here: Cluster) -> None:
    published(here)
    both = replace(here, address=here.address.replace("http://", "http://127.0.0.1:9,"))
    assert open_engine(both, PATIENCE).search(listing()).total == len(LIBRARY)


def test_what_lies_half_there_is_said(here: Cluster, client: OpenSearch) -> None:
    engine = published(here)
    client.indices.delete(index=f"here-{engine.generation}-beside")
    with pytest.raises(EngineError, match="here"):
        open_engine(here).search(listing())
