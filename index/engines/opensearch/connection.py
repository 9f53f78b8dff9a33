"""The connection to a cluster, the names of what lies there, and what is said when it fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import msgspec
from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as Unreachable
from opensearchpy.exceptions import OpenSearchException, SerializationError, TransportError
from opensearchpy.helpers import BulkIndexError
from opensearchpy.serializer import Serializer

from index.engine import Cluster, EngineError, UnavailableError
from index.engines.opensearch.circuit import Circuit
from index.engines.opensearch.failing import SparedError, failure_of, lacking_rights
from index.engines.opensearch.transport import ReadingTransport
from index.failures import SAID, Failure, Failures

CONNECTIONS = 16  # that one process keeps open to each host
LONGEST = 200  # letters of an error that are told
PATIENCE = 30  # seconds until an answer that nobody waits for is given up
DEAD = 5  # seconds for which a node that failed is left alone


class _Json(Serializer):
    """Reads and writes JSON several times as fast as the client's own."""

    mimetype = "application/json"

    def loads(self, s: str) -> Any:
        """What JSON says."""
        try:
            return msgspec.json.decode(s)
        except msgspec.DecodeError as error:
            raise SerializationError(str(error)) from error

    def dumps(self, data: Any) -> Any:
        """JSON that says it; a text is JSON already."""
        return data if isinstance(data, str | bytes) else msgspec.json.encode(data).decode()


def connect(cluster: Cluster) -> OpenSearch:
    """A client that reads and writes, safe to share between threads; nothing is asked yet."""
    return OpenSearch(**_settings(cluster), timeout=PATIENCE)


def connect_to_read(cluster: Cluster, failures: Failures) -> OpenSearch:
    """One for readers, who do not wait: what fails is asked of another node, and counted."""
    return OpenSearch(
        **_settings(cluster),
        transport_class=ReadingTransport,
        circuit=Circuit(),
        failures=failures,
        patience=PATIENCE,
        dead_timeout=DEAD,
        timeout_cutoff=0,  # never longer: where many fail, the last one has all the work
    )


def _settings(cluster: Cluster) -> dict[str, Any]:
    parts = urlsplit(cluster.address)
    encrypted = parts.scheme == "https"
    more: dict[str, Any] = {"verify_certs": True, "ca_certs": cluster.ca or None}
    return {
        "hosts": [f"{parts.scheme}://{host}" for host in parts.netloc.split(",")],
        "http_auth": (cluster.user, cluster.secret) if cluster.user else None,
        "use_ssl": encrypted,
        "pool_maxsize": CONNECTIONS,
        "serializer": _Json(),
        **(more if encrypted else {}),
    }


@contextmanager
def asking(cluster: Cluster) -> Iterator[None]:
    """What the cluster fails in is an EngineError, which never tells a secret or a text."""
    try:
        yield
    except BulkIndexError as error:
        failed = [problem for item in error.errors for problem in item.values()]
        reason = failed[0].get("error", {}).get("reason", "") if failed else ""
        raise EngineError(
            f"{len(failed)} documents were refused by {cluster.address}: {reason}"
        ) from None
    except OpenSearchException as error:
        failure, says = failure_of(error), f"{cluster.address} {said(error)}"
        raise (UnavailableError(says, failure) if failure else EngineError(says)) from error


def said(error: OpenSearchException) -> str:
    """What a cluster did instead of answering, in the same words each time."""
    if isinstance(error, SparedError):
        return said(error.last)
    failure = failure_of(error)
    if isinstance(error, Unreachable):
        why = str(error.error).rpartition(": ")[2]
    elif isinstance(error, TransportError):
        why = " ".join([f"{error.status_code} {error.error}", *lacking_rights(error)])
    else:
        why = type(error).__name__
    does = SAID[failure] if failure else "refuses what is asked"
    return does if failure is Failure.LATE else f"{does}: {why[:LONGEST]}"
