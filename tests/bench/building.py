"""Makes and keeps what is measured: the store, our index, and the indexes of the peers.

A folder holds, for one collection: `data/` (the store and our index, as the service has them),
`documents.jsonl`, a folder for each peer, and `made.json`, which says what they were made from.
"""

import hashlib
import inspect
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import collection
import documents
import msgspec
import words
from collection import Pages, remember
from documents import Document, Preparation, prepare, read_documents
from peers import Maker
from service import command, environment

from index import grams, record, resource, texts
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
    """What a folder holds already, from which recipe, and what that took."""

    collection: str = ""
    documents: str = ""
    preparation: Preparation | None = None
    peers: dict[str, tuple[int, BuildFigures]] = {}  # layout of the peer, figures


@dataclass(frozen=True, slots=True)
class Bench:
    """The folder of one collection."""

    folder: Path
    pages: Pages
    track: Tracked
    engine: str = ""  # a cluster, if it is not the engine that comes with the service

    @property
    def data(self) -> Path:
        """The folder that the service is given."""
        return self.folder / "data"

    @property
    def documents(self) -> Path:
        """The analysed documents that the peers are given."""
        return self.folder / "documents.jsonl"

    @property
    def settings(self) -> dict[str, str]:
        """What is set in the environment of the service, beside the folder."""
        return {"SEARCHSVC_ENGINE": self.engine} if self.engine else {}

    def collect(self) -> None:
        """Fill the store, unless it is filled from the same recipe."""
        recipe = _recipe(words, collection)
        if self._made().collection == recipe:
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.data.mkdir(parents=True)
        with Store(self.data / STORE) as store:
            told = self.track("Making the collection", self.pages.count)
            remember(store, self.pages, range(self.pages.count), 0, told)
            told = self.track("Settling topics and places", 1)
            settle(store, default_taxonomy())  # as a harvest does when it ends
            told(1)
        self._keep(Made(collection=recipe))

    def prepare(self) -> Preparation:
        """Analyse everything for the peers, unless that is done."""
        made = self._made()
        recipe = f"{FINGERPRINT} {_recipe(documents, grams, record, resource, texts)}"
        if made.preparation is None or made.documents != recipe:
            shutil.rmtree(self.folder / "words", ignore_errors=True)
            with Store(self.data / STORE) as store:
                told = self.track("Analysing for the peers", self.pages.count)
                plan = Plan(
                    taxonomy=default_taxonomy(),
                    required={},
                    now=datetime.now(UTC),
                    words=self.folder / "words",
                )
                made.preparation = prepare(store, plan, self.documents, lambda n, _: told(n))
            made.documents, made.peers = recipe, {}
            self._keep(made)
        return made.preparation

    def build_peer(self, maker: Maker) -> BuildFigures:
        """Build the index of a peer, unless it is built."""
        made, folder = self._made(), self.peer_folder(maker)
        layout, figures = made.peers.get(maker.name, (0, None))
        if figures is None or layout != maker.layout:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            told = self.track(f"Building {maker.name}", self.pages.count)
            clock, cpu = time.perf_counter(), time.process_time()
            maker.build(folder, _counted(read_documents(self.documents), told))
            clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
            figures = BuildFigures(seconds=clock, cpu=cpu, size=size_of(folder))
            made.peers[maker.name] = (maker.layout, figures)
            self._keep(made)
        return figures

    def peer_folder(self, maker: Maker) -> Path:
        """Where the index of a peer lies."""
        return self.folder / maker.name.replace(" ", "-")

    def build_ours(self) -> tuple[BuildFigures, BuildFigures]:
        """A whole build, and one after a night in which one page in a hundred has changed.

        In the end all is made anew from the collection as the peers have it, read with the words
        of all its pages.
        """
        try:
            self.change(edition=1)
            self._forget()
            whole = self.build()
        finally:
            self.change(edition=0)
        night = self.build()
        self.build("--full")
        return whole, night

    def _forget(self) -> None:
        """Leave nothing but the store."""
        for left in self.data.iterdir():
            if left.is_dir():
                shutil.rmtree(left)
            elif not left.name.startswith(STORE):
                left.unlink()

    def change(self, edition: int) -> None:
        """Write the pages that change in a night."""
        with Store(self.data / STORE) as store:
            numbers = range(0, self.pages.count, CHANGED)
            remember(store, self.pages, numbers, edition, lambda _: None)
            settle(store, default_taxonomy())

    def build(self, *options: str) -> BuildFigures:
        """`searchsvc build` in a process of its own; its memory is that of its largest process."""
        clock = time.perf_counter()
        process = subprocess.Popen(
            command("build", *options), env=environment(self.data, **self.settings)
        )
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
        try:
            return msgspec.json.decode((self.folder / "made.json").read_bytes(), type=Made)
        except (OSError, msgspec.DecodeError):
            return Made()

    def _keep(self, made: Made) -> None:
        (self.folder / "made.json").write_bytes(msgspec.json.encode(made))


def size_of(folder: Path) -> int:
    """Bytes of the files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _recipe(*modules: ModuleType) -> str:
    """Changes with the source of these modules."""
    sources = "".join(map(inspect.getsource, modules))
    return hashlib.blake2b(sources.encode(), digest_size=8).hexdigest()


def _counted(documents: Iterable[Document], told: Callable[[int], None]) -> Iterator[Document]:
    for number, document in enumerate(documents, 1):
        yield document
        told(number)
