"""Write a generation beside the published one, check it, and swap by one atomic rename."""

import secrets
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec

from index.complete import title_lines
from index.engine import Collection, EngineError, NothingPublishedError
from index.engines.whoosh.arrays import FieldArrays
from index.engines.whoosh.codec import ArrayCodec
from index.engines.whoosh.columns import ColumnsWriter
from index.engines.whoosh.facts import FactsWriter
from index.engines.whoosh.grams import invert_grams
from index.engines.whoosh.layers import Layers
from index.engines.whoosh.schema import FINGERPRINT, GRAM, SURFACE, whoosh_schema
from index.engines.whoosh.subjects import save_subjects
from index.language.lexicon import read_all, save_lexicon
from index.seal import broken_seal, seals_of
from index.table import save_texts

CURRENT = "current"
COVERAGE = "coverage.json"
LEXICON = "lexicon"
TITLES = "titles"
MANIFEST = "generation.json"
WORDS = "words"


class Manifest(msgspec.Struct, frozen=True):
    """By what a generation was built, and the seals of all its other files."""

    fingerprint: str
    seals: dict[str, str]


def check(folder: Path) -> None:
    """Refuse what is not a finished generation of this version, every file as it was written."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        said = f"{folder / MANIFEST} is missing or damaged: run `searchsvc build`"
        raise EngineError(said) from error
    if manifest.fingerprint != FINGERPRINT:
        raise NothingPublishedError("the index was built by another version: run `searchsvc build`")
    broken = broken_seal(folder, manifest.seals)
    if broken:
        raise EngineError(f"{broken} is damaged: run `searchsvc build`")


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

    def forget_earlier(self) -> None:
        """Remove every generation but the published one."""
        self._prune({self._published()})

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
    folder = generation / WORDS
    folder.mkdir(parents=True)
    forward, lexicon = collection.forward, collection.lexicon
    tokens = read_all(forward.words, lexicon)
    layers = Layers(forward.words, tokens, lexicon)
    titles = []
    columns = ColumnsWriter()
    codec = ArrayCodec(folder)
    writer = codec.writer(whoosh_schema(), layers.terms)
    count = 0
    try:
        with closing(FactsWriter(generation)) as facts:
            for position, thing in enumerate(collection.things):
                title = thing.record.resource.title
                titles += [record.resource.title for record in thing.records]
                writer.add_document(**layers.of(forward.rows[position], title))
                facts.add(position, thing)
                columns.add(position, thing)
                count = position + 1
                progress(count)
            facts.add_visited(collection.visited)
            facts.finish(collection.links)
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    invert_grams(FieldArrays(folder, SURFACE), count, folder, GRAM)
    save_subjects(folder, generation)
    columns.save(generation)
    save_lexicon(lexicon, forward.words, tokens, forward.spellings, generation / LEXICON)
    save_texts(generation, TITLES, title_lines(titles))
    (generation / COVERAGE).write_bytes(msgspec.json.encode(collection.coverage))
    manifest = Manifest(fingerprint=FINGERPRINT, seals=seals_of(generation))
    (generation / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    return count
