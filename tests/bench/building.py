"""Makes and keeps what is measured: the store, our index, and the indexes of the peers.

A folder holds, for one collection: `data/` (the store and our index, as the service has them),
`documents.jsonl`, a folder for each peer, and `made.json`, which says what they were made from.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from collection import Pages, remember
from documents import Preparation, prepare, read_documents
from peers import Maker
from service import command, environment

from index.build import Plan
from index.language.lexicon import FINGERPRINT
from index.settle import settle
from index.store import Store
from index.topics import default_taxonomy

STORE = "resources.sqlite"
CHANGED = 100  # of so many pages one changes in a night
KIB = 1024
Tracked = Callable[[str, int], Callable[[int], None]]  # what is done, of how many -> progress


class BuildFigures(msgspec.Struct, frozen=True):
    """Seconds by the clock and of the processors, bytes on disk and at the peak in memory."""

    seconds: float
    cpu: float
    size: int
    memory: int | None = None


class Made(msgspec.Struct):
    """What a folder holds already, and what that took."""

    recipe: str
    pages: int = 0
    preparation: Preparation | None = None
    peers: dict[str, BuildFigures] = {}


@dataclass(frozen=True, slots=True)
class Bench:
    """The folder of one collection."""

    folder: Path
    pages: Pages
    track: Tracked

    @property
    def data(self) -> Path:
        """The folder that the service is given."""
        return self.folder / "data"

    @property
    def documents(self) -> Path:
        """The analysed documents that the peers are given."""
        return self.folder / "documents.jsonl"

    def collect(self) -> None:
        """Fill the store, unless it is filled from the same recipe."""
        made = self._made()
        if made.pages == self.pages.count:
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.data.mkdir(parents=True)
        with Store(self.data / STORE) as store:
            told = self.track("Making the collection", self.pages.count)
            remember(store, self.pages, range(self.pages.count), 0, told)
            self.track("Settling topics and places", 1)(0)
            settle(store, default_taxonomy())
        self._keep(Made(recipe=_recipe(), pages=self.pages.count))

    def prepare(self) -> Preparation:
        """Analyse everything for the peers, unless that is done."""
        made = self._made()
        if made.preparation is None:
            with Store(self.data / STORE) as store:
                told = self.track("Analysing for the peers", self.pages.count)
                plan = Plan(
                    taxonomy=default_taxonomy(),
                    required={},
                    now=datetime.now(UTC),
                    words=self.folder / "words",
                )
                made.preparation = prepare(store, plan, self.documents, lambda n, _: told(n))
            self._keep(made)
        return made.preparation

    def build_peer(self, maker: Maker) -> BuildFigures:
        """Build the index of a peer, unless it is built."""
        made, folder = self._made(), self.peer_folder(maker)
        if maker.name not in made.peers:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            told = self.track(f"Building {maker.name}", self.pages.count)
            clock, cpu = time.perf_counter(), time.process_time()
            maker.build(folder, _counted(read_documents(self.documents), told))
            clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
            made.peers[maker.name] = BuildFigures(seconds=clock, cpu=cpu, size=size_of(folder))
            self._keep(made)
        return made.peers[maker.name]

    def peer_folder(self, maker: Maker) -> Path:
        """Where the index of a peer lies."""
        return self.folder / maker.name.replace(" ", "-")

    def build_ours(self) -> BuildFigures:
        """The whole build as the command line runs it, with nothing there but the store."""
        for left in self.data.iterdir():
            if left.is_dir():
                shutil.rmtree(left)
            elif not left.name.startswith(STORE):
                left.unlink()
        return self._build()

    def build_after_a_night(self) -> BuildFigures:
        """The build after one page in a hundred has changed; then the store is as it was."""
        self._change(edition=1)
        figures = self._build()
        self._change(edition=0)
        return figures

    def _change(self, edition: int) -> None:
        with Store(self.data / STORE) as store:
            numbers = range(0, self.pages.count, CHANGED)
            remember(store, self.pages, numbers, edition, lambda _: None)

    def _build(self) -> BuildFigures:
        """`searchsvc build` in a process of its own; its memory is that of its largest process."""
        clock = time.perf_counter()
        process = subprocess.Popen(command("build"), env=environment(self.data))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit("the build failed")
        return BuildFigures(
            seconds=time.perf_counter() - clock,
            cpu=usage.ru_utime + usage.ru_stime,
            size=size_of((self.data / "index" / "current").resolve()),
            memory=usage.ru_maxrss * KIB,
        )

    def _made(self) -> Made:
        """What is there, if it was made by today's recipe."""
        try:
            made = msgspec.json.decode((self.folder / "made.json").read_bytes(), type=Made)
        except (OSError, msgspec.DecodeError):
            return Made(recipe="")
        return made if made.recipe == _recipe() else Made(recipe="")

    def _keep(self, made: Made) -> None:
        (self.folder / "made.json").write_bytes(msgspec.json.encode(made))


def size_of(folder: Path) -> int:
    """Bytes of the files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _recipe() -> str:
    """Changes with the generator, the peers, and the analysis of words."""
    here = Path(__file__).parent
    names: Sequence[str] = sorted(path.name for path in here.glob("peer*.py"))
    texts = [(here / n).read_bytes() for n in ("words.py", "collection.py", "documents.py", *names)]
    return hashlib.blake2b(b"".join(texts) + FINGERPRINT.encode(), digest_size=8).hexdigest()


def _counted(documents: Iterable, told: Callable[[int], None]):  # type: ignore
    for number, document in enumerate(documents, 1):
        yield document
        told(number)
