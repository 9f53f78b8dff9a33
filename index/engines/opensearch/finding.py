"""Find in a generation: hits and counts at once, then the order of the best, then what is shown."""

from collections.abc import Callable, Sequence
from functools import cached_property
from math import prod

from index import ranking
from index.address import address_key
from index.engines.opensearch import queries
from index.engines.opensearch.counting import Counts, Filters, count_search, counts_in
from index.engines.opensearch.documents import facts
from index.engines.opensearch.failing import is_partial
from index.engines.opensearch.generation import Generation
from index.engines.opensearch.queries import Matching, all_of
from index.engines.opensearch.relaxing import all_words, relaxed, words_search
from index.engines.opensearch.rescoring import Found, Given, rescored
from index.engines.opensearch.schema import DEEPEST, Json
from index.layers import NAME
from index.query import Query, Sort
from index.record import Thing

REMEMBERED = 1_000  # queries whose words were counted
EACH = 0.001  # seconds that each thing of a list may take beyond the time of the search
NOT_STORED = {"stored_fields": "_none_"}  # to read what is stored takes longer than to find it


class Finder:
    """Answers one query from one generation, in the time that it has."""

    def __init__(self, generation: Generation, query: Query) -> None:
        self._generation, self._query = generation, query
        self.is_partial = False

    def find(self) -> tuple[list[Found], Counts]:
        """The hits of the page that is asked for, and the counts of all."""
        query = self._query
        start, end = (query.page - 1) * query.size, min(query.page * query.size, DEEPEST)
        if start >= end:
            (counts,) = self._ask_matching(lambda filters: [self._counting(filters)])
            return [], self._counted(counts)
        pins = list(map(address_key, query.pinned)) if query.sort is Sort.BEST else []
        is_compared = not queries.is_list(query) and start < ranking.RESCORED
        first = 0 if is_compared else max(0, start - len(pins))
        last = max(end + len(pins), ranking.RESCORED) if is_compared else end

        def searches(filters: Filters) -> list[Json]:
            without = () if is_compared else pins
            hits = self._hits(filters, first, min(last, DEEPEST), without)
            return [self._counting(filters), hits, *(self._pinned(filters, pin) for pin in pins)]

        counts, hits, *pinned = self._ask_matching(searches)
        found = found_in(hits)
        if is_compared:
            found = self.compared(found)
        ahead = list(dict.fromkeys(hit for each in pinned for hit in found_in(each)))
        return _page(found, ahead, first, slice(start, end)), self._counted(counts)

    def compared(self, hits: Sequence[Found]) -> list[Found]:
        """Hits anew in order, the best of them scored again."""
        among, _ = self._rescored(hits[: ranking.RESCORED])
        return [*among, *hits[len(among) :]]

    def given(self) -> Given:
        """What the best hits get when they are scored again."""
        (found,) = self._ask_matching(
            lambda filters: [self._hits(filters, 0, max(ranking.RESCORED, 1), ())]
        )
        _, given = self._rescored(found_in(found)[: ranking.RESCORED])
        return given

    def _rescored(self, hits: Sequence[Found]) -> tuple[list[Found], Given]:
        products = (prod(factor for _, factor in each) for each in self.factors(hits))
        among = [hit._replace(factor=each) for hit, each in zip(hits, products, strict=True)]
        return rescored(self._query, self._how.held, self._generation.size, among)

    def factors(self, hits: Sequence[Found]) -> list[list[tuple[str, float]]]:
        """For each of some hits the factors of its score, and what they are for."""
        factors = {str(number): each for number, each in enumerate(queries.factors(self._query))}
        places = {"terms": {"field": "place", "size": max(1, len(hits))}}
        (found,) = self.ask(
            {
                "query": queries.at(hit.place for hit in hits),
                "size": 0,
                "aggs": {
                    name: {"filter": each.among, "aggs": {"places": places}}
                    for name, each in factors.items()
                },
            }
        )
        having = {
            name: {bucket["key"] for bucket in each["places"]["buckets"]}
            for name, each in found["aggregations"].items()
        }
        return [
            [
                (each.why, each.weight if hit.place in having[name] else 1.0)
                for name, each in factors.items()
            ]
            for hit in hits
        ]

    def shown(self, hits: Sequence[Found]) -> list[tuple[Found, Thing, tuple[str, ...]]]:
        """Some hits, the thing of each, and the words of the query that it does not hold."""
        held = queries.held_words(self._query, self._how) if self._may_lack_words else []
        words = [queries.named(str(number), each) for number, each in enumerate(held)]
        wanted = {
            "query": {"bool": {"filter": queries.at(h.place for h in hits), "should": words}},
            "size": len(hits),
            "docvalue_fields": ["place"],
        }
        (found,) = self._noted(self._generation.longer(len(hits) * EACH).search(wanted))
        known = {hit["fields"]["place"][0]: hit for hit in found["hits"]["hits"]}
        return [
            (each, facts(Thing, hit["_source"]), self._missing(hit.get("matched_queries", ())))
            for each, hit in ((each, known[each.place]) for each in hits if each.place in known)
        ]

    @property
    def _may_lack_words(self) -> bool:
        return self._how.needed < len(self._query.units)

    def _missing(self, held: Sequence[str]) -> tuple[str, ...]:
        if not self._may_lack_words:
            return ()
        units = enumerate(self._query.units)
        return tuple(unit.word for number, unit in units if str(number) not in held)

    def ask(self, *searches: Json) -> list[Json]:
        """What some searches find; that they leave something out is remembered."""
        return self._noted(self._generation.search(*searches))

    def _noted(self, found: list[Json]) -> list[Json]:
        self.is_partial |= any(map(is_partial, found))
        return found

    @property
    def passing(self) -> list[Json]:
        """Filters: the things that hold the words and pass every filter."""
        return self._filters(self._how).all

    @cached_property
    def _how(self) -> Matching:
        """How many of the words a thing must hold; remembered if all was counted."""
        units, known = self._query.units, self._generation.matched
        if not units:
            return all_words(units)
        if units in known:
            return known[units]
        (counted,) = self.ask(words_search(units))
        return self._settled(counted)

    def _ask_matching(self, searches: Callable[[Filters], list[Json]]) -> list[Json]:
        """What searches find that depend on how many of the words a thing must hold.

        While that is counted they ask for all words, and again if it is fewer.
        """
        units = self._query.units
        if not units or units in self._generation.matched:
            return self.ask(*searches(self._filters(self._how)))
        guessed = all_words(units)
        counted, *found = self.ask(words_search(units), *searches(self._filters(guessed)))
        self._how = self._settled(counted)
        is_right = self._how._replace(held=()) == guessed
        return found if is_right else self.ask(*searches(self._filters(self._how)))

    def _settled(self, counted: Json) -> Matching:
        how = relaxed(self._query.units, counted, lambda search: self.ask(search)[0])
        if not self.is_partial:
            known = self._generation.matched
            if len(known) >= REMEMBERED:
                known.clear()
            known[self._query.units] = how
        return how

    def _filters(self, how: Matching) -> Filters:
        query = self._query
        return Filters(
            matched=[*queries.matching(query, how), *queries.limits(query)],
            states=queries.in_states(query),
            chosen=queries.chosen(query, self._generation.known),
        )

    def _counting(self, filters: Filters) -> Json:
        return count_search(filters, self._generation.values, self._query.now)

    def _counted(self, found: Json) -> Counts:
        return counts_in(found, self._query.filters, self._generation.known)

    def _hits(self, filters: Filters, first: int, last: int, without: Sequence[str]) -> Json:
        """Hits from the first to the one before the last, without those of some addresses."""
        among = filters.all
        if without:
            among.append({"bool": {"must_not": {"terms": {"addresses": without}}}})
        return {
            **self._shown(among),
            "from": first,
            "size": last - first,
            "sort": queries.order(self._query),
            # Lucene leaves out what cannot be among the first, but fails in it for nested dates.
            "track_total_hits": self._query.sort is Sort.SOONEST,
        }

    def _pinned(self, filters: Filters, address: str) -> Json:
        """The hit of an address, if it passes the filters."""
        among = [*filters.all, {"term": {"addresses": address}}]
        return {**self._shown(among), "size": 1, "sort": "place", "track_scores": True}

    def _shown(self, filters: Sequence[Json]) -> Json:
        if queries.is_list(self._query):
            return {"query": all_of(filters), **NOT_STORED, "docvalue_fields": ["place"]}
        scored = queries.scored(self._query, filters)
        return {
            "query": scored,
            **NOT_STORED,
            "docvalue_fields": ["place", "subject", "concepts", NAME],
        }


def found_in(found: Json) -> list[Found]:
    """The hits that a search has found."""
    return [
        Found(
            place=hit["fields"]["place"][0],
            score=hit["_score"] or 0.0,
            subject=hit["fields"].get("subject", [""])[0],
            concepts=hit["fields"].get("concepts", [""])[0],
            names=hit["fields"].get(NAME, [""])[0],
        )
        for hit in found["hits"]["hits"]
    ]


def _page(found: Sequence[Found], ahead: Sequence[Found], first: int, page: slice) -> list[Found]:
    """A page of a list that begins with what is pinned; `found` are the others from the `first`."""
    scores = {hit.place: hit for hit in found}
    pinned = [scores.get(hit.place, hit) for hit in ahead]
    places = {hit.place for hit in ahead}
    others = [hit for hit in found if hit.place not in places]
    shift = first + len(pinned)
    return [
        *pinned[page],
        *others[max(0, page.start - shift) : max(0, page.stop - shift)],
    ]
