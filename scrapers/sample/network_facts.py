"""What the network's pages say beside their text: facts under labels, or for machines."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from scrapers.sample.content import Text
from scrapers.sample.dates import dotted_date, long_date
from scrapers.sample.edition import Edition
from scrapers.sample.podcast import audio_address
from scrapers.sample.rendering import kroner
from scrapers.sample.schedule import days_from, days_of

CLOCK = re.compile(r"(\d\d)\.(\d\d)-(\d\d)\.(\d\d)")
FOR_MACHINES = ("json", "micro")
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

    @property
    def text(self) -> str:
        """All values on one line."""
        return ", ".join(value.text for value in self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nested:
    """An item within an item of microdata."""

    type: str
    properties: tuple[tuple[str, str], ...]


Property = tuple[str, Value | Nested]


@dataclass(frozen=True, slots=True, kw_only=True)
class Micro:
    """An item of microdata."""

    type: str
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a page says beside its text: under labels, as JSON-LD or microdata, in a sentence."""

    style: str
    facts: tuple[Fact, ...] = ()
    data: Any = None
    micro: Micro | None = None
    sentence: str = ""


Build = Callable[[Edition, Text, int, str], Facts]


def fact(label: str, *values: str) -> Fact:
    """A label with texts as values."""
    return Fact(label=label, values=tuple(Value(text=value) for value in values))


def _labelled(style: str) -> str:
    """The style, or one with labels for a page that says nothing for machines."""
    return "terms" if style in FOR_MACHINES else style


def event_facts(edition: Edition, text: Text, number: int, style: str) -> Facts:
    """Place, day and hours, price, host and speakers."""
    fields, days = text.fields, days_of(text, edition.today)
    clock = CLOCK.fullmatch(fields["hours"])
    if clock and len(days) == 1 and style == "json":
        return Facts(style=style, data=_event_json(text, days[0], clock))
    if clock and len(days) == 1 and style == "micro":
        return Facts(style=style, micro=_event_micro(text, days[0], clock))
    speakers = [f"{s['name']}, {s['role']}, {s['organisation']}" for s in fields["speakers"]]
    facts = (
        fact("Hvor", fields["place"]),
        *_when(days, fields["hours"], number),
        fact("Deltakeravgift", fields["price"]),
        fact("Vertskap", fields["organiser"]),
        *([fact("Foredragsholdere", *speakers)] if speakers else []),
    )
    return Facts(style=_labelled(style), facts=facts)


def _event_json(text: Text, day: date, clock: re.Match[str]) -> Any:
    people = [
        {
            "@type": "Person",
            "name": speaker["name"],
            "jobTitle": speaker["role"],
            "worksFor": {"@type": "Organization", "name": speaker["organisation"]},
        }
        for speaker in text.fields["speakers"]
    ]
    event = {
        "@type": ["EducationEvent"],
        "name": text.title,
        "startDate": f"{day}T{clock[1]}:{clock[2]}",
        "endDate": f"{day}T{clock[3]}:{clock[4]}",
        "location": {"@type": "VirtualLocation", "name": text.fields["place"]},
        "organizer": {"@type": "Organization", "name": text.fields["organiser"]},
        "offers": {"@type": "Offer", "price": text.fields["price"]},
        "performer": people,
    }
    publisher = {"@type": "Organization", "name": "Klimanettverket"}
    return {"@context": "https://schema.org", "@graph": [publisher, event]}


def _event_micro(text: Text, day: date, clock: re.Match[str]) -> Micro:
    fields = text.fields
    starts = Value(
        text=f"{long_date(day)} {clock[1]}.{clock[2]}", machine=f"{day}T{clock[1]}:{clock[2]}"
    )
    ends = Value(text=f"til {clock[3]}.{clock[4]}", machine=f"{day}T{clock[3]}:{clock[4]}")
    organiser = Nested(type="Organization", properties=(("name", fields["organiser"]),))
    properties: list[Property] = [
        ("startDate", starts),
        ("endDate", ends),
        ("location", Nested(type="Place", properties=(("name", fields["place"]),))),
        ("organizer", organiser),
        ("offers", Nested(type="Offer", properties=(("price", fields["price"]),))),
    ]
    for speaker in fields["speakers"]:
        named = (
            ("name", speaker["name"]),
            ("jobTitle", speaker["role"]),
            ("affiliation", speaker["organisation"]),
        )
        properties.append(("performer", Nested(type="Person", properties=named)))
    return Micro(type="Event", properties=tuple(properties))


def _when(days: tuple[date, ...], hours: str, number: int) -> list[Fact]:
    """Day and hours in one fact or in two, in one of the ways in which pages write them."""
    shown = " og ".join(map(long_date, days))
    clock = CLOCK.match(hours)
    if "dag 1" in hours or not clock:
        return [fact("Dato", " – ".join(map(dotted_date, days))), fact("Tidspunkt", hours)]
    a, b, c, d = clock.groups()
    whole = f"kl. {int(a)}–{int(c)}" if b == d == "00" else f"kl. {a}.{b} til {c}.{d}"
    match number % 3:
        case 0:
            return [fact("Når", f"{shown}, kl. {a}.{b}–{c}.{d}")]
        case 1:
            return [fact("Dato", shown), fact("Klokkeslett", whole)]
    return [fact("Tid", f"{shown} {a}:{b} - {c}:{d}")]


def project_facts(_: Edition, text: Text, number: int, style: str) -> Facts:
    """Who got how much, when, for what."""
    fields = text.fields
    measures = fields["measures"] if number % 2 else [", ".join(fields["measures"])]
    facts = (
        fact("Fylke", fields["county"]),
        fact("Tilskuddsmottaker", fields["applicant"]),
        fact("Ramme", f"kr {kroner(fields['amount'])}" + (",-" if number % 2 else "")),
        fact("Prosjektstatus", fields["status"]),
        fact("Prosjektperiode", _period(fields["period"], number)),
        fact("Tildelingsår", str(fields["year"])),
        fact("Tiltakstype", *measures),
    )
    if style == "json":
        return Facts(style=style, data=_project_json(text, facts))
    if style == "micro":
        return Facts(style=style, micro=_project_micro(facts))
    return Facts(style=style, facts=facts)


def _project_json(text: Text, facts: tuple[Fact, ...]) -> Any:
    pairs = [
        {"@type": "PropertyValue", "name": fact.label, "value": fact.text}
        for fact in facts
        if fact.label != "Ramme"
    ]
    amount = {"@type": "MonetaryAmount", "currency": "NOK", "value": text.fields["amount"]}
    return [
        {"@type": "Project", "name": text.title, "additionalProperty": pairs},
        {"@type": "MonetaryGrant", "amount": amount},
    ]


def _project_micro(facts: tuple[Fact, ...]) -> Micro:
    pairs = (
        Nested(type="PropertyValue", properties=(("name", fact.label), ("value", fact.text)))
        for fact in facts
    )
    return Micro(type="Project", properties=tuple(("additionalProperty", pair) for pair in pairs))


def _period(period: str, number: int) -> str:
    return period.replace(" - ", " – ") if number % 2 else period.replace(" - ", " til ").lower()


def grant_facts(edition: Edition, text: Text, number: int, style: str) -> Facts:
    """Who may apply, how much, and a deadline in one of its phrasings."""
    facts = (
        fact("Målgruppe", text.fields["who"]),
        fact("Maksimalt beløp", text.fields["maximum"]),
    )
    if "recurring" in text.fields and number < len(PHRASES) + len(FOR_MACHINES):
        sentence = "Løpende søknadsfrist, og vi svarer fortløpende."
        return Facts(style=_labelled(style), facts=facts, sentence=sentence)
    day = grant_deadline(edition, text, number)
    if style == "json":
        data = {"@type": "MonetaryGrant", "name": text.title, "applicationDeadline": str(day)}
        return Facts(style="rows", facts=facts, data=data)
    if style == "micro":
        due = Value(text=long_date(day), machine=str(day))
        micro = Micro(type="MonetaryGrant", properties=(("applicationDeadline", due),))
        return Facts(style="cells", facts=facts, micro=micro)
    phrase = PHRASES[number % len(PHRASES)].format(long=long_date(day), dotted=dotted_date(day))
    if phrase.startswith("label:"):
        label = phrase.removeprefix("label:")
        return Facts(style=style, facts=(fact(label, long_date(day)), *facts))
    return Facts(style=style, facts=facts, sentence=phrase)


def grant_deadline(edition: Edition, text: Text, number: int) -> date:
    """The deadline of the round that a page shows."""
    return days_from(edition.today, text.fields.get("deadline", 40) + 30 * (number % 4))


def episode_facts(edition: Edition, text: Text, number: int, style: str) -> Facts:
    """Day, number, duration and sound."""
    day, audio = days_of(text, edition.today)[0], audio_address(edition, text)
    if style == "json":
        return Facts(style=style, data=_episode_json(text, day, audio))
    if style == "micro":
        properties: tuple[Property, ...] = (
            ("datePublished", Value(text=long_date(day), machine=str(day))),
            ("episodeNumber", Value(text=str(text.fields["number"]))),
            ("duration", Value(text=text.fields["duration"], machine=_iso_duration(text))),
            ("audio", Value(text="Lydfil", href=audio)),
        )
        return Facts(style=style, micro=Micro(type="PodcastEpisode", properties=properties))
    facts = (
        fact("Publisert", (long_date if number % 2 else dotted_date)(day)),
        fact("Episode", str(text.fields["number"])),
        fact("Varighet", text.fields["duration"]),
        Fact(label="Lyd", values=(Value(text="Last ned lydfilen", href=audio),)),
    )
    return Facts(style=style, facts=facts)


def _episode_json(text: Text, day: date, audio: str) -> Any:
    return {
        "@context": "http://schema.org/",
        "@type": "PodcastEpisode",
        "name": text.title,
        "datePublished": f"{day}T06:00:00+01:00",
        "episodeNumber": str(text.fields["number"]),
        "timeRequired": _iso_duration(text),
        "associatedMedia": {"@type": "MediaObject", "contentUrl": audio},
    }


def _iso_duration(text: Text) -> str:
    """Write "29:44" as "PT29M44S"."""
    parts = reversed(text.fields["duration"].split(":"))
    return "PT" + "".join(reversed([f"{p}{unit}" for p, unit in zip(parts, "SMH", strict=False)]))


def guidance_facts(edition: Edition, text: Text, _: int, style: str) -> Facts:
    """When it was revised."""
    day = days_from(edition.today, text.fields["revised"])
    return Facts(style=_labelled(style), facts=(fact("Sist revidert", dotted_date(day)),))
