"""Nodes of a search cluster are killed, and generations swapped: no reader and no build loses."""

import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from random import Random

import pytest
from cluster.nodes import Node
from crowd import Crowd
from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException
from place import NOW, Place, fill
from running import Running, Start, until

from index.engine import EngineError, open_engine, open_publisher
from index.query import Query
from searchsvc.collecting import publish, roll_back
from searchsvc.config import Config

Figures = Callable[[str, object], None]

THINGS = 12  # four of each of three sources: of so few no text is left out as one that is repeated
ALL = "nytt"  # finds all of them, and shows of which edition each is
KEPT = 20  # generations before the one that is served
BUDGET = 10  # seconds for a search on a busy machine, with what is asked of another node
LONG = 240  # seconds until a cluster that has not mended itself has failed; writes wait a minute
EDITION = re.compile(r"Nytt fra (\w+)")


def edition(number: int) -> str:
    """A word that is unlike that of any other edition."""
    vowel, consonant = divmod(number, 14)
    return ("bdfghjklmnprst"[consonant] + "eiouyøæå"[vowel % 8]) * (4 + vowel // 8)


class Paper:
    """Pages whose editions are published in a cluster, and two web servers that show them."""

    def __init__(self, folder: Path, engine: str) -> None:
        self.config = Config(data=str(folder), engine=engine, kept_generations=KEPT)
        self.tried = 0
        self.published: list[int] = []  # the numbers of editions that were said to be
        self.services: list[Running] = []

    def publish(self) -> None:
        """Publish the next edition, or fail with an EngineError."""
        number, self.tried = self.tried, self.tried + 1
        fill(Place(Path(self.config.data)), range(THINGS), f"Nytt fra {edition(number)}.")
        publish(self.config, (), lambda *_: None)
        self.published.append(number)

    def is_shown(self, number: int) -> None:
        """Wait until all web servers show an edition."""
        for service in self.services:
            until(lambda: edition(number).encode() in service.ask(f"/sok.json?q={ALL}"), LONG)  # noqa: B023

    def addresses(self, seed: int) -> Iterator[str]:
        """What a reader asks for: all pages, those of one source, or those of an edition."""
        random = Random(seed)
        while True:
            number = random.randrange(max(0, self.tried - 3), self.tried + 2)
            words = random.choice((ALL, f"{ALL}&kilde=laget", edition(number)))
            yield f"/sok.json?q={words}&antall=100"

    @contextmanager
    def reading(self) -> Iterator[list[Crowd]]:
        """Four readers, two at each web server."""
        with ExitStack() as stack:
            yield [
                stack.enter_context(Crowd(service, 2, wanted=self.addresses, tell=problem))
                for service in self.services
            ]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A writer who publishes one edition after another; one that fails is told so."""
        enough = threading.Event()

        def write() -> None:
            while not enough.is_set():
                with suppress(EngineError):
                    self.publish()

        with ThreadPoolExecutor(1) as pool:
            writer = pool.submit(write)
            try:
                yield
            finally:
                enough.set()
                writer.result()

    def held(self) -> list[int]:
        """The numbers of all editions that are kept, each found to be whole, the latest first."""
        publisher = open_publisher(self.config.index)
        engine = open_engine(self.config.index, BUDGET)
        words = {edition(number): number for number in range(self.tried)}
        found = []
        for generation in publisher.generations():
            publisher.roll_back(generation.name)
            hits = engine.search(Query(now=NOW, size=2 * THINGS)).hits
            assert len(hits) == THINGS
            texts = (hit.record.resource.passages[0].text for hit in hits)
            (word,) = {of.group(1) for of in map(EDITION.search, texts) if of}
            found.append(words[word])
        return found


def problem(address: str, status: int, body: bytes) -> str:
    """What is wrong with an answer; nothing where it is whole and of one edition."""
    if status != 200:
        return f"{status} {body[:100]!r}"
    found = json.loads(body)
    editions = {each for hit in found["hits"] for each in EDITION.findall(hit["snippet"])}
    counted = sum(each["count"] for each in found["facets"]["type"])
    if found["partial"] or not found["total"] == counted == len(found["hits"]):
        return f"not all is told of {found['total']}, {counted} counted"
    if not found["total"] and found["query"] != ALL:  # an edition that is not the one here
        return ""
    wanted = THINGS // 3 if "kilde" in address else THINGS
    one = {found["query"]} if found["query"] != ALL else editions
    is_right = found["total"] == wanted and editions == one and len(one) == 1
    return "" if is_right else f"{found['total']} things of editions {editions}"


@pytest.fixture
def client(cluster: list[Node]) -> Iterator[OpenSearch]:
    with OpenSearch([node.address for node in cluster], timeout=LONG) as client:
        yield client
        client.indices.delete(index="paper-*")


@pytest.fixture
def paper(cluster: list[Node], client: OpenSearch, tmp_path: Path, start: Start) -> Paper:
    hosts = ",".join(node.address.removeprefix("http://") for node in cluster)
    paper = Paper(tmp_path / "data", f"http://{hosts}/paper")
    (tmp_path / "data").mkdir()
    paper.publish()
    for name in ("one", "other"):  # in folders where nothing lies
        settings = {"processes": 1, "cache": 0, "budget": BUDGET}
        paper.services.append(start(tmp_path / name, engine=paper.config.engine, **settings))
    return paper


def elected(client: OpenSearch) -> str:
    """The name of the node that the others have elected to manage the cluster."""
    return str(client.cat.cluster_manager(format="json")[0]["node"])


def holder(client: OpenSearch) -> str:
    """The name of a node that holds the primary of what is published."""
    shards = client.cat.shards(index="paper", format="json")
    return next(str(shard["node"]) for shard in shards if shard["prirep"] == "p")


def mended(client: OpenSearch, nodes: int, *states: str) -> Callable[[], bool]:
    """Whether so many nodes hold all that is published."""

    def is_mended() -> bool:
        try:
            health = client.cluster.health(index="paper")
        except OpenSearchException:
            return False
        return health["number_of_nodes"] == nodes and health["status"] in states

    return is_mended


def heard(crowds: list[Crowd]) -> Counter[str]:
    return sum((crowd.heard for crowd in crowds), Counter())


def test_nodes_that_are_killed_are_noticed_by_nobody(
    paper: Paper, cluster: list[Node], client: OpenSearch, at_length: bool, figures: Figures
) -> None:
    nodes, kills = {node.name: node for node in cluster}, 0
    with paper.reading() as crowds, paper.writing():
        for chosen in (elected, holder) * (10 if at_length else 1):
            node = nodes[chosen(client)]
            node.kill()
            kills += 1
            try:
                until(mended(client, 2, "green", "yellow"), LONG)
                so_far, published = heard(crowds).total(), len(paper.published)
                until(lambda: heard(crowds).total() > so_far + 40, LONG)  # noqa: B023
                until(lambda: len(paper.published) > published, LONG)  # noqa: B023
            finally:
                node.start()
                node.wait()
            until(mended(client, 3, "green"), LONG)
    assert set(heard(crowds)) == {""}
    held = paper.held()
    assert held[0] >= paper.published[-1]
    assert set(paper.published[-KEPT:]) <= set(held)
    figures("nodes killed, of three", kills)
    figures("searches meanwhile, none of which failed", heard(crowds).total())
    said = f"{len(paper.published)} of {paper.tried}"
    figures("builds meanwhile that were said to be published, and were", said)


def test_each_answer_is_of_one_generation_while_they_are_swapped(
    paper: Paper, at_length: bool, figures: Figures
) -> None:
    with paper.reading() as crowds:
        for _ in range(30 if at_length else 4):
            paper.publish()
            paper.is_shown(paper.published[-1])
        roll_back(paper.config, "")
        paper.is_shown(paper.published[-2])
    assert set(heard(crowds)) == {""}
    figures("searches while a cluster swapped generations, none wrong", heard(crowds).total())
