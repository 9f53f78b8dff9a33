"""Query: a search as the reader meant it, already analysed, without any engine's syntax."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from index.language.analysis import query_terms
from index.record import State

LONGEST = 2_000
MOST_TERMS = 32


class Facet(StrEnum):
    """What hits can be narrowed by: OR within one, AND between them."""

    KIND = "kind"
    TOPIC = "topic"
    SOURCE = "source"
    LANGUAGE = "language"
    YEAR = "year"


class Sort(StrEnum):
    """The order of hits."""

    BEST = "best"
    NEWEST = "newest"
    SOONEST = "soonest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to find, at which moment, in which order, and which page of it.

    Without terms it is a list: everything that passes the filters. `states` narrows to what is
    coming, held, open or closed at `now`. `language` is the one in which a thing is best shown.
    """

    now: datetime
    text: str = ""
    terms: tuple[str, ...] = ()
    filters: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    states: tuple[State, ...] = ()
    sort: Sort = Sort.BEST
    page: int = 1
    size: int = 10
    language: str = "nb"
    shortened: bool = False


def clean_text(text: str) -> str:
    """What a reader typed, composed, without control characters and surplus white space."""
    composed = unicodedata.normalize("NFC", text[:LONGEST])
    return " ".join("".join(c if c.isprintable() else " " for c in composed).split())


def make_query(text: str, now: datetime) -> Query:
    """The query that a reader's words mean; of very many words only the first are searched."""
    clean = clean_text(text)
    terms = query_terms(clean)
    return Query(
        now=now,
        text=clean,
        terms=terms[:MOST_TERMS],
        shortened=len(terms) > MOST_TERMS or len(text) > LONGEST,
    )
