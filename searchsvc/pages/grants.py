"""Grants: the deadlines of the year, what is open, what opens later, what is closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import render_template

from index.query import Sort
from index.record import State
from index.resource import Kind, Resource
from index.results import Hit
from searchsvc.asking import engine, find, listing, showing
from searchsvc.facts import deadlines
from searchsvc.pages.blueprint import pages
from searchsvc.wording import page_address, search_address
from searchsvc.yearstrip import year_strip

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A grant with the deadlines that it had, and what it has paid for."""

    hit: Hit
    earlier: tuple[date, ...]
    funded: int
    funded_address: str


@pages.get("/tilskudd")
def grants() -> str:
    """All grants, by whether and until when they can be applied for."""
    everything = listing(Kind.GRANT, sort=Sort.SOONEST)
    by_state = {
        state: find(listing(Kind.GRANT, states=(state,), sort=Sort.SOONEST, size=MOST))
        for state in (State.OPEN, State.COMING, State.CLOSED)
    }
    dated = [hit for hit in by_state[State.OPEN].hits if _due(hit)]
    rolling = [hit for hit in by_state[State.OPEN].hits if not _due(hit)]
    coming = by_state[State.COMING].hits
    return render_template(
        "grants.html",
        strip=year_strip(showing().today, _days((*dated, *coming))),
        dated=_offers(dated),
        rolling=_offers(rolling),
        coming=_offers(coming),
        closed=_offers(by_state[State.CLOSED].hits),
        search=search_address(everything),
    )


def _due(hit: Hit) -> date | None:
    return showing().deadline(hit.record.resource)


def _days(hits: Iterable[Hit]) -> list[date]:
    return [day for hit in hits if (day := _due(hit))]


def _offers(hits: Iterable[Hit]) -> list[Offer]:
    offers = []
    for hit in hits:
        projects = _projects(hit.thing.id)
        of_one = page_address("resource", thing_id=next(iter(projects), hit.thing.id))
        offers.append(
            Offer(
                hit=hit,
                earlier=_earlier(hit.record.resource),
                funded=len(projects),
                funded_address=of_one if len(projects) == 1 else _connections(hit),
            )
        )
    return offers


def _connections(hit: Hit) -> str:
    """Where the projects stand on the page of the grant itself."""
    return page_address("resource", thing_id=hit.record.id)


def _earlier(resource: Resource) -> tuple[date, ...]:
    calls = resource.grant.calls if resource.grant else ()
    return tuple(sorted((day for day in deadlines(calls) if day < showing().today), reverse=True))


def _projects(thing_id: str) -> dict[str, None]:
    """Ids of the projects that a grant links to, or that link to it."""
    linked = (*engine().links_out(thing_id), *engine().links_in(thing_id))
    return dict.fromkeys(c.other.id for c in linked if c.other and c.other.kind is Kind.PROJECT)
