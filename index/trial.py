"""Trial: a new generation must answer as it should before it takes the place of the published one.

Errors:
    TrialError      it does not; the message says what was asked for and not found
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from index.analyse import Analyser
from index.engine import Collection, Engine, EngineError
from index.language.thesaurus import default_thesaurus
from index.language.words import words
from index.query import Facet, Query
from index.record import Thing

KNOWN = 12  # things that are looked for by their titles, beside one of each source and kind
FIRST = 50  # hits among which one must bear the title
PATIENCE = 60.0  # seconds that a search may take


class TrialError(EngineError):
    """The new generation does not answer as it should; what is published stays."""


def try_out(engine: Engine, collection: Collection) -> None:
    """Ask a generation for what it must hold: everything, every source, and some known things."""
    now = collection.coverage.built
    count, everything = collection.count, engine.search(Query(now=now, size=0))
    _expect(everything.total == count, f"{everything.total} of {count} things")
    held = {value.value for value in everything.facets[Facet.SOURCE] if value.count}
    empty = {source.source for source in collection.coverage.sources if source.count} - held
    _expect(not empty, f"nothing of {', '.join(sorted(empty))}")
    lost = next(unfound(engine, _known(engine, count, now), now), None)
    _expect(lost is None, f"not what is called {lost!r}")


def unfound(engine: Engine, things: Iterable[Thing], now: datetime) -> Iterator[str]:
    """The titles of those things that are not found by them in their source and kind."""
    analyser = Analyser(lexicon=engine.lexicon, thesaurus=default_thesaurus())
    for thing in things:
        title = thing.record.resource.title
        if not any(engine.lexicon.tokens(title)):  # what is called but "og" is not found by it
            continue
        query = analyser.query(" ".join(words(title)), now)
        found = engine.search(replace(query, size=FIRST, filters=_narrow(thing)))
        if title not in {hit.thing.record.resource.title for hit in found.hits}:
            yield title


def _expect(found: bool, otherwise: str) -> None:
    if not found:
        raise TrialError(f"the new index finds {otherwise}; what is published stays")


def _known(engine: Engine, count: int, now: datetime) -> Iterator[Thing]:
    """Some things, evenly from all of them, and one of each source and of each kind."""
    for position in range(0, count, max(1, count // KNOWN)):
        ((name, _), *_) = engine.changed(position, 1)
        thing = engine.get(name)
        _expect(thing is not None, f"no thing {name}")
        if thing:
            yield thing
    for facet in (Facet.SOURCE, Facet.KIND):
        for value in engine.values(facet):
            listed = engine.search(Query(now=now, size=1, filters={facet: (value,)}))
            yield from (hit.thing for hit in listed.hits)


def _narrow(thing: Thing) -> dict[Facet, tuple[str, ...]]:
    resource = thing.record.resource
    return {Facet.SOURCE: (resource.source,), Facet.KIND: (resource.kind,)}
