"""A list and a thing as JSON. These classes are also what the API document says of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from index.record import Record, State, state_of
from index.resource import Episode, Event, Example, Grant, Project
from index.results import Hit
from searchsvc.asking import showing
from searchsvc.formats.listing import Listing
from searchsvc.formats.media import DATA
from searchsvc.params import KIND_WORDS, NAMES, write_query
from searchsvc.site import thing_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The section that answers; `anchor` is its name in the address of the page."""

    heading: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HitData:
    """A thing that was found, and where it answers."""

    id: str
    type: str
    title: str
    address: str
    publisher: str
    source: str
    language: str
    published: date | None
    modified: date | None
    state: State | None
    recording: str | None
    topics: tuple[str, ...]
    snippet: str
    section: Section
    page: int | None
    second: int | None
    opens_at: str
    missing_words: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueData:
    """A value that hits can be narrowed to, and how many there would be."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListData:
    """One page of a list: `total` is how many things there are, `next` where the next page is."""

    query: str
    total: int
    page: int
    size: int
    next: str | None
    partial: bool
    read_as: dict[str, str]
    since: date | None
    until: date | None
    unknown_filters: tuple[str, ...]
    hits: tuple[HitData, ...]
    facets: dict[str, tuple[ValueData, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingData:
    """All that is known of a thing but its text; kroner, seconds, days of Europe/Oslo."""

    id: str
    type: str
    title: str
    lead: str
    address: str
    shown_at: str
    addresses: tuple[str, ...]
    publisher: str
    source: str
    language: str
    published: date | None
    modified: date | None
    first_seen: datetime
    last_seen: datetime
    last_changed: datetime
    state: State | None
    topics: tuple[str, ...]
    municipalities: tuple[str, ...]
    event: Event | None
    episode: Episode | None
    project: Project | None
    grant: Grant | None
    example: Example | None


def to_data(listing: Listing) -> bytes:
    """One page of a list."""
    query, page = listing.query, listing.page
    facets = {
        NAMES[facet]: tuple(
            ValueData(value=KIND_WORDS.get(v.value, v.value), count=v.count, chosen=v.chosen)
            for v in values
        )
        for facet, values in page.facets.items()
    }
    return msgspec.json.encode(
        ListData(
            query=query.text,
            total=page.total,
            page=query.page,
            size=query.size,
            next=_next(listing),
            partial=page.partial,
            read_as={unit.word: unit.read_as for unit in query.units if unit.read_as},
            since=query.since,
            until=query.until,
            unknown_filters=listing.unknown,
            hits=tuple(_hit(hit) for hit in page.hits),
            facets=facets,
        )
    )


def thing_data(record: Record) -> bytes:
    """One thing."""
    resource = record.resource
    return msgspec.json.encode(
        ThingData(
            id=record.id,
            type=KIND_WORDS[resource.kind],
            title=resource.title,
            lead=resource.lead,
            address=resource.address,
            shown_at=thing_address(record.id),
            addresses=tuple(known.address for known in record.addresses),
            publisher=resource.publisher,
            source=resource.source,
            language=resource.language,
            published=resource.published,
            modified=resource.modified,
            first_seen=record.first_seen,
            last_seen=record.last_seen,
            last_changed=record.last_changed,
            state=state_of(resource, showing().now),
            topics=record.topics,
            municipalities=record.municipalities,
            event=resource.event,
            episode=resource.episode,
            project=resource.project,
            grant=resource.grant,
            example=resource.example,
        )
    )


def _next(listing: Listing) -> str | None:
    query = listing.query
    if query.page >= listing.last:
        return None
    size = "" if query.size == DATA.size else f"&antall={query.size}"
    words = write_query(replace(query, page=query.page + 1))
    return f"{listing.own.partition('?')[0]}?{words}{size}"


def _hit(hit: Hit) -> HitData:
    resource = hit.record.resource
    return HitData(
        id=hit.thing.id,
        type=KIND_WORDS[resource.kind],
        title=resource.title,
        address=resource.address,
        publisher=resource.publisher,
        source=resource.source,
        language=resource.language,
        published=resource.published,
        modified=resource.modified,
        state=state_of(resource, showing().now),
        recording=(resource.event.recording if resource.event else "") or None,
        topics=hit.record.topics,
        snippet="".join(text for text, _ in hit.snippet.parts),
        section=Section(heading=hit.snippet.heading, anchor=hit.snippet.anchor),
        page=hit.snippet.page,
        second=hit.snippet.second,
        opens_at=showing().place(resource, hit.snippet).address,
        missing_words=hit.missing,
        score=round(hit.score, 4),
    )
