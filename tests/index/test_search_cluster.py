"""What a cluster adds: an address, a secret, several shards, several writers, and its failures."""

import json
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cluster.ailing import Ailing, ailing_node, drop, hang, instead, lose, status
from cluster.nodes import Node
from cluster.proxy import SECRET, USER, Proxy, tls_proxy
from library import LIBRARY, days, ids, ignore, listing, search
from making import collection, on, page, thing, webinar
from opensearchpy import OpenSearch
from running import Start, until

from index.engine import (
    Cluster,
    Engine,
    EngineError,
    NothingPublishedError,
    UnavailableError,
    open_engine,
    open_publisher,
)
from index.engines.opensearch import finishing, schema
from index.engines.opensearch import search as searching
from index.engines.opensearch.names import Names
from index.failures import Failure
from index.language.lexicon import Lexicon
from index.query import Sort
from searchsvc.doctor import Level
from searchsvc.doctor.cluster import findings
from searchsvc.published import Published

pytestmark = pytest.mark.slow

PATIENCE = 60  # seconds
ABOUT_FLOODS = {"flom", "hete", "lyd", "kommer"}  # of the library


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


# shards that are moved or lost


def test_a_build_whose_shard_is_moved_amid_it_is_refused_and_the_next_is_whole(
    here: Cluster, client: OpenSearch
) -> None:
    things = [thing(page(f"/{number}", "Om flom")) for number in range(900)]

    def move(done: int) -> None:
        if done == 800:  # the first two hundred are there, and in no file
            (shard,) = client.cat.shards(index="here-*,-*-beside", params={"format": "json"})
            names = {node["name"] for node in client.cat.nodes(params={"format": "json"})}
            places = {"from_node": shard["node"], "to_node": min(names - {shard["node"]})}
            moved = {"move": {"index": shard["index"], "shard": 0, **places}}
            client.cluster.reroute(body={"commands": [moved]})
            client.cluster.health(params={"wait_for_no_relocating_shards": "true"})

    with pytest.raises(EngineError, match="things were written"):
        open_publisher(here).publish(collection(things), move)
    open_publisher(here).publish(collection(things), ignore)
    assert search(open_engine(here, PATIENCE), "flom").total == len(things)


@pytest.mark.parametrize("asked", ["_refresh", "_stats", "_flush"])
def test_a_build_whose_shard_is_lost_amid_it_is_refused(
    cluster: list[Node], here: Cluster, asked: str
) -> None:
    def lost(answer: Any) -> Any:
        return {**answer, "_shards": {"total": 2, "successful": 1, "failed": 0}}

    with ailing_node(cluster[0].address) as node:
        node.ail(instead(lost), only=asked)
        with pytest.raises(EngineError, match="a node was lost"):
            published(replace(here, address=f"{node.address}/here"))
    assert open_publisher(here).generations() == ()


@pytest.mark.parametrize("asked", ["/here-20", "_clone"])
def test_an_index_that_was_made_though_the_answer_was_lost_is_built_on(
    cluster: list[Node], here: Cluster, asked: str
) -> None:
    pages = collection(LIBRARY)
    pages = replace(pages, lexicon=Lexicon.learn(pages.forward.frequency(), "kept"))
    if asked == "_clone":
        open_publisher(here).publish(pages, ignore)
    with ailing_node(cluster[0].address) as node:
        node.ail(lose, times=1, only=asked)
        open_publisher(replace(here, address=f"{node.address}/here")).publish(pages, ignore)
        assert any(asked in path for path in node.asked)
    assert set(ids(search(open_engine(here, PATIENCE), "flom"))) == ABOUT_FLOODS


def test_copies_of_shards_are_waited_for_as_long_as_they_are_made(
    here: Cluster, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(finishing, "COPIES", "1ms")
    things = [thing(page(f"/{number}", "Om flom")) for number in range(900)]
    open_publisher(here).publish(collection(things), ignore)
    assert "no copies" not in caplog.text


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


def test_of_two_first_builds_that_swap_at_once_one_wins(
    here: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_publisher(here).publish(collection([thing(page("/vant"))]), ignore)
    seen_before, published = ["", ""], Names.published

    def late(self: Names, *which: Any) -> str:
        return seen_before.pop() if seen_before else published(self, *which)

    monkeypatch.setattr(Names, "published", late)
    with pytest.raises(EngineError, match="another build"):
        open_publisher(here).publish(collection(LIBRARY), ignore)
    assert ids(open_engine(here, PATIENCE).search(listing())) == ["vant"]


def test_a_generation_that_is_removed_while_it_is_opened_gives_way_to_the_new_one(
    here: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(here)

    class Overtaken(searching.Generation):
        def __init__(self, client: OpenSearch, names: Names, name: str) -> None:
            monkeypatch.undo()
            open_publisher(here).publish(collection([thing(page("/ny", "Om flom"))]), ignore)
            open_publisher(here).forget_earlier()
            super().__init__(client, names, name)

    monkeypatch.setattr(searching, "Generation", Overtaken)
    assert ids(search(open_engine(here, PATIENCE), "flom")) == ["ny"]


def test_what_is_published_is_so_though_earlier_ones_cannot_be_removed(
    cluster: list[Node], here: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    with ailing_node(cluster[0].address) as node:
        node.ail(status(503), only="index.creation_date")  # asked for before they are removed
        published(replace(here, address=f"{node.address}/here"))
    assert open_engine(here, PATIENCE).search(listing()).total == len(LIBRARY)
    assert "earlier generations are left to the next build" in caplog.text


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
    assert set(ids(search(published(known), "flom"))) == ABOUT_FLOODS


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


# when it ails


class Ground:
    """A generation of several shards without copies, behind a node that can be made to ail."""

    def __init__(self, behind: str, node: Ailing) -> None:
        self.node = node
        self.direct = Cluster(address=f"{behind}/ails")
        self.where = Cluster(address=f"{node.address}/ails")
        self.client = OpenSearch(behind)

    def publish(self) -> str:
        return open_publisher(self.direct).publish(collection(LIBRARY), ignore)

    @contextmanager
    def lost(self, generation: str, *shards: int) -> Iterator[None]:
        """While the block runs, some shards of its things are on no node."""
        index = f"ails-{generation}"
        alone = {"auto_expand_replicas": "false", "number_of_replicas": 0}
        self.client.indices.put_settings(index=index, body=alone)
        self._let_shards_begin(0)
        listed = self.client.cat.shards(index=index, params={"format": "json"})
        nodes = {int(each["shard"]): each["node"] for each in listed if each["prirep"] == "p"}
        commands = [
            {"cancel": {"index": index, "shard": n, "node": nodes[n], "allow_primary": True}}
            for n in shards or nodes
        ]
        self.client.cluster.reroute(body={"commands": commands})
        try:
            yield
        finally:
            self._let_shards_begin(None)
            self.client.cluster.reroute()
            whole = {"wait_for_status": "green", "timeout": f"{PATIENCE}s"}
            self.client.cluster.health(index=index, params={**whole, "request_timeout": PATIENCE})

    def _let_shards_begin(self, most: int | None) -> None:
        """How many shards a node begins with at a time; by default some."""
        name = "cluster.routing.allocation.node_initial_primaries_recoveries"
        self.client.cluster.put_settings(body={"transient": {name: most}})


@pytest.fixture(scope="module")
def shards() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "THINGS_A_SHARD", 6)
        yield


@pytest.fixture(scope="module")
def ground(cluster: list[Node], shards: None) -> Iterator[Ground]:
    with ailing_node(cluster[0].address) as node:
        ground = Ground(cluster[0].address, node)
        ground.publish()
        yield ground
        ground.client.indices.delete(index="ails-*")
        ground.client.close()


@pytest.fixture
def node(ground: Ground) -> Iterator[Ailing]:
    yield ground.node
    ground.node.recover()
    ground.node.released.clear()


def test_all_that_a_reader_asks_takes_the_time_of_one_search(ground: Ground, node: Ailing) -> None:
    engine = open_engine(ground.where, 2)
    engine.current()
    reader, query = engine.current(), listing()
    node.ail(hang)
    for ask in (lambda: reader.search(query), lambda: reader.get("flom"), lambda: reader.check()):
        before = len(node.asked)
        with pytest.raises(UnavailableError) as raised:
            ask()
        assert raised.value.failure is Failure.LATE
    assert len(node.asked) == before  # there was no time left to ask in
    assert not node.released.is_set()


def test_what_was_cut_short_says_so(ground: Ground, node: Ailing) -> None:
    def late(found: dict) -> dict:
        return {"responses": [{**each, "timed_out": True} for each in found["responses"]]}

    reader = open_engine(ground.where, PATIENCE).current()
    assert not reader.search(listing()).partial
    node.ail(instead(late), only="_msearch")
    assert reader.search(listing()).partial
    with pytest.raises(UnavailableError, match="not answer with all of its shards"):
        reader.sums(listing())


def test_of_shards_that_are_lost_nothing_is_claimed(ground: Ground) -> None:
    engine = open_engine(ground.direct, PATIENCE)
    names = [thing.id for thing in LIBRARY]
    assert all(engine.get(name) for name in names)
    with ground.lost(engine.generation, 0):
        found = engine.search(listing())
        assert found.partial
        assert 0 < found.total < len(LIBRARY)
        for ask in (engine.check, lambda: engine.get("flom"), lambda: engine.links_in("flom")):
            with pytest.raises(UnavailableError):
                ask()
    engine.check()
    assert not engine.search(listing()).partial


def test_a_red_index_is_said_to_readers_and_by_the_doctor(ground: Ground) -> None:
    engine = open_engine(ground.direct, PATIENCE)
    well = {each.check: each for each in findings(ground.direct)}
    assert well["cluster"].says.endswith("asked as nobody")
    assert well["shards"].level is not Level.ERROR
    assert {"nodes", "disks"} < set(well)
    with ground.lost(engine.generation):
        with pytest.raises(UnavailableError) as raised:
            engine.search(listing())
        assert raised.value.failure is Failure.PARTIAL
        ill = {each.check: each for each in findings(ground.direct)}
        assert (ill["shards"].level, ill["shards"].says[:3]) == (Level.ERROR, "red")
    assert engine.search(listing()).total == len(LIBRARY)


def test_what_is_swapped_while_the_cluster_is_away_is_found_when_it_is_back(
    ground: Ground, node: Ailing
) -> None:
    published = Published(open_engine(ground.where, PATIENCE))
    before = published.current().generation
    node.ail(drop)
    after = ground.publish()
    published.look()
    assert published.current().generation == before
    with pytest.raises(UnavailableError, match="cannot be reached"):
        published.check()
    node.recover()
    published.look()
    assert published.current().generation == after
    published.check()


def test_a_service_starts_without_the_cluster_and_recovers_by_itself(
    ground: Ground, node: Ailing, start: Start, tmp_path: Path
) -> None:
    node.ail(drop)
    service = start(tmp_path, processes=1, engine=ground.where.address, budget=10)
    head, _, page = service.ask("/sok?q=flom").partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nRetry-After: 10" in head
    assert 'href="/sok?q=flom"' in page.decode()
    assert node.address.encode() not in page
    assert b" 200 " in service.ask("/healthz")[:16]
    said = json.loads(service.ask("/readyz").partition(b"\r\n\r\n")[2])
    assert said == {"ready": False, "reason": "the search cluster cannot be reached"}
    node.recover()
    until(lambda: b" 200 " in service.ask("/sok?q=flom")[:16])
    node.ail(drop)
    until(lambda: b"cannot be reached" in service.ask("/readyz"))
    assert b" 200 " in service.ask("/sok?q=flom")[:16]  # is kept
    assert b" 503 " in service.ask("/sok?q=vann")[:16]
    node.recover()
    until(lambda: b" 200 " in service.ask("/sok?q=vann")[:16])
    assert service.stop() == 0
