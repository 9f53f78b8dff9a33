"""The pages that people read: front, results, topics, resources, sources, collecting, about."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Flask, abort, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from index.address import host_of
from index.engine import EngineError
from index.query import Facet, Sort
from index.record import Record, State, Thing
from index.resource import Kind
from index.results import Coverage, Hit
from index.snippet import NOTHING, snippet
from searchsvc.asking import (
    asked,
    engine,
    find,
    listing,
    reader,
    search,
    showing,
    taxonomy,
    traced,
)
from searchsvc.changes import changes_of
from searchsvc.facts import facts_of
from searchsvc.language import title_case
from searchsvc.ledger import fared
from searchsvc.params import FACETS, KIND_WORDS, NAMES, without
from searchsvc.tracing import is_today, sentence_of
from searchsvc.ways import instead, near_topics, read_as, ways_on
from searchsvc.wording import (
    LANGUAGES,
    facet_name,
    limits,
    other_languages,
    page_address,
    search_address,
    state_name,
    topic_groups,
    value_name,
)

pages = Blueprint("pages", __name__)
Filters = dict[Facet, tuple[str, ...]]
# Events are left out: their days lie ahead.
NEWS: Filters = {Facet.KIND: (Kind.GUIDANCE, Kind.EPISODE, Kind.NEWS, Kind.EXAMPLE)}
EXAMPLES = ("krav til utslippsfri byggeplass", "kommunedirektørens ansvar", "rettleiar overvatn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a topic page: its newest things, and the search that gives them all."""

    id: str
    title: str
    hits: tuple[Hit, ...]
    total: int
    all: str


@pages.get("/")
def front() -> str:
    """The front page."""
    everything = find(listing(size=0))
    coming = listing(Kind.EVENT, states=(State.COMING,), sort=Sort.SOONEST, size=3)
    grants = listing(Kind.GRANT, states=(State.OPEN,), sort=Sort.SOONEST, size=3)
    return render_template(
        "front.html",
        counts={value.value: value.count for value in everything.facets[Facet.KIND]},
        coming=find(coming),
        grants=find(grants),
        coming_address=search_address(coming),
        grants_address=search_address(grants),
        topics=topic_groups(everything),
        news=find(listing(filters=NEWS, sort=Sort.NEWEST, size=5)),
        examples=EXAMPLES,
    )


@pages.get("/sok")
def results() -> str | Response:
    """The hits for a query, with facets; an address leads to its thing, or what is known of it."""
    traced_to = traced(request.args.get("q", "").strip())
    if traced_to and traced_to.found and is_today(traced_to.address, traced_to.found):
        return redirect(page_address("resource", thing_id=traced_to.found.id), 303)
    wanted = asked()
    query, page = search(wanted.query)
    return render_template(
        "results.html",
        query=query,
        page=page,
        unknown=wanted.unknown,
        trace=traced_to,
        traced=sentence_of(traced_to) if traced_to else None,
        last=max(1, -(-page.total // query.size)),
        ways=ways_on(query) if not page.total else [],
        read_as=read_as(query),
        near=[] if page.total else near_topics(query),
        instead=[instead(query, unit) for unit in query.units if unit.instead],
    )


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
    sections = [section for section in _sections(filters) if section.total]
    return render_template(
        "topic.html",
        topic=found,
        group=next(group for group in taxonomy().groups if group.id == found.group),
        sections=sections,
        total=find(listing(filters=filters, size=0)).total,
        all_address=search_address(listing(filters=filters)),
        near=[other for other in taxonomy().in_group(found.group) if other.id != topic_id],
    )


@pages.get("/ressurs/<thing_id>")
def resource(thing_id: str) -> str | Response:
    """All that is known of one thing."""
    thing = engine().get(thing_id)
    if thing is None:
        abort(404)
    if thing_id not in {record.id for record in thing.records}:
        return redirect(page_address("resource", thing_id=thing.id), 301)
    record = next(record for record in thing.records if record.id == thing_id)
    return render_template(
        "resource.html",
        thing=thing,
        record=record,
        links_out=engine().links_out(thing.id),
        links_in=_one_each(engine().links_in(thing.id)),
        alike=_alike(thing, record),
        excerpt=snippet(record.resource.passages, NOTHING),
    )


@pages.get("/kilder")
def sources() -> str:
    """What is collected, from where, and when."""
    return render_template("sources.html", coverage=engine().coverage())


@pages.get("/innsamling")
def collecting() -> str:
    """How it is collected, and how the last visits to each source went."""
    return render_template(
        "collecting.html", sources=[fared(source) for source in engine().coverage().sources]
    )


@pages.get("/om")
def about() -> str:
    """What the service is."""
    return render_template("about.html")


def _alike(thing: Thing, record: Record) -> list[Thing]:
    """Things of the same topics that share words with the title."""
    query = reader().analyser().query(record.resource.title, g.now)
    if not query.units:
        return []
    filters: Filters = {Facet.TOPIC: record.topics[:2]} if record.topics else {}
    page = find(replace(query, filters=filters, size=5, language=g.language.code))
    return [hit.thing for hit in page.hits if hit.thing.id != thing.id][:4]


def _sections(filters: Filters) -> list[Section]:
    _ = g.language.gettext
    soonest, newest = Sort.SOONEST, Sort.NEWEST
    wanted = [
        ("webinarer", _("Kommende webinarer"), Kind.EVENT, (State.COMING,), soonest),
        ("opptak", _("Holdte webinarer"), Kind.EVENT, (State.HELD,), newest),
        ("veiledning", _("Veiledning"), Kind.GUIDANCE, (), newest),
        ("podkast", _("Podkast"), Kind.EPISODE, (), newest),
        ("prosjekter", _("Prosjekter"), Kind.PROJECT, (), newest),
        ("eksempler", _("Eksempler"), Kind.EXAMPLE, (), newest),
        ("tilskudd", _("Tilskudd"), Kind.GRANT, (), soonest),
        ("nyheter", _("Nyheter"), Kind.NEWS, (), newest),
    ]
    sections = []
    for name, title, kind, states, sort in wanted:
        query = listing(kind, filters=filters, states=states, sort=sort, size=5)
        page = find(query)
        address = search_address(query)
        sections.append(
            Section(id=name, title=title, hits=page.hits, total=page.total, all=address)
        )
    return sections


def _one_each(connections: Any) -> list[Any]:
    """Of several links from one thing the first."""
    return list({c.other.id: c for c in reversed(connections) if c.other}.values())[::-1]


def error_page(status: int) -> Response:
    """The page for an error, in the language of the address."""
    return make_response(render_template("error.html", status=status), status)


def show_pages(app: Flask) -> None:
    """Register the pages in every language, and what their templates call."""
    for code, prefix in LANGUAGES.items():
        app.register_blueprint(pages, name=code, url_prefix=prefix or None)
    app.jinja_env.globals.update(
        address=page_address,
        search_address=search_address,
        facet_name=facet_name,
        value_name=value_name,
        state_name=state_name,
        limits=limits,
        other_languages=other_languages,
        without=without,
        replace=replace,
        names=NAMES,
        facets=FACETS,
        Sort=Sort,
        Facet=Facet,
        facts_of=facts_of,
        changes_of=changes_of,
        showing=showing,
        coverage_or_none=_coverage_or_none,
        kind_words=KIND_WORDS,
    )
    app.jinja_env.filters.update(title_case=title_case, host=host_of, bare=_bare)


def _coverage_or_none() -> Coverage | None:
    """The coverage, for what stands on every page: also where nothing is published."""
    try:
        return engine().coverage()
    except EngineError:
        return None


def _bare(address: str) -> str:
    """An address as people read it, without its scheme."""
    return address.partition("://")[2].removesuffix("/")
