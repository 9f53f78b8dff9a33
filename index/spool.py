"""Spool: the things of a build and their links in files, for a build reads them several times."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import msgspec

from index.engine import ThingLink
from index.record import Thing

MOST_NAMES = 20  # wordings of links to one thing that are searched


class Spool:
    """A context manager: all is written first, then read, then gone."""

    def __init__(self, folder: Path) -> None:
        self._folder = Path(mkdtemp(prefix="build-", dir=folder))
        self._things = (self._folder / "things.jsonl").open("wb")
        self._links = (self._folder / "links.jsonl").open("wb")
        self._called: dict[str, list[str]] = {}
        self.count = 0

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_: object) -> None:
        self._things.close()
        self._links.close()
        shutil.rmtree(self._folder)

    def add(self, thing: Thing, links: Iterable[ThingLink]) -> None:
        """Write a thing and its links; what it is called is gathered from the links of all."""
        self._things.write(msgspec.json.encode(thing) + b"\n")
        self.count += 1
        for row in links:
            self._links.write(msgspec.json.encode(row) + b"\n")
            names = self._called.setdefault(row.target, []) if row.target and row.link.text else []
            if row.link.text not in names and len(names) < MOST_NAMES:
                names.append(row.link.text)

    def things(self) -> Iterator[Thing]:
        """All things, with what the links of others call them."""
        decoder = msgspec.json.Decoder(Thing)
        self._things.flush()
        with (self._folder / "things.jsonl").open("rb") as lines:
            for line in lines:
                thing = decoder.decode(line)
                yield replace(thing, called=tuple(self._called.get(thing.id, ())))

    def links(self) -> Iterator[ThingLink]:
        """All links, in the order of their things."""
        decoder = msgspec.json.Decoder(ThingLink)
        self._links.flush()
        with (self._folder / "links.jsonl").open("rb") as lines:
            yield from map(decoder.decode, lines)
