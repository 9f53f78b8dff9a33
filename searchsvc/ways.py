"""What a result page says beside its hits: what was repaired, and the ways on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import g

from index.language.words import WORD, fold
from index.query import Facet, Query, Unit
from index.results import Page
from index.topics import Topic
from searchsvc.asking import engine, find, listing, reader, showing, taxonomy
from searchsvc.params import without_all
from searchsvc.wording import chosen_filters, page_address, search_address

FEW = 3  # hits with which ways on are shown, too
MOST_NEAR = 4
LEAST_LETTERS = 3  # of a word whose beginning is looked for
MOST_LETTERS = 40  # of an unknown word, that are looked for
MOST_WORDS = 3  # like one that nobody has written


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAs:
    """The query with its unknown words repaired, and the address that searches it as it stands."""

    text: str
    verbatim: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A search or a page that gives something: how many hits, what it is, and of what sort."""

    total: int
    text: str
    address: str
    about: str = ""


def read_as(query: Query) -> ReadAs | None:
    """The query as it was read, where unknown words were repaired."""
    repaired = {unit.word: unit.read_as for unit in query.units if unit.read_as}
    if not repaired:
        return None
    quoted = {word: f'"{word}"' for word in repaired}
    verbatim = replace(query, text=_with_words(query.text, quoted), page=1)
    return ReadAs(text=_with_words(query.text, repaired), verbatim=search_address(verbatim))


def _with_words(text: str, others: Mapping[str, str]) -> str:
    """A query's text with other words for some, by their folded form; its signs stay."""
    return WORD.sub(lambda match: others.get(fold(match.group()), match.group()), text)


def instead(query: Query, unit: Unit) -> tuple[str, int, str]:
    """The query with a far more frequent word for a rare one: its text, hits and address."""
    other = _of_text(_with_words(query.text, {unit.word: unit.instead}), query)
    return other.text, find(replace(other, size=0)).total, search_address(other)


def ways_on(query: Query, total: int = 0) -> list[Way]:
    """The same search without each filter, and without all, where that gives more than `total`."""
    _ = g.language.gettext
    wider = [
        (_("Det samme søket uten filteret %(name)s", name=name), other)
        for name, other in chosen_filters(query)
    ]
    if len(wider) > 1:
        text = _("De samme ordene uten filtre") if query.text else _("Alt vi har")
        wider.append((text, without_all(query)))
    ways = [_way(text, other) for text, other in wider]
    return sorted((way for way in ways if way.total > total), key=lambda way: way.total)


def near_words(query: Query) -> list[Way]:
    """Searches for words that are known, for a query whose words are not, and looser ones."""
    _ = g.language.gettext
    ways = []
    if query.phrases or query.excluded:
        text = " ".join(match.group() for match in WORD.finditer(query.text))
        ways.append(_way(text, _of_text(text, query), _("Uten anførselstegn og minus")))
    bare = without_all(query)
    known = (_known_like(match.group()) for match in list(WORD.finditer(query.text))[:MOST_NEAR])
    ways += [_way(word, _of_text(word, bare)) for words in known for word in words]
    best = {way.text: way for way in sorted(ways, key=lambda way: way.total) if way.total}
    return list(best.values())[::-1]


def _known_like(word: str) -> tuple[str, ...]:
    """Words of the collection that share the longest beginning with this one."""
    for length in range(min(len(word), MOST_LETTERS), LEAST_LETTERS - 1, -1):
        found = [known for known in engine().complete(word[:length]) if WORD.fullmatch(known)]
        if found:
            return tuple(found[:MOST_WORDS])
    return ()


def near_topics(query: Query) -> list[tuple[Way, Topic]]:
    """The topics that the words of a query show, else those of the filters, else the largest."""
    counts = {v.value: v.count for v in find(listing(size=0)).facets[Facet.TOPIC]}
    shown = query.about or query.filters.get(Facet.TOPIC, ()) or tuple(counts)
    topics = [topic for topic in map(taxonomy().topic, shown) if topic and counts.get(topic.id)]
    return [
        (
            Way(
                total=counts[topic.id],
                text=topic.name(g.language.code),
                address=page_address("topic", topic_id=topic.id),
                about=topic.about_in(g.language.code),
            ),
            topic,
        )
        for topic in topics[:MOST_NEAR]
    ]


def found_there(topic: Topic) -> Page:
    """What people find about a topic: its best, by the topic's own name."""
    filters: Mapping[Facet, tuple[str, ...]] = {Facet.TOPIC: (topic.id,)}
    named = reader().analyser().query(topic.name("nb"), g.now)
    return find(replace(named, filters=filters, size=FEW, language=g.language.code))


def _of_text(text: str, query: Query) -> Query:
    """Another text, searched with the filters of a query."""
    return replace(
        reader().analyser().query(text, g.now),
        filters=query.filters,
        states=query.states,
        since=query.since,
        until=query.until,
        least=query.least,
        most=query.most,
        language=query.language,
    )


def _way(text: str, query: Query, about: str = "") -> Way:
    page = find(replace(query, size=0))
    return Way(
        total=page.total, text=text, address=search_address(query), about=about or _mostly(page)
    )


def _mostly(page: Page) -> str:
    """Mest webinarer og prosjekter: the two kinds that there are most of."""
    _ = g.language.gettext
    kinds = [showing().kind(value.value).lower() for value in page.facets[Facet.KIND][:2]]
    return _("Mest %(kinds)s", kinds=_(" og ").join(kinds)) if kinds else ""
