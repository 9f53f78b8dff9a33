"""What readers call things, and the addresses of pages, in the language of the request."""

from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from flask import g, request, url_for

from index.gazetteer import municipality_name
from index.query import Facet, Query
from index.record import State
from index.results import Page
from index.topics import Group, Topic
from searchsvc.asking import engine, query_string, showing, taxonomy
from searchsvc.params import write_query

LANGUAGES = {"nb": "", "nn": "/nn", "en": "/en"}


def page_address(name: str, **values: Any) -> str:
    """The address of a page in the reader's language."""
    return _built(f"{g.language.code}.{name}", **values)


@lru_cache(10_000)
def _built(endpoint: str, **values: Any) -> str:
    return url_for(endpoint, **values)


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


def limits(query: Query) -> list[tuple[str, Query]]:
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


def other_languages() -> list[tuple[str, str]]:
    """Code and address of this page in the other languages."""
    own = LANGUAGES[g.language.code]
    bare = "/" + quote(request.path).removeprefix(own).lstrip("/")
    words = query_string()
    bare += f"?{words}" if words else ""
    return [(code, prefix + bare) for code, prefix in LANGUAGES.items() if code != g.language.code]


def topic_groups(page: Page) -> list[tuple[Group, list[tuple[Topic, int]]]]:
    """The groups with their topics that have hits, and how many."""
    counts = {value.value: value.count for value in page.facets[Facet.TOPIC]}
    groups = [
        (group, [(t, counts[t.id]) for t in taxonomy().in_group(group.id) if t.id in counts])
        for group in taxonomy().groups
    ]
    return [(group, found) for group, found in groups if found]
