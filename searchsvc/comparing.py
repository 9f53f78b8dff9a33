"""The municipality that projects are compared with: named in the address as `som`, by any name."""

from dataclasses import replace

from flask import request

from index.complete import folded_text
from index.gazetteer import Municipality
from index.likeness import alike
from index.query import Facet, Query
from searchsvc.asking import reader

LIKE = 8  # municipalities that are compared with one


def named() -> str:
    """What the address says."""
    return request.args.get("som", "").strip()


def own_number() -> str | None:
    """The number of the municipality that is named; None where none is known by that name."""
    return reader().known()[Facet.MUNICIPALITY].get(folded_text(named())) if named() else None


def unknown_name() -> tuple[str, ...]:
    """What is named and not known, as filters are told that are passed over."""
    return (f"som: {named()[:60]}",) if named() and not own_number() else ()


def nearest(number: str) -> tuple[Municipality, ...]:
    """Those most like it."""
    return tuple(alike(number, LIKE))


def among(query: Query, number: str) -> Query:
    """The query among a municipality and those most like it."""
    numbers = (number, *(other.number for other in nearest(number)))
    return replace(query, filters={**query.filters, Facet.MUNICIPALITY: numbers})
