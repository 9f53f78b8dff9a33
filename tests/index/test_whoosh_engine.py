"""The embedded engine keeps the contract."""

import gc
import json
import os
from functools import partial
from pathlib import Path

from contract_ground import PATIENCE
from engine_contract import EngineContract
from library import LIBRARY, ignore, search
from making import collection

from index.engine import open_engine, open_publisher
from index.engines.whoosh import WhooshEngine, WhooshPublisher


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
