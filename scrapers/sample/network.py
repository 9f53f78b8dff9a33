"""A network of municipalities that shows the same texts in markup of its own.

Every kind of page in every way of setting facts and in three frames, none of them like those of
the other hosts: nested boxes, semantic elements, a layout of tables.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from markupsafe import Markup

from scrapers.sample.addresses import slug
from scrapers.sample.answers import HTML, Answer, found
from scrapers.sample.content import Text
from scrapers.sample.dates import dotted_date, long_date
from scrapers.sample.edition import Edition, address_of, dated, texts_of
from scrapers.sample.markup import to_html
from scrapers.sample.podcast import audio_address
from scrapers.sample.rendering import kroner, render
from scrapers.sample.schedule import days_from, days_of

STYLES = (
    "terms", "rows", "cells", "columns", "stacked", "bold", "spans", "named", "piped", "micro",
    "json",
)  # fmt: skip
FRAMES = ("nested", "semantic", "table")
SECTIONS = {
    "event": ("samlinger", "Samlinger"),
    "project": ("prosjektbank", "Prosjektbank"),
    "grant": ("penger", "Penger å søke på"),
    "episode": ("lytt", "Lytt"),
    "guidance": ("rad", "Råd"),
}
MOST_GUIDANCE = 24
ROUNDS = 3  # grants are few, so each text is shown with several deadlines
CLOCK = re.compile(r"(\d\d)\.(\d\d)-(\d\d)\.(\d\d)")
HEADING = re.compile(r'<(h[2-4]) id="([^"]+)">')


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A text of a fact; with the address it links to, or what it is for machines."""

    text: str
    href: str = ""
    machine: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label and its values."""

    label: str
    values: tuple[Value, ...]

    @property
    def is_one(self) -> bool:
        """Whether it has a single value."""
        return len(self.values) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Nested:
    """An item within an item of microdata."""

    type: str
    properties: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Micro:
    """An item of microdata."""

    type: str
    properties: tuple[tuple[str, Value | Nested], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPage:
    """One page: which text it shows, how, and where."""

    text: Text
    number: int
    path: str
    title: str
    lead: str
    body: Markup
    style: str
    frame: str
    facts: tuple[Fact, ...] = ()
    data: Any = None
    micro: Micro | None = None
    deadline: str = ""  # of a grant: the sentence that says it

    @property
    def facts_aside(self) -> bool:
        """Whether the facts stand beside the text."""
        return self.number % 2 == 0


@dataclass
class _Facts:
    facts: tuple[Fact, ...] = ()
    data: Any = None
    micro: Micro | None = None
    sentence: str = ""
    style: str = ""
    extra: dict[str, str] = field(default_factory=dict)


def print_network(edition: Edition) -> tuple[dict[str, Answer], str]:
    """The answer at every path of the network, and the page where there is none."""
    pages = network_pages(edition)
    answers = {page.path: found(_page(edition, page, pages), HTML, edition.today) for page in pages}
    for segment, title in SECTIONS.values():
        links = [(page.title, page.path) for page in pages if page.path.startswith(f"/{segment}/")]
        answers[f"/{segment}/"] = found(_list(title, links), HTML, edition.today)
    fronts = [(title, f"/{segment}/") for segment, title in SECTIONS.values()]
    answers["/"] = found(_list("Klimanettverket", fronts), HTML, edition.today)
    return answers, _list("Fant ikke siden", fronts)


def network_pages(edition: Edition) -> list[NetworkPage]:
    """All pages but the lists."""
    return [page for kind in SECTIONS for page in _pages_of(edition, kind)]


def _pages_of(edition: Edition, kind: str) -> Iterator[NetworkPage]:
    segment, _ = SECTIONS[kind]
    for number, (text, suffix) in enumerate(_shown(edition, kind)):
        style = STYLES[number % len(STYLES)]
        shown = FACTS[kind](edition, text, number, style)
        title = text.title + suffix
        sentence = f"<p>{shown.sentence}</p>\n" if shown.sentence else ""
        yield NetworkPage(
            text=text,
            number=number,
            path=f"/{segment}/{slug(title)}/",
            title=title,
            lead=dated(edition, text, text.lead) or f"Les om {title.lower()}.",
            body=Markup(sentence) + _body(edition, text, number),  # noqa: S704 -- our own words
            style=shown.style or style,
            frame=FRAMES[number % len(FRAMES)],
            facts=shown.facts,
            data=shown.data,
            micro=shown.micro,
            deadline=shown.sentence,
        )


def _shown(edition: Edition, kind: str) -> Iterable[tuple[Text, str]]:
    texts = texts_of(edition, kind)
    if kind == "grant":
        return [(text, f", runde {n + 1}") for n in range(ROUNDS) for text in texts]
    if kind == "guidance":
        return [(text, "") for text in texts if "version_of" not in text.fields][:MOST_GUIDANCE]
    return [(text, "") for text in texts]


def _page(edition: Edition, page: NetworkPage, pages: list[NetworkPage]) -> str:
    at = pages.index(page)
    others = [(p.title, p.path) for p in (pages[at + 1 :] + pages[:at])[:3]]
    return render(
        f"network/{page.frame}.html",
        page=page,
        number=page.number,
        others=others,
        canonical=edition.names.address(edition.names.network, page.path),
    )


def _list(title: str, links: list[tuple[str, str]]) -> str:
    return render("network/list.html", title=title, links=links)


def _body(edition: Edition, text: Text, number: int) -> Markup:
    """The text, with the anchors of its headings in one of three places."""
    body = to_html(dated(edition, text, text.body), lambda page: address_of(edition, page))
    written = (r'<\1 id="\2">', r'<a name="\2"></a><\1>', r'<\1><span id="\2"></span>')[number % 3]
    return Markup(HEADING.sub(written, str(body)))  # noqa: S704 -- markup as it came in


def _event(edition: Edition, text: Text, number: int, style: str) -> _Facts:
    fields, days = text.fields, days_of(text, edition.today)
    speakers = [f"{s['name']}, {s['role']}, {s['organisation']}" for s in fields["speakers"]]
    facts = (
        _fact("Hvor", fields["place"]),
        *_when(days, fields["hours"], number),
        _fact("Deltakeravgift", fields["price"]),
        _fact("Vertskap", fields["organiser"]),
        *([_fact("Foredragsholdere", *speakers)] if speakers else []),
    )
    clock = CLOCK.fullmatch(fields["hours"])
    if style not in ("json", "micro") or not clock or len(days) > 1:
        return _Facts(facts=facts, style="terms" if style in ("json", "micro") else style)
    starts, ends = f"{clock[1]}:{clock[2]}", f"{clock[3]}:{clock[4]}"
    if style == "json":
        people = [
            {
                "@type": "Person",
                "name": s["name"],
                "jobTitle": s["role"],
                "worksFor": {"@type": "Organization", "name": s["organisation"]},
            }
            for s in fields["speakers"]
        ]
        data = {
            "@context": "https://schema.org",
            "@graph": [
                {"@type": "Organization", "name": "Klimanettverket"},
                {
                    "@type": ["EducationEvent"],
                    "name": text.title,
                    "startDate": f"{days[0]}T{starts}",
                    "endDate": f"{days[0]}T{ends}",
                    "location": {"@type": "VirtualLocation", "name": fields["place"]},
                    "organizer": {"@type": "Organization", "name": fields["organiser"]},
                    "offers": {"@type": "Offer", "price": fields["price"]},
                    "performer": people,
                },
            ],
        }
        return _Facts(data=data)
    people = tuple(
        Nested(
            type="Person",
            properties=(
                ("name", s["name"]), ("jobTitle", s["role"]), ("affiliation", s["organisation"]),
            ),
        )
        for s in fields["speakers"]
    )  # fmt: skip
    shown = long_date(days[0])
    properties = (
        ("startDate", Value(text=f"{shown} {clock[1]}.{clock[2]}", machine=f"{days[0]}T{starts}")),
        ("endDate", Value(text=f"til {clock[3]}.{clock[4]}", machine=f"{days[0]}T{ends}")),
        ("location", Nested(type="Place", properties=(("name", fields["place"]),))),
        ("organizer", Nested(type="Organization", properties=(("name", fields["organiser"]),))),
        ("offers", Nested(type="Offer", properties=(("price", fields["price"]),))),
        *(("performer", person) for person in people),
    )
    return _Facts(micro=Micro(type="Event", properties=properties))


def _when(days: tuple[date, ...], hours: str, number: int) -> list[Fact]:
    """Day and hours in one fact or in two, in one of the ways in which pages write them."""
    shown = " og ".join(map(long_date, days))
    clock = CLOCK.match(hours)
    if "dag 1" in hours or not clock:
        dotted = " – ".join(map(dotted_date, days))
        return [_fact("Dato", dotted), _fact("Tidspunkt", hours)]
    a, b, c, d = clock.groups()
    whole = f"kl. {int(a)}–{int(c)}" if b == d == "00" else f"kl. {a}.{b} til {c}.{d}"
    match number % 3:
        case 0:
            return [_fact("Når", f"{shown}, kl. {a}.{b}–{c}.{d}")]
        case 1:
            return [_fact("Dato", shown), _fact("Klokkeslett", whole)]
    return [_fact("Tid", f"{shown} {a}:{b} - {c}:{d}")]


def _project(edition: Edition, text: Text, number: int, style: str) -> _Facts:
    fields = text.fields
    facts = (
        _fact("Fylke", fields["county"]),
        _fact("Tilskuddsmottaker", fields["applicant"]),
        _fact("Ramme", f"kr {kroner(fields['amount'])}" + (",-" if number % 2 else "")),
        _fact("Prosjektstatus", fields["status"]),
        _fact("Prosjektperiode", _period(fields["period"], number)),
        _fact("Tildelingsår", str(fields["year"])),
        _fact(
            "Tiltakstype", *(fields["measures"] if number % 2 else [", ".join(fields["measures"])])
        ),
    )
    if style == "json":
        pairs = [
            {
                "@type": "PropertyValue",
                "name": fact.label,
                "value": ", ".join(v.text for v in fact.values),
            }
            for fact in facts
            if fact.label != "Ramme"
        ]
        amount = {"@type": "MonetaryAmount", "currency": "NOK", "value": fields["amount"]}
        data = [
            {"@type": "Project", "name": text.title, "additionalProperty": pairs},
            {"@type": "MonetaryGrant", "amount": amount},
        ]
        return _Facts(data=data)
    if style == "micro":
        pairs = tuple(
            (
                "additionalProperty",
                Nested(
                    type="PropertyValue",
                    properties=(("name", f.label), ("value", ", ".join(v.text for v in f.values))),
                ),
            )
            for f in facts
        )
        return _Facts(micro=Micro(type="Project", properties=pairs))
    return _Facts(facts=facts)


def _period(period: str, number: int) -> str:
    return period.replace(" - ", " – ") if number % 2 else period.replace(" - ", " til ").lower()


def _grant(edition: Edition, text: Text, number: int, style: str) -> _Facts:
    facts = (
        _fact("Målgruppe", text.fields["who"]),
        _fact("Maksimalt beløp", text.fields["maximum"]),
    )
    day = days_from(edition.today, text.fields.get("deadline", 40) + 30 * (number % 4))
    if "deadline" not in text.fields and number < 14:
        return _Facts(
            facts=facts,
            sentence="Løpende søknadsfrist, og vi svarer fortløpende.",
            style=_plain(style),
        )
    if style == "json":
        data = {"@type": "MonetaryGrant", "name": text.title, "applicationDeadline": str(day)}
        return _Facts(facts=facts, data=data, style="rows", extra={"deadline": str(day)})
    if style == "micro":
        due = (("applicationDeadline", Value(text=long_date(day), machine=str(day))),)
        return _Facts(facts=facts, micro=Micro(type="MonetaryGrant", properties=due), style="cells")
    phrase = PHRASES[number % len(PHRASES)]
    if phrase.startswith("label:"):
        return _Facts(facts=(_fact(phrase[6:], long_date(day)), *facts))
    return _Facts(facts=facts, sentence=phrase.format(long=long_date(day), dotted=dotted_date(day)))


PHRASES = (
    "label:Søknadsfrist",
    "Frist for å søke er {long}.",
    "Søknaden må være sendt innen {long}. Rapportfristen er 1. desember 2030.",
    "Søknadsfristen var {dotted}, og svar kommer etter tolv uker.",
    "label:Frist",
    "Søknadsfristene er 15. februar og 15. september hvert år.",
    "Dere kan søke innen {long}, og tiltaket må gjennomføres året etter.",
    "Siste frist er {dotted}.",
    "Søknadsfrist: {long} kl. 15.00",
)


def _plain(style: str) -> str:
    return "terms" if style in ("json", "micro") else style


def _episode(edition: Edition, text: Text, number: int, style: str) -> _Facts:
    fields, day = text.fields, days_of(text, edition.today)[0]
    audio = audio_address(edition, text)
    minutes, seconds = (*fields["duration"].split(":")[-2:],)
    hours = fields["duration"].split(":")[0] if fields["duration"].count(":") == 2 else ""
    iso = f"PT{hours}H{minutes}M{seconds}S" if hours else f"PT{minutes}M{seconds}S"
    if style == "json":
        data = {
            "@context": "http://schema.org/",
            "@type": "PodcastEpisode",
            "name": text.title,
            "datePublished": f"{day}T06:00:00+01:00",
            "episodeNumber": str(fields["number"]),
            "timeRequired": iso,
            "associatedMedia": {"@type": "MediaObject", "contentUrl": audio},
        }
        return _Facts(data=data)
    if style == "micro":
        properties = (
            ("datePublished", Value(text=long_date(day), machine=str(day))),
            ("episodeNumber", Value(text=str(fields["number"]))),
            ("duration", Value(text=fields["duration"], machine=iso)),
            ("audio", Value(text="Lydfil", href=audio)),
        )
        return _Facts(micro=Micro(type="PodcastEpisode", properties=properties))
    facts = (
        _fact("Publisert", (long_date if number % 2 else dotted_date)(day)),
        _fact("Episode", str(fields["number"])),
        _fact("Varighet", fields["duration"]),
        Fact(label="Lyd", values=(Value(text="Last ned lydfilen", href=audio),)),
    )
    return _Facts(facts=facts)


def _guidance(edition: Edition, text: Text, number: int, style: str) -> _Facts:
    day = days_from(edition.today, text.fields["revised"])
    return _Facts(facts=(_fact("Sist revidert", dotted_date(day)),), style=_plain(style))


def _fact(label: str, *values: str) -> Fact:
    return Fact(label=label, values=tuple(Value(text=value) for value in values))


FACTS = {
    "event": _event,
    "project": _project,
    "grant": _grant,
    "episode": _episode,
    "guidance": _guidance,
}
