"""Topics: all of them, and what is known of one, from where to begin to who has done it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from flask import abort, current_app, g, render_template, request

from index.gazetteer import municipality_name
from index.query import Facet, Query, Sort
from index.record import Record, State
from index.resource import Kind
from index.results import Hit, Page
from index.taxonomy import Audience
from index.topics import Topic
from searchsvc.asking import engine, find, listing, reader, showing, taxonomy
from searchsvc.pages.blueprint import pages
from searchsvc.wording import search_address, topic_groups

Filters = dict[Facet, tuple[str, ...]]
SHOWN = 5  # things of a section
STEPS = 3  # of guidance to begin with, before the grant that pays for it
MOST = 100  # pages of guidance that are put in the order of their steps
LAST = 99  # where guidance that is no step of planning stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a topic page: some of its things, and the search that gives them all."""

    id: str
    title: str
    hits: tuple[Hit, ...]
    total: int
    all: str


@pages.get("/tema")
def topics() -> str:
    """All topics, in their groups."""
    everything = find(listing(size=0))
    return render_template("topics.html", topics=topic_groups(everything))


@pages.get("/tema/<topic_id>")
def topic(topic_id: str) -> str:
    """All that is known of a topic, kind by kind."""
    found = taxonomy().topic(topic_id)
    if found is None:
        abort(404)
    filters: Filters = {Facet.TOPIC: (topic_id,)}
    audience = taxonomy().audience(request.args.get("rolle", ""))
    sections = {section.id: section for section in sections_of(filters, audience) if section.total}
    everything = find(listing(filters=filters, size=0))
    audiences = everything.facets[Facet.AUDIENCE]
    return render_template(
        "topic.html",
        topic=found,
        group=next(group for group in taxonomy().groups if group.id == found.group),
        begin=_begin(found, filters),
        sections=list(sections.values()),
        coming=_first_day(sections.get("webinarer")),
        deadline=_first_deadline(filters),
        total=everything.total,
        all_address=search_address(listing(filters=filters)),
        places=_places(filters),
        audiences=[a for v in audiences if (a := taxonomy().audience(v.value))],
        shown=SHOWN,
        first_for=audience,
        near=[other for other in taxonomy().in_group(found.group) if other.id != topic_id],
    )


def _begin(topic: Topic, filters: Filters) -> list[Record]:
    """What to begin with: what is pinned, else the first steps or best guidance, then the money."""
    pinned = current_app.extensions["starts"].get(topic.id, ())
    things = [thing for address in pinned if (thing := engine().find(address))]
    if things:
        return [thing.record for thing in things]
    guidance = _of(Kind.GUIDANCE, filters)
    hits = [hit for hit in find(replace(guidance, size=MOST)).hits if hit.record.resource.step]
    if len(hits) < STEPS:  # no procedure
        named = reader().analyser().query(topic.name("nb"), g.now)
        hits = list(find(replace(guidance, units=named.units, sort=Sort.BEST, size=STEPS)).hits)
    hits = _by_step(hits)[:STEPS]
    open_grants = find(_open_grants(filters)).hits[:1]
    return [hit.record for hit in (*hits, *open_grants)] if len(hits) > 1 else []


def _open_grants(filters: Filters) -> Query:
    return listing(Kind.GRANT, filters=filters, states=(State.OPEN,), sort=Sort.SOONEST, size=SHOWN)


def _by_step(hits: Iterable[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: hit.record.resource.step or LAST)


def _first_day(section: Section | None) -> date | None:
    """The day of the first event that comes."""
    event = section.hits[0].record.resource.event if section else None
    ahead = (period.first for period in event.periods if period.end >= g.now) if event else ()
    return next(iter(ahead), None)


def _first_deadline(filters: Filters) -> date | None:
    days = (showing().deadline(hit.record.resource) for hit in find(_open_grants(filters)).hits)
    return min((day for day in days if day), default=None)


def _places(filters: Filters) -> list[tuple[str, int, str]]:
    """Name, count and search of the municipalities with projects or examples, most first."""
    done = listing(filters={**filters, Facet.KIND: (Kind.PROJECT, Kind.EXAMPLE)})
    values = find(replace(done, size=0)).facets[Facet.MUNICIPALITY]
    return [
        (municipality_name(value.value), value.count, search_address(_there(done, value.value)))
        for value in values
    ]


def _there(done: Query, number: str) -> Query:
    return replace(done, filters={**done.filters, Facet.MUNICIPALITY: (number,)})


def sections_of(filters: Filters, audience: Audience | None = None) -> list[Section]:
    """All kinds of things, and what is for an audience first."""
    sections = _sections(filters)
    if audience is None:
        return sections
    theirs = _sections({**filters, Facet.AUDIENCE: (audience.id,)})
    return [_led_by(own, section) for own, section in zip(theirs, sections, strict=True)]


def _led_by(own: Section, section: Section) -> Section:
    """A section with the things of another in front."""
    hits = {hit.thing.id: hit for hit in (*own.hits, *section.hits)}
    return replace(section, hits=tuple(hits.values())[:SHOWN])


def _sections(filters: Filters) -> list[Section]:
    _ = g.language.gettext
    soonest, newest = Sort.SOONEST, Sort.NEWEST
    return [
        _section("webinarer", _("Kommende webinarer"), _of(Kind.EVENT, filters, State.COMING)),
        _section("opptak", _("Holdte webinarer"), _of(Kind.EVENT, filters, State.HELD)),
        _guidance(filters),
        _section("podkast", _("Podkast"), _of(Kind.EPISODE, filters)),
        _section("prosjekter", _("Prosjekter"), _of(Kind.PROJECT, filters)),
        _section("eksempler", _("Eksempler"), _of(Kind.EXAMPLE, filters)),
        _section("tilskudd", _("Tilskudd"), replace(_of(Kind.GRANT, filters), sort=soonest)),
        _section("dokumenter", _("Dokumenter"), _of(Kind.DOCUMENT, filters)),
        _section("nyheter", _("Nyheter"), replace(_of(Kind.NEWS, filters), sort=newest)),
    ]


def _of(kind: Kind, filters: Filters, *states: State) -> Query:
    """The things of a kind: what comes, the soonest first; the rest, the newest first."""
    sort = Sort.SOONEST if State.COMING in states else Sort.NEWEST
    return listing(kind, filters=filters, states=states, sort=sort, size=SHOWN)


def _section(name: str, title: str, query: Query) -> Section:
    return _made(name, title, query, find(query))


def _guidance(filters: Filters) -> Section:
    """Guidance in the order of the steps of planning, the newest first where it is no step."""
    query = _of(Kind.GUIDANCE, filters)
    page = find(replace(query, size=MOST))
    in_order = replace(page, hits=tuple(_by_step(page.hits)[:SHOWN]))
    return _made("veiledning", g.language.gettext("Veiledning"), query, in_order)


def _made(name: str, title: str, query: Query, page: Page) -> Section:
    address = search_address(query)
    return Section(id=name, title=title, hits=page.hits, total=page.total, all=address)
