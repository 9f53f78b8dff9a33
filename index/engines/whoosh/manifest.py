"""Manifest: what a generation says of itself, so that it is known to be whole."""

from datetime import datetime
from pathlib import Path

import msgspec

from index.engine import EngineError, NothingPublishedError
from index.engines.whoosh.schema import FINGERPRINT
from index.seal import broken_seal

CURRENT = "current"
MANIFEST = "generation.json"


class Manifest(msgspec.Struct, frozen=True):
    """By what a generation was built and when, its pages, and seals and stamps of all other files.

    `lexicon` is the name of the one that its words were read with, `number` one more than that of
    any before: clocks are set back.
    """

    fingerprint: str
    program: str
    lexicon: str
    seals: dict[str, str]
    number: int
    built: datetime
    pages: int
    stamps: dict[str, str] = {}


def check(folder: Path, *, reading: bool = True) -> Manifest:
    """Refuse what is not a finished generation of this version, every file as it was written.

    Where it is not for `reading`, files that nothing has been done to since are not read.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        said = f"{folder / MANIFEST} is missing or damaged: run `searchsvc build`"
        raise EngineError(said) from error
    if manifest.fingerprint != FINGERPRINT:
        raise NothingPublishedError("the index was built by another version: run `searchsvc build`")
    broken = broken_seal(folder, manifest.seals, {} if reading else manifest.stamps)
    if broken:
        raise EngineError(f"{broken} is damaged: run `searchsvc build`")
    return manifest
