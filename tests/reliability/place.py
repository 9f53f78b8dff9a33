"""A place where the service's data lie: commands are run on it, killed on it, and it is asked."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from running import PATIENCE, SCRIPT, environment

from index.analyse import Analyser
from index.engine import open_engine
from index.language.thesaurus import default_thesaurus
from index.query import Query
from index.resource import Kind, Outcome, Passage, Resource, Visit
from index.store import Store

MATTERS = ("overvann", "sykkelvei", "fjernvarme", "byggeplass", "arealplan", "energi")
PLACES = ("bymidten", "havna", "skolen", "industriområdet")
SOURCES = ("veileder", "kommunene", "laget")
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DOOMED = Path(__file__).with_name("doomed.py")
ON_TMPFS = f"""
mount -t tmpfs -o size="$0" tmpfs place && cp -a before/. place && rm -r before || exit 99
{SCRIPT} "$@"
ended=$?
mkdir before && cp -a place/. before && umount place && rmdir place && mv before place
exit $ended
"""
Answers = dict[str, tuple[int, tuple[str, ...]]]  # total and ids, by what was asked for


@dataclass(frozen=True)
class Place:
    """A data folder."""

    data: Path

    @property
    def store(self) -> Path:
        return self.data / "resources.sqlite"

    @property
    def index(self) -> Path:
        return self.data / "index"

    def command(self, *words: str, within: Iterable[str] = ()) -> "subprocess.Popen[str]":
        """A command on the data, begun; `within` another one."""
        return self._begin([*within, str(SCRIPT), *words])

    def run(self, *words: str) -> str:
        """What a command says that does as it is told."""
        running = self.command(*words)
        said, _ = running.communicate(timeout=PATIENCE * 4)
        assert running.returncode == 0, said
        return said

    def doom(self, moment: int, *words: str) -> "subprocess.Popen[str]":
        """A command that is killed as it changes the folder for the so manieth time (0: never)."""
        program = [sys.executable, str(DOOMED), str(self.data), str(moment), *words]
        return self._begin(program)

    def on_small_disk(self, room: int, *words: str) -> tuple[int, str]:
        """How a command ends, and what it says, where the disk has room for so many more bytes."""
        before = self.data.with_name("before")
        self.data.rename(before)
        self.data.mkdir()
        size = sum(path.lstat().st_blocks * 512 for path in before.rglob("*")) + room
        running = self._begin(["unshare", "-rm", "sh", "-c", ON_TMPFS, str(size), *words])
        said, _ = running.communicate(timeout=PATIENCE * 4)
        return running.returncode, said

    def _begin(self, program: list[str]) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            program,
            cwd=self.data.parent,
            env=environment(data=self.data),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def answers(self) -> Answers:
        """What is found now, for every matter and place."""
        engine = open_engine(self.index, seconds=PATIENCE)
        analyser = Analyser(lexicon=engine.lexicon, thesaurus=default_thesaurus())
        found = {}
        for words in (*MATTERS, *PLACES, *(f"{m} {p}" for m in MATTERS for p in PLACES)):
            query: Query = analyser.query(words, NOW)
            page = engine.search(query)
            found[words] = page.total, tuple(hit.thing.id for hit in page.hits)
        return found

    def generations(self) -> set[str]:
        """What lies in the folder of the index."""
        return {path.name for path in self.index.iterdir()}

    def is_sound(self) -> bool:
        """Whether SQLite finds nothing wrong with the store."""
        with closing(sqlite3.connect(self.store)) as db:
            return bool(db.execute("PRAGMA quick_check").fetchone()[0] == "ok")


def fill(place: Place, numbers: Iterable[int], edition: str = "", at: datetime = NOW) -> None:
    """Store the pages of these numbers, as one harvest."""
    with Store(place.store) as store:
        harvest = store.begin_harvest(at)
        store.remember(harvest, [visit(number, edition, at) for number in numbers])
        store.end_harvest(harvest, at)


def visit(number: int, edition: str, at: datetime) -> Visit:
    """The visit that read a page."""
    page = resource(number, edition)
    return Visit(
        address=page.address, source=page.source, at=at, outcome=Outcome.READ, status=200,
        readings=(page,),
    )  # fmt: skip


def resource(number: int, edition: str) -> Resource:
    """The page of a number; an edition says something of its own."""
    matter, spot = MATTERS[number % len(MATTERS)], PLACES[number % len(PLACES)]
    source = SOURCES[number % len(SOURCES)]
    text = f"Kommunen arbeider med {matter} ved {spot}. {edition}"
    return Resource(
        address=f"https://{source}.example/{matter}/{number}",
        kind=Kind.GUIDANCE,
        source=source,
        publisher=source.title(),
        title=f"{matter.title()} ved {spot}, del {number}",
        passages=(Passage(text=text),),
    )


def was_killed(running: "subprocess.Popen[str]") -> bool:
    """Whether a command that has ended was killed; it fails where it ended of something else."""
    said, _ = running.communicate(timeout=PATIENCE * 4)
    assert running.returncode in (0, -signal.SIGKILL), said
    return running.returncode != 0


def descriptors(pid: int) -> int:
    """How many files a process has open."""
    return len([*Path(f"/proc/{pid}/fd").iterdir()])
