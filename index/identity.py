"""Identity: records that turn out to be one thing when all is collected.

A page that has moved is the page that it leads to, unless that is a hub. Copies are told by what
they say, never by their title alone; what differs in a day, a number or a name is two things.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import combinations
from operator import attrgetter

from index.address import address_key
from index.language.words import fold, words
from index.outline import Namesakes, namesakes, title_stems
from index.record import Mark
from index.remember import (
    LONGEST_CHAIN,
    age_of,
    derive,
    join_records,
    move_away,
    reading_at,
    resource_of,
)
from index.repeated import Repeated
from index.resource import Resource

Run = tuple[str, ...]
SHARED = 0.9  # of the runs of words of the longer of two copies
RUN = 5  # words
FEWEST = 30  # runs, below which a text is too short to tell
MOST = 5  # copies of one thing; what more addresses say is a site's error page, most likely
SAME_NEWS = timedelta(days=31)  # between the days on which copies are published
# Where both say one of these and not the same, they are two things.
TELLING = tuple(
    map(
        attrgetter,
        (
            "step",
            "sector",
            "event.periods",
            "event.place",
            "episode.number",
            "project.applicant",
            "project.amount",
            "project.year",
            "grant.calls",
            "example.municipality",
        ),
    )
)


def join_moved(db: sqlite3.Connection) -> None:
    """Give what stood at an address that now redirects to the record that it leads to.

    Where that is another thing, a hub or a front page, the record keeps what it last said.
    """
    rows = db.execute(
        "SELECT key FROM address WHERE moved_to != '' AND record IS NOT NULL"
        " AND role IN ('canonical', 'copy') ORDER BY key"
    )
    for (key,) in rows.fetchall():
        target = _end_of(db, key)
        if target is None:
            continue
        here, there = record_at(db, key), record_at(db, target)
        if here == there or _has_moved(db, key, target):
            move_away(db, key)
            join(db, {here, there})


def join_copies(db: sqlite3.Connection, repeated: Repeated) -> bool:
    """Join the records of one kind and title that say the same; whether there were any."""
    found = [pair for group in namesakes(db) for pair in _told(db, group, repeated)]
    for one, other in found:
        here, there = (_now(db, record) for record in (one, other))
        if here != there:
            join(db, {here, there})
    return bool(found)


@dataclass(frozen=True, kw_only=True)
class Namesake:
    """A record among those of its kind and title."""

    record: str
    resource: Resource
    repeated: Repeated

    @cached_property
    def runs(self) -> frozenset[Run]:
        """The runs of words of its own text."""
        return _runs(self.repeated.strip(self.resource).text)

    @property
    def is_pageless(self) -> bool:
        """Whether it is an episode known by its sound alone: its feed names no page."""
        episode = self.resource.episode
        return episode is not None and self.resource.address == episode.audio


def is_copy(here: Namesake, there: Namesake) -> bool:
    """Whether two of one kind, with the same words in their titles, are the same thing."""
    one, other = here.resource, there.resource
    if here.is_pageless != there.is_pageless:
        return one.source == other.source and not _differ(one, other)
    if one.language != other.language or _are_versions(one, other) or _differ(one, other):
        return False
    if one.published and other.published and abs(one.published - other.published) > SAME_NEWS:
        return False
    if one.event and other.event and one.event.periods and other.event.periods:
        return True
    if one.project and other.project and one.project.applicant and other.project.applicant:
        return one.project.year == other.project.year or _say_the_same(here, there)
    return _say_the_same(here, there)


def _end_of(db: sqlite3.Connection, key: str) -> str | None:
    """The key of the page at the end of a chain of redirects; None where none stands."""
    for _ in range(LONGEST_CHAIN):
        row = db.execute(
            "SELECT moved_to, reading IS NOT NULL AND mark != ? FROM address WHERE key = ?",
            (Mark.GONE, key),
        ).fetchone()
        if row is None:
            return None
        if not row[0]:
            return key if row[1] else None
        key = row[0]
    return None


def _has_moved(db: sqlite3.Connection, key: str, target: str) -> bool:
    """Whether a redirect leads to the same thing: by its title, the tail of its path, its text.

    Where none of them tells, it does if no other page leads there and it is not what lay above.
    """
    new = reading_at(db, target)
    old = reading_at(db, key) or resource_of(db, record_at(db, key))
    assert new is not None
    if title_stems(old) == title_stems(new) or _tail(key) == _tail(target):
        return True
    if _shared(_runs(old.text), _runs(new.text)) >= 1 - SHARED:
        return True
    leading = db.execute(
        "SELECT count(*) FROM address WHERE moved_to = ? AND reading IS NOT NULL", (target,)
    ).fetchone()[0]
    return old.kind is new.kind and leading <= 1 and not key.startswith(target)


def _tail(key: str) -> str:
    """The last part of a path; of a front page the host, which no other address has."""
    return key.partition("?")[0].rpartition("/")[2]


def record_at(db: sqlite3.Connection, key: str) -> str:
    """The record that an address is one of."""
    return str(db.execute("SELECT record FROM address WHERE key = ?", (key,)).fetchone()[0])


def _now(db: sqlite3.Connection, record: str) -> str:
    """The record that an id now leads to."""
    row = db.execute("SELECT record FROM merged WHERE id = ?", (record,)).fetchone()
    return str(row[0]) if row else record


def join(db: sqlite3.Connection, records: set[str]) -> None:
    """Give all to the oldest of some records, and derive it anew."""
    first, *others = sorted(records, key=lambda record: age_of(db, record))
    seen = max(
        db.execute("SELECT last_seen FROM record WHERE id = ?", (record,)).fetchone()[0]
        for record in records
    )
    for other in others:
        join_records(db, other, into=first)
    db.execute("UPDATE record SET last_seen = ? WHERE id = ?", (seen, first))
    derive(db, first, datetime.fromisoformat(seen))


def _told(db: sqlite3.Connection, group: Namesakes, repeated: Repeated) -> list[tuple[str, str]]:
    """The copies among records of the same title; those that have none are not compared again."""
    row = (group.kind, group.title, group.digest(repeated))
    told = "SELECT 1 FROM told_apart WHERE kind = ? AND title = ? AND digest = ?"
    if db.execute(told, row).fetchone():
        return []
    found = [*_copies(db, group.ids, repeated)]
    if not found:
        db.execute("INSERT OR REPLACE INTO told_apart VALUES (?, ?, ?)", row)
    return found


def _copies(
    db: sqlite3.Connection, group: list[str], repeated: Repeated
) -> Iterator[tuple[str, str]]:
    namesakes = [
        Namesake(record=record, resource=resource_of(db, record), repeated=repeated)
        for record in group
    ]
    pairs = [pair for pair in combinations(namesakes, 2) if is_copy(*pair)]
    pages = Counter(each.record for pair in pairs for each in pair)
    for one, other in pairs:
        if max(pages[one.record], pages[other.record]) >= MOST:
            continue
        guessed = one if one.is_pageless else other
        if one.is_pageless == other.is_pageless or pages[guessed.record] == 1:
            yield one.record, other.record


def _are_versions(one: Resource, other: Resource) -> bool:
    named = {address_key(address) for address in (*one.versions, *other.versions)}
    return not named.isdisjoint({address_key(one.address), address_key(other.address)})


def _differ(one: Resource, other: Resource) -> bool:
    """Whether both state something that only one of two things can be."""
    for telling in TELLING:
        stated = [value for value in (_stated(r, telling) for r in (one, other)) if value]
        if len(stated) == 2 and stated[0] != stated[1]:
            return True
    return False


def _stated(resource: Resource, telling: Callable[[Resource], object]) -> object:
    try:
        value = telling(resource)
    except AttributeError:  # a field of another kind
        return None
    return fold(value) if isinstance(value, str) else value


def _say_the_same(one: Namesake, other: Namesake) -> bool:
    return min(len(one.runs), len(other.runs)) >= FEWEST and _shared(one.runs, other.runs) >= SHARED


def _runs(text: str) -> frozenset[Run]:
    """The runs of five words that a text holds."""
    folded = [fold(word) for word in words(text)]
    return frozenset(zip(*(folded[start:] for start in range(RUN)), strict=False))


def _shared(one: frozenset[Run], other: frozenset[Run]) -> float:
    """The part of the longer of two texts that the other has, too."""
    return len(one & other) / max(len(one), len(other), 1)
