"""Publish a generation: written beside the one before, tried out, swapped by one atomic rename."""

import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from index.durable import sync, sync_one
from index.engine import PROGRAM, Collection, EngineError, KeptGeneration, to_roll_back_to
from index.engines.whoosh.manifest import CURRENT, MANIFEST, Manifest, check
from index.engines.whoosh.schema import FINGERPRINT
from index.engines.whoosh.search import Generation, WhooshEngine
from index.engines.whoosh.write import LEXICON, write_generation
from index.language.lexicon import Lexicon, SavedLexicon
from index.seal import seals_of, stamps_of
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
            manifest = self._manifest(generation, collection)
            (generation / MANIFEST).write_bytes(msgspec.json.encode(manifest))
            sync(generation)
            try_out(WhooshEngine(self.folder, PATIENCE, Generation(generation)), collection)
            before = self._published()
            self._swap(name)
        except BaseException:
            shutil.rmtree(generation, ignore_errors=True)
            raise
        self._prune({name, before, *[*self._finished()][: self._kept + 1]})
        return name

    def generations(self) -> tuple[KeptGeneration, ...]:
        """What is kept, the latest first."""
        served = self._published()
        return tuple(
            KeptGeneration(
                name=name,
                built=manifest.built,
                program=manifest.program,
                pages=manifest.pages,
                is_served=name == served,
            )
            for name, manifest in self._finished().items()
        )

    def roll_back(self, name: str = "") -> str:
        """Serve an earlier generation again, the one of this name or the one before."""
        name = to_roll_back_to([*self._finished()], self._published(), name)
        check(self.folder / name)
        try:
            self._swap(name)
        except OSError as error:
            said = f"{self.folder} cannot be written ({error}); what is served stays"
            raise EngineError(said) from error
        return name

    def _manifest(self, generation: Path, collection: Collection) -> Manifest:
        """What a generation that has been written says of itself."""
        numbers = (manifest.number for manifest in self._finished().values())
        stamps = stamps_of(generation)  # before the seals: whatever comes between is seen
        return Manifest(
            fingerprint=FINGERPRINT,
            program=PROGRAM,
            lexicon=collection.lexicon.name,
            seals=seals_of(generation),
            number=max(numbers, default=0) + 1,
            built=collection.coverage.built,
            pages=collection.coverage.count,
            stamps=stamps,
        )

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

    def _finished(self) -> dict[str, Manifest]:
        """The generations that were finished, the latest first."""
        found = {}
        for path in self.folder.glob(f"*/{MANIFEST}"):
            if path.parent.name != CURRENT:
                with suppress(msgspec.DecodeError, UnicodeDecodeError):
                    manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
                    found[path.parent.name] = manifest
        return dict(sorted(found.items(), key=lambda each: each[1].number, reverse=True))

    def _sweep(self) -> None:
        """Remove what builds that were killed have left."""
        self._prune({self._published(), *self._finished()})

    def _prune(self, kept: set[str]) -> None:
        """Remove every folder but those."""
        for folder in self.folder.iterdir():
            if folder.is_dir() and not folder.is_symlink() and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)
