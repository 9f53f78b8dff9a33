"""What can only be said when all is collected: what is one thing, topics, municipalities, versions.

Run at the end of a harvest and before a build; what is settled already is left alone.
"""

import hashlib

from index.address import address_key
from index.history import note_history
from index.identity import join_copies
from index.places import municipalities_of
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
            store.settle(
                record_id, fingerprint, topics_of(resource, taxonomy), municipalities_of(resource)
            )
        _join_versions(store)
    return repeated


def _repeated(store: Store) -> Repeated:
    return learn_repeated(record.resource for record in store.records())


def _fingerprint(taxonomy: Taxonomy, repeated: Repeated) -> str:
    text = repr(taxonomy) + repeated.fingerprint
    return ":" + hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _join_versions(store: Store) -> None:
    """Records that name each other as versions are one thing, named by the bokmål one of them.

    Without one it is the English, else the lowest id: so that the order of a crawl is no matter.
    """
    records = list(store.records())
    home = {address_key(a.address): r.id for r in records for a in r.addresses}
    thing = {record.id: record.id for record in records}
    rank = {r.id: (r.resource.language != "nb", r.resource.language, r.id) for r in records}

    def root(record: str) -> str:
        while thing[record] != record:
            record = thing[record]
        return record

    for record in records:
        for version in record.resource.versions:
            other = home.get(address_key(version))
            if other and root(other) != root(record.id):
                first, second = sorted((root(other), root(record.id)), key=rank.__getitem__)
                thing[second] = first
    for record in records:
        store.set_thing(record.id, root(record.id))
