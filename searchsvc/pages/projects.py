"""Projects as data: filters, sums, charts that are tables, and municipalities like one's own."""

from dataclasses import dataclass, replace

from flask import g, render_template

from index.gazetteer import Municipality, municipalities, municipality_name
from index.query import Facet, Query, Sort
from index.reasons import why_cancelled
from index.resource import Kind
from index.results import Sum, Sums
from searchsvc.asking import asked, engine, last_page, search
from searchsvc.comparing import among, named, nearest, own_number, unknown_name
from searchsvc.pages.blueprint import pages
from searchsvc.params import write_query
from searchsvc.wording import chosen_filters, followed_by, page_address

Filters = dict[Facet, tuple[str, ...]]
ROWS = 25
BARS = 8  # of a chart, the largest sums
CHOICES = (Facet.MEASURE, Facet.COUNTY, Facet.MUNICIPALITY, Facet.STATUS, Facet.YEAR, Facet.TOPIC)
SORTS = (Sort.NEWEST, Sort.LARGEST, Sort.BEST)
CANCELLED = "Avlyst"


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """A municipality, and those most like it, each with what its projects got."""

    own: Municipality
    others: tuple[tuple[Municipality, Sum | None], ...]


@pages.get("/prosjekter")
def projects() -> str:
    """Projects as a table, with their sums."""
    wanted = asked()
    query = _of_projects(wanted.query)
    like = _like(query)
    narrowed = among(query, like.own.number) if like else query
    narrowed, page = search(narrowed)
    sums = engine().sums(narrowed)
    return render_template(
        "projects.html",
        query=replace(narrowed, filters=query.filters),
        page=page,
        sums=sums,
        charts=_charts(sums),
        like=like,
        named=named(),
        unknown=(*wanted.unknown, *unknown_name()),
        chosen=_chosen(query, like),
        choices=CHOICES,
        sorts=[sort for sort in SORTS if query.text or sort is not Sort.BEST],
        municipalities=sorted(map(municipality_name, municipalities())),
        why_cancelled=why_cancelled,
        cancelled=CANCELLED,
        last=last_page(narrowed, page.total),
        projects_address=projects_address,
    )


def projects_address(query: Query, like: Like | None = None) -> str:
    """The address of this page for a query, perhaps among the municipalities like one."""
    filters: Filters = {f: v for f, v in query.filters.items() if f is not Facet.KIND}
    sort = Sort.BEST if query.sort is Sort.NEWEST and not query.text else query.sort
    words = write_query(replace(query, filters=filters, sort=sort))
    pairs = [words, f"som={like.own.number}" if like else ""]
    return followed_by(page_address("projects"), "&".join(filter(None, pairs)))


def _of_projects(query: Query) -> Query:
    filters = {**query.filters, Facet.KIND: (Kind.PROJECT.value,)}
    sort = query.sort if query.text or query.sort is not Sort.BEST else Sort.NEWEST
    return replace(query, filters=filters, sort=sort, size=ROWS)


def _like(query: Query) -> Like | None:
    """Those like the municipality that is named, with the sums of what a query finds."""
    number = own_number()
    if not number:
        return None
    everywhere: Filters = {f: v for f, v in query.filters.items() if f is not Facet.MUNICIPALITY}
    sums = engine().sums(replace(query, filters=everywhere)).by[Facet.MUNICIPALITY]
    by_number = {found.value: found for found in sums}
    own = municipalities()[number]
    return Like(
        own=own, others=tuple((other, by_number.get(other.number)) for other in nearest(number))
    )


def _chosen(query: Query, like: Like | None) -> list[tuple[str, str]]:
    """What each filter is called, and the address without it."""
    _ = g.language.gettext
    filters: Filters = {f: v for f, v in query.filters.items() if f is not Facet.KIND}
    found = chosen_filters(replace(query, filters=filters))
    chips = [(name, projects_address(wider, like)) for name, wider in found]
    if like:
        name = _("Ligner på %(name)s", name=like.own.name)
        chips.append((name, projects_address(replace(query, page=1))))
    return chips


def _charts(sums: Sums) -> list[tuple[str, Facet, list[tuple[Sum, int]]]]:
    """Heading, facet and rows of each chart: a sum, and its share of the largest in percent."""
    _ = g.language.gettext
    years = sorted(sums.by[Facet.YEAR], key=lambda found: found.value)[-BARS:]
    measures = sums.by[Facet.MEASURE][:BARS]
    return [
        (_("Støtte per søknadsår"), Facet.YEAR, _shares(years)),
        (_("Støtte per type tiltak"), Facet.MEASURE, _shares(measures)),
    ]


def _shares(sums: tuple[Sum, ...] | list[Sum]) -> list[tuple[Sum, int]]:
    largest = max((found.amount for found in sums), default=0) or 1
    return [(found, round(100 * found.amount / largest)) for found in sums]
