"""The health of links: what visits and checks say of each, when it is due, and what to mend."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from index.record import Record
from index.resource import Check, Health, Link, Outcome, address_key, host_of, is_front
from index.store import LastVisit, Store

WELL, FAILING = timedelta(days=30), timedelta(days=7)  # after which a link is checked again
LONGEST_CHAIN = 10
TO_MEND = (Health.MOVED, Health.SOFT, Health.GONE, Health.UNKNOWN)
OF_OUTCOME = {
    Outcome.READ: Health.OK,
    Outcome.LISTED: Health.OK,
    Outcome.UNCHANGED: Health.OK,
    Outcome.GONE: Health.GONE,
    Outcome.REFUSED: Health.REFUSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A link that does not lead to what it led to, and the address that may take its place."""

    record: Record
    link: Link
    check: Check
    suggestion: str = ""
    because: str = ""


def due_links(store: Store, now: datetime) -> list[str]:
    """Addresses that links lead to and no visit has seen, and whose check is due; oldest first."""
    found = store.unvisited_links()
    waiting = [
        (check.at if check else datetime.min.replace(tzinfo=now.tzinfo), address)
        for address, check in found
        if host_of(address) and (check is None or _is_due(check, now))
    ]
    return [address for _, address in sorted(waiting)]


def _is_due(check: Check, now: datetime) -> bool:
    """Also where a clock was set back: then its age says nothing."""
    age = WELL if check.health.leads_somewhere else FAILING
    return not timedelta() <= now - check.at < age


def link_health(store: Store) -> dict[str, Check]:
    """What is known of the health of addresses, by their keys: from checks, and from visits."""
    health = {address_key(check.address): check for check in store.checks()}
    visited = {address_key(check.address): check for check in map(_visited, store.last_visits())}
    moved = store.moved()
    return health | {key: _followed(key, visited, moved) for key in visited}


def _visited(visit: LastVisit) -> Check:
    address, at, outcome, status, reason = visit
    health = OF_OUTCOME.get(outcome, Health.UNKNOWN)
    if outcome is Outcome.EMPTY and "no such page" in reason:
        health = Health.SOFT
    return Check(address=address, at=at, health=health, status=status, reason=reason)


def _followed(key: str, visited: Mapping[str, Check], moved: Mapping[str, str]) -> Check:
    """A check of what was visited, with where its redirects end and how it is there."""
    check = visited[key]
    end = check.address
    for _ in range(LONGEST_CHAIN):
        if key not in moved:
            break
        end = moved[key]
        key = address_key(end)
    if end == check.address:
        return check
    if is_front(end) and not is_front(check.address):
        return replace(check, health=Health.SOFT, reason="leads to the front page")
    there = visited.get(key)
    if there and there.health not in (Health.OK, Health.UNKNOWN):
        return replace(check, health=there.health, reason=there.reason)
    return replace(check, health=Health.MOVED, moved_to=end)


def faults(store: Store) -> Iterator[Fault]:
    """The links to mend, record by record, with the addresses that are suggested."""
    health = link_health(store)
    records = {record.id: record for record in store.records()}
    titled = _only_one((_folded(r.resource.title), r) for r in records.values())
    tailed = _only_one((_tail(r.resource.address), r) for r in records.values())
    for row in (row for record in records for row in store.links(record)):
        check = health.get(address_key(row.link.target))
        if check and check.health in TO_MEND:
            holder = records.get(row.target_record or "")
            same = ((titled.get(_folded(row.link.text)), "has that title"),
                    (tailed.get(_tail(row.link.target)), "its address ends the same"))  # fmt: skip
            others = ((holder, "the old address is one of its own"), *same)
            suggestion, because = _suggested(row.link, check, others)
            record = records[row.record]
            yield Fault(
                record=record, link=row.link, check=check, suggestion=suggestion, because=because
            )


def _suggested(
    link: Link, check: Check, others: Iterable[tuple[Record | None, str]]
) -> tuple[str, str]:
    """The address that may take the place of a link's, and why."""
    if check.moved_to:
        return check.moved_to, "moved there"
    for record, because in others:
        if record and address_key(record.resource.address) != address_key(link.target):
            return record.resource.address, because
    return "", ""


def _only_one(named: Iterable[tuple[str, Record]]) -> dict[str, Record]:
    """Records by their names; without those that several bear."""
    found: dict[str, list[Record]] = {}
    for name, record in named:
        found.setdefault(name, []).append(record)
    return {name: same[0] for name, same in found.items() if name and len(same) == 1}


def _tail(address: str) -> str:
    """Host and last two parts of a longer address: what stays when a branch of a site is moved."""
    host, *path = address_key(address).split("/")
    return "/".join((host, *path[-2:])) if len(path) > 2 else ""


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .:")
