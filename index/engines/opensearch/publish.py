"""Publish a generation: built beside the one before, checked, swapped by one change of an alias."""

import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from opensearchpy.exceptions import NotFoundError, OpenSearchException
from opensearchpy.helpers import streaming_bulk

from index.complete import title_line
from index.engine import PROGRAM, Cluster, Collection, EngineError, KeptGeneration, to_roll_back_to
from index.engines.opensearch.connection import asking, connect
from index.engines.opensearch.documents import (
    COVERAGE,
    TITLES,
    facts,
    file_documents,
    link_documents,
    thing_document,
    visit_documents,
)
from index.engines.opensearch.generation import Generation
from index.engines.opensearch.names import Names, new_name
from index.engines.opensearch.schema import FINGERPRINT, Json, beside_index, things_index
from index.engines.opensearch.search import OpenSearchEngine
from index.engines.opensearch.words import Words
from index.language.lexicon import Lexicon, save_lexicon
from index.record import Thing
from index.results import Coverage
from index.table import save_texts
from index.trial import PATIENCE, try_out

LEXICON = "lexicon"
AT_A_TIME = 8 << 20  # bytes that are sent at a time
RETRIES = 8  # of what the cluster has no room for just now
REPLICAS = "60s"  # how long a build waits for copies of its shards
log = logging.getLogger(__name__)


class OpenSearchPublisher:
    """Publishes generations in a cluster."""

    def __init__(self, cluster: Cluster, kept: int) -> None:
        self._cluster = cluster
        self._kept = kept
        self._client = connect(cluster)
        self._names = Names.of(cluster.address)

    def lexicon(self) -> Lexicon | None:
        """None: every generation is made anew, and its words are learned with it."""
        return None

    def publish(self, collection: Collection, progress: Callable[[int], None]) -> str:
        """Write, try out and swap; returns the name of the generation."""
        name = new_name(collection.coverage.built)
        with asking(self._cluster):
            before = self._names.published(self._client)
            try:
                self._write(name, collection, progress)
                self._finish(name, collection.count)
                try_out(self._engine(name), collection)
                self._swap(name, before)
            except BaseException:
                self._discard(name)
                raise
            self._prune(name, before)
        return name

    def generations(self) -> tuple[KeptGeneration, ...]:
        """What is kept, the latest first."""
        with asking(self._cluster):
            published = self._names.published(self._client)
            kept = self._names.numbers(self._client)
            return tuple(self._described(name, is_served=name == published) for name in kept)

    def roll_back(self, name: str = "") -> str:
        """Serve an earlier generation again, the one of this name or the one before."""
        with asking(self._cluster):
            names = [*self._names.numbers(self._client)]
            served = self._names.published(self._client)
            name = to_roll_back_to(names, served, name)
            self._engine(name)
            self._swap(name, served)
        return name

    def forget_earlier(self) -> None:
        """Remove every generation but the published one."""
        with asking(self._cluster):
            published = self._names.published(self._client)
            self._remove(self._names.begun(self._client).keys() - {published})

    def _engine(self, name: str) -> OpenSearchEngine:
        """The engine held to a generation, which is refused if it is not whole."""
        generation = Generation(self._client, self._names, name)
        return OpenSearchEngine(self._cluster, PATIENCE, self._client, generation)

    def _described(self, name: str, *, is_served: bool) -> KeptGeneration:
        found = self._client.get(index=self._names.beside(name), id=COVERAGE)
        coverage: Coverage = facts(Coverage, found["_source"])
        things = self._names.things(name)
        meta = self._client.indices.get_mapping(index=things)[things]["mappings"]["_meta"]
        return KeptGeneration(
            name=name,
            built=coverage.built,
            program=meta.get("program", ""),
            pages=coverage.count,
            is_served=is_served,
        )

    def _write(self, name: str, collection: Collection, progress: Callable[[int], None]) -> None:
        things, beside = self._names.things(name), self._names.beside(name)
        self._client.indices.create(index=things, body=things_index(collection.count))
        self._client.indices.create(index=beside, body=beside_index(collection.count))
        words, titles = Words(collection), set[str]()
        self._send(things, _things(collection, words, titles, progress))
        self._send(beside, link_documents(collection.links))
        self._send(beside, visit_documents(collection.visited), first_only=True)
        with tempfile.TemporaryDirectory() as folder:
            lexicon = Path(folder) / LEXICON
            spellings = collection.forward.spellings
            save_lexicon(collection.lexicon, words.words, words.tokens, spellings, lexicon)
            save_texts(lexicon, TITLES, sorted(titles - {""}))
            self._send(beside, file_documents(lexicon))
        self._send(beside, [(COVERAGE, {"facts": collection.coverage})])

    def _send(
        self, index: str, documents: Iterable[tuple[str, Json]], *, first_only: bool = False
    ) -> None:
        """Send documents, which may be done again; with `first_only` the first of a name stands."""
        kind = "create" if first_only else "index"
        actions = (
            {"_op_type": kind, "_index": index, "_id": name, "_source": document}
            for name, document in documents
        )
        for _ in streaming_bulk(
            self._client,
            actions,
            max_chunk_bytes=AT_A_TIME,
            max_retries=RETRIES,
            ignore_status=[409] if first_only else [],
        ):
            pass

    def _finish(self, name: str, count: int) -> None:
        """Refuse what is not whole, make it ready for readers, and give it its number."""
        both = f"{self._names.things(name)},{self._names.beside(name)}"
        self._client.indices.put_settings(
            index=both, body={"auto_expand_replicas": "0-1", "refresh_interval": None}
        )
        self._client.indices.refresh(index=both)
        written = self._client.count(index=self._names.things(name))["count"]
        if written != count:
            raise EngineError(f"{written} of {count} things were written")
        health = self._client.cluster.health(
            index=both, wait_for_status="green", timeout=REPLICAS, request_timeout=90, ignore=[408]
        )
        if health["status"] == "red":
            raise EngineError(f"{both} is red: not all of its shards are there")
        if health["status"] != "green":
            log.warning("%s has no copies of its shards yet", both)
        number = max(self._names.numbers(self._client).values(), default=0) + 1
        meta = {"fingerprint": FINGERPRINT, "number": number, "program": PROGRAM}
        self._client.indices.put_mapping(index=self._names.things(name), body={"_meta": meta})

    def _swap(self, name: str, before: str) -> None:
        """Serve a generation instead of the one before, unless another was published meanwhile."""
        meanwhile = "another build was published meanwhile: this one is not"
        if self._names.published(self._client) != before:
            raise EngineError(meanwhile)
        actions: list[Json] = [
            {"add": {"index": self._names.things(name), "alias": self._names.prefix}}
        ]
        if before and before != name:
            earlier = {"index": self._names.things(before), "alias": self._names.prefix}
            actions.insert(0, {"remove": {**earlier, "must_exist": True}})
        try:
            self._client.indices.update_aliases(body={"actions": actions})
        except OpenSearchException as error:
            if self._names.published(self._client) == name:
                return  # it was done, and the answer was lost
            if isinstance(error, NotFoundError):
                raise EngineError(meanwhile) from error
            raise

    def _discard(self, name: str) -> None:
        """Remove what is not published; what is not known to be so is left to the next build."""
        with suppress(OpenSearchException):
            if self._names.published(self._client) != name:
                self._remove([name])

    def _prune(self, name: str, before: str) -> None:
        """Remove earlier generations but for some, and what builds have left that were killed.

        What is not finished and was begun after the one before may be another's.
        """
        begun, finished = self._names.begun(self._client), [*self._names.numbers(self._client)]
        kept = {name, before, *finished[: self._kept + 1]}
        old = begun.get(before, 0)
        left = (each for each, at in begun.items() if each in finished or at < old)
        self._remove(each for each in left if each not in kept)

    def _remove(self, generations: Iterable[str]) -> None:
        for name in generations:
            for index in (self._names.things(name), self._names.beside(name)):
                with suppress(OpenSearchException):
                    self._client.indices.delete(index=index, ignore_unavailable=True)


def _things(
    collection: Collection, words: Words, titles: set[str], progress: Callable[[int], None]
) -> Iterator[tuple[str, Json]]:
    """The document of each thing; its titles are noted as they are completed."""
    for position, item in enumerate(collection.things):
        thing: Thing = item.read()
        titles.update(title_line(record.resource.title) for record in thing.records)
        own = words.of(position, thing.record.resource.title)
        yield thing.id, thing_document(position, thing, own)
        progress(position + 1)
