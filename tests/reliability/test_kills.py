"""Killed at any moment, a build leaves what was published, or has published the new whole."""

import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from place import Answers, Place, fill, was_killed

Figures = Callable[[str, object], None]


@dataclass
class Waiting:
    """A place with new pages to publish, and what it answers before and after that."""

    place: Place
    aside: Path
    before: Answers
    after: Answers

    def check(self) -> bool:
        """Whether the new pages are published; all is as it was before or is to be."""
        found = self.place.answers()
        assert found in (self.before, self.after)
        assert self.place.is_sound()
        if found == self.before:
            return False
        shutil.rmtree(self.place.data)
        shutil.copytree(self.aside, self.place.data, symlinks=True)
        return True


@pytest.fixture
def waiting(place: Place, tmp_path: Path) -> Waiting:
    before = place.answers()
    fill(place, range(100, 110), "Nytt fra vinteren.")
    aside = shutil.copytree(place.data, tmp_path / "aside", symlinks=True)
    there = Place(shutil.copytree(place.data, tmp_path / "there", symlinks=True))
    there.run("build", "--full")
    after = there.answers()
    assert after != before
    return Waiting(place, aside, before, after)


def moments(place: Place) -> int:
    """How often a build changes the folder."""
    running = place.doom(0, "build", "--full")
    said, _ = running.communicate()
    assert running.returncode == 0, said
    return int(said.split()[-1])


def test_a_build_that_is_killed_at_a_change_of_a_file_loses_nothing(
    waiting: Waiting, tmp_path: Path, at_length: bool, figures: Figures
) -> None:
    count = moments(Place(shutil.copytree(waiting.aside, tmp_path / "counted", symlinks=True)))
    assert count > 20
    last = range(count - 11, count + 1)  # the swap, and what comes after it
    chosen = range(1, count + 1) if at_length else [*Random(8).sample(range(1, last[0]), 12), *last]
    swapped = 0
    for moment in chosen:
        assert was_killed(waiting.place.doom(moment, "build", "--full"))
        swapped += waiting.check()
    assert 0 < swapped < len(chosen)
    waiting.place.run("build")
    assert waiting.place.answers() == waiting.after
    figures("builds killed at a change of a file", len(chosen))


def test_a_build_that_is_killed_at_any_time_loses_nothing(
    waiting: Waiting, at_length: bool, figures: Figures
) -> None:
    random, killed = Random(9), 0
    begun = time.monotonic()
    waiting.place.run("build", "--full")
    whole = time.monotonic() - begun
    assert waiting.check()
    for _ in range(400 if at_length else 16):
        running = waiting.place.command("build", *random.choice(([], ["--full"])))
        try:
            running.wait(random.uniform(0.4, 1) * whole)
        except subprocess.TimeoutExpired:
            running.kill()
        killed += was_killed(running)
        waiting.check()
    waiting.place.run("build")
    assert waiting.place.answers() == waiting.after
    assert killed > 5
    figures("builds killed at a time", killed)


def test_what_killed_builds_leave_is_removed(place: Place) -> None:
    for moment in (5, 9, 14, 20):
        fill(place, range(200, 200 + moment), f"Ny tekst {moment}.")
        was_killed(place.doom(moment, "build", "--full"))
    place.run("build")
    held = place.generations()
    place.run("build")
    assert len(place.generations()) <= len(held) + 1
    assert not [path for path in place.data.iterdir() if path.name.endswith((".new", ".tmp"))]
    assert not [*place.data.glob("build-*")]
