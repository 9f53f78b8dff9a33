"""Small resources, records, things and visits for tests; what a test does not name is dull."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from index.address import address_key
from index.build import read_words
from index.engine import Collection, Item, ThingLink
from index.forward import ForwardIndex
from index.language.lexicon import Lexicon
from index.record import Address, Record, Role, Thing
from index.resource import (
    OSLO,
    Call,
    Episode,
    Event,
    Grant,
    Kind,
    Outcome,
    Passage,
    Period,
    Resource,
    Visit,
)
from index.results import Coverage

Remember = Callable[..., list[str]]  # the fixture: visits in, what came of each out

FOLDERS = TemporaryDirectory()
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=OSLO)
SITE = "https://www.veileder.example"
FEED = "https://podkast.example/rss"


def page(path: str = "/side", text: str = "", **more: Any) -> Resource:
    """A Resource whose text is one passage."""
    fields: dict[str, Any] = {
        "address": path if "://" in path else SITE + path,
        "kind": Kind.GUIDANCE,
        "source": "veileder",
        "publisher": "Veilederen",
        "title": "Side",
        "language": "nb",
        "passages": (Passage(text=text),) if text else (),
    }
    return Resource(**{**fields, **more})


def webinar(path: str = "/webinar", *periods: Period, **more: Any) -> Resource:
    return page(path, kind=Kind.EVENT, event=Event(periods=periods), **more)


def grant(path: str = "/tilskudd", *calls: Call, **more: Any) -> Resource:
    return page(path, kind=Kind.GRANT, grant=Grant(calls=calls), **more)


def episode(path: str = "/episode", text: str = "", **more: Any) -> Resource:
    facts = {"kind": Kind.EPISODE, "source": "podkast", "episode": Episode()}
    return page(path, text, **{**facts, **more})


def on(day: date, starts: time | None = None, ends: time | None = None) -> Period:
    """A period of one day."""
    return Period(first=day, last=day, starts=starts, ends=ends)


def record(resource: Resource, *addresses: str, **more: Any) -> Record:
    """A Record with an id from its address, and with more addresses that lead to it."""
    rows = [Address(address=resource.address, role=Role.CANONICAL)]
    rows += [Address(address=address, role=Role.REDIRECTS) for address in addresses]
    fields: dict[str, Any] = {
        "id": resource.address.rpartition("/")[2],
        "resource": resource,
        "addresses": tuple(rows),
        "first_seen": NOW,
        "last_seen": NOW,
        "last_changed": NOW,
    }
    return Record(**{**fields, **more})


def thing(resource: Resource, *versions: Resource, **more: Any) -> Thing:
    """A Thing of one record, with its language versions."""
    others = tuple(record(version, **more) for version in versions)
    return Thing(record=record(resource, **more), versions=others)


def collection(things: Iterable[Thing], links: Iterable[ThingLink] = ()) -> Collection:
    listed, known = list(things), list(links)
    forward = words_of(listed)
    return Collection(
        things=[
            Item.of(thing, [link for link in known if link.thing == thing.id]) for thing in listed
        ],
        forward=forward,
        lexicon=Lexicon.learn(forward.frequency()),
        count=len(listed),
        coverage=coverage(),
        health={address_key(link.link.target): link.check for link in known if link.check},
    )


def words_of(things: Iterable[Thing]) -> ForwardIndex:
    """The words of things, in a folder that lies there until the tests end."""
    return read_words(map(Item.of, things), Path(mkdtemp(dir=FOLDERS.name)))


def learn_lexicon(things: Iterable[Thing]) -> Lexicon:
    return Lexicon.learn(words_of(things).frequency())


def coverage(**more: Any) -> Coverage:
    return Coverage(**{"built": NOW, "harvested": NOW, "sources": (), **more})


def read(resource: Resource, at: datetime = NOW, **more: Any) -> Visit:
    """The visit that read a page at its own address."""
    fields: dict[str, Any] = {
        "address": resource.address,
        "source": resource.source,
        "at": at,
        "outcome": Outcome.READ,
        "status": 200,
        "readings": (resource,),
    }
    return Visit(**{**fields, **more})


def visit(address: str, outcome: Outcome, at: datetime = NOW, **more: Any) -> Visit:
    """A visit that read nothing."""
    fields = {"address": address, "source": "veileder", "at": at, "outcome": outcome}
    return Visit(**{**fields, **more})


def moved(path: str, to: str, at: datetime = NOW) -> Visit:
    return visit(SITE + path, Outcome.MOVED, at, status=301, moved_to=SITE + to)


def listed(*items: Resource, at: datetime = NOW, **more: Any) -> Visit:
    """The visit that read a feed."""
    fields: dict[str, Any] = {
        "source": "podkast",
        "status": 200,
        "readings": items,
        "found": tuple((item.source, item.address) for item in items),
    }
    return visit(FEED, Outcome.LISTED, at, **{**fields, **more})


def harm(path: Path) -> None:
    """Overwrite pages of a SQLite file, as a failing disk does."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        for place in range(size * 3 // 4, size, 4096 * 3):
            file.seek(place)
            file.write(b"\xa5" * 2048)
