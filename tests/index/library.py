"""What the engines are asked about: a small library, things with all sorts of times, queries."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import combinations
from typing import Any

from making import NOW, episode, grant, on, page, thing, webinar

from index.analyse import Analyser
from index.engine import Engine
from index.language.thesaurus import default_thesaurus
from index.query import Facet, Query
from index.record import Thing
from index.resource import OSLO, Call, Period
from index.results import Page

DAY = date(2026, 3, 10)


def days(number: int) -> date:
    return DAY + timedelta(days=number)


def ids(found: Page) -> list[str]:
    return [hit.thing.id for hit in found.hits]


def listing(**more: Any) -> Query:
    """A query without words, for everything on one page."""
    return Query(**{"now": NOW, "size": 1_000, **more})


def asking(engine: Engine, text: str, **more: Any) -> Query:
    """A query as the words of the published collection make it of a reader's text."""
    analyser = Analyser(lexicon=engine.lexicon, thesaurus=default_thesaurus())
    return replace(analyser.query(text, NOW), **{"size": 1_000, **more})


def search(engine: Engine, text: str, **more: Any) -> Page:
    return engine.search(asking(engine, text, **more))


def counts(found: Page, facet: Facet) -> dict[str, int]:
    return {value.value: value.count for value in found.facets[facet]}


def ignore(_: int) -> None:
    """Takes progress, and does nothing with it."""


LIBRARY = (
    thing(page("/flom", "Om vann i byer.", title="Flom", published=days(-10)),
          topics=("flom", "by")),
    thing(page("/hete", "Også flom er nevnt.", title="Hete", published=days(-400)), topics=("by",)),
    thing(page("/skog", "Om trær.", title="Skog", source="ks"), topics=("skog",)),
    thing(
        page("/by", "Om byer og vann.", title="Byer", published=days(-5)),
        page("/en", "About cities and rain.", title="Cities", language="en"),
        topics=("by",),
    ),
    thing(episode("/lyd", "Vi snakker om flom.", title="Flom på øret", published=days(-30)),
          topics=("flom",)),
    thing(episode("/tale", "En tale.", title="Tale", language="nn", published=days(-800))),
    thing(webinar("/kommer", on(days(20), time(10), time(11)), title="Flom i mai"),
          topics=("flom",)),
    thing(webinar("/var", on(days(-20), time(10), time(11)), title="Vinteren")),
    thing(webinar("/snart", on(days(1)), title="Våren")),
    thing(grant("/apen", Call(deadline=days(9)), title="Penger til flomvern", source="ks")),
    thing(grant("/stengt", Call(deadline=days(-9)), title="Penger brukt")),
    thing(grant("/senere", Call(opens=days(5), deadline=days(40)), title="Penger senere")),
)  # fmt: skip


def _clocks() -> Iterator[Period]:
    for number in (-1, 0, 1, 19):  # the last is the night in which the clock is put forward
        yield on(days(number))
        yield on(days(number), time(9), time(15, 30))
        yield on(days(number), time(0), time(0))
        yield on(days(number), time(12))
        yield on(days(number), time(1, 30), time(2, 30))
    yield Period(first=days(-1), last=days(1))
    yield Period(first=days(-3), last=days(-1), starts=time(9), ends=time(23, 59, 59))
    yield on(date(2026, 10, 25), time(2), time(2, 30))
    yield on(date(1969, 7, 20))
    yield on(date(9999, 12, 31))


def _calls() -> Iterator[Call]:
    for deadline in (None, days(-2), days(0), days(3), date(9999, 12, 31)):
        for opens in (None, days(-3), days(0), days(1)):
            for rolling in (False, True):
                yield Call(deadline=deadline, opens=opens, rolling=rolling)


def timed() -> tuple[Thing, ...]:
    """Webinars of one period and of two, grants of one call and of two, and one of neither."""
    periods, calls = tuple(_clocks()), tuple(_calls())
    events = [(period,) for period in periods] + list(combinations(periods[::2], 2))
    grants = [(call,) for call in calls] + list(combinations(calls[::3], 2))
    resources = [webinar(f"/w{number}", *chosen) for number, chosen in enumerate(events)]
    resources += [grant(f"/t{number}", *chosen) for number, chosen in enumerate(grants)]
    return tuple(map(thing, [*resources, webinar("/uten"), grant("/ingen"), page("/side")]))


TIMED = timed()
EDGES = [period.end for period in _clocks()] + [
    datetime.combine(days(number), moment, OSLO)
    for number in (-3, -2, -1, 0, 1, 3, 4)
    for moment in (time.min, time(23, 59, 59))
]
