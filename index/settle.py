"""What can only be said when all is collected: what is one thing, topics, municipalities, versions.

Run at the end of a harvest and before a build; what is settled already is left alone.
"""

import hashlib

from index.address import address_key
from index.audiences import audiences_of
from index.history import note_history
from index.identity import join_copies
from index.places import municipalities_of
from index.record import Settled
from index.repeated import Repeated, learn_repeated
from index.store import Store
from index.topics import Taxonomy, topics_of


def settle(store: Store, taxonomy: Taxonomy) -> Repeated:
    """Settle every record that is not, and return the repeated blocks that were left out."""
    with store.transaction() as db:
        store.resolve_redirects()
        repeated = _repeated(store)
        if join_copies(db, repeated):
            repeated = _repeated(store)
    fingerprint = _fingerprint(taxonomy, repeated)
    with store.transaction() as db:
        for record_id in store.unsettled(fingerprint):
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
        _join_versions(store)
    return repeated


def _repeated(store: Store) -> Repeated:
    return learn_repeated(lambda: (resource for _, resource in store.resources()))


def _fingerprint(taxonomy: Taxonomy, repeated: Repeated) -> str:
    text = repr(taxonomy) + repeated.fingerprint
    return ":" + hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _join_versions(store: Store) -> None:
    """Records that name each other as versions are one thing, named by the bokmål one of them.

    Without one it is the English, else the first by address: the order of a crawl is no matter.
    """
    joined = _Joined()
    naming: list[tuple[str, tuple[str, ...]]] = []
    for record_id, resource in store.resources():
        language = resource.language
        joined.rank[record_id] = (language != "nb", language, address_key(resource.address))
        if resource.versions:
            naming.append((record_id, resource.versions))
    for record_id, versions in naming:
        for other in joined.rank.keys() & map(store.find_id, versions):  # none that is gone
            joined.join(record_id, other)
    for thing, members in store.things().items():
        for member in members:
            if joined.first(member) != thing:
                store.set_thing(member, joined.first(member))


class _Joined:
    """Records that are one thing: from each a way leads to the first of them by rank."""

    def __init__(self) -> None:
        self.rank: dict[str, tuple[bool, str, str]] = {}
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
