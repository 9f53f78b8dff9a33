"""Webinars: those that come, those that wait for their recording, the latest recordings."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from flask import g, render_template, request

from index.query import Facet, Query, Sort
from index.record import State, is_cancelled
from index.resource import Kind
from index.results import Hit
from searchsvc.asking import find, listing, showing, taxonomy
from searchsvc.pages.blueprint import pages
from searchsvc.showing import WAITING
from searchsvc.wording import as_format, page_address, search_address

MOST = 100  # that come, on one page
HELD = 60  # held last, among which those are looked for that wait for a recording
LATEST = 6  # recordings


@pages.get("/webinarer")
def webinars() -> str:
    """All webinars, or those of the topic that is asked for."""
    topic = taxonomy().topic(request.args.get("tema", ""))
    filters: Mapping[Facet, tuple[str, ...]] = {Facet.TOPIC: (topic.id,)} if topic else {}
    every = listing(Kind.EVENT, filters=filters)
    coming = find(replace(every, states=(State.COMING,), sort=Sort.SOONEST, size=MOST))
    held_ones = replace(every, states=(State.HELD,), sort=Sort.NEWEST)
    held = find(replace(held_ones, size=HELD))
    return render_template(
        "webinars.html",
        topic=topic,
        topics=_topics(),
        coming=coming,
        months=_months(coming.hits),
        waiting=[hit for hit in held.hits if _waits(hit)],
        recordings=[hit for hit in held.hits if _recorded(hit)][:LATEST],
        held=held.total,
        held_address=search_address(held_ones),
        calendar=_calendar(every) if topic else as_format(page_address("webinars"), "ics"),
    )


def _calendar(every: Query) -> str:
    return as_format(search_address(every), "ics")


def _topics() -> list[tuple[str, str]]:
    """Id and name of the topics that webinars are about."""
    found = find(listing(Kind.EVENT, size=0)).facets[Facet.TOPIC]
    named = ((value.value, taxonomy().topic(value.value)) for value in found)
    return sorted(((i, t.name(g.language.code)) for i, t in named if t), key=lambda pair: pair[1])


def _months(hits: Iterable[Hit]) -> list[tuple[str, list[Hit]]]:
    """The hits by the month in which they next take place."""
    return [(month, list(found)) for month, found in groupby(hits, key=_month)]


def _month(hit: Hit) -> str:
    event = hit.record.resource.event
    periods = event.periods if event else ()
    ahead = next(period.first for period in periods if period.end >= g.now)
    name = str(g.language.day(max(ahead, showing().today), "MMMM y"))
    return name[:1].upper() + name[1:]


def _recorded(hit: Hit) -> bool:
    event = hit.record.resource.event
    return bool(event and event.recording)


def _waits(hit: Hit) -> bool:
    """Whether it was held so short a time ago that its recording may still come."""
    event = hit.record.resource.event
    if event is None or event.recording or is_cancelled(hit.record.resource):
        return False
    return (showing().today - event.periods[-1].last).days <= WAITING
