"""What is known of an address: the record it leads to, or honestly what came of it."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from index.moves import Move, Moves
from index.optout import LEFT_OUT
from index.resource import Outcome

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """How the last visit went to an address; without an outcome it was found, and never visited."""

    address: str
    outcome: Outcome | None = None
    at: datetime | None = None
    reason: str = ""
    moved_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace(Generic[Found]):
    """Where an address leads. `move` is the rule by which it does, if it does by a rule."""

    address: str
    found: Found | None = None
    move: Move | None = None
    visited: Visited | None = None


def visited_in(db: sqlite3.Connection, key: str = "") -> Iterator[Visited]:
    """How the last visits went to all addresses, or to the one of a key."""
    rows = db.execute(
        "SELECT address.address, outcome, at, reason,"
        " coalesce(target.address, nullif('https://' || address.moved_to, 'https://'), '')"
        " FROM address"
        " LEFT JOIN address AS target ON target.key = address.moved_to"
        " LEFT JOIN visit ON visit.id ="
        " (SELECT max(id) FROM visit WHERE visit.address = address.address)"
        " WHERE coalesce(address.role, '') NOT IN ('feed', 'given')"
        " AND address.key NOT IN (SELECT key FROM optout) AND :key IN ('', address.key)"
        " UNION ALL SELECT address, :refused, at, :left_out, '' FROM optout"
        " WHERE address IS NOT NULL AND key NOT LIKE '%#%' AND :key IN ('', key) ORDER BY 1",
        {"key": key, "refused": Outcome.REFUSED, "left_out": LEFT_OUT},
    )
    for address, outcome, at, reason, moved_to in rows:
        yield Visited(
            address=address,
            outcome=Outcome(outcome) if outcome else None,
            at=datetime.fromisoformat(at) if at else None,
            reason=reason or "",
            moved_to=moved_to,
        )


def trace(
    address: str,
    moves: Moves,
    find: Callable[[str], Found | None],
    visited: Callable[[str], Visited | None],
) -> Trace[Found]:
    """Follow an address: as it stands, then by the rules of moved addresses."""
    ways: list[Move | None] = [None, *moves.trail(address)]
    for move in ways:
        found = find(move.address if move else address)
        if found is not None:
            return Trace(address=address, found=found, move=move)
    for move in ways:
        known = visited(move.address if move else address)
        if known is not None:
            return Trace(address=address, move=move, visited=known)
    return Trace(address=address, move=ways[-1])
