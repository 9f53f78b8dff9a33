"""Things: what is one hit, gathered from the edition; each with a key that tells if it changed.

What others tell of a thing is part of it: the words of their links, and where its recording is.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import groupby
from operator import itemgetter

from index.address import address_key
from index.edition import Edition, OwnLink
from index.engine import Item, ThingLink, key_of
from index.linkhealth import link_health
from index.moves import Moves
from index.record import Thing
from index.recordings import Events, Recordings, Row
from index.resource import Timed
from index.store import Store

MOST_NAMES = 20  # wordings of links to one thing that are searched


class Things:
    """The things of an edition, in the order of their addresses."""

    def __init__(self, store: Store, edition: Edition, moves: Moves) -> None:
        self._edition, self._moves = edition, moves
        self._members = edition.things()
        self._home = {m: thing for thing, members in self._members.items() for m in members}
        self._thing_at = {key: self._home.get(at) for key, at in store.records_at().items()}
        self._moved = cache(self._moved_to)
        self._called: dict[str, list[str]] = {}
        self._targets: dict[str, list[str]] = {}
        linked = self._follow_links()
        self.health = {key: at for key, at in link_health(store).items() if key in linked}
        self._recordings = self._told()

    def items(self) -> Iterator[Item]:
        """All things, each to be read if it is wanted."""
        digests = self._edition.digests()
        for thing, members in self._members.items():
            own = [*map(digests.__getitem__, members)]
            told = [*self._called.get(thing, ()), self._recordings.address(thing)]
            leads = [*self._targets.get(thing, ()), *self._recordings.joins(thing)]
            yield Item(
                _key(own + told),
                self._reader(thing),
                _key(own + leads),
                partial(self._links_of, thing),
            )

    def _links_of(self, thing: str) -> Iterator[ThingLink]:
        """The links from a thing to others."""
        for row, target in self._links(self._members[thing]):
            yield self._recordings.joined(self._thing_link(row, target))

    def _reader(self, thing: str) -> Callable[[], Thing]:
        def read() -> Thing:
            first, *others = map(self._edition.record, self._members[thing])
            called = tuple(self._called.get(thing, ()))
            return self._recordings.recorded(
                Thing(record=first, versions=tuple(others), called=called)
            )

        return read

    def _links(self, records: Iterable[str]) -> Iterator[tuple[OwnLink, str | None]]:
        """The links of records that do not lead to their own thing, and the thing they lead to."""
        for row in self._edition.links(records):
            target = self._leads_to(row.key, row.link.target)
            if target != self._home[row.record]:
                yield row, target

    def _leads_to(self, key: str, address: str) -> str | None:
        """The thing that a link leads to, perhaps by a rule."""
        if key in self._thing_at:
            return self._thing_at[key]
        return self._moved(address)

    def _moved_to(self, address: str) -> str | None:
        """The thing that an address leads to by a rule; to a hub it leads for want of one."""
        ways = (move.address for move in self._moves.trail(address) if not move.hub)
        return next(filter(None, map(self._thing_at.get, map(address_key, ways))), None)

    def _thing_link(self, row: OwnLink, target: str | None) -> ThingLink:
        return ThingLink(
            thing=self._home[row.record],
            link=row.link,
            heading=row.heading,
            target=target,
            check=self.health.get(row.key),
        )

    def _follow_links(self) -> set[str]:
        """Find where the links of each thing lead, and what those of others call it, once each.

        Returns the keys of all addresses that links lead to.
        """
        linked: set[str] = set()
        for record, links in groupby(self._edition.wordings(self._home), itemgetter(0)):
            own = self._home[record]
            targets = self._targets.setdefault(own, [])
            for _, address, key, text in links:
                linked.add(key)
                target = self._leads_to(key, address)
                targets.append(target or "")
                if text and target and target != own:
                    self._call(target, text)
        return linked

    def _call(self, thing: str, text: str) -> None:
        """Note what a link calls a thing."""
        names = self._called.setdefault(thing, [])
        if len(names) < MOST_NAMES and text not in names:
            names.append(text)

    def _told(self) -> Recordings:
        """The recordings that links lead to; only things that name one are looked through."""
        telling = {self._home[record] for record in self._edition.telling()}
        recordings = Recordings(self._events() if telling else {})
        for thing in self._members:
            if thing in telling:
                recordings.add([*self._rows(thing)])
        return recordings

    def _rows(self, thing: str) -> Iterator[Row]:
        """The links of a thing, each with the passage that it stands in."""
        members = self._members[thing]
        passages = {m: self._edition.record(m).resource.passages for m in members}
        for row, target in self._links(members):
            number = row.link.passage
            passage = passages[row.record][number] if number is not None else None
            yield self._thing_link(row, target), passage

    def _events(self) -> Events:
        """The events among the things, with their language versions."""
        events: dict[str, tuple[Timed, ...]] = {}
        for record, event in self._edition.events():
            thing = self._home[record]
            events[thing] = (*events.get(thing, ()), event)
        return events


def _key(parts: list[str]) -> int:
    return key_of(repr(parts).encode("utf-8", "surrogatepass"))
