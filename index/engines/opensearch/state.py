"""What a cluster says of itself: versions, rights, shards, disks."""

from collections.abc import Callable
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import AuthorizationException, NotFoundError, RequestError

from index.clusterstate import ClusterNode, ClusterState
from index.engine import Cluster
from index.engines.opensearch.connection import asking, connect_to_read
from index.engines.opensearch.failing import lacking_rights
from index.engines.opensearch.names import Names
from index.engines.opensearch.schema import Json
from index.failures import Failures

PATIENCE = 10  # seconds for each answer
WAITING = {"request_timeout": PATIENCE}
WATERMARK = "cluster.routing.allocation.disk.watermark."
WHO = "/_plugins/_security/authinfo"


def read_state(cluster: Cluster) -> ClusterState:
    """The state of a cluster."""
    with asking(cluster):
        return _Asking(cluster).state()


class _Asking:
    """Asks a cluster, and notes what is not told."""

    def __init__(self, cluster: Cluster) -> None:
        self._client: OpenSearch = connect_to_read(cluster, Failures())
        self._names = Names.of(cluster.address)
        self._lacking: list[str] = []

    def state(self) -> ClusterState:
        version = self._client.info(params=WAITING)["version"]
        who = self._told(lambda: self._client.transport.perform_request("GET", WHO, dict(WAITING)))
        health = self._told(self._health)
        nodes = self._told(self._nodes)
        settings = self._told(self._settings)
        return ClusterState(
            version=f"{version.get('distribution', '')} {version['number']}".strip(),
            user=who.get("user_name") or "",
            roles=tuple(who.get("roles", ())),
            status=health.get("status", ""),
            shards=health.get("active_shards", 0) + health.get("unassigned_shards", 0),
            missing=health.get("unassigned_shards", 0),
            nodes=nodes.get("nodes", ()),
            watermarks=_watermarks(settings),
            lacking=tuple(dict.fromkeys(self._lacking)),
        )

    def _told(self, ask: Callable[[], Json]) -> Json:
        """What is answered; nothing where there is no such thing, or no right to know it."""
        try:
            return ask()
        except AuthorizationException as error:
            self._lacking += lacking_rights(error)
        except (NotFoundError, RequestError):  # as where it has no users
            pass
        return {}

    def _health(self) -> Json:
        name = self._names.published(self._client, PATIENCE)
        both = [self._names.things(name), self._names.beside(name)]
        found: Json = self._client.cluster.health(index=both, params=WAITING) if name else {}
        return found

    def _nodes(self) -> Json:
        wanted = {"format": "json", "h": "name,version,disk.used_percent", **WAITING}
        found: Any = self._client.cat.nodes(params=wanted)
        nodes = [
            ClusterNode(
                name=each["name"],
                version=each["version"],
                full=float(each["disk.used_percent"] or 0),
            )
            for each in found
        ]
        return {"nodes": tuple(sorted(nodes, key=lambda node: node.name))}

    def _settings(self) -> Json:
        wanted = {"include_defaults": "true", "flat_settings": "true", **WAITING}
        found: Json = self._client.cluster.get_settings(params=wanted)
        return found


def _watermarks(settings: Json) -> dict[str, float]:
    """Those that are given in percent, as they are by default."""
    known: dict[str, str] = {}
    for each in ("defaults", "persistent", "transient"):
        known |= settings.get(each, {})
    return {
        name.removeprefix(WATERMARK): float(value.removesuffix("%"))
        for name, value in known.items()
        if name.startswith(WATERMARK) and str(value).endswith("%")
    }
