"""What can only be said when all is collected: what is one thing, topics, municipalities, versions.

Run at the end of a harvest and before a build; what is settled already is left alone.
"""

import hashlib
import sqlite3
from collections.abc import Mapping

from index.audiences import audiences_of
from index.claims import weigh_claims
from index.history import note_history
from index.identity import join_copies
from index.outline import Rank, draw_outlines, ranks, repeated_blocks, versions_named
from index.places import municipalities_of
from index.record import Settled
from index.repeated import Repeated
from index.store import Store
from index.topics import Taxonomy, topics_of


def settle(store: Store, taxonomy: Taxonomy) -> Repeated:
    """Settle every record that is not, and return the repeated blocks that were left out."""
    with store.transaction() as db:
        weigh_claims(db)
        store.resolve_redirects()
        repeated = _repeated(db)
        if join_copies(db, repeated):
            repeated = _repeated(db)
    known = repr(taxonomy)
    with store.transaction() as db:
        for group in store.groups():
            fingerprint = _fingerprint(known + repeated.fingerprint_of(group))
            for record_id in store.unsettled(group, fingerprint):
                record = store.record(record_id)
                if record is None:
                    continue
                note_history(db, record)
                resource = repeated.strip(record.resource)
                found = Settled(
                    topics=topics_of(resource, taxonomy),
                    municipalities=municipalities_of(resource),
                    audiences=audiences_of(resource, taxonomy),
                )
                store.settle(record_id, fingerprint, found)
        _join_versions(store, db)
    return repeated


def _repeated(db: sqlite3.Connection) -> Repeated:
    draw_outlines(db)
    return repeated_blocks(db)


def _fingerprint(text: str) -> str:
    return ":" + hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _join_versions(store: Store, db: sqlite3.Connection) -> None:
    """Records that name each other as versions are one thing, named by the bokmål one of them.

    Without one it is the English, else the first by address: the order of a crawl is no matter.
    """
    joined = _Joined(ranks(db))
    for record_id, versions in versions_named(db):
        for other in joined.rank.keys() & map(store.find_id, versions):  # none that is gone
            joined.join(record_id, other)
    for record_id, thing in db.execute(
        "SELECT id, thing FROM record WHERE gone IS NULL"
    ).fetchall():
        if joined.first(record_id) != thing:
            store.set_thing(record_id, joined.first(record_id))


class _Joined:
    """Records that are one thing: from each a way leads to the first of them by rank."""

    def __init__(self, rank: Mapping[str, Rank]) -> None:
        self.rank = rank
        self._before: dict[str, str] = {}

    def first(self, record: str) -> str:
        while record in self._before:
            record = self._before[record]
        return record

    def join(self, one: str, other: str) -> None:
        firsts = {self.first(one), self.first(other)}
        if len(firsts) > 1:
            front, behind = sorted(firsts, key=self.rank.__getitem__)
            self._before[behind] = front
