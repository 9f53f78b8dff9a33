"""The engine over a cluster keeps the contract."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cluster.nodes import Node
from contract_ground import PATIENCE
from engine_contract import EngineContract
from hypothesis import settings
from opensearchpy import OpenSearch

from index.engine import Cluster, open_engine, open_publisher

pytestmark = pytest.mark.slow

# What copies on other nodes are for, tests/reliability/test_cluster.py tells.
ON_ONE_NODE = {"settings": {"index.routing.allocation.include._name": "node-0"}}


class TestOpenSearchEngine(EngineContract):
    client: OpenSearch

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def started(cls, cluster: list[Node]) -> Iterator[None]:
        def where(folder: Path) -> Cluster:
            return Cluster(address=f"{cluster[0].address}/{_prefix(folder)}")

        cls.open_engine = staticmethod(lambda folder: open_engine(where(folder), PATIENCE))
        cls.open_publisher = staticmethod(lambda folder: open_publisher(where(folder)))
        settings.load_profile("cluster")
        with OpenSearch(cluster[0].address) as cls.client:
            cls.client.indices.put_index_template(
                name="contract", body={"index_patterns": ["contract-*"], "template": ON_ONE_NODE}
            )
            yield
        settings.load_profile("index")

    @pytest.fixture(autouse=True)
    def tidied(self, folder: Path) -> Iterator[None]:
        yield
        self.client.indices.delete(index=f"{_prefix(folder)}-*")

    def generations(self, folder: Path) -> set[str]:
        found = self.client.indices.get(index=f"{_prefix(folder)}-*")
        names = (name.removeprefix(f"{_prefix(folder)}-") for name in found)
        return {name.removesuffix("-beside") for name in names}

    def write_other_fingerprint(self, folder: Path) -> None:
        self.client.indices.put_mapping(
            index=_prefix(folder), body={"_meta": {"fingerprint": "annen"}}
        )


def _prefix(folder: Path) -> str:
    """A prefix for what would lie in a folder."""
    return "contract-" + hashlib.blake2b(bytes(folder), digest_size=8).hexdigest()
