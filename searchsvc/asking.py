"""What a request asks for, and what it is answered with: query, engine, topics, showing."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import current_app, g, request

from index.address import is_address
from index.engine import Engine
from index.known import Trace, trace
from index.query import Facet, Query
from index.record import Thing
from index.resource import Kind
from index.results import Page
from index.topics import Taxonomy
from searchsvc.caselist import PARAMETER, CaseList, read_list
from searchsvc.params import Asked, read_query
from searchsvc.reading import QueryReader
from searchsvc.showing import Showing


def engine() -> Engine:
    """The engine, held to the generation that was published when this request first asked."""
    if "engine" not in g:
        g.engine = current_app.extensions["engine"].current()
    return g.engine  # type: ignore[no-any-return]


def taxonomy() -> Taxonomy:
    """The taxonomy of this application."""
    return current_app.extensions["taxonomy"]  # type: ignore[no-any-return]


def traced(typed: str) -> Trace[Thing] | None:
    """Where an address leads that was typed for a search; None where none was."""
    if not is_address(typed):
        return None
    return trace(typed, current_app.extensions["moves"], engine().find, engine().visited)


def reader() -> QueryReader:
    """How this application reads queries."""
    return current_app.extensions["reader"]  # type: ignore[no-any-return]


def showing() -> Showing:
    """How things are shown in this request."""
    return g.showing  # type: ignore[no-any-return]


def case_list() -> CaseList:
    """The list for a case file that the address of this request holds."""
    if "case_list" not in g:
        g.case_list = read_list(request.args.get(PARAMETER, ""))
    return g.case_list  # type: ignore[no-any-return]


def asked() -> Asked:
    """What the address of this request asks for; read once."""
    if "asked" not in g:
        wanted = read_query(request.args, g.now, reader().analyser(), reader().known())
        pinned = reader().pinned(wanted.query.text)
        query = replace(wanted.query, language=g.language.code, pinned=pinned)
        g.asked = replace(wanted, query=query)
    return g.asked  # type: ignore[no-any-return]


def query_string() -> str:
    """What this request's address says behind the question mark, in one order and spelling."""
    pairs = sorted(request.args.lists())
    return urlencode([(name, value) for name, values in pairs for value in values if value])


def search(query: Query) -> tuple[Query, Page]:
    """The page of hits that is asked for, or the last one where there are fewer."""
    page = find(query)
    last = last_page(query, page.total)
    if query.page > last:
        query = replace(query, page=last)
        page = find(query)
    return query, page


def last_page(query: Query, total: int) -> int:
    """The number of the last page of so many things."""
    return max(1, -(-total // query.size))


def find(query: Query) -> Page:
    """What a query finds; an answer for which there was not time enough is not kept."""
    page = engine().search(query)
    if page.partial:
        g.key = None
    return page


def listing(kind: Kind | None = None, **changes: Any) -> Query:
    """A list of one kind, or of all."""
    filters = {Facet.KIND: (kind.value,)} if kind else {}
    filters |= changes.pop("filters", {})
    return Query(now=g.now, filters=filters, language=g.language.code, **changes)
