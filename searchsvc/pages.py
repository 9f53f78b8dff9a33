"""The pages that people read: front, results, topics, resources, sources, about."""

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from index.address import host_of, is_address
from index.engine import Engine, EngineError
from index.language.words import fold, words
from index.query import Facet, Query, Sort, Unit
from index.record import Record, State, Thing
from index.resource import Kind
from index.results import Coverage, Hit, Page
from index.snippet import nothing, snippet
from index.topics import Group, Taxonomy, Topic
from searchsvc.params import FACETS, KIND_WORDS, NAMES, Asked, read_query, without, write_query
from searchsvc.reading import QueryReader
from searchsvc.showing import Showing, title_case

pages = Blueprint("pages", __name__)
Filters = dict[Facet, tuple[str, ...]]
MOST_NEAR = 4
LANGUAGES = {"nb": "", "nn": "/nn", "en": "/en"}
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


def engine() -> Engine:
    """The engine of this application."""
    return current_app.extensions["engine"]  # type: ignore[no-any-return]


def taxonomy() -> Taxonomy:
    """The taxonomy of this application."""
    return current_app.extensions["taxonomy"]  # type: ignore[no-any-return]


def reader() -> QueryReader:
    """How this application reads queries."""
    return current_app.extensions["reader"]  # type: ignore[no-any-return]


def showing() -> Showing:
    """How things are shown in this request."""
    return Showing(g.language, g.now)


def asked() -> Asked:
    """What the address of this request asks for."""
    wanted = read_query(request.args, g.now, reader().analyser(), reader().known())
    query = replace(
        wanted.query, language=g.language.code, pinned=reader().pinned(wanted.query.text)
    )
    return replace(wanted, query=query)


def search(query: Query) -> tuple[Query, Page]:
    """The page of hits that is asked for, or the last one where there are fewer."""
    page = engine().search(query)
    last = max(1, -(-page.total // query.size))
    if query.page > last:
        query = replace(query, page=last)
        page = engine().search(query)
    return query, page


def listing(kind: Kind | None = None, **changes: Any) -> Query:
    """A list of one kind, or of all."""
    filters = {Facet.KIND: (kind.value,)} if kind else {}
    filters |= changes.pop("filters", {})
    return Query(now=g.now, filters=filters, language=g.language.code, **changes)


@pages.get("/")
def front() -> str:
    """The front page."""
    everything = engine().search(listing(size=0))
    coming = listing(Kind.EVENT, states=(State.COMING,), sort=Sort.SOONEST, size=3)
    grants = listing(Kind.GRANT, states=(State.OPEN,), sort=Sort.SOONEST, size=3)
    return render_template(
        "front.html",
        counts={value.value: value.count for value in everything.facets[Facet.KIND]},
        coming=engine().search(coming),
        grants=engine().search(grants),
        coming_address=search_address(coming),
        grants_address=search_address(grants),
        topics=topic_groups(everything),
        news=engine().search(listing(filters=NEWS, sort=Sort.NEWEST, size=5)),
        examples=EXAMPLES,
    )


@pages.get("/sok")
def results() -> str | Response:
    """The hits for a query, with facets; an address that is known leads to its thing."""
    wanted = asked()
    typed = request.args.get("q", "").strip()
    thing = engine().find(typed) if is_address(typed) else None
    if thing:
        return redirect(page_address("resource", thing_id=thing.id), 303)
    query, page = search(wanted.query)
    return render_template(
        "results.html",
        query=query,
        page=page,
        unknown=wanted.unknown,
        last=max(1, -(-page.total // query.size)),
        ways=_ways_on(query) if not page.total else [],
        read_as=_read_as(query),
        near=[] if page.total else _near_topics(query),
        instead=[_instead(query, unit) for unit in query.units if unit.instead],
    )


@pages.get("/tema")
def topics() -> str:
    """All topics, in their groups."""
    everything = engine().search(listing(size=0))
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
        total=engine().search(listing(filters=filters, size=0)).total,
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
        excerpt=snippet(record.resource.passages, nothing),
    )


@pages.get("/kilder")
def sources() -> str:
    """What is collected, from where, and when."""
    return render_template("sources.html", coverage=engine().coverage())


@pages.get("/om")
def about() -> str:
    """What the service is."""
    return render_template("about.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAs:
    """The query with its unknown words repaired, and the address that searches it as it stands."""

    text: str
    verbatim: str


def _read_as(query: Query) -> ReadAs | None:
    repaired = {unit.word: unit.read_as for unit in query.units if unit.read_as}
    if not repaired:
        return None
    spoken = words(query.text)
    text = " ".join(repaired.get(fold(word), word) for word in spoken)
    verbatim = " ".join(f'"{word}"' if fold(word) in repaired else word for word in spoken)
    own = reader().analyser().query(verbatim, g.now)
    address = search_address(replace(own, filters=query.filters, states=query.states))
    return ReadAs(text=text, verbatim=address)


def _near_topics(query: Query) -> list[Topic]:
    """The topics that the words of a query show."""
    words = [unit.read_as or unit.word for unit in query.units]
    text = " ".join((query.text, *words)).lower()
    return [topic for topic in taxonomy().topics if topic.pattern.search(text)][:MOST_NEAR]


def _instead(query: Query, unit: Unit) -> tuple[str, int, str]:
    """The query with a far more frequent word for a rare one: its text, hits and address."""
    text = re.sub(rf"\b{re.escape(unit.word)}\b", unit.instead, query.text, flags=re.IGNORECASE)
    other = replace(
        reader().analyser().query(text, g.now), filters=query.filters, states=query.states, size=0
    )
    return text, engine().search(other).total, search_address(other)


def _alike(thing: Thing, record: Record) -> list[Thing]:
    """Things of the same topics that share words with the title."""
    query = reader().analyser().query(record.resource.title, g.now)
    if not query.units:
        return []
    filters: Filters = {Facet.TOPIC: record.topics[:2]} if record.topics else {}
    page = engine().search(replace(query, filters=filters, size=5, language=g.language.code))
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
        page = engine().search(query)
        address = search_address(query)
        sections.append(
            Section(id=name, title=title, hits=page.hits, total=page.total, all=address)
        )
    return sections


def _ways_on(query: Query) -> list[tuple[int, str, str]]:
    """Searches that give something where this one does not: hits, what is dropped, address."""
    wider = [
        (value_name(facet, value), without(query, facet, value))
        for facet, values in query.filters.items()
        for value in values
    ]
    for state in query.states:
        left = tuple(other for other in query.states if other is not state)
        wider.append((state_name(state), replace(query, states=left, page=1)))
    ways = [
        (engine().search(replace(other, size=0)).total, name, search_address(other))
        for name, other in wider
    ]
    return sorted((way for way in ways if way[0]), reverse=True)


def _one_each(connections: Any) -> list[Any]:
    """Of several links from one thing the first."""
    return list({c.other.id: c for c in reversed(connections) if c.other}.values())[::-1]


def topic_groups(page: Page) -> list[tuple[Group, list[tuple[Topic, int]]]]:
    """The groups with their topics that have hits, and how many."""
    counts = {value.value: value.count for value in page.facets[Facet.TOPIC]}
    groups = [
        (group, [(t, counts[t.id]) for t in taxonomy().in_group(group.id) if t.id in counts])
        for group in taxonomy().groups
    ]
    return [(group, found) for group, found in groups if found]


def page_address(name: str, **values: Any) -> str:
    """The address of a page in the reader's language."""
    return url_for(f"{g.language.code}.{name}", **values)


def search_address(query: Query) -> str:
    """The address of a search in the reader's language."""
    words = write_query(query)
    return page_address("results") + (f"?{words}" if words else "")


def facet_name(facet: Facet) -> str:
    """What readers call a facet."""
    _ = g.language.gettext
    names: dict[Facet, str] = {
        Facet.KIND: _("Type"),
        Facet.TOPIC: _("Tema"),
        Facet.SOURCE: _("Kilde"),
        Facet.LANGUAGE: _("Språk"),
        Facet.YEAR: _("År"),
        Facet.COUNTY: _("Fylke"),
    }
    return names[facet]


def value_name(facet: Facet, value: str) -> str:
    """What readers call a value of a facet."""
    if facet is Facet.KIND:
        return showing().kind(value)
    if facet is Facet.LANGUAGE:
        return showing().language_name(value)
    if facet is Facet.TOPIC:
        found = taxonomy().topic(value)
        return found.name(g.language.code) if found else value
    if facet is Facet.SOURCE:
        names = {source.source: source.publisher for source in engine().coverage().sources}
        return names.get(value, value)
    return value


def state_name(state: State) -> str:
    """What readers call a state."""
    _ = g.language.gettext
    names: dict[State, str] = {
        State.COMING: _("Kommende"),
        State.HELD: _("Holdt"),
        State.OPEN: _("Åpne"),
        State.CLOSED: _("Lukket"),
    }
    return names[state]


def other_languages() -> list[tuple[str, str]]:
    """Code and address of this page in the other languages."""
    own = LANGUAGES[g.language.code]
    bare = "/" + quote(request.path).removeprefix(own).lstrip("/")
    bare += f"?{request.query_string.decode()}" if request.query_string else ""
    return [(code, prefix + bare) for code, prefix in LANGUAGES.items() if code != g.language.code]


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
        other_languages=other_languages,
        without=without,
        replace=replace,
        names=NAMES,
        facets=FACETS,
        Sort=Sort,
        Facet=Facet,
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
