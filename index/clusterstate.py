"""What a search cluster says of itself, for those who run it."""

from collections.abc import Mapping
from dataclasses import dataclass

from index.engine import Cluster


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterNode:
    """A node, its version, and how full its disk is, in percent."""

    name: str
    version: str
    full: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterState:
    """The state of a cluster; what it does not tell who asks is empty.

    `status` and `shards` are of what is published; `missing` of these are on no node. `watermarks`
    are how full disks may be, in percent, until something is done about it: "low", "high" and
    "flood_stage". `lacking` are rights that who asks does not have.
    """

    version: str
    user: str = ""
    roles: tuple[str, ...] = ()
    status: str = ""
    shards: int = 0
    missing: int = 0
    nodes: tuple[ClusterNode, ...] = ()
    watermarks: Mapping[str, float]
    lacking: tuple[str, ...] = ()


def cluster_state(cluster: Cluster) -> ClusterState:
    """The state of a cluster; UnavailableError where it does not answer."""
    from index.engines.opensearch.state import read_state

    return read_state(cluster)
