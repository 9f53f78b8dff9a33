"""Recordings: which links lead to the recording of which event, by what they say of it.

Never by guessing: the words of a link must say that it is a recording, and bear the event's date
or its title.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import chain

from index.engine import ThingLink
from index.record import Record, Thing
from index.resource import Passage, Timed

MONTHS = ["jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des"]
RECORDING = re.compile(r"\b(video)?opptak(et|a)?\b|\brecording\b", re.IGNORECASE)
NOT_ONE = re.compile(  # "uten opptak", "opptaket kommer senere"
    r"\b(ikk?j?e|uten|utan|blir|vil|kommer|kjem|without|will)\b(\W+\w+){0,3}\W+opptak"
    r"|\bopptak\w*(\W+\w+){0,6}\W+(ikk?j?e|blir|vil|kommer|kjem)\b",
    re.IGNORECASE,
)
ANY_DAY = re.compile(
    rf"\b\d{{1,2}}\.?\s?({'|'.join(MONTHS)})|\b\d{{1,2}}\.\s?\d{{1,2}}\.\s?\d{{4}}", re.IGNORECASE
)
LINE = re.compile(r"\n")
BREAK = re.compile(r"\n|[,;!?]\s|(?<!\d)\.\s")
MOST_LINKS, LONGEST = 100, 2_000  # of a passage, and letters of a sentence, that people write
SHORTEST_TITLE = 12  # letters by which an event is known where nothing links to it

Row = tuple[ThingLink, Passage | None]  # a link, and the passage that it stands in
Events = Mapping[str, tuple[Timed, ...]]  # the id of a thing, and its language versions


class Recordings:
    """The recordings that links lead to, found thing by thing; a video goes before a page."""

    def __init__(self, events: Events) -> None:
        self._events, self._titles = events, _Titles(events)
        self._found: dict[str, set[tuple[bool, str]]] = {}
        self._events_of: dict[str, dict[str, str]] = {}  # things, addresses, events

    def add(self, links: list[Row]) -> None:
        """Look through the links of one thing."""
        for link, event in _named_in(links, self._events, self._titles):
            is_page = link.target == event
            self._found.setdefault(event, set()).add((is_page, link.link.target))
            if not is_page:
                self._events_of.setdefault(link.thing, {})[link.link.target] = event

    def address(self, thing: str) -> str:
        """Where the recording of an event is, as others tell; empty if they do not."""
        return min(self._found.get(thing, ((True, ""),)))[1]

    def joins(self, thing: str) -> list[str]:
        """The recordings that a thing leads to, each with its event."""
        return [*chain.from_iterable(self._events_of.get(thing, {}).items())]

    def recorded(self, thing: Thing) -> Thing:
        """A thing with the recording that others tell of, where its own page has none."""
        address = self.address(thing.id)
        if not address:
            return thing
        versions = tuple(_recorded(version, address) for version in thing.versions)
        return replace(thing, record=_recorded(thing.record, address), versions=versions)

    def joined(self, link: ThingLink) -> ThingLink:
        """A link that leads to the recording of an event leads to that event."""
        joins = self._events_of.get(link.thing, {})
        event = None if link.target else joins.get(link.link.target)
        return replace(link, target=event) if event else link


class _Titles:
    """Events by their titles; one that has but short titles is known by none."""

    def __init__(self, events: Events) -> None:
        self._events: dict[str, set[str]] = {}
        for event, versions in events.items():
            if any(len(version.title) >= SHORTEST_TITLE for version in versions):
                for version in versions:
                    self._events.setdefault(_folded(version.title), set()).add(event)
        self._sizes = {title.count(" ") + 1 for title in self._events}

    def within(self, words: str) -> set[str]:
        """The events of which a whole title stands in the words."""
        spoken = _folded(words).split()
        runs = (
            " ".join(spoken[start : start + size])
            for size in self._sizes
            for start in range(len(spoken) - size + 1)
        )
        return set().union(*(self._events.get(run, ()) for run in runs))


def _recorded(record: Record, address: str) -> Record:
    event = record.resource.event
    if event is None or event.recording:
        return record
    event = replace(event, recording=address)
    return replace(record, resource=replace(record.resource, event=event))


def _named_in(links: list[Row], events: Events, titles: _Titles) -> Iterator[tuple[ThingLink, str]]:
    """The links of one thing that lead to recordings, each with its event."""
    for link, passage in _near_the_word(links):
        words = _own_words(link, passage, links)
        is_dead = link.check is not None and link.check.health.is_dead
        if is_dead or not RECORDING.search(words) or NOT_ONE.search(words):
            continue
        if link.target and link.target in events:
            event = link.target if _agrees(words, events[link.target]) else None
        else:
            event = _beside(link, passage, links, events) or _titled(words, events, titles)
        if event and event != link.thing:
            yield link, event


def _near_the_word(links: list[Row]) -> Iterator[Row]:
    """The links in whose sentence a recording is named; none of a passage that is a long list."""
    count = Counter(id(passage) for _, passage in links)
    passages = {id(passage): passage for _, passage in links if passage}
    naming = {number for number, each in passages.items() if RECORDING.search(each.text)}
    for link, passage in links:
        may = id(passage) in naming or RECORDING.search(link.link.text)
        if may and count[id(passage)] <= MOST_LINKS:
            yield link, passage


def _own_words(link: ThingLink, passage: Passage | None, links: list[Row]) -> str:
    """The words of a link and those beside it, without the words of other links."""
    words = _around(link.link.text, passage, BREAK)
    for other, where in links:
        if where is passage and other.link.text and other.link.text not in link.link.text:
            words = words.replace(other.link.text, " ")
    return words


def _beside(
    link: ThingLink, passage: Passage | None, links: list[Row], events: Events
) -> str | None:
    """The one event that the same line links to and names."""
    line = _around(link.link.text, passage, LINE)
    beside = [other for other, where in links if where is passage and other.link.text in line]
    named = {other.target for other in beside if other.target} & events.keys()
    elsewhere = [other for other in beside if other.target not in named]
    recordings = [other for other in elsewhere if RECORDING.search(other.link.text)]
    if passage is None or len(named) != 1 or len(recordings) > 1:
        return None
    (event,) = named
    return event if _agrees(line, events[event]) else None


def _titled(words: str, events: Events, titles: _Titles) -> str | None:
    """The one event whose whole title stands in the words."""
    named = [event for event in titles.within(words) if _agrees(words, events[event])]
    return named[0] if len(named) == 1 else None


def _agrees(words: str, versions: tuple[Timed, ...]) -> bool:
    """Whether words name a day of the event; where they name none, whether they have its title."""
    if not ANY_DAY.search(words):
        return _has_title(words, versions)
    return any(
        _names(words, day)
        for version in versions
        for period in (version.event.periods if version.event else ())
        for day in (period.first, period.last)
    )


def _names(words: str, day: date) -> bool:
    """Whether words name a day; the year may be missing, but not be another."""
    spelt = rf"(?<![\d.])0?{day.day}\.?\s?{MONTHS[day.month - 1]}[a-z]*\.?(?:\s+(\d{{4}}))?"
    years = [match[1] for match in re.finditer(spelt, words, re.IGNORECASE)]
    if any(year in (None, str(day.year)) for year in years):
        return True
    number = rf"(?<![\d.])0?{day.day}\.\s?0?{day.month}\.\s?{day.year}\b"
    return re.search(number, words) is not None


def _has_title(words: str, versions: tuple[Timed, ...]) -> bool:
    text = f" {_folded(words)} "
    return any(f" {_folded(version.title)} " in text for version in versions if version.title)


@lru_cache(10_000)
def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _around(text: str, passage: Passage | None, breaks: re.Pattern[str]) -> str:
    """The words of a link with what stands beside them, as far as the next break.

    The words alone where it is not clear where in the passage they stand.
    """
    if passage is None or not text or passage.text.count(text) != 1:
        return text
    start = passage.text.index(text)
    end = start + len(text)
    before = [match.end() for match in breaks.finditer(passage.text, 0, start)]
    after = breaks.search(passage.text, end)
    found = passage.text[before[-1] if before else 0 : after.start() if after else None]
    return found if len(found) <= LONGEST else text
