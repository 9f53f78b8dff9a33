"""Try a source on one page: fetch it as a harvest would, and see how it is read."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace

from index.language.detect import language_of
from index.places import municipalities_of
from index.required import missing_fields
from index.resource import Resource, Visit, address_key, fields_of
from index.store import Known
from index.topics import Taxonomy, topics_of
from scrapers.crawl import Errand, crawl
from scrapers.manners import Manners
from scrapers.source import Source, SourceError, owner_of

NOT_SHOWN = ("address", "kind", "source", "publisher", "links", "doubtful", "spoken")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRead:
    """A field of a reading: its value in words, and where the page says it."""

    name: str
    value: str
    origins: tuple[str, ...] = ()
    doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read, and what is found in it afterwards."""

    resource: Resource
    fields: tuple[FieldRead, ...]
    missing: tuple[str, ...]
    topics: tuple[str, ...]
    municipalities: tuple[str, ...]


def try_page(sources: tuple[Source, ...], address: str, manners: Manners) -> list[Visit]:
    """Visit one address, and what it redirects to, and nothing else; nothing is stored.

    SourceError where no source would ask for it.
    """
    source = source_for(sources, address)
    asked = source.address(address) or address
    starts = {address_key(a) for a in (*source.start, *source.feeds, *source.sitemaps)}
    errand = Errand(
        sources=sources,
        chosen=(source.name,),
        earlier=(Known(address=asked, source=source.name),),
        manners=replace(manners, limits=replace(manners.limits, depth=0)),
        done=frozenset(starts - {address_key(asked)}),
        full=True,
        explain=True,
    )
    with closing(crawl(errand)) as visits:
        return list(visits)


def source_for(sources: Iterable[Source], address: str) -> Source:
    """The source that asks for an address, also one that is switched off."""
    source = owner_of(address, sources)
    if source is None or source.address(address) is None:
        raise SourceError(f"{address} is on no host of a source")
    never = source.refused_by(address)
    if never is not None:
        raise SourceError(f"{source.name} never reads {address}: never has {never!r}")
    return source


def how_read(source: Source, address: str) -> str:
    """Which of a source's rules reads a page, in words."""
    rule = source.reads(address)
    if rule is None:
        return "no rule: a page that only leads on to others"
    if rule in source.pages:
        return f"pages[{source.pages.index(rule) + 1}]: {rule.kind}, address {rule.address!r}"
    return f"linked: {rule.kind}, as other sources link to it"


def reading_of(visit: Visit, resource: Resource, source: Source, taxonomy: Taxonomy) -> Reading:
    """One reading of a visit, with what the index would find in it."""
    resource = replace(resource, language=language_of(f"{resource.title}\n{resource.text}"))
    rule = source.reads(visit.address)
    return Reading(
        resource=resource,
        fields=tuple(_fields(visit, resource)),
        missing=tuple(missing_fields(resource, rule.required if rule else ())),
        topics=tuple(topics_of(resource, taxonomy)),
        municipalities=tuple(municipalities_of(resource)),
    )


def _fields(visit: Visit, resource: Resource) -> Iterable[FieldRead]:
    for name in fields_of(resource.kind):
        value = getattr(resource, name, None) or getattr(resource.facts, name, None)
        if value and name not in NOT_SHOWN:
            yield FieldRead(
                name=name,
                value=_passages(resource) if name == "passages" else in_words(value),
                origins=visit.origins.get(name, ()),
                doubtful=name in resource.doubtful,
            )


def _passages(resource: Resource) -> str:
    headings = [passage.heading for passage in resource.passages if passage.heading]
    return f"{len(resource.text)} characters, under: {'; '.join(headings) or 'no heading'}"


def in_words(value: object) -> str:
    """A value as it is shown: the parts of it that say something."""
    if isinstance(value, tuple):
        return "; ".join(map(in_words, value))
    names = getattr(value, "__dataclass_fields__", ())
    if names:
        parts = (getattr(value, name) for name in names)
        return ", ".join(in_words(part) for part in parts if part not in (None, "", (), False))
    return str(value)
