"""What an operator does when a build went wrong, and what a build does when the store is wrong."""

import re
import shutil
from pathlib import Path

from place import Place, fill

from index.engine import PROGRAM
from index.store import Store


def served(place: Place) -> str:
    return (place.index / "current").readlink().name


def test_the_generation_before_is_served_again_and_the_next_build_is_new(place: Place) -> None:
    first, before = served(place), place.answers()
    fill(place, range(100, 110), "Nytt fra vinteren.")
    place.run("build")
    second, after = served(place), place.answers()
    listed = place.run("rollback", "--list")
    assert re.search(rf"{second} .* {PROGRAM} .* 70 .* served", listed)
    assert re.search(rf"{first} .* 60 (?!.*served)", listed)
    assert first in place.run("rollback")
    assert (served(place), place.answers()) == (first, before)
    assert second in place.run("rollback", second)
    assert place.answers() == after
    place.run("rollback")
    place.run("build")
    assert served(place) not in (first, second)
    assert place.answers() == after


def test_what_cannot_be_served_again_is_said(place: Place) -> None:
    for words in (("rollback",), ("rollback", "20200101T000000-abcdef")):
        running = place.command(*words)
        said, _ = running.communicate()
        assert running.returncode == 2
        assert said.startswith("searchsvc: there is no generation")


def test_a_damaged_generation_is_not_served_again(place: Place) -> None:
    first = place.index / served(place)
    fill(place, range(100, 110), "Nytt fra vinteren.")
    place.run("build")
    after = place.answers()
    path = max(first.glob("*.npy"), key=lambda path: path.stat().st_size)
    path.write_bytes(path.read_bytes()[:-8])
    running = place.command("rollback")
    said, _ = running.communicate()
    assert running.returncode == 2
    assert "is damaged" in said
    assert place.answers() == after


def test_another_store_does_not_take_the_place_of_what_is_published(
    place: Place, tmp_path: Path
) -> None:
    before = place.answers()
    other = Place(tmp_path / "other")
    fill(other, range(5))
    for left in place.data.glob("resources.sqlite*"):
        left.unlink()
    shutil.copy(other.store, place.store)
    running = place.command("build")
    said, _ = running.communicate()
    assert running.returncode == 2
    assert "is it the right store?" in said
    assert place.answers() == before
    place.run("build", "--accept")
    assert place.answers() != before
    with Store(place.store) as store:
        assert len(list(store.records())) == 5
