"""A harvest into a disk that is full: it ends with a sentence, and what it had stays."""

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from linking import links

from index.store import Store

pytestmark = pytest.mark.slow

HOST = "www.veileder.example"
SCRIPT = Path(sys.executable).with_name("searchsvc")
NAMES = [f"side-{number}" for number in range(30)]
ROOM = 100_000  # bytes of a file, of which the store has some already


def harvest(folder: Path, room: int = 0) -> subprocess.CompletedProcess[str]:
    """Harvest where no file may grow beyond the room, as on a disk that is full."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    return subprocess.run(
        [SCRIPT, "harvest"],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if "SEARCHSVC_" not in name},
        preexec_fn=limit if room else None,
        capture_output=True,
        text=True,
    )


def titles(folder: Path) -> set[str]:
    with Store(folder / "var" / "resources.sqlite") as store:
        return {record.resource.title for record in store.records()}


def test_a_full_disk_loses_nothing(crawler: Any, tmp_path: Path) -> None:
    site = crawler.website
    site.put("/start/", links("/klima/forst"))
    site.page("/klima/forst", "forst")
    (tmp_path / "kilder").mkdir()
    (tmp_path / "kilder" / "veileder.toml").write_text(
        f'name = "veileder"\nowner = "V"\nhosts = ["{HOST}"]\nstart = ["http://{HOST}/start/"]\n'
        'follow = ["^/start/"]\n[[pages]]\nkind = "guidance"\naddress = "^/klima/"\n'
    )
    (tmp_path / "searchsvc.toml").write_text(
        f'sources = "kilder"\ndelay = 0\n[resolve]\n"{HOST}" = "{site.place}"\n'
    )
    assert harvest(tmp_path).returncode == 0
    held = (tmp_path / "var" / "resources.sqlite").stat().st_size
    site.put("/start/", links("/klima/forst", *(f"/klima/{name}" for name in NAMES)))
    for name in NAMES:
        site.page(f"/klima/{name}", name, f"{name} " * 2_000)
    full = harvest(tmp_path, held + ROOM)
    assert full.returncode == 2
    assert "cannot be written" in full.stderr
    assert "what was stored before is kept" in full.stderr
    assert "Traceback" not in full.stderr
    kept = titles(tmp_path)
    assert "forst" in kept
    assert len(kept) < len(NAMES)
    assert harvest(tmp_path).returncode == 0
    assert titles(tmp_path) == {"forst", *NAMES}
