"""Finish a generation: what is not whole is refused, the rest made ready for readers."""

import logging
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain

from opensearchpy import OpenSearch

from index.engine import EngineError
from index.engines.opensearch.schema import NO_WORD, READY, Json
from index.engines.opensearch.write import Indices
from index.layers import STEM

LONG = {"request_timeout": 3600}  # seconds in which the cluster writes and merges what it was sent
COPIES = "60s"  # after which it is looked whether copies of shards are still made
PAUSE = 0.5  # seconds until it is asked for again
PATIENCE = 120  # seconds until what was removed must be forgotten
LOST = "a node was lost or a shard was moved meanwhile: build again"
log = logging.getLogger(__name__)


def finish(client: OpenSearch, indices: Indices, count: int, *, anew: bool) -> None:
    """EngineError where other than so many things were written.

    What was written anew is merged, for nothing will be written to it again. All is in files when
    copies begin to be made: these are copied then, and what a copy lacks in files it cannot have,
    for no document is kept to be indexed again. A shard that was moved amid the build lacks it too.
    """
    both = f"{indices.things},{indices.beside}"
    _refresh(client, both)
    _forget_removed(client, indices.things)
    whole = {"query": {"term": {STEM: NO_WORD}}}
    written = client.count(index=indices.things, body=whole)["count"]
    if written != count:
        raise EngineError(f"{written} of {count} things were written: {LOST}")
    _flush(client, both)
    if anew:
        client.indices.forcemerge(index=both, params={"max_num_segments": 1, **LONG})
    _flush(client, both, force="true")
    _wait_until_none(_is_behind, client, both, "have not written everything to files")
    client.indices.put_settings(index=both, body={"index": READY})
    client.indices.put_settings(index=both, body={"index.blocks.write": True})


def await_copies(client: OpenSearch, indices: Indices) -> None:
    """Wait for copies of all shards while any are made; EngineError where a shard is missing."""
    both = f"{indices.things},{indices.beside}"
    waiting = {"wait_for_status": "green", "timeout": COPIES, "request_timeout": 90}
    ask = partial(client.cluster.health, index=both, params=waiting, ignore=[408])
    health = ask()
    while health["status"] == "yellow" and health["initializing_shards"]:
        health = ask()
    if health["status"] == "red":
        raise EngineError(f"{both} is red: not all of its shards are there")
    if health["status"] != "green":
        log.warning("%s has no copies of its shards yet", both)


def _refuse_part(answer: Json, missed: str) -> None:
    """EngineError where a shard did not do it, as for want of a right: the answer alone tells."""
    shards = answer["_shards"]
    if shards["successful"] < shards["total"]:
        failures = shards.get("failures")
        raise EngineError(f"{missed}: {failures[0]['reason']['reason'] if failures else LOST}")


def _refresh(client: OpenSearch, index: str) -> None:
    """Let all be found."""
    refreshed = client.indices.refresh(index=index, params=LONG)
    _refuse_part(refreshed, f"{index} was not made searchable")


def _flush(client: OpenSearch, index: str, **how: str) -> None:
    """Write all to files."""
    flushed = client.indices.flush(index=index, params={**how, **LONG})
    _refuse_part(flushed, f"{index} was not written to files")


def _forget_removed(client: OpenSearch, index: str) -> None:
    """Merge away what was removed: until then idf counts it.

    A shard keeps it for copies that might have missed it, and looks every half minute whether any
    has; a merge before that leaves it where it is.
    """
    if not any(shard["docs"]["deleted"] for shard in _shards(client, index)):
        return
    _flush(client, index)
    _wait_until_none(_is_held, client, index, "still hold what was removed")
    _flush(client, index)
    client.indices.forcemerge(index=index, params={"only_expunge_deletes": "true", **LONG})
    _refresh(client, index)


def _wait_until_none(
    kept: Callable[[Json], bool], client: OpenSearch, index: str, what: str
) -> None:
    """Until this holds of no shard any more; EngineError where it does for long."""
    end = time.monotonic() + PATIENCE
    while any(map(kept, _shards(client, index))):
        if time.monotonic() > end:
            raise EngineError(f"shards of {index} {what}")
        time.sleep(PAUSE)


def _shards(client: OpenSearch, index: str) -> Iterator[Json]:
    found = client.indices.stats(index=index, level="shards")
    _refuse_part(found, f"{index} does not tell how it is")
    for each in found["indices"].values():
        yield from chain.from_iterable(each["shards"].values())


def _is_held(shard: Json) -> bool:
    last = shard["seq_no"]["max_seq_no"]
    return any(lease["retaining_seq_no"] <= last for lease in shard["retention_leases"]["leases"])


def _is_behind(shard: Json) -> bool:
    """Whether the files that a copy would be given lack something."""
    last, safe = shard["seq_no"]["max_seq_no"], shard["seq_no"]["global_checkpoint"]
    written = int(shard["commit"]["user_data"]["local_checkpoint"])
    return bool(min(written, safe) < last)
