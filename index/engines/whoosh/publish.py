"""Publish a generation: written beside the one before, tried out, swapped by one atomic rename."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from index.durable import sync, sync_one
from index.engine import Collection, EngineError, KeptGeneration
from index.engines.whoosh.manifest import CURRENT, MANIFEST, PROGRAM, Manifest, check
from index.engines.whoosh.schema import FINGERPRINT
from index.engines.whoosh.search import Generation, WhooshEngine
from index.engines.whoosh.write import COVERAGE, LEXICON, write_generation
from index.language.lexicon import Lexicon, SavedLexicon
from index.results import Coverage
from index.seal import seals_of
from index.trial import PATIENCE, try_out


class WhooshPublisher:
    """Publishes generations in a folder."""

    def __init__(self, folder: Path, kept: int) -> None:
        self.folder = folder
        self._kept = kept
        self._checked: tuple[Path, Manifest] | None = None

    def lexicon(self) -> Lexicon | None:
        """The lexicon of the published generation, to read more words with."""
        earlier = self._earlier()
        if earlier is None:
            return None
        folder, manifest = earlier
        return SavedLexicon(folder / LEXICON, manifest.lexicon).in_memory()

    def publish(self, collection: Collection, progress: Callable[[int], None]) -> str:
        """Write, try out and swap; returns the name of the generation."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        name = f"{collection.coverage.built:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        generation = self.folder / name
        try:
            count = write_generation(generation, collection, self._carried(collection), progress)
            if count != collection.count:
                raise EngineError(f"{count} of {collection.count} things were written")
            lexicon, seals = collection.lexicon.name, seals_of(generation)
            manifest = Manifest(FINGERPRINT, PROGRAM, lexicon, seals, self._next_number())
            (generation / MANIFEST).write_bytes(msgspec.json.encode(manifest))
            sync(generation)
            try_out(WhooshEngine(self.folder, PATIENCE, Generation(generation)), collection)
            before = self._published()
            self._swap(name)
        except BaseException:
            shutil.rmtree(generation, ignore_errors=True)
            raise
        self._prune({name, before, *self._names()[: self._kept + 1]})
        return name

    def generations(self) -> tuple[KeptGeneration, ...]:
        """What is kept, the latest first."""
        return tuple(self._described(name) for name in self._names())

    def roll_back(self, name: str = "") -> str:
        """Serve an earlier generation again, the one of this name or the one before."""
        names, served = self._names(), self._published()
        if not name and served in names:
            name = next(iter(names[names.index(served) + 1 :]), "")
        if name not in names:
            raise EngineError(f"there is no generation {name or 'before the one that is served'}")
        check(self.folder / name)
        self._swap(name)
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
        sync_one(self.folder)

    def _names(self) -> list[str]:
        """The generations that were finished, the latest first."""
        return [name for _, name in sorted(self._numbered(), reverse=True)]

    def _next_number(self) -> int:
        return max((number for number, _ in self._numbered()), default=0) + 1

    def _numbered(self) -> Iterator[tuple[int, str]]:
        for path in self.folder.glob(f"*/{MANIFEST}"):
            if path.parent.name != CURRENT:
                with suppress(msgspec.DecodeError, UnicodeDecodeError):
                    yield (
                        msgspec.json.decode(path.read_bytes(), type=Manifest).number,
                        path.parent.name,
                    )

    def _described(self, name: str) -> KeptGeneration:
        path = self.folder / name / COVERAGE
        coverage = msgspec.json.decode(path.read_bytes(), type=Coverage)
        return KeptGeneration(
            name=name,
            built=coverage.built,
            pages=coverage.count,
            is_served=name == self._published(),
        )

    def _sweep(self) -> None:
        """Remove what builds that were killed have left."""
        self._prune({self._published(), *self._names()})

    def _prune(self, kept: set[str]) -> None:
        """Remove every folder but those."""
        for folder in self.folder.iterdir():
            if folder.is_dir() and not folder.is_symlink() and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)
