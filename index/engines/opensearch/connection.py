"""The connection to a cluster, the names of what lies there, and what is said when it fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import msgspec
from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as Unreachable
from opensearchpy.exceptions import ConnectionTimeout, OpenSearchException, TransportError
from opensearchpy.helpers import BulkIndexError
from opensearchpy.serializer import Serializer

from index.engine import Cluster, EngineError

CONNECTIONS = 16  # that one process keeps open to each host
LONGEST = 200  # letters of an error that are told
PATIENCE = 30  # seconds until an answer that nobody waits for is given up


class _Json(Serializer):
    """Reads and writes JSON several times as fast as the client's own."""

    mimetype = "application/json"

    def loads(self, s: str) -> Any:
        """What JSON says."""
        return msgspec.json.decode(s)

    def dumps(self, data: Any) -> Any:
        """JSON that says it; a text is JSON already."""
        return data if isinstance(data, str | bytes) else msgspec.json.encode(data).decode()


def connect(cluster: Cluster) -> OpenSearch:
    """A client, safe to share between threads; nothing is asked yet."""
    parts = urlsplit(cluster.address)
    encrypted = parts.scheme == "https"
    more: dict[str, Any] = {"verify_certs": True, "ca_certs": cluster.ca or None}
    return OpenSearch(
        hosts=[f"{parts.scheme}://{host}" for host in parts.netloc.split(",")],
        http_auth=(cluster.user, cluster.secret) if cluster.user else None,
        use_ssl=encrypted,
        pool_maxsize=CONNECTIONS,
        timeout=PATIENCE,
        serializer=_Json(),
        **(more if encrypted else {}),
    )


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
    except ConnectionTimeout as error:
        raise EngineError(f"{cluster.address} does not answer in time") from error
    except Unreachable as error:
        raise EngineError(f"{cluster.address} cannot be reached: {error.error}") from error
    except TransportError as error:
        said = f"{error.status_code} {error.error}"[:LONGEST]
        raise EngineError(f"{cluster.address} answers {said}") from error
    except OpenSearchException as error:
        raise EngineError(f"{cluster.address}: {type(error).__name__}") from error
