"""A full disk, a folder that is read-only, a clock that was wrong: said, and nothing is lost."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from place import NOW, Place, fill
from running import WITHOUT_RIGHTS, Start, until


@pytest.mark.parametrize("room", [20_000, 100_000, 150_000, 250_000, 400_000])
def test_a_build_on_a_full_disk_leaves_what_is_published(place: Place, room: int) -> None:
    before = place.answers()
    fill(place, range(100, 140), "Nytt fra vinteren.")
    ended, said = place.on_small_disk(room, "build", "--full")
    assert ended == 2, said
    assert re.match(r"searchsvc: .* cannot be written .*\b(is kept|stays)$", said.strip())
    assert place.answers() == before
    place.run("build")
    assert place.answers() != before


def test_a_build_in_a_folder_that_is_read_only_says_so(place: Place) -> None:
    before = place.answers()
    fill(place, range(100, 110), "Nytt fra vinteren.")
    place.index.chmod(0o555)
    running = place.command("build", within=WITHOUT_RIGHTS)
    said, _ = running.communicate()
    assert running.returncode == 2
    assert re.match(r"searchsvc: .* cannot be written .*Permission denied", said)
    assert place.answers() == before
    place.index.chmod(0o755)
    place.run("build")
    assert place.answers() != before


def test_a_rollback_in_a_folder_that_is_read_only_says_so(place: Place) -> None:
    fill(place, range(100, 110), "Nytt fra vinteren.")
    place.run("build")
    before = place.answers()
    place.index.chmod(0o555)
    running = place.command("rollback", within=WITHOUT_RIGHTS)
    said, _ = running.communicate()
    assert running.returncode == 2
    assert re.match(r"searchsvc: .* cannot be written .*Permission denied", said)
    place.index.chmod(0o755)
    assert place.answers() == before


def test_a_store_that_is_read_only_is_said_so(place: Place) -> None:
    place.data.chmod(0o555)
    place.store.chmod(0o444)
    running = place.command("build", within=WITHOUT_RIGHTS)
    said, _ = running.communicate()
    assert running.returncode == 2
    assert re.match(r"searchsvc: .*(readonly|Permission denied)", said)
    place.data.chmod(0o755)


def test_a_clock_that_was_ahead_and_is_set_back_hides_nothing(place: Place, start: Start) -> None:
    """The generation and the visits bear a time that has not come; the next build is served."""
    before = place.answers()
    ahead = NOW + timedelta(days=3_000)
    fill(place, range(100, 110), "Nytt fra fremtiden.", ahead)
    published = (place.index / "current").readlink()
    later = place.index / f"{ahead:%Y%m%dT%H%M%S}-abcdef"
    (place.index / published).rename(later)
    (place.index / "current").unlink()
    (place.index / "current").symlink_to(later.name)
    service = start(place.data)
    assert service.ask("/sok?q=overvann").startswith(b"HTTP/1.1 200 OK")
    place.run("build")
    now = place.answers()
    assert now != before
    assert (place.index / "current").readlink() != Path(later.name)
    until(lambda: b"<mark>fremtiden</mark>" in service.ask("/sok?q=fremtiden"))
    fill(place, range(200, 210), "Nytt fra i dag.")
    place.run("build")
    assert place.answers() != now


def test_a_truncated_file_stops_no_service_that_runs_and_is_mended_by_a_build(
    place: Place, start: Start
) -> None:
    service, before = start(place.data), place.answers()
    for path in sorted((place.index / "current").glob("*.npy"))[:3]:
        held = path.read_bytes()
        path.unlink()  # as the service has the old one open
        path.write_bytes(held[: len(held) // 2])
    assert service.ask("/sok?q=overvann").startswith(b"HTTP/1.1 200 OK")
    starting = place.command("serve")
    said, _ = starting.communicate()
    assert starting.returncode == 2
    assert re.search(r"is damaged: run `searchsvc build`", said)
    place.run("build")
    assert place.answers() == before
    assert service.ask("/sok?q=overvann").startswith(b"HTTP/1.1 200 OK")
