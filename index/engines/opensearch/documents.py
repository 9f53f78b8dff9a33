"""What the cluster is given: documents of things, links and visits, and files in pieces."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import msgspec

from index.address import address_key
from index.engine import ThingLink
from index.engines.opensearch.schema import Json
from index.known import Visited
from index.marks import NEVER, marks_of
from index.record import Thing

PIECE = 4 << 20  # bytes of a file in one document
COVERAGE, LEXICON, TITLES = "coverage", "lexicon", "titles"


def thing_document(place: int, thing: Thing, words: dict[str, str]) -> Json:
    """A thing: what it is found, narrowed and sorted by, and all its facts."""
    marks = marks_of(thing)
    return {
        "place": place,
        "facts": thing,
        "ids": [name for record in thing.records for name in (record.id, *record.former)],
        "addresses": sorted(
            {address_key(each.address) for record in thing.records for each in record.addresses}
        ),
        **words,
        **{facet.value: [*values] for facet, values in marks.values.items()},
        "day": marks.day,
        "modified": marks.modified,
        "recorded": marks.recorded,
        "amount": marks.amount,
        **({"event_end": marks.event_end} if marks.event_end != NEVER else {}),
        "calls": [{"opens": opens, "due": due} for opens, due in marks.calls],
        "dates": [{"begins": begins, "ends": ends} for begins, ends in marks.dates],
    }


def link_documents(links: Iterable[ThingLink]) -> Iterator[tuple[str, Json]]:
    """For each thing with links a name and a document; a thing's links stand together."""
    for order, (thing, some) in enumerate(groupby(links, attrgetter("thing"))):
        own = [*some]
        targets = sorted({link.target for link in own if link.target})
        yield f"links {order}", {"order": order, "source": thing, "target": targets, "facts": own}


def visit_documents(visited: Iterable[Visited]) -> Iterator[tuple[str, Json]]:
    """For each address that was visited a name and a document."""
    for visit in visited:
        key = address_key(visit.address)
        yield f"visit {name_of(key)}", {"facts": visit}


def visit_name(address: str) -> str:
    """The name of the document of an address that was visited."""
    return f"visit {name_of(address_key(address))}"


def name_of(text: str) -> str:
    """A short name for a text of any length."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16)
    return digest.hexdigest()


def file_documents(folder: Path) -> Iterator[tuple[str, Json]]:
    """The files of a folder in pieces, and last, under the folder's name, how many each has."""
    counted: dict[str, int] = {}
    for path in sorted(folder.iterdir()):
        counted[path.name] = 0
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece_name(folder.name, path.name, counted[path.name]), {"piece": piece}
                counted[path.name] += 1
    yield folder.name, {"facts": counted}


def piece_name(folder: str, file: str, number: int) -> str:
    """The name of the document of a piece of a file."""
    return f"{folder} {file} {number}"


def facts(kind: type[Any], document: Json) -> Any:
    """What a document holds."""
    return msgspec.convert(document["facts"], kind)
