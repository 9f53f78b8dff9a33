"""Backups and restores that end badly: killed, or on a full disk. What there was is there still."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from place import Place, fill, was_killed
from running import WITHOUT_RIGHTS

from index.backup import back_up
from index.store import Store

Figures = Callable[[str, object], None]


@pytest.fixture
def kept(place: Place) -> Place:
    """A place with a backup, to which pages have come since."""
    back_up(place.store, place.data / "natt.sqlite", lambda *_: None)
    fill(place, range(100, 140), "Nytt fra vinteren.")
    return place


def count(store: Path) -> int:
    with Store(store) as held:
        held.check()
        return sum(held.counts().values())


def leftovers(place: Place) -> list[Path]:
    return [*place.data.glob("*.new*"), *place.data.glob("*-wal"), *place.data.glob("*-journal")]


def killed(place: Place, aside: Path, words: tuple[str, ...], at_length: bool) -> Iterator[int]:
    """Kill a command as it changes the folder for the so manieth time, on the same place anew.

    The short form has the changes around the swap.
    """
    counted = place.doom(0, *words)
    said, _ = counted.communicate()
    assert counted.returncode == 0, said
    count = int(said.split()[-1])
    for moment in range(1, count + 1) if at_length else range(count - 5, count - 2):
        shutil.rmtree(place.data)
        shutil.copytree(aside, place.data, symlinks=True)
        assert was_killed(place.doom(moment, *words))
        yield moment


def test_a_restore_that_is_killed_leaves_a_whole_store(
    kept: Place, tmp_path: Path, at_length: bool
) -> None:
    words = ("restore", str(kept.data / "natt.sqlite"))
    aside = shutil.copytree(kept.data, tmp_path / "aside", symlinks=True)
    found = [count(kept.store) for _ in killed(kept, aside, words, at_length)]
    assert set(found) == {60, 100}
    assert found == sorted(found, reverse=True)
    kept.run(*words)
    assert count(kept.store) == 60
    assert leftovers(kept) == []


def test_a_backup_that_is_killed_leaves_the_earlier_one(
    kept: Place, tmp_path: Path, at_length: bool
) -> None:
    file = kept.data / "natt.sqlite"
    words = ("backup", str(file), "--force")
    aside = shutil.copytree(kept.data, tmp_path / "aside", symlinks=True)
    found = [count(file) for _ in killed(kept, aside, words, at_length)]
    assert set(found) == {60, 100}
    kept.run(*words)
    assert (count(file), count(kept.store)) == (100, 100)
    assert leftovers(kept) == []


@pytest.mark.chaos
def test_killed_at_any_time_they_lose_nothing(kept: Place, figures: Figures) -> None:
    random, killed, file = Random(8), 0, kept.data / "natt.sqlite"
    for number in range(200):
        words = ("backup", "--force") if number % 2 else ("restore",)
        running = kept.command(words[0], str(file), *words[1:])
        try:
            running.wait(random.uniform(0.2, 1.2))
        except subprocess.TimeoutExpired:
            running.kill()
        killed += was_killed(running)
        assert {count(file), count(kept.store)} <= {60, 100}
        for old in kept.data.glob("*.before-restore-*"):
            old.unlink()
    assert killed > 50
    figures("backups and restores killed at a time", killed)


@pytest.mark.parametrize("words", [("backup", "place/ny.sqlite"), ("restore", "place/natt.sqlite")])
def test_on_a_full_disk_nothing_is_lost(kept: Place, words: tuple[str, ...]) -> None:
    ended, said = kept.on_small_disk(60_000, *words)
    assert ended == 2, said
    assert "cannot be written" in said
    assert (count(kept.store), count(kept.data / "natt.sqlite")) == (100, 60)
    assert not (kept.data / "ny.sqlite").exists()
    assert leftovers(kept) == []


def test_in_a_folder_that_is_read_only_it_is_said(kept: Place) -> None:
    for path in (kept.data / "resources.lock", kept.data / "resources.build.lock"):
        path.touch()
    kept.data.chmod(0o555)
    for words in (("backup", "place/ny.sqlite"), ("restore", "place/natt.sqlite")):
        running = kept.command(*words, within=WITHOUT_RIGHTS)
        said, _ = running.communicate()
        assert running.returncode == 2, said
        assert "cannot be written" in said
    kept.data.chmod(0o755)
    assert count(kept.store) == 100
