"""Send documents to a cluster: some at a time, while the next are made, and with bounded memory."""

from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from opensearchpy import OpenSearch
from opensearchpy.helpers import streaming_bulk

from index.engines.opensearch.schema import Json

TOGETHER = 200  # documents that are given to a thread
AT_A_TIME = 8 << 20  # bytes that are sent at a time
THREADS = 2
RETRIES = 8  # of what the cluster has no room for just now
CONFLICT = 409  # what is there is as new


def write(index: str, name: str, document: Json, version: int) -> Json:
    """What writes a document, unless one as new is there."""
    return {**_action("index", index, name, version), "_source": document}


def write_first(index: str, name: str, document: Json) -> Json:
    """What writes a document, unless one of this name is there."""
    return {"_op_type": "create", "_index": index, "_id": name, "_source": document}


def remove(index: str, name: str, version: int) -> Json:
    """What removes a document, unless one as new is there."""
    return _action("delete", index, name, version)


def send(client: OpenSearch, actions: Iterable[Json]) -> None:
    """Send writes and removals, in any order; each may be done again."""
    rest = iter(actions)
    sent: deque[Future[None]] = deque()
    with ThreadPoolExecutor(THREADS) as threads:
        while together := [*islice(rest, TOGETHER)]:
            if len(sent) == THREADS:
                sent.popleft().result()
            sent.append(threads.submit(_send, client, together))
        for each in sent:
            each.result()


def _action(kind: str, index: str, name: str, version: int) -> Json:
    version_of = {"version": version, "version_type": "external"}
    return {"_op_type": kind, "_index": index, "_id": name, **version_of}


def _send(client: OpenSearch, actions: Sequence[Json]) -> None:
    for _ in streaming_bulk(
        client,
        actions,
        chunk_size=TOGETHER,
        max_chunk_bytes=AT_A_TIME,
        max_retries=RETRIES,
        ignore_status=[CONFLICT],
    ):
        pass
