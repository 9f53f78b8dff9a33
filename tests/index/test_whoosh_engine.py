"""The embedded engine keeps the contract."""

import gc
import json
import os
from functools import partial
from pathlib import Path

import pytest
from contract_ground import PATIENCE
from engine_contract import EngineContract
from library import LIBRARY, asking, ids, ignore, listing, search
from making import NOW, collection, page, thing

from index.engine import Engine, open_engine, open_publisher
from index.engines.whoosh import WhooshEngine, WhooshPublisher
from index.engines.whoosh import search as searching
from index.query import Facet


class TestWhooshEngine(EngineContract):
    open_engine = staticmethod(partial(open_engine, seconds=PATIENCE))
    open_publisher = staticmethod(open_publisher)

    def generations(self, folder: Path) -> set[str]:
        return {path.name for path in folder.iterdir()} - {"current"}

    def write_other_fingerprint(self, folder: Path) -> None:
        manifest = folder / "current" / "generation.json"
        said = json.loads(manifest.read_text(encoding="utf-8"))
        manifest.write_text(json.dumps({**said, "fingerprint": "annen"}), encoding="utf-8")


def test_it_is_the_engine_that_comes_with_the_service(tmp_path: Path) -> None:
    assert isinstance(open_engine(tmp_path), WhooshEngine)
    assert isinstance(open_publisher(tmp_path), WhooshPublisher)


def test_the_files_of_a_generation_are_closed_as_its_last_reader_leaves(tmp_path: Path) -> None:
    open_publisher(tmp_path).publish(collection(LIBRARY), ignore)
    gc.collect()
    gc.disable()
    try:
        before = open_files(tmp_path)
        engine = open_engine(tmp_path)
        assert search(engine, "flom").total
        assert open_files(tmp_path) > before
        del engine
        assert open_files(tmp_path) == before
    finally:
        gc.enable()


def open_files(folder: Path) -> int:
    links = [*Path("/proc/self/fd").iterdir()]
    return sum(os.path.realpath(link).startswith(str(folder)) for link in links)


def publish(folder: Path, path: str) -> str:
    return open_publisher(folder).publish(collection([thing(page(path, "Om flom"))]), ignore)


def everything(engine: Engine) -> list[object]:
    """All that an engine can be asked for, of everything that it holds."""
    query = asking(engine, "overvann flom")
    things = [hit.thing for hit in engine.search(listing()).hits]
    names = [thing.id for thing in things]
    return [
        things,
        [(hit.thing.id, hit.score, hit.snippet) for hit in engine.search(query).hits],
        [engine.explain(query, name) for name in names],
        [(engine.get(name), engine.links_out(name), engine.links_in(name)) for name in names],
        [engine.find(thing.record.resource.address) for thing in things],
        [engine.values(facet) for facet in Facet],
        [engine.complete(begun) for begun in ("kl", "fl", "o")],
        engine.sums(listing()),
        engine.changed(0, len(names)),
        engine.visited("https://www.veileder.example/borte"),
        engine.coverage(),
        engine.next_change(NOW),
    ]


def test_a_generation_that_is_removed_is_read_on_by_those_who_hold_it(tmp_path: Path) -> None:
    name = open_publisher(tmp_path).publish(collection(LIBRARY), ignore)
    expected = everything(open_engine(tmp_path, PATIENCE).current())
    held = open_engine(tmp_path, PATIENCE).current()  # and asked nothing yet
    publish(tmp_path, "/ny")
    open_publisher(tmp_path).forget_earlier()
    assert not (tmp_path / name).exists()
    assert everything(held) == expected


def test_a_generation_that_is_removed_while_it_is_opened_gives_way_to_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(tmp_path, "/a")

    class Overtaken(searching.Generation):
        def __init__(self, folder: Path, *, reading: bool = False) -> None:
            if folder.name == first:
                publish(tmp_path, "/b")
                open_publisher(tmp_path).forget_earlier()
            super().__init__(folder, reading=reading)

    monkeypatch.setattr(searching, "Generation", Overtaken)
    assert ids(search(open_engine(tmp_path), "flom")) == ["b"]


def test_every_file_is_on_the_disk_before_it_is_served_and_that_it_is_served_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[Path, bool]] = []  # what was synced, and whether the new one was served

    def noted(number: int) -> None:
        path = Path(f"/proc/self/fd/{number}").readlink()
        synced.append((path.relative_to(tmp_path), (tmp_path / "current").exists()))

    monkeypatch.setattr(os, "fsync", noted)
    name = publish(tmp_path, "/a")
    written = {path.relative_to(tmp_path) for path in (tmp_path / name).rglob("*")}
    assert {path for path, served in synced if not served} >= {Path(name), *written}
    assert [path for path, served in synced if served] == [Path()]


def test_a_damaged_generation_is_listed_all_the_same(tmp_path: Path) -> None:
    names = [publish(tmp_path, f"/{number}") for number in range(2)]
    (tmp_path / names[0] / "coverage.json").write_bytes(b"{")
    kept = open_publisher(tmp_path).generations()
    assert [generation.name for generation in kept] == names[::-1]


def test_instead_of_one_that_is_damaged_the_latest_that_is_whole_is_served(
    tmp_path: Path,
) -> None:
    names = [publish(tmp_path, f"/{number}") for number in range(3)]
    (tmp_path / names[2] / "generation.json").write_bytes(b"{")
    assert open_publisher(tmp_path).roll_back() == names[1] == open_engine(tmp_path).generation
