"""What the lists of the service hold, whichever format they are asked for in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from flask import abort, g

from index.query import Facet, Query, Sort
from index.resource import Kind
from index.results import Page
from searchsvc.asking import asked, last_page, taxonomy
from searchsvc.comparing import among, own_number, unknown_name
from searchsvc.wording import value_name

PROJECTS = "/prosjekter"  # the rule of the list that takes `som`, too


class Wanted(NamedTuple):
    """What a list is called, what it holds, and what of its address is not known."""

    title: str
    query: Query
    unknown: tuple[str, ...] = ()


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
        return last_page(self.query, self.page.total)


def searched() -> Wanted:
    """What a search finds."""
    query = asked().query
    _ = g.language.gettext
    title = _("Treff for «%(words)s»", words=query.text) if query.text else _("Alle treff")
    return Wanted(title, query, asked().unknown)


def of_topic(topic_id: str) -> Wanted:
    """All that is known of a topic, the newest first."""
    if taxonomy().topic(topic_id) is None:
        abort(404)
    query = _always(Facet.TOPIC, topic_id)
    return Wanted(value_name(Facet.TOPIC, topic_id), _ordered(query, Sort.NEWEST), asked().unknown)


def webinars() -> Wanted:
    """Webinars, those that come next first."""
    query = _always(Facet.KIND, Kind.EVENT.value)
    title = g.language.gettext("Webinarer")
    return Wanted(title, _ordered(query, Sort.SOONEST), asked().unknown)


def grants() -> Wanted:
    """Grants, those that are due next first."""
    query = _always(Facet.KIND, Kind.GRANT.value)
    title = g.language.gettext("Tilskudd")
    return Wanted(title, _ordered(query, Sort.SOONEST), asked().unknown)


def projects() -> Wanted:
    """Projects, the newest first; with `som` those of municipalities like one."""
    query, own = _always(Facet.KIND, Kind.PROJECT.value), own_number()
    query = _ordered(among(query, own) if own else query, Sort.NEWEST)
    return Wanted(g.language.gettext("Prosjekter"), query, (*asked().unknown, *unknown_name()))


def of_role(audience_id: str) -> Wanted:
    """What is of use to a role, the newest first."""
    if taxonomy().audience(audience_id) is None:
        abort(404)
    query = _always(Facet.AUDIENCE, audience_id)
    title = value_name(Facet.AUDIENCE, audience_id)
    return Wanted(title, _ordered(query, Sort.NEWEST), asked().unknown)


# By the rule of the page that shows it; an ending after it gives the same as data.
LISTS: Mapping[str, Callable[..., Wanted]] = {
    "/sok": searched,
    "/tema/<topic_id>": of_topic,
    "/rolle/<audience_id>": of_role,
    "/webinarer": webinars,
    "/tilskudd": grants,
    PROJECTS: projects,
}


def _always(facet: Facet, value: str) -> Query:
    """What the address asks for, of one value only."""
    query = asked().query
    return replace(query, filters={**query.filters, facet: (value,)})


def _ordered(query: Query, otherwise: Sort) -> Query:
    is_chosen = query.sort is not Sort.BEST or query.text
    return query if is_chosen else replace(query, sort=otherwise)
