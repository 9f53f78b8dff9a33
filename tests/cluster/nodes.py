"""A real search cluster on loopback: three nodes, a process each, made from Maven's artifacts.

Needs a JDK and Maven. What Maven has fetched once it needs no network for.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NODES = 3
HEAP = "512m"
MEMORY_OPTIONS = (f"-Xms{HEAP}", f"-Xmx{HEAP}")
SHORT_LIVED = (  # a node that runs for minutes takes a third of the CPU without the second compiler
    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"
)  # fmt: skip
MEMORY = "/dev/shm"  # where nothing is waited for until it is on a disk
PATIENCE = 120  # seconds until a node that has not started has failed
NEEDED = ("java", "javac", "mvn")


class Node:
    """A node: its name, its address, and its process while it runs."""

    def __init__(self, folder: Path, settings: dict[str, str], options: Sequence[str]) -> None:
        self.name = settings["node.name"]
        self.address = f"http://127.0.0.1:{settings['http.port']}"
        self._folder = folder
        self._options = options
        self._settings = settings
        self._process: subprocess.Popen[str] | None = None
        self._said: list[str] = []
        self._told = threading.Event()

    def start(self) -> None:
        """Begin to start; `wait` until it has."""
        self._told.clear()
        classes = os.pathsep.join(str(self._folder / part) for part in ("classes", "jars/*"))
        arguments = [f"{name}={value}" for name, value in self._settings.items()]
        self._process = subprocess.Popen(
            ["java", *MEMORY_OPTIONS, *self._options, "-cp", classes, "ClusterNode", *arguments],
            cwd=self._folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            **_another_user(),
        )  # fmt: skip
        threading.Thread(target=self._listen, args=[self._process], daemon=True).start()

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process
        return self._process.pid

    def wait(self) -> None:
        """Wait until it has joined the others."""
        if not self._told.wait(PATIENCE) or "started\n" not in self._said:
            raise RuntimeError(f"{self.name} did not start:\n{''.join(self._said)}")

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process:
            self._process.kill()
            self._process.wait(PATIENCE)

    def stop(self) -> None:
        """End it in order."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout
        self._said = []
        with process.stdout as said:
            for line in said:
                self._said.append(line)
                if line == "started\n":
                    self._told.set()
        self._told.set()


@contextmanager
def search_cluster(
    options: Sequence[str] = SHORT_LIVED, where: Path | None = None
) -> Iterator[list[Node]]:
    """Three nodes that have found each other; all is gone afterwards.

    Their files are in a folder below `where`, or in memory.
    """
    with making(where) as folder:
        fetch(folder)
        compile_node(folder)
        with started([Node(folder, each, options) for each in settings(folder, NODES)]) as nodes:
            yield nodes


@contextmanager
def making(where: Path | None = None) -> Iterator[Path]:
    """A folder to make nodes in, which any user may read; skips where the means are missing."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(
            f"no {' nor '.join(missing)} for a search cluster:"
            " sudo apt install default-jdk-headless maven"
        )
    where = where or (Path(MEMORY) if Path(MEMORY).is_dir() else None)
    with tempfile.TemporaryDirectory(dir=where) as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "config").mkdir()
        yield folder


def fetch(folder: Path, *options: str) -> None:
    """Have Maven gather the parts of a node; RuntimeError where it cannot."""
    _run("mvn", "-q", "-B", *options, "-f", HERE / "pom.xml", "dependency:copy-dependencies",
         f"-DoutputDirectory={folder / 'jars'}")  # fmt: skip


def compile_node(folder: Path) -> None:
    """Compile what starts a node, with the parts that are there."""
    _run("javac", "-cp", folder / "jars" / "*", "-d", folder / "classes", HERE / "ClusterNode.java")


@contextmanager
def started(nodes: list[Node]) -> Iterator[list[Node]]:
    """Nodes that have found each other, while the block runs."""
    with ExitStack() as stack:
        for node in nodes:
            node.start()
            stack.callback(node.stop)
        for node in nodes:
            node.wait()
        yield nodes


def settings(folder: Path, count: int) -> Iterator[dict[str, str]]:
    """Those of each of so many nodes, whose data folders are made."""
    ports = _free_ports(2 * count)
    seeds = ",".join(f"127.0.0.1:{port}" for port in ports[count:])
    names = [f"node-{number}" for number in range(count)]
    for name, http, transport in zip(names, ports[:count], ports[count:], strict=True):
        (folder / name).mkdir()
        if user := _another_user().get("user"):
            shutil.chown(folder / name, user)
        yield {
            "cluster.name": folder.name,
            "node.name": name,
            "path.home": str(folder),
            "path.data": str(folder / name),
            "network.host": "127.0.0.1",
            "http.port": str(http),
            "transport.port": str(transport),
            "discovery.seed_hosts": seeds,
            "cluster.initial_cluster_manager_nodes": ",".join(names),
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }


def _another_user() -> dict[str, str]:
    """What makes a process that of a user who is not root."""
    return {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        held = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in held:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in held]


def _run(*command: str | Path) -> None:
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}")
