"""A store in a folder of its own, and a way to the modules that the tests share."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cluster.nodes import Node
from hypothesis import HealthCheck, settings
from opensearchpy import OpenSearch

from index.engine import Cluster
from index.resource import Visit
from index.store import Store

sys.path.append(str(Path(__file__).parent))
CONTRACT = (
    "finding", "generations", "ground", "meaning", "narrowing", "ranking", "showing"
)  # fmt: skip
pytest.register_assert_rewrite("making", "library", *(f"contract_{part}" for part in CONTRACT))
# The engines and stores under test are slow beside what hypothesis expects, and never changed.
OF_ENGINES = [HealthCheck.function_scoped_fixture, HealthCheck.differing_executors]  # one contract
settings.register_profile("index", deadline=None, suppress_health_check=OF_ENGINES)
settings.register_profile("cluster", settings.get_profile("index"), max_examples=5)
settings.load_profile("index")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "data" / "resources.sqlite") as store:
        yield store


@pytest.fixture
def remember(store: Store) -> Callable[..., list[str]]:
    """Store visits as one batch of a harvest of their own; what came of each."""

    def remember(*visits: Visit) -> list[str]:
        harvest = store.begin_harvest(visits[0].at)
        outcomes = store.remember(harvest, visits)
        store.end_harvest(harvest, visits[-1].at)
        store.resolve_redirects()
        return outcomes

    return remember


@pytest.fixture
def client(cluster: list[Node]) -> Iterator[OpenSearch]:
    """Asks the cluster itself; what was published `here` is gone afterwards."""
    with OpenSearch(cluster[0].address) as client:
        yield client
        client.indices.delete(index="here*")


@pytest.fixture
def here(cluster: list[Node], client: OpenSearch) -> Cluster:
    """A place in the cluster."""
    return Cluster(address=f"{cluster[0].address}/here")
