"""Collections and queries at random, for comparing what is found with what must be found."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from library import days
from making import NOW, SITE, grant, on, page, thing, webinar

from index.language.lexicon import Lexicon, grams
from index.language.stem import stem
from index.query import Alternative, Facet, Phrase, Query, Sort, Unit
from index.ranking import OLD_YEARS
from index.record import State, Thing
from index.resource import OSLO, Call, Event, Example, Kind, Passage, Project, Resource

WORDS = (
    "klima",
    "kommune",
    "og",
    "i",
    "plan",
    "vann",
    "flom",
    "planer",
    "overvann",
    "kommunen",
    "å",
    "vei",
    "tilskudd",
    "webinar",
    "utslipp",
    "bygg",
    "klimaplan",
    "overvatn",
    "veier",
    "areal",
    "flommer",
    "søknad",
    "kurs",
    "håndtering",
    "er",
    "overvannshåndtering",
    "planene",
    "skred",
    "arealplan",
    "plass",
    "byggeplass",
    "utslippsfri",
    "fylkeskommune",
    "flomvei",
    "fare",
    "KU",
    "skredfare",
    "ku",
    "hete",
    "hetebølge",
    "bølge",
    "trær",
    "snø",
    "strøm",
    "sol",
    "solceller",
    "ROS",
    "E18",
    "æ",
)  # fmt: skip - the commonest first
TYPOS = (
    "overvan", "flomm", "klimapaln", "utslpp", "handtering", "trer", "xyzzy", "bolge", "snoe",
    "solcelletak", "skredfarlig", "heteslag",
)  # fmt: skip
TOPICS = ("flom", "overvann", "skog", "hete")
COUNTIES = ("Vestland", "Oslo", "Troms", "Fjern")
SOURCES = ("ks", "veileder", "podkast")
LANGUAGES = ("nb", "nn", "en", "")
AUDIENCES = ("planlegger", "folkevalgt")
NUMBERS = ("0301", "4601", "5501", "1101")
APPLICANTS = ("Oslo kommune", "BERGEN KOMMUNE", "Tromsø", "Vestland fylkeskommune", "")
STATUSES = ("Gjennomført", "Avlyst", "")
MEASURES = ("Bygg", "Transport")
AMOUNTS = (None, 0, 90_000, 250_000, 250_000, 4_000_000)
OLD = int(OLD_YEARS * 365.25)  # days
VALUES = {
    Facet.KIND: tuple(Kind), Facet.TOPIC: TOPICS, Facet.SOURCE: SOURCES, Facet.COUNTY: COUNTIES,
    Facet.LANGUAGE: LANGUAGES, Facet.YEAR: ("2026", "2025", "2017"), Facet.AUDIENCE: AUDIENCES,
    Facet.MUNICIPALITY: NUMBERS, Facet.STATUS: STATUSES, Facet.MEASURE: MEASURES,
}  # fmt: skip


def invent_things(chance: Random, count: int) -> list[Thing]:
    """Things of every kind, some in several versions, with days, topics and counties."""
    return [_thing(chance, number) for number in range(count)]


def _thing(chance: Random, number: int) -> Thing:
    path = f"/ting-{number}"
    versions = [
        _page(chance, f"{path}-{version}") for version in range(chance.choice((0, 0, 0, 1, 2)))
    ]
    settled = {
        "topics": _some(chance, TOPICS, 0.2),
        "municipalities": _some(chance, NUMBERS, 0.2),
        "audiences": _some(chance, AUDIENCES, 0.2),
    }
    called = (_text(chance, 3),) if chance.random() < 0.2 else ()
    return replace(thing(_page(chance, path), *versions, **settled), called=called)


def _some(chance: Random, values: Sequence[Any], share: float) -> tuple[Any, ...]:
    return tuple(value for value in values if chance.random() < share)


def _page(chance: Random, path: str) -> Resource:
    passages = tuple(
        Passage(text=_text(chance, 12), heading=_text(chance, 2))
        for _ in range(chance.choice((0, 0, 1, 3)))
    )
    said: dict[str, Any] = {
        "title": _text(chance, 4),
        "lead": _text(chance, 6),
        "passages": passages,
        "source": chance.choice(SOURCES),
        "language": chance.choice(LANGUAGES),
    }
    for name in ("published", "modified"):
        if chance.random() < 0.4:
            said[name] = days(-chance.choice((chance.randrange(4000), OLD + chance.randint(-1, 1))))
    kind = chance.choice((Kind.EVENT, Kind.GRANT, Kind.PROJECT, Kind.EXAMPLE, *[Kind.GUIDANCE] * 3))
    match kind:
        case Kind.EVENT:
            return _event(chance, webinar(path, **said))
        case Kind.GRANT:
            return grant(path, *(_call(chance) for _ in range(chance.randrange(4))), **said)
        case Kind.PROJECT:
            return page(path, kind=kind, project=_project(chance), **said)
        case Kind.EXAMPLE:
            place = Example(county=chance.choice(COUNTIES), municipality=chance.choice(APPLICANTS))
            return page(path, kind=kind, example=place, **said)
        case _:
            return page(path, **said)


def _project(chance: Random) -> Project:
    return Project(
        county=chance.choice(COUNTIES),
        applicant=chance.choice(APPLICANTS),
        year=chance.choice((None, 2017)),
        amount=chance.choice(AMOUNTS),
        status=chance.choice(STATUSES),
        measures=_some(chance, MEASURES, 0.5),
    )


def _event(chance: Random, event: Resource) -> Resource:
    periods = tuple(on(days(chance.randint(-5, 5))) for _ in range(chance.randrange(3)))
    recording = chance.choice(("", "https://video.example/1"))
    return replace(event, event=Event(periods=periods, recording=recording))


def _call(chance: Random) -> Call:
    return Call(
        deadline=chance.choice((None, days(chance.randint(-5, 5)))),
        opens=chance.choice((None, days(chance.randint(-5, 5)))),
        rolling=chance.random() < 0.5,
    )


def _text(chance: Random, longest: int) -> str:
    return " ".join(_word(chance) for _ in range(chance.randint(0, longest)))


def _word(chance: Random) -> str:
    return WORDS[int(len(WORDS) * chance.random() ** 2)]


def invent_text(chance: Random, things: Sequence[Thing]) -> str:
    """What a reader may type: a title; or words, slips, phrases and words to leave out."""
    if chance.random() < 0.1:
        return chance.choice(things).record.resource.title
    words = [
        chance.choice(TYPOS) if chance.random() < 0.15 else chance.choice(WORDS)
        for _ in range(chance.choice((0, 1, 1, 2, 2, 3, 4, 6)))
    ]
    if chance.random() < 0.2:
        words.append(f'"{_text(chance, 3)}"')
    if chance.random() < 0.15:
        words.append(f"-{chance.choice(WORDS)}")
    chance.shuffle(words)
    return " ".join(words)


def invent_query(chance: Random, lexicon: Lexicon) -> Query:
    """A query of any words, each found in any ways, some of them by how they begin."""
    units = tuple(_unit(chance, lexicon) for _ in range(chance.choice((0, 1, 1, 2, 3, 5))))
    phrases = tuple(_phrase(chance, lexicon) for _ in range(chance.choice((0, 0, 0, 1, 2))))
    excluded = tuple(_stem(chance) for _ in range(chance.choice((0, 0, 0, 1))))
    return Query(now=NOW, units=units, phrases=phrases, excluded=excluded)


def _unit(chance: Random, lexicon: Lexicon) -> Unit:
    word = chance.choice(WORDS + TYPOS).lower()
    ways = tuple(
        Alternative(stems=tuple(_stem(chance) for _ in range(chance.choice((1, 1, 2, 3)))),
                    weight=chance.choice((1.0, 0.8, 0.5, 0.3)), why="")
        for _ in range(chance.randint(0, 3))
    )  # fmt: skip
    return Unit(
        word=word,
        surface=lexicon.bokmal(word),
        stem=stem(word),
        alternatives=ways,
        grams=tuple(sorted(gram for gram in grams(word) if chance.random() < 0.7)),
        prefix=word[: chance.randint(1, 5)] if chance.random() < 0.3 else "",
    )


def _stem(chance: Random) -> str:
    return stem(chance.choice(WORDS + TYPOS).lower())


def _phrase(chance: Random, lexicon: Lexicon) -> Phrase:
    tokens = [lexicon.token(chance.choice(WORDS).lower()) for _ in range(chance.randint(1, 3))]
    return Phrase(stems=tuple(t.stem for t in tokens), surfaces=tuple(t.surface for t in tokens))


def narrow(chance: Random, query: Query, things: Sequence[Thing]) -> Query:
    """The query with any filters, states, days, pins, order and page, at any moment."""
    return replace(
        query,
        now=_moment(chance),
        filters={f: _some(chance, VALUES[f], 0.4) for f in _some(chance, tuple(Facet), 0.1)},
        states=_some(chance, tuple(State), 0.5) if chance.random() < 0.15 else (),
        since=days(-chance.randrange(3000)) if chance.random() < 0.1 else None,
        until=days(-chance.randrange(1000)) if chance.random() < 0.1 else None,
        least=chance.choice(AMOUNTS) if chance.random() < 0.1 else None,
        most=chance.choice(AMOUNTS) if chance.random() < 0.1 else None,
        about=query.about or _some(chance, TOPICS, 0.15),
        pinned=tuple(_address(chance, things) for _ in range(chance.choice((0, 0, 0, 1, 2)))),
        sort=chance.choice((Sort.BEST, Sort.BEST, Sort.BEST, *Sort)),
        size=chance.choice((1000, 1000, 3, 0)),
        page=chance.choice((1, 1, 2)),
    )


def _moment(chance: Random) -> datetime:
    zone = chance.choice((OSLO, UTC))
    return NOW.astimezone(zone) + timedelta(minutes=chance.randint(-6000, 6000))


def _address(chance: Random, things: Sequence[Thing]) -> str:
    known = chance.choice(things).record.resource.address
    return chance.choice((known, known, f"{SITE}/finnes-ikke"))
