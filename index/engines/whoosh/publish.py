"""Write a generation beside the published one, check it, and swap by one atomic rename."""

import secrets
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
from whoosh import index as whoosh_index

from index.engine import Collection, EngineError
from index.engines.whoosh.columns import ColumnsWriter
from index.engines.whoosh.facts import FactsWriter
from index.engines.whoosh.schema import FINGERPRINT, fields_of, whoosh_schema
from index.results import Coverage

CURRENT = "current"
LEXICON = "lexicon.json"
MANIFEST = "generation.json"


class Manifest(msgspec.Struct, frozen=True):
    """What a generation says of itself."""

    fingerprint: str
    count: int
    coverage: Coverage


class WhooshPublisher:
    """Publishes generations in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def publish(self, collection: Collection, progress: Callable[[int], None]) -> str:
        """Write, check and swap; returns the name of the generation."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{collection.coverage.built:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        generation = self.folder / name
        try:
            count = _write(generation, collection, progress)
            if count != collection.count:
                raise EngineError(f"{count} of {collection.count} things were written")
            before = self._published()
            self._swap(name)
        except BaseException:
            shutil.rmtree(generation, ignore_errors=True)
            raise
        self._prune({name, before})
        return name

    def _published(self) -> str:
        """The name of the published generation; empty if there is none."""
        link = self.folder / CURRENT
        return link.readlink().name if link.is_symlink() else ""

    def _swap(self, name: str) -> None:
        link = self.folder / f"{CURRENT}.new"
        link.unlink(missing_ok=True)
        link.symlink_to(name)
        link.replace(self.folder / CURRENT)

    def _prune(self, kept: set[str]) -> None:
        """Keep the published generation and the one before; remove what else lies there."""
        for folder in self.folder.iterdir():
            if folder.is_dir() and not folder.is_symlink() and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)


def _write(generation: Path, collection: Collection, progress: Callable[[int], None]) -> int:
    """Write everything, the manifest last: a generation without one is not finished."""
    (generation / "words").mkdir(parents=True)
    words = whoosh_index.create_in(generation / "words", whoosh_schema())
    columns = ColumnsWriter()
    count = 0
    with closing(FactsWriter(generation)) as facts:
        with words.writer(limitmb=256) as writer:  # cancels where something raises, else commits
            for position, thing in enumerate(collection.things):
                fields, length = fields_of(thing, collection.lexicon)
                writer.add_document(**fields)
                facts.add(position, thing)
                columns.add(position, thing, length)
                count = position + 1
                progress(count)
        facts.finish(collection.links)
    columns.save(generation)
    collection.lexicon.save(generation / LEXICON)
    manifest = Manifest(fingerprint=FINGERPRINT, count=count, coverage=collection.coverage)
    (generation / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    return count
