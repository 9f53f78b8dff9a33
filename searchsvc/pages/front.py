"""The front page: the search, the doors, what is coming, what is open, what is new."""

from collections.abc import Mapping
from datetime import timedelta

from flask import g, render_template

from index.query import Facet, Sort
from index.record import State
from index.resource import Kind
from index.results import Page
from searchsvc.asking import engine, find, listing, showing
from searchsvc.pages.blueprint import pages
from searchsvc.wording import page_address, search_address, topic_groups

# Events are left out: their days lie ahead.
NEWS = {Facet.KIND: (Kind.GUIDANCE, Kind.EPISODE, Kind.NEWS, Kind.EXAMPLE)}
EXAMPLES = ("krav til utslippsfri byggeplass", "kommunedirektørens ansvar", "rettleiar overvatn")
WEEK = timedelta(days=7)
NEW = 5
MOST_NAMED = 3  # publishers

Stone = tuple[int, str, str]  # how many, address, name


@pages.get("/")
def front() -> str:
    """The front page."""
    everything = find(listing(size=0))
    coming = find(listing(Kind.EVENT, states=(State.COMING,), sort=Sort.SOONEST, size=3))
    grants = find(listing(Kind.GRANT, states=(State.OPEN,), sort=Sort.SOONEST, size=3))
    newest = listing(filters=NEWS, sort=Sort.NEWEST, size=NEW)
    of_week = find(listing(filters=NEWS, sort=Sort.NEWEST, size=NEW, since=showing().today - WEEK))
    return render_template(
        "front.html",
        stones=_stones(everything, coming, grants),
        publishers=_publishers(everything),
        coming=coming,
        grants=grants,
        left=_days_left(grants),
        topics=topic_groups(everything),
        is_week=bool(of_week.total),
        news=of_week if of_week.total else find(newest),
        news_address=search_address(newest),
        examples=EXAMPLES,
    )


def _stones(everything: Page, coming: Page, grants: Page) -> list[Stone]:
    """What the cairn is built of, the fewest on top."""
    many = g.language.ngettext
    counts: Mapping[str, int] = {v.value: v.count for v in everything.facets[Facet.KIND]}
    episodes, guidance, projects = (
        counts.get(kind, 0) for kind in (Kind.EPISODE, Kind.GUIDANCE, Kind.PROJECT)
    )
    stones = [
        (
            grants.total,
            page_address("grants"),
            many("åpent tilskudd", "åpne tilskudd", grants.total),
        ),
        (
            coming.total,
            page_address("webinars"),
            many("kommende webinar", "kommende webinarer", coming.total),
        ),
        (episodes, _of("podkast"), many("podkastepisode", "podkastepisoder", episodes)),
        (guidance, _of("veiledning"), many("veiledning", "veiledninger", guidance)),
        (projects, _of("prosjekt"), many("prosjekt", "prosjekter", projects)),
    ]
    return sorted(stone for stone in stones if stone[0])


def _of(kind: str) -> str:
    return page_address("results", type=kind)


def _publishers(everything: Page) -> str:
    """Klimaetaten, Kommunelaget og Kommunevær: those with the most, if they are few."""
    names = {source.source: source.publisher for source in engine().coverage().sources}
    found = [names[value.value] for value in everything.facets[Facet.SOURCE]]
    if not 0 < len(found) <= MOST_NAMED:
        return ""
    *others, last = found
    return str(g.language.gettext(" og ").join(filter(None, (", ".join(others), last))))


def _days_left(grants: Page) -> int | None:
    """Days to the nearest deadline of a grant; none where there is none."""
    days = [day for hit in grants.hits if (day := showing().deadline(hit.record.resource))]
    return (min(days) - showing().today).days if days else None
