"""A machine of its own: systemd over a copy of this one's file system, without a network."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from running import PATIENCE, until

BOOT = """
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs "$1" && cd "$1" && mkdir upper work root
mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root && cd root
rm -rf etc/systemd/system/*.wants/* etc/nginx/sites-enabled/* etc/machine-id
ln -s /dev/null etc/systemd/system/systemd-networkd-wait-online.service
mount -t proc proc proc && mount --bind proc/sys proc/sys && mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs dev
for name in null zero full random urandom tty; do
    touch dev/$name && mount --bind /dev/$name dev/$name
done
mkdir dev/pts dev/shm && mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
touch dev/console && mount --bind "$2" dev/console
for name in run tmp dev/shm; do mount -t tmpfs tmpfs $name; done
shared=$3 && mkdir run/shared
for name in $(ls "$shared"); do
    mkdir run/shared/$name && mount --bind "$(realpath "$shared/$name")" run/shared/$name
done
ip link set lo up
mkdir .before && pivot_root . .before && umount -l .before && rmdir .before
container=other exec /lib/systemd/systemd --system --unit=sysinit.target
"""
APART = ("--mount", "--pid", "--fork", "--kill-child", "--cgroup", "--ipc", "--uts", "--net")


@dataclass(frozen=True)
class Machine:
    """A machine that has begun: commands are run on it as root."""

    pid: int  # of its systemd

    def command(self, words: str, folder: str = "/") -> "subprocess.Popen[str]":
        """A line of shell, begun."""
        enter = ["nsenter", "--target", str(self.pid), "--all", f"--wdns={folder}"]
        path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        return subprocess.Popen(
            [*enter, "sh", "-euc", words],
            env={"PATH": path, "LANG": "C.UTF-8", "HOME": "/root", "PIP_NO_INDEX": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, words: str, folder: str = "/") -> str:
        """What a line of shell says that does as it is told."""
        running = self.command(words, folder)
        said, _ = running.communicate(timeout=PATIENCE * 4)
        assert running.returncode == 0, f"{words}\n{said}"
        return said

    def fails(self, words: str) -> bool:
        running = self.command(words)
        running.communicate(timeout=PATIENCE)
        return running.returncode != 0


@contextmanager
def booting(folder: Path, shared: dict[str, Path]) -> Iterator[Machine]:
    """A machine on which some folders of this one lie in /run/shared, while the block runs."""
    console, place, links = folder / "console", folder / "machine", folder / "shared"
    place.mkdir()
    links.mkdir()
    for name, path in shared.items():
        (links / name).symlink_to(path)
    cgroup = _cgroup(f"machine-{os.getpid()}")
    words = ["bash", "-c", BOOT, "boot", place, console, links]
    join = ["sh", "-c", 'echo $$ > "$0" && exec "$@"', cgroup / "cgroup.procs"]
    with console.open("w") as said:
        outside = subprocess.Popen(
            [*join, "unshare", *APART, *words], stdin=subprocess.DEVNULL, stderr=said
        )
    try:
        until(lambda: outside.poll() is not None or _child(outside.pid))
        machine = Machine(_child(outside.pid))
        until(lambda: outside.poll() is not None or not machine.fails(RUNS))
        yield machine
    finally:
        outside.kill()
        outside.wait()
        _remove(cgroup)


RUNS = "systemctl is-active --quiet sysinit.target"


def _child(pid: int) -> int:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return int(children[0]) if children else 0


def _cgroup(name: str) -> Path:
    unified = Path("/sys/fs/cgroup/unified")
    path = (unified if unified.exists() else unified.parent) / name
    path.mkdir()
    return path


def _remove(cgroup: Path) -> None:
    end = time.monotonic() + PATIENCE
    for path in [*sorted(cgroup.rglob("*/"), reverse=True), cgroup]:
        while path.exists() and time.monotonic() < end:
            with suppress(OSError):
                path.rmdir()
