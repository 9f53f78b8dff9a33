"""Publish a generation: written beside the one before, sealed, swapped by one atomic rename."""

import secrets
import shutil
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import msgspec

from index.engine import Collection, EngineError, NothingPublishedError
from index.engines.whoosh.schema import FINGERPRINT
from index.engines.whoosh.write import LEXICON, write_generation
from index.language.lexicon import Lexicon, SavedLexicon
from index.seal import broken_seal, seals_of

CURRENT = "current"
MANIFEST = "generation.json"
PROGRAM = version("klimasok")


class Manifest(msgspec.Struct, frozen=True):
    """By what a generation was built, and the seals of all its other files.

    `lexicon` is the name of the one that its words were read with.
    """

    fingerprint: str
    program: str
    lexicon: str
    seals: dict[str, str]


def check(folder: Path) -> Manifest:
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
    return manifest


class WhooshPublisher:
    """Publishes generations in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._checked: tuple[Path, Manifest] | None = None

    def lexicon(self) -> Lexicon | None:
        """The lexicon of the published generation, to read more words with."""
        earlier = self._earlier()
        if earlier is None:
            return None
        folder, manifest = earlier
        return SavedLexicon(folder / LEXICON, manifest.lexicon).in_memory()

    def publish(self, collection: Collection, progress: Callable[[int], None]) -> str:
        """Write, check and swap; returns the name of the generation."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{collection.coverage.built:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        generation = self.folder / name
        try:
            count = write_generation(generation, collection, self._carried(collection), progress)
            if count != collection.count:
                raise EngineError(f"{count} of {collection.count} things were written")
            manifest = Manifest(FINGERPRINT, PROGRAM, collection.lexicon.name, seals_of(generation))
            (generation / MANIFEST).write_bytes(msgspec.json.encode(manifest))
            before = self._published()
            self._swap(name)
        except BaseException:
            shutil.rmtree(generation, ignore_errors=True)
            raise
        self._prune({name, before})
        return name

    def _carried(self, collection: Collection) -> Path | None:
        """The generation to carry from: one whose words were read with the same lexicon."""
        name = collection.lexicon.name
        earlier = self._earlier() if name and not collection.anew else None
        return earlier[0] if earlier and earlier[1].lexicon == name else None

    def _earlier(self) -> tuple[Path, Manifest] | None:
        """The published generation, if it is whole, and of this very program."""
        folder = self.folder / self._published()
        if self._checked is None or self._checked[0] != folder:
            try:
                self._checked = folder, check(folder)
            except EngineError:
                return None
        return self._checked if self._checked[1].program == PROGRAM else None

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
