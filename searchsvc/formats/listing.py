"""What the lists of the service hold, whichever format they are asked for in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from flask import abort, g

from index.query import Facet, Query, Sort
from index.resource import Kind
from index.results import Page
from searchsvc.asking import asked, taxonomy
from searchsvc.wording import value_name

Wanted: TypeAlias = tuple[str, Query]  # what the list is called, and what it holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of things as it is given; the addresses are absolute, `own` is that of the answer."""

    title: str
    query: Query
    page: Page
    address: str
    own: str
    unknown: tuple[str, ...] = ()

    @property
    def last(self) -> int:
        """The number of its last page."""
        return max(1, -(-self.page.total // self.query.size))


def searched() -> Wanted:
    """What a search finds."""
    query = asked().query
    _ = g.language.gettext
    return _("Treff for «%(words)s»", words=query.text) if query.text else _("Alle treff"), query


def of_topic(topic_id: str) -> Wanted:
    """All that is known of a topic, the newest first."""
    if taxonomy().topic(topic_id) is None:
        abort(404)
    query = _always(Facet.TOPIC, topic_id)
    return value_name(Facet.TOPIC, topic_id), _ordered(query, Sort.NEWEST)


def webinars() -> Wanted:
    """Webinars, those that come next first."""
    query = _always(Facet.KIND, Kind.EVENT.value)
    return g.language.gettext("Webinarer"), _ordered(query, Sort.SOONEST)


def grants() -> Wanted:
    """Grants, those that are due next first."""
    query = _always(Facet.KIND, Kind.GRANT.value)
    return g.language.gettext("Tilskudd"), _ordered(query, Sort.SOONEST)


def projects() -> Wanted:
    """Projects, the newest first."""
    query = _always(Facet.KIND, Kind.PROJECT.value)
    return g.language.gettext("Prosjekter"), _ordered(query, Sort.NEWEST)


def of_role(audience_id: str) -> Wanted:
    """What is of use to a role, the newest first."""
    if taxonomy().audience(audience_id) is None:
        abort(404)
    query = _always(Facet.AUDIENCE, audience_id)
    return value_name(Facet.AUDIENCE, audience_id), _ordered(query, Sort.NEWEST)


# By the rule of the page that shows it; an ending after it gives the same as data.
LISTS: Mapping[str, Callable[..., Wanted]] = {
    "/sok": searched,
    "/tema/<topic_id>": of_topic,
    "/rolle/<audience_id>": of_role,
    "/webinarer": webinars,
    "/tilskudd": grants,
    "/prosjekter": projects,
}


def _always(facet: Facet, value: str) -> Query:
    """What the address asks for, of one value only."""
    query = asked().query
    return replace(query, filters={**query.filters, facet: (value,)})


def _ordered(query: Query, otherwise: Sort) -> Query:
    is_chosen = query.sort is not Sort.BEST or query.text
    return query if is_chosen else replace(query, sort=otherwise)
