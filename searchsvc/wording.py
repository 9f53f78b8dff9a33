"""What readers call things, and the addresses of pages, in the language of the request."""

from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from flask import g, request, url_for

from index.gazetteer import municipality_name
from index.places import Municipality, municipalities, municipality_of
from index.query import Facet, Query
from index.record import State
from index.resource import Resource
from index.results import Page
from index.topics import Group, Topic
from searchsvc.asking import case_list, engine, query_string, showing, taxonomy
from searchsvc.caselist import PARAMETER, CaseList
from searchsvc.params import without, write_query

LANGUAGES = {"nb": "", "nn": "/nn", "en": "/en"}
PASSING = ("/sok", "/liste", "/kildeliste", "/lenke", "/embed")  # made for one reader


def page_address(name: str, **values: Any) -> str:
    """The address of a page in the reader's language; a list for a case file goes along."""
    if case_list().ids:
        values.setdefault(PARAMETER, case_list().write())
    return _built(f"{g.language.code}.{name}", **values)


@lru_cache(10_000)
def _built(endpoint: str, **values: Any) -> str:
    return url_for(endpoint, **values)


def search_address(query: Query) -> str:
    """The address of a search in the reader's language."""
    return followed_by(page_address("results"), write_query(query))


def followed_by(address: str, words: str) -> str:
    """An address with more behind its question mark."""
    return (
        "&".join((address, words)) if words and "?" in address else f"{address}?{words}".rstrip("?")
    )


def as_format(address: str, ending: str) -> str:
    """The address of the same in another format: /sok?q=flom as /sok.atom?q=flom."""
    path, _, words = address.partition("?")
    pairs = [pair for pair in words.split("&") if not pair.startswith(f"{PARAMETER}=")]
    return followed_by(f"{path}.{ending}", "&".join(pairs))


def list_address(held: CaseList, ending: str = "", **values: Any) -> str:
    """The address of a list for a case file, or of its export."""
    values = {PARAMETER: held.write(), **values}
    if ending:
        return _built(f"{g.language.code}.list_as", ending=ending, **values)
    return _built(f"{g.language.code}.list", **values)


def source_list_address(query: Query) -> str:
    """The address that makes a list of the first hits of a search."""
    return followed_by(_built(f"{g.language.code}.source_list"), write_query(query))


def with_in_list(thing: str) -> str:
    """The address of this page with a thing added to the list for a case file."""
    words = urlencode({PARAMETER: case_list().with_thing(thing).write()})
    return f"{followed_by(_without_list(), words)}#t-{thing}"


def _without_list() -> str:
    """The address of this page without the list for a case file; made once."""
    if "without_list" not in g:
        args = [(n, v) for n, v in request.args.items(multi=True) if n != PARAMETER]
        g.without_list = followed_by(quote("/" + request.path.lstrip("/")), urlencode(args))
    return str(g.without_list)


def licence_of(source: str) -> str:
    """The licence of a source; empty where it is unknown."""
    return next((s.licence for s in engine().coverage().sources if s.source == source), "")


def place_of(resource: Resource) -> Municipality | None:
    """The municipality that got a project's support or made an example, if it is known."""
    return next((municipalities()[number] for number in municipality_of(resource)), None)


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
        Facet.MUNICIPALITY: _("Kommune"),
        Facet.AUDIENCE: _("For"),
        Facet.STATUS: _("Status"),
        Facet.MEASURE: _("Tiltak"),
    }
    return names[facet]


def value_name(facet: Facet, value: str) -> str:
    """What readers call a value of a facet."""
    if facet is Facet.KIND:
        return showing().kind(value)
    if facet is Facet.LANGUAGE:
        return str(g.language.name(value))
    if facet is Facet.TOPIC:
        found = taxonomy().topic(value)
        return found.name(g.language.code) if found else value
    if facet is Facet.SOURCE:
        sources = engine().coverage().sources
        return next((source.publisher for source in sources if source.source == value), value)
    if facet is Facet.AUDIENCE:
        audience = taxonomy().audience(value)
        return audience.name(g.language.code) if audience else value
    if facet is Facet.MUNICIPALITY:
        return municipality_name(value)
    return _status_name(value) if facet is Facet.STATUS else value


def _status_name(status: str) -> str:
    """What a project's page says of its status, in the reader's language where it is known."""
    _ = g.language.gettext
    known: dict[str, str] = {
        "Gjennomført": _("Gjennomført"),
        "Under gjennomføring": _("Under gjennomføring"),
        "Avlyst": _("Avlyst"),
    }
    return known.get(status, status)


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


def _limits(query: Query) -> list[tuple[str, Query]]:
    """What readers call each day and sum that limits a query, and the query without it."""
    _ = g.language.gettext
    found = []
    if query.since:
        name = _("fra %(day)s", day=g.language.day(query.since))
        found.append((name, replace(query, since=None, page=1)))
    if query.until:
        name = _("til %(day)s", day=g.language.day(query.until))
        found.append((name, replace(query, until=None, page=1)))
    if query.least is not None:
        name = _("minst %(sum)s", sum=g.language.kroner(query.least))
        found.append((name, replace(query, least=None, page=1)))
    if query.most is not None:
        name = _("høyst %(sum)s", sum=g.language.kroner(query.most))
        found.append((name, replace(query, most=None, page=1)))
    return found


def is_lasting() -> bool:
    """Whether this page is one that search engines may show: no search, no filter, no error."""
    is_asked = request.path.removeprefix(LANGUAGES[g.language.code]) in PASSING
    return request.routing_exception is None and not is_asked and not query_string()


def chosen_filters(query: Query) -> list[tuple[str, Query]]:
    """What readers call each filter, state and limit of a query, and the query without it."""
    found = [
        (f"{facet_name(facet)}: {value_name(facet, value)}", without(query, facet, value))
        for facet, values in query.filters.items()
        for value in values
    ]
    for state in query.states:
        left = tuple(other for other in query.states if other is not state)
        found.append((state_name(state), replace(query, states=left, page=1)))
    return [*found, *_limits(query)]


def in_every_language() -> list[tuple[str, str]]:
    """Code and address of this page in each language."""
    own = LANGUAGES[g.language.code]
    bare = "/" + quote(request.path).removeprefix(own).lstrip("/")
    words = query_string()
    bare += f"?{words}" if words else ""
    return [(code, prefix + bare) for code, prefix in LANGUAGES.items()]


def other_languages() -> list[tuple[str, str]]:
    """Code and address of this page in the other languages."""
    return [(code, target) for code, target in in_every_language() if code != g.language.code]


def topic_groups(page: Page) -> list[tuple[Group, list[tuple[Topic, int]]]]:
    """The groups with their topics that have hits, and how many."""
    counts = {value.value: value.count for value in page.facets[Facet.TOPIC]}
    groups = [
        (group, [(t, counts[t.id]) for t in taxonomy().in_group(group.id) if t.id in counts])
        for group in taxonomy().groups
    ]
    return [(group, found) for group, found in groups if found]
