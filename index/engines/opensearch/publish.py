"""Publish a generation: built beside the one before, checked, swapped by one change of an alias."""

import logging
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from opensearchpy.exceptions import OpenSearchException

from index.engine import PROGRAM, Cluster, Collection, EngineError, KeptGeneration, to_roll_back_to
from index.engines.opensearch.carry import CARRIED, Earlier
from index.engines.opensearch.connection import asking, connect, said
from index.engines.opensearch.documents import COVERAGE, LEXICON, facts
from index.engines.opensearch.finishing import await_copies, finish
from index.engines.opensearch.generation import Generation, fetch
from index.engines.opensearch.names import Names, new_name
from index.engines.opensearch.schema import FINGERPRINT, Json, shards
from index.engines.opensearch.search import OpenSearchEngine
from index.engines.opensearch.words import is_alike
from index.engines.opensearch.write import Indices, write_generation
from index.language.lexicon import Lexicon, SavedLexicon
from index.results import Coverage
from index.trial import PATIENCE, try_out

log = logging.getLogger(__name__)


class OpenSearchPublisher:
    """Publishes generations in a cluster."""

    def __init__(self, cluster: Cluster, kept: int) -> None:
        self._cluster = cluster
        self._kept = kept
        self._client = connect(cluster)
        self._names = Names.of(cluster.address)

    def lexicon(self) -> Lexicon | None:
        """The lexicon of the published generation, to read more words with."""
        with asking(self._cluster), tempfile.TemporaryDirectory() as folder:
            published = self._names.published(self._client)
            name = self._meta(published).get("lexicon", "")
            try:
                fetch(self._client, self._names.beside(published), LEXICON, Path(folder))
            except EngineError:
                return None
            return SavedLexicon(Path(folder), name).in_memory() if name else None

    def publish(self, collection: Collection, progress: Callable[[int], None]) -> str:
        """Write, try out and swap; returns the name of the generation."""
        name = new_name(collection.coverage.built)
        with asking(self._cluster), tempfile.TemporaryDirectory() as folder:
            before = self._names.published(self._client)
            try:
                earlier = self._earlier(before, collection, folder)
                indices = self._write(name, collection, earlier, progress)
                try_out(self._engine(name), collection)
                await_copies(self._client, indices)
                self._swap(name, before)
            except BaseException:
                self._discard(name)
                raise
            try:
                self._prune(name, before)
            except OpenSearchException as error:  # what is published is
                log.warning("earlier generations are left to the next build: %s", said(error))
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

    def _meta(self, name: str) -> Json:
        """What a generation says of itself; nothing where it is not of this very program."""
        things = self._names.things(name)
        found = self._client.indices.get_mapping(index=things, ignore=[404]) if name else {}
        meta: Json = found.get(things, {}).get("mappings", {}).get("_meta", {})
        is_own = (meta.get("fingerprint"), meta.get("program")) == (FINGERPRINT, PROGRAM)
        return meta if is_own else {}

    def _earlier(self, name: str, collection: Collection, folder: str) -> Earlier | None:
        """The published generation, fetched into a folder, if a collection can be built on it.

        Its words were read with the same lexicon, and weighed as those of things as long.
        """
        wanted = collection.lexicon.name
        meta = self._meta(name)
        if collection.anew or not wanted or meta.get("lexicon") != wanted:
            return None
        if shards(collection.count) != shards(meta["things"]):
            return None
        lexicon, kept = Path(folder) / LEXICON, Path(folder) / CARRIED
        try:
            for each in (lexicon, kept):
                each.mkdir()
                fetch(self._client, self._names.beside(name), each.name, each)
        except EngineError:
            return None
        earlier = Earlier.open(self._names.things(name), lexicon, kept)
        return earlier if is_alike(collection.forward, earlier.learned) else None

    def _write(
        self,
        name: str,
        collection: Collection,
        earlier: Earlier | None,
        progress: Callable[[int], None],
    ) -> Indices:
        """Write a generation, refuse what is not whole, and make it ready for readers."""
        number = max(self._names.numbers(self._client).values(), default=0) + 1
        indices = Indices(self._names.things(name), self._names.beside(name), number)
        anew = write_generation(self._client, indices, collection, earlier, progress)
        finish(self._client, indices, collection.count, anew=anew)
        meta = {
            "generation": name,
            "number": number,
            "fingerprint": FINGERPRINT,
            "program": PROGRAM,
            "lexicon": collection.lexicon.name,
            "things": collection.count,
        }
        self._client.indices.put_mapping(index=indices.things, body={"_meta": meta})
        return indices

    def _swap(self, name: str, before: str) -> None:
        """Serve a generation instead of the one before, unless another was published meanwhile.

        An alias has but one index to write to: of two first builds at once the cluster refuses one.
        """
        meanwhile = "another build was published meanwhile: this one is not"
        if self._names.published(self._client) != before:
            raise EngineError(meanwhile)
        alias = {"alias": self._names.prefix}
        ours = {"index": self._names.things(name), **alias, "is_write_index": True}
        actions: list[Json] = [{"add": ours}]
        if before and before != name:
            earlier = {"index": self._names.things(before), **alias}
            actions.insert(0, {"remove": {**earlier, "must_exist": True}})
        try:
            self._client.indices.update_aliases(body={"actions": actions})
        except OpenSearchException as error:
            published = self._names.published(self._client)
            if published == name:
                return  # it was done, and the answer was lost
            if published != before:
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
                self._client.indices.delete(index=index, ignore_unavailable=True)
