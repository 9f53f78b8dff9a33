"""What a query must find, reckoned slowly and plainly: dictionaries, one posting at a time.

Over Whoosh's own reader and matchers, by the formula in `index.ranking`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import inf, log, prod, sqrt
from pathlib import Path

import numpy as np

from index import ranking
from index.address import address_key
from index.concepts import default_concepts
from index.engines.whoosh.codec import ArrayCodec
from index.engines.whoosh.schema import whoosh_schema
from index.layers import GRAM, NAME, PART, STEM, SURFACE, TITLE
from index.places import counties_of, municipality_of
from index.query import Alternative, Facet, Query, Sort, Unit
from index.record import Record, State, Thing, state_of
from index.resource import OSLO, Kind

Scores = dict[int, float]  # of things, by their document numbers
Values = tuple[tuple[str, int, bool], ...]  # of a facet: value, count, whether it is chosen


@dataclass(frozen=True, kw_only=True)
class Found:
    """All hits in order, their scores, the words that each lacks, and the facets."""

    order: Sequence[str]
    scores: Mapping[str, float]
    missing: Mapping[str, tuple[str, ...]]
    facets: Mapping[Facet, Values]
    states: Mapping[State, int]
    amounts: Sequence[int]


class Reference:
    """Answers as an engine must, over things and the folder that Whoosh reads their words from."""

    def __init__(self, things: Iterable[Thing], generation: Path) -> None:
        self.things = list(things)
        self.reader = ArrayCodec(generation / "words").reader(whoosh_schema())
        self.lengths = [0.0] * len(self.things)
        for term in self.reader.field_terms(STEM):
            for doc, count in self.counts(STEM, term).items():
                self.lengths[doc] += count
        self.name_lengths: Counter[int] = Counter()
        for term in self.reader.field_terms(NAME):
            self.name_lengths.update(self.counts(NAME, term))
        self.subjects: list[list[float]] = np.load(generation / "words/subjects.npy").tolist()
        self.concepts: list[dict[int, float]] = [
            dict(pairs) for pairs in np.load(generation / "words/concepts.npy").tolist()
        ]
        self.average = max(sum(self.lengths) / len(self.things), 1.0)

    def find(self, query: Query) -> Found:
        """Everything that the query finds, on one page."""
        in_any_state = self.matching(replace(query, states=()))
        matched = self.matching(query)
        docs = [doc for doc in matched if all(passes(self.things[doc], query, f) for f in Facet)]
        listed = query.sort is not Sort.BEST or not query.has_words
        scores = dict.fromkeys(docs, 0.0) if listed else self.scores(query, docs)
        holding = [(unit.word, self.holding(unit)) for unit in query.units]
        return Found(
            order=[self.things[doc].id for doc in self.in_order(query, scores)],
            scores={self.things[doc].id: score for doc, score in scores.items()},
            missing={
                self.things[doc].id: tuple(word for word, held in holding if doc not in held)
                for doc in docs
            },
            facets={facet: self.values(facet, query, matched) for facet in Facet},
            states=self.states(query, in_any_state),
            amounts=[amount for doc in docs if (amount := amount_of(self.things[doc])) >= 0],
        )

    # what Whoosh's matchers say

    def counts(self, field: str, term: str) -> Scores:
        """How often each thing holds a term."""
        found: Scores = {}
        if (field, term) in self.reader:
            matcher = self.reader.postings(field, term)
            while matcher.is_active():
                found[matcher.id()] = matcher.weight()
                matcher.next()
        return found

    def places(self, field: str, term: str) -> dict[int, set[int]]:
        """Where in each thing a term stands."""
        found: dict[int, set[int]] = {}
        if (field, term) in self.reader:
            matcher = self.reader.postings(field, term)
            while matcher.is_active():
                found[matcher.id()] = set(matcher.value_as("positions"))
                matcher.next()
        return found

    def adjacent(self, field: str, terms: Sequence[str]) -> set[int]:
        """The things in which the terms follow each other."""
        places = [self.places(field, term) for term in terms]
        return {
            doc
            for doc, starts in places[0].items()
            for start in starts
            if all(start + n in held.get(doc, ()) for n, held in enumerate(places))
        }

    def beginning(self, prefix: str) -> set[int]:
        """The things that hold a word which begins so."""
        terms = self.reader.expand_prefix(SURFACE, prefix)
        return {doc for term in terms for doc in self.counts(SURFACE, term.decode())}

    # what matches

    def matching(self, query: Query) -> list[int]:
        """The things that hold the words, of the wanted states, days and sums."""
        found = self.holding_most([self.holding(unit) for unit in query.units])
        for phrase in query.phrases:
            found &= self.adjacent(STEM, phrase.stems)
        for stem in query.excluded:
            found -= self.counts(STEM, stem).keys()
        return sorted(doc for doc in found if of_the_time(self.things[doc], query))

    def holding_most(self, holding: list[set[int]]) -> set[int]:
        """The things that hold all words; or all but one where those are few, and so on."""
        every = range(len(self.things))
        for needed in range(len(holding), 0, -1):
            found = {doc for doc in every if sum(doc in held for held in holding) >= needed}
            if needed == 1 or len(found) >= ranking.LEAST_HITS:
                return found
        return set(every)

    def holding(self, unit: Unit) -> set[int]:
        """The things that hold a word; of one that none holds, those with a 5-gram of it."""
        found = set(self.best(unit)) | self.counts(SURFACE, unit.surface).keys()
        if not found:
            for gram in unit.grams:
                found |= self.counts(GRAM, gram).keys()
        return found

    # what it is worth

    def scores(self, query: Query, docs: Iterable[int]) -> Scores:
        """The scores of some things."""
        title = " ".join(sorted({unit.stem for unit in query.units}))
        whole_title = self.counts(TITLE, title) if title else {}
        layers = [layer for unit in query.units for layer in self.layers(unit)]
        exact = [self.adjacent(SURFACE, phrase.surfaces) for phrase in query.phrases]
        found, multiplied = {}, {}
        for doc in docs:
            score = sum(layer.get(doc, 0.0) for layer in layers)
            if doc in whole_title:
                score += ranking.TITLE_IS_QUERY
            found[doc] = score
            multiplied[doc] = prod(factors(self.things[doc], query)) * prod(
                ranking.EXACT_PHRASE for docs_of_phrase in exact if doc in docs_of_phrase
            )
        for doc in self.the_best(found, multiplied):
            found[doc] += sum(self.naming(unit, doc) for unit in query.units)
        lifted = Counter(self.about_what_is_asked(query, found, multiplied))
        if any(unit.stem for unit in query.units):
            lifted.update(self.likeness(found, multiplied))
        for doc, added in lifted.items():
            found[doc] += added
        return {doc: score * multiplied[doc] for doc, score in found.items()}

    def the_best(self, sums: Scores, multiplied: Scores) -> list[int]:
        """The things that are scored again, the best first."""
        order = sorted(sums, key=lambda doc: (-sums[doc] * multiplied[doc], doc))
        return order[: ranking.RESCORED]

    def naming(self, unit: Unit, doc: int) -> float:
        """What a thing gets for a word in its names: BM25 with all its ways as one term."""
        weights: dict[str, float] = {}
        for way in unit.alternatives:
            for stem in way.stems:
                weights[stem] = max(weights.get(stem, 0), way.weight / sqrt(len(way.stems)))
        count = sum(w * self.counts(NAME, stem).get(doc, 0) for stem, w in weights.items())
        relative = self.name_lengths[doc] / ranking.NAME_LENGTH
        norm = ranking.K1 * (1 - ranking.B + ranking.B * relative)
        return ranking.NAMING * self.rarity(unit) * count * (ranking.K1 + 1) / (count + norm)

    def rarity(self, unit: Unit) -> float:
        """Lucene's idf of a word, by the things that hold it in any way."""
        held, size = len(self.holding(unit)), len(self.things)
        return log(1 + (size - held + 0.5) / (held + 0.5))

    def about_what_is_asked(self, query: Query, sums: Scores, multiplied: Scores) -> Scores:
        """What the best things get for being about what the words of the query tell of."""
        concepts = default_concepts()
        asked: dict[int, float] = {}
        told = 0.0
        for unit in query.units:
            tells: dict[int, float] = {}
            rarity = self.rarity(unit)
            for way in unit.alternatives:
                for stem in way.stems:
                    weight = way.weight / sqrt(len(way.stems)) * concepts.telling(stem)
                    for number in concepts.told_by.get(stem, ()):
                        tells[number] = max(weight, tells.get(number, 0))
            for number, weight in tells.items():
                asked[number] = asked.get(number, 0.0) + weight * rarity
            told += rarity if tells else 0.0
        if not asked or not sums:
            return {}
        order = self.the_best(sums, multiplied)
        length = sqrt(sum(weight**2 for weight in asked.values()))
        share = told / sum(map(self.rarity, query.units))
        most = ranking.CONCEPT * max(sums[doc] for doc in order[: ranking.LIKE_FEW])
        return {
            doc: most
            * share**2
            / length
            * sum(w * asked.get(n, 0.0) for n, w in self.concepts[doc].items())
            for doc in order
        }

    def likeness(self, sums: Scores, multiplied: Scores) -> Scores:
        """What the best things get for being about the same as the very best."""
        scores = {doc: score * multiplied[doc] for doc, score in sums.items()}
        order = self.the_best(sums, multiplied)
        few = order[: ranking.LIKE_FEW]
        whole = sum(scores[doc] for doc in few)
        if not whole:
            return {}
        most = ranking.LIKENESS * max(sums[doc] for doc in few)
        return {
            doc: max(0.0, sum(scores[best] / whole * self.cosine(doc, best) for best in few)) * most
            for doc in order
        }

    def cosine(self, one: int, other: int) -> float:
        """How much two things are about the same."""
        pairs = zip(self.subjects[one], self.subjects[other], strict=True)
        return sum(a * b for a, b in pairs)

    def layers(self, unit: Unit) -> Iterator[Scores]:
        """What is added up for a word."""
        yield self.best(unit)
        yield self.weighed(SURFACE, unit.surface, ranking.SURFACE)
        for gram in unit.grams:
            yield self.weighed(GRAM, gram, ranking.GRAMS)

    def best(self, unit: Unit) -> Scores:
        """The best of a word's alternatives."""
        ways = [self.together(way) for way in unit.alternatives]
        if unit.prefix:
            ways.append(dict.fromkeys(self.beginning(unit.prefix), ranking.PREFIX))
        return greatest(ways)

    def together(self, way: Alternative) -> Scores:
        """All stems of an alternative, over the root of their number."""
        weight = way.weight / sqrt(len(way.stems))
        each = [
            greatest((self.weighed(STEM, stem, weight),
                      self.weighed(PART, stem, weight * ranking.PART)))
            for stem in way.stems
        ]  # fmt: skip
        docs = set(each[0]).intersection(*each[1:])
        return {doc: sum(scores[doc] for scores in each) for doc in docs}

    def weighed(self, field: str, term: str, weight: float) -> Scores:
        """BM25, https://en.wikipedia.org/wiki/Okapi_BM25, with Lucene's idf."""
        counts, size = self.counts(field, term), len(self.things)
        idf = log(1 + (size - len(counts) + 0.5) / (len(counts) + 0.5))
        return {
            doc: weight * idf * count * (ranking.K1 + 1) / (count + self.norm(doc))
            for doc, count in counts.items()
        }

    def norm(self, doc: int) -> float:
        """The longer a text, the less one occurrence says."""
        relative = self.lengths[doc] / self.average
        return ranking.K1 * (1 - ranking.B + ranking.B * relative)

    # in which order, and how many of each value

    def in_order(self, query: Query, scores: Scores) -> list[int]:
        """The hits as they are shown; ties by document number."""
        order = sorted(scores)
        if query.sort is Sort.SOONEST:
            dates = {doc: next_date(self.things[doc], query.now) for doc in order}
            return sorted(order, key=lambda doc: (dates[doc], -ordinal(self.things[doc].day)))
        if query.sort is Sort.LARGEST:
            return sorted(
                order,
                key=lambda doc: (-amount_of(self.things[doc]), -ordinal(self.things[doc].day)),
            )
        if query.sort is Sort.NEWEST or not query.has_words:
            order.sort(key=lambda doc: -ordinal(self.things[doc].day))
        else:
            order.sort(key=lambda doc: -scores[doc])
        return self.pinned_first(query, order)

    def pinned_first(self, query: Query, order: list[int]) -> list[int]:
        """What is pinned stands first, in the order of the pins, where hits are sorted by worth."""
        if query.sort is not Sort.BEST:
            return order
        addresses = {doc: addresses_of(self.things[doc]) for doc in order}
        wanted = [address_key(address) for address in query.pinned]
        pinned = dict.fromkeys(doc for key in wanted for doc in order if key in addresses[doc])
        return [*pinned, *(doc for doc in order if doc not in pinned)]

    def values(self, facet: Facet, query: Query, matched: Iterable[int]) -> Values:
        """How many hits each value has, if only the filters of the other facets held."""
        others = [other for other in Facet if other is not facet]
        counts: dict[str, int] = {}
        for doc in matched:
            through = all(passes(self.things[doc], query, other) for other in others)
            for value in values_of(self.things[doc], facet) if through else ():
                counts[value] = counts.get(value, 0) + 1
        known = {value for thing in self.things for value in values_of(thing, facet)}
        chosen = set(query.filters.get(facet, ())) & known
        values = sorted((value, counts.get(value, 0)) for value in counts.keys() | chosen)
        if facet is Facet.YEAR:
            values.reverse()
        else:
            values.sort(key=lambda pair: -pair[1])
        return tuple((value, count, value in chosen) for value, count in values)

    def states(self, query: Query, matched: Iterable[int]) -> dict[State, int]:
        """How many hits are in each state, if only the facets narrowed them."""
        things = [self.things[doc] for doc in matched]
        found = [thing for thing in things if all(passes(thing, query, f) for f in Facet)]
        states = (state_of(thing.record.resource, query.now) for thing in found)
        return dict(Counter(state for state in states if state))


def greatest(ways: Iterable[Scores]) -> Scores:
    """Disjunction max: of each thing the greatest."""
    found: Scores = {}
    for scores in ways:
        for doc, score in scores.items():
            found[doc] = max(score, found.get(doc, 0.0))
    return found


def factors(thing: Thing, query: Query) -> Iterator[float]:
    """What the query and the moment make of a thing, beside its words."""
    resource = thing.record.resource
    state, stems = state_of(resource, query.now), {unit.stem for unit in query.units}
    if stems & ranking.ASK_FOR_EVENTS and resource.event and state is State.COMING:
        yield ranking.ASKED_FOR
    if stems & ranking.ASK_FOR_GRANTS and state is State.OPEN:
        yield ranking.ASKED_FOR
    if set(query.about) & values_of(thing, Facet.TOPIC):
        yield ranking.ABOUT
    recorded = resource.event and resource.event.recording
    if state is State.CLOSED or (state is State.HELD and not recorded):
        yield ranking.OVER
    touched = resource.modified or resource.published
    long_ago = query.now.astimezone(OSLO).date() - timedelta(days=ranking.OLD_YEARS * 365.25)
    if resource.kind is Kind.GUIDANCE and touched and touched < long_ago:
        yield ranking.OLD


def passes(thing: Thing, query: Query, facet: Facet) -> bool:
    """Whether a thing has one of the values that are chosen of a facet, if any are."""
    chosen = query.filters.get(facet, ())
    return not chosen or bool(set(chosen) & values_of(thing, facet))


def of_the_time(thing: Thing, query: Query) -> bool:
    """Whether a thing is in one of the wanted states, and of the wanted days and sums."""
    if query.states and state_of(thing.record.resource, query.now) not in query.states:
        return False
    amount = amount_of(thing)
    if query.least is not None and amount < query.least:
        return False
    if query.most is not None and not 0 <= amount <= query.most:
        return False
    if not (query.since or query.until):
        return True
    day = thing.day
    return day is not None and (query.since or day) <= day <= (query.until or day)


def values_of(thing: Thing, facet: Facet) -> set[str]:
    """The values of a thing, of all its versions."""
    resources = [record.resource for record in thing.records]
    projects = [resource.project for resource in resources if resource.project]
    return {
        Facet.KIND: {thing.kind.value},
        Facet.TOPIC: {topic for record in thing.records for topic in record.topics},
        Facet.SOURCE: {resource.source for resource in resources},
        Facet.LANGUAGE: {resource.language for resource in resources} - {""},
        Facet.YEAR: {str(thing.day.year)} if thing.day else set(),
        Facet.COUNTY: {county for resource in resources for county in counties_of(resource)},
        Facet.MUNICIPALITY: {n for record in thing.records for n in municipalities_of(record)},
        Facet.AUDIENCE: {name for record in thing.records for name in record.audiences},
        Facet.STATUS: {project.status for project in projects} - {""},
        Facet.MEASURE: {measure for project in projects for measure in project.measures},
    }[facet]


def municipalities_of(record: Record) -> tuple[str, ...]:
    """Where it was done, of what somebody has done; else all that are named."""
    lies_somewhere = record.resource.project or record.resource.example
    return municipality_of(record.resource) if lies_somewhere else record.municipalities


def amount_of(thing: Thing) -> int:
    """Kroner that a project got; -1 where that is not known."""
    project = thing.record.resource.project
    return -1 if project is None or project.amount is None else project.amount


def next_date(thing: Thing, now: datetime) -> float:
    """The moment at which a thing begins that is not over, or is due; infinite if never again."""
    resource = thing.record.resource
    calls = resource.grant.calls if resource.grant else ()
    due = [datetime.combine(c.deadline, time(23, 59, 59), OSLO) for c in calls if c.deadline]
    periods = resource.event.periods if resource.event else ()
    dates = [*((moment, moment) for moment in due), *((p.begin, p.end) for p in periods)]
    return min((begin.timestamp() for begin, end in dates if end >= now), default=inf)


def addresses_of(thing: Thing) -> set[str]:
    return {address_key(a.address) for record in thing.records for a in record.addresses}


def ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0
