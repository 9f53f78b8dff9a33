"""A generation of which anything is not as it was written is refused, in one line."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import msgspec
import pytest
from inventing import invent_things
from library import asking, ignore, listing
from making import collection, coverage

from index.engine import EngineError, open_engine, open_publisher
from index.seal import stamps_of

MANIFEST = "generation.json"
Harm = Callable[[Path, Path], object]  # of a file: itself, and the same of another generation


def truncate(path: Path, _: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def overwrite(path: Path, _: Path) -> None:
    """Change eight bytes; of a manifest among the seals: another stamp only has a file read."""
    held = bytearray(path.read_bytes())
    start = len(held) // (10 if path.name == MANIFEST else 2)
    held[start : start + 8] = bytes(byte ^ 1 for byte in held[start : start + 8])
    path.write_bytes(held)


def remove(path: Path, _: Path) -> None:
    path.unlink()


def hide(path: Path, other: Path) -> None:
    """Overwrite, and put back the time of it."""
    before = path.stat()
    overwrite(path, other)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def confuse(path: Path, other: Path) -> None:
    shutil.copyfile(other, path)


def publish(folder: Path, seed: int, count: int) -> Path:
    """A generation in a folder; another seed gives other things."""
    things = invent_things(Random(seed), count)
    made = replace(collection(things), coverage=coverage(sample=bool(seed)))
    name = open_publisher(folder).publish(made, ignore)
    return folder / name


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("generations"), seed=0, count=20)


@pytest.fixture(scope="module")
def another(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("others"), seed=1, count=21)


def refused(folder: Path) -> str:
    """What is said where an engine is opened."""
    with pytest.raises(EngineError) as raised:
        open_engine(folder).search(listing())
    return str(raised.value)


@pytest.mark.parametrize("harm", [truncate, overwrite, hide, remove, confuse])
def test_any_file_that_is_not_as_it_was_written_is_named(
    generation: Path, another: Path, harm: Harm
) -> None:
    files = [path for path in generation.rglob("*") if path.is_file()]
    assert len(files) > 50
    for path in files:
        whole, other = path.read_bytes(), another / path.relative_to(generation)
        harm(path, other)
        if path.exists() and path.read_bytes() == whole:
            continue  # nothing is harmed
        said = refused(generation.parent)
        path.write_bytes(whole)
        assert said.endswith(": run `searchsvc build`")
        assert "\n" not in said
        assert str(path if path.name != MANIFEST else generation) in said
    assert open_engine(generation.parent).search(listing()).total == 20


def test_bytes_that_are_no_text_are_damage_too(generation: Path) -> None:
    manifest = generation / MANIFEST
    whole = manifest.read_bytes()
    for place in range(0, len(whole), 97):
        for stray in (b"\xff\xfe", b"\0\0"):
            manifest.write_bytes(whole[:place] + stray + whole[place + 2 :])
            assert refused(generation.parent).endswith("run `searchsvc build`")
    manifest.write_bytes(whole)


def test_a_generation_that_is_missing_is_said(tmp_path: Path) -> None:
    generation = publish(tmp_path, seed=0, count=3)
    shutil.rmtree(generation)
    assert (
        refused(tmp_path) == f"{generation / MANIFEST} is missing or damaged: run `searchsvc build`"
    )


def test_what_is_open_keeps_answering_when_its_files_are_gone(tmp_path: Path) -> None:
    generation = publish(tmp_path, seed=0, count=20)
    held = open_engine(tmp_path, 60).current()
    query = asking(held, 'klima kommune "plan" overvann')
    before, titles = held.search(query), held.complete("k")
    shutil.rmtree(generation)
    publish(tmp_path, seed=1, count=21)
    assert held.search(query) == before
    assert before.total
    assert held.complete("k") == titles


def test_a_copy_of_a_generation_is_whole_too(generation: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copy"
    shutil.copytree(generation.parent, copied, symlinks=True)
    assert open_engine(copied).search(listing()).total == 20


def damage_unseen(path: Path, generation: Path, boot: str = "") -> None:
    """Damage a file as a disk does that fails: its times stay."""
    overwrite(path, path)
    stamps = stamps_of(generation)
    manifest = msgspec.json.decode((generation / MANIFEST).read_bytes())
    manifest["stamps"] = {name: boot + stamp for name, stamp in stamps.items()}
    (generation / MANIFEST).write_bytes(msgspec.json.encode(manifest))


def test_once_the_machine_is_started_anew_all_is_read(tmp_path: Path) -> None:
    generation = publish(tmp_path, seed=0, count=20)
    path = generation / "words" / "stem-docs.npy"
    damage_unseen(path, generation, boot="another ")
    assert refused(tmp_path) == f"{path} is damaged: run `searchsvc build`"


def test_damage_that_left_no_trace_is_found_where_all_is_read(tmp_path: Path) -> None:
    generation = publish(tmp_path, seed=0, count=20)
    path = generation / "words" / "stem-docs.npy"
    damage_unseen(path, generation)
    open_engine(tmp_path).search(listing())
    publisher = open_publisher(tmp_path)
    assert publisher.lexicon() is None  # the next build takes nothing over
    for read in (
        lambda: open_engine(tmp_path, reading=True).search(listing()),
        lambda: publisher.roll_back(generation.name),
    ):
        with pytest.raises(EngineError) as raised:
            read()
        assert str(raised.value) == f"{path} is damaged: run `searchsvc build`"


def test_after_a_new_build_all_is_well(tmp_path: Path) -> None:
    overwrite(publish(tmp_path, seed=0, count=3) / "facts.sqlite", tmp_path)
    engine = open_engine(tmp_path)
    with pytest.raises(EngineError, match=r"facts.sqlite is damaged"):
        engine.search(listing())
    publish(tmp_path, seed=1, count=4)
    assert engine.search(listing()).total == 4
