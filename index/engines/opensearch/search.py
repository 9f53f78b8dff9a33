"""The engine: asks the published generation of a cluster, and shows what is found."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from statistics import fmean
from time import monotonic

from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException

from index.address import address_key
from index.engine import Cluster, EngineError, NothingPublishedError, ThingLink, UnavailableError
from index.engines.opensearch.connection import asking
from index.engines.opensearch.documents import facts, visit_name
from index.engines.opensearch.explaining import explained
from index.engines.opensearch.finding import EACH, Finder
from index.engines.opensearch.generation import Generation
from index.engines.opensearch.names import Names
from index.engines.opensearch.queries import all_of
from index.engines.opensearch.rescoring import Found
from index.engines.opensearch.schema import Json
from index.failures import SAID, Failure
from index.hits import SUMMED, hit_of
from index.known import Visited
from index.language.lexicon import Lexicon
from index.latest import Latest
from index.query import Facet, Query
from index.record import Thing
from index.results import Connection, Coverage, Explanation, Hit, Page, Sum, Sums
from index.snippet import marker


class OpenSearchEngine:
    """The engine over the generations in a cluster; a newly published one is picked up.

    What `current` gives is for one reader: all that it asks takes so many seconds together.
    """

    def __init__(
        self,
        cluster: Cluster,
        seconds: float,
        client: OpenSearch,
        held: Generation | None = None,
        end: float | None = None,
    ) -> None:
        self._cluster, self._seconds = cluster, seconds
        self._client = client
        self._held, self._end = held, end
        names = Names.of(cluster.address)
        self._latest = Latest(
            partial(_published, cluster.address, names, client, seconds),
            lambda name: Generation(client, names, name),
            failing=(EngineError, OpenSearchException),
        )

    def current(self) -> "OpenSearchEngine":
        """The engine held to the generation that is published now, for another reader."""
        held, end = self._held or self._current(), monotonic() + self._seconds
        return OpenSearchEngine(self._cluster, self._seconds, self._client, held, end)

    def check(self) -> None:
        """UnavailableError where not all of the generation can be asked."""
        with asking(self._cluster):
            self._current().check()

    @property
    def generation(self) -> str:
        """The name of the published generation."""
        return self._current().name

    @property
    def lexicon(self) -> Lexicon:
        """The words of the published collection."""
        return self._current().lexicon

    def next_change(self, now: datetime) -> datetime:
        """Until when the generation shows and ranks everything as now."""
        with asking(self._cluster):
            return self._current().next_change(now)

    def search(self, query: Query) -> Page:
        """Find; without words everything that passes the filters."""
        with asking(self._cluster):
            generation = self._current()
            finder = Finder(generation, query)
            found, counts = finder.find()
            return Page(
                total=counts.total,
                hits=_hits(generation, finder, found, query),
                facets=counts.facets,
                states=counts.states,
                partial=finder.is_partial,
            )

    def values(self, facet: Facet) -> tuple[str, ...]:
        """All values of a facet that something published has."""
        return self._current().values[facet]

    def sums(self, query: Query) -> Sums:
        """What the projects that a query finds got."""
        with asking(self._cluster):
            generation = self._current()
            finder = Finder(generation, query)
            known = all_of([*finder.passing, {"range": {"amount": {"gte": 0}}}])
            (found,) = finder.ask(_summed(known, generation))
            if finder.is_partial:  # a sum that lacks something is wrong
                raise UnavailableError(
                    f"{self._cluster.address} {SAID[Failure.PARTIAL]}", Failure.PARTIAL
                )
            count, by = found["hits"]["total"]["value"], found["aggregations"]
            return Sums(
                count=count,
                amount=round(by["amount"]["value"]),
                median=_median(generation, known, count),
                by={facet: _sums(by[facet.value]["buckets"]) for facet in SUMMED},
            )

    def explain(self, query: Query, thing_id: str) -> Explanation | None:
        """What a thing's score for a query is made of."""
        with asking(self._cluster):
            generation = self._current()
            place = generation.place(_by_id([thing_id]))
            return None if place is None else explained(generation, query, place)

    def complete(self, text: str) -> tuple[str, ...]:
        """What a reader who has typed this may be about to type."""
        return self._current().completer.complete(text)

    def get(self, thing_id: str) -> Thing | None:
        """A thing by the id of any of its records."""
        with asking(self._cluster):
            return self._current().first(_by_id([thing_id]))

    def changed(self, first: int, most: int) -> tuple[tuple[str, datetime], ...]:
        """The ids of all records of so many things from the `first` on, and when each changed."""
        with asking(self._cluster):
            generation = self._current().longer(most * EACH)
            places = generation.places[first : first + most].tolist()
            if not places:
                return ()
            wanted = {
                "query": {"range": {"place": {"gte": places[0], "lte": places[-1]}}},
                "sort": "place",
                "size": most,
                "_source": ["ids", "facts.record.last_changed"],
            }
            listed = [hit["_source"] for hit in generation.listed(wanted)]
        return tuple(
            (name, datetime.fromisoformat(each["facts"]["record"]["last_changed"]))
            for each in listed
            for name in sorted(each["ids"])
        )

    def find(self, address: str) -> Thing | None:
        """The thing that has this address, or had it."""
        with asking(self._cluster):
            return self._current().first({"term": {"addresses": address_key(address)}})

    def visited(self, address: str) -> Visited | None:
        """How it went with an address that leads to no thing."""
        with asking(self._cluster):
            known = self._current().document(visit_name(address))
        if known is None or self.find(address) is not None:
            return None
        found: Visited = facts(Visited, known)
        return found

    def links_out(self, thing_id: str) -> tuple[Connection, ...]:
        """What a thing links to."""
        return self._connections(thing_id, "source", lambda link: link.target)

    def links_in(self, thing_id: str) -> tuple[Connection, ...]:
        """What links to a thing."""
        return self._connections(thing_id, "target", lambda link: link.thing)

    def coverage(self) -> Coverage:
        """What the generation holds."""
        return self._current().coverage

    def _connections(
        self, thing_id: str, near: str, far: Callable[[ThingLink], str | None]
    ) -> tuple[Connection, ...]:
        """The links at whose near end a thing is, in their order."""
        with asking(self._cluster):
            generation = self._current()
            thing = generation.first(_by_id([thing_id]))
            if thing is None:
                return ()
            own = _ids(thing)
            rows = generation.beside({"query": {"terms": {near: own}}, "sort": "order"})
            links: list[ThingLink] = [
                link
                for row in rows
                for link in facts(list[ThingLink], row)
                if (link.thing if near == "source" else link.target) in own
            ]
            others = generation.known_as(sorted({name for name in map(far, links) if name}))
        return tuple(
            Connection(
                link=replace(link.link, passage=None),
                heading=link.heading,
                other=others.get(far(link) or ""),
                check=link.check,
            )
            for link in links
        )

    def _current(self) -> Generation:
        """The published generation, opened anew when another has been swapped in."""
        if self._held:
            return self._held.until(self._until())
        with asking(self._cluster):
            return self._latest.get().until(self._until())

    def _until(self) -> float:
        """When the reader's time is over; without a reader, that of what is asked now."""
        return monotonic() + self._seconds if self._end is None else self._end


def _published(address: str, names: Names, client: OpenSearch, seconds: float) -> str:
    name = names.published(client, seconds)
    if not name:
        raise NothingPublishedError(f"nothing is published at {address}: run `searchsvc build`")
    return name


def _by_id(ids: Sequence[str]) -> Json:
    return {"terms": {"ids": ids}}


def _ids(thing: Thing) -> list[str]:
    return [name for record in thing.records for name in (record.id, *record.former)]


def _hits(
    generation: Generation, finder: Finder, found: Sequence[Found], query: Query
) -> tuple[Hit, ...]:
    answers = marker(generation.lexicon, query.units)
    return tuple(
        hit_of(thing, hit.score, missing, query, answers)
        for hit, thing, missing in finder.shown(found)
    )


def _summed(known: Json, generation: Generation) -> Json:
    """Asks how much the things that pass got, together and by facet."""
    amount = {"amount": {"sum": {"field": "amount"}}}
    by = {
        facet.value: {
            "terms": {"field": facet.value, "size": max(1, len(generation.values[facet]))},
            "aggs": amount,
        }
        for facet in SUMMED
    }
    return {"query": known, "size": 0, "track_total_hits": True, "aggs": {**by, **amount}}


def _sums(buckets: Iterable[Json]) -> tuple[Sum, ...]:
    """What the projects of each value got, the largest sum first."""
    sums = [
        Sum(value=each["key"], count=each["doc_count"], amount=round(each["amount"]["value"]))
        for each in buckets
    ]
    return tuple(sorted(sums, key=lambda s: (-s.amount, s.value)))


def _median(generation: Generation, known: Json, count: int) -> int:
    """The amount in the middle, or between the two."""
    if not count:
        return 0
    middle = {
        "query": known,
        "sort": "amount",
        "from": (count - 1) // 2,
        "size": 2 - count % 2,
        "_source": False,
    }
    return round(fmean(hit["sort"][0] for hit in generation.listed(middle)))
