"""JSON-LD: what a page says of a thing in the words of schema.org, for search engines."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from index.address import host_of
from index.record import Record, Role
from index.resource import OSLO, Event, Kind, Period, Resource
from searchsvc.language import title_case

TYPES = {
    Kind.GUIDANCE: "Article",
    Kind.EVENT: "Event",
    Kind.EPISODE: "PodcastEpisode",
    Kind.PROJECT: "Project",
    Kind.GRANT: "MonetaryGrant",
    Kind.NEWS: "NewsArticle",
    Kind.EXAMPLE: "Article",
    Kind.DOCUMENT: "DigitalDocument",
}
ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
ONLINE = ("nett", "teams", "zoom", "digital", "webinar", "online")
ONLINE_MODE = "https://schema.org/OnlineEventAttendanceMode"
OFFLINE_MODE = "https://schema.org/OfflineEventAttendanceMode"
Said = dict[str, Any]


def data_block(record: Record, topics: tuple[str, ...]) -> Markup:
    """What stands inside the script element; nothing in it can end that element."""
    said = {"@context": "https://schema.org", **_known(describe(record, topics))}
    return Markup(json.dumps(said, ensure_ascii=False).translate(ESCAPED))  # noqa: S704 - escaped


def describe(record: Record, topics: tuple[str, ...]) -> Said:
    """The properties of a thing; `topics` are their names."""
    resource = record.resource
    others = [
        known.address
        for known in record.addresses
        if known.address != resource.address and known.role is not Role.GONE
    ]
    publisher = {"@type": "Organization", "name": resource.publisher}
    said: Said = {
        "@type": TYPES[resource.kind],
        "name": resource.title,
        "description": resource.lead,
        "url": resource.address,
        "sameAs": [address for address in others if host_of(address)],
    }
    if resource.kind not in (Kind.EVENT, Kind.PROJECT, Kind.GRANT):
        said |= {
            "inLanguage": resource.language,
            "datePublished": _day(resource.published),
            "dateModified": _day(resource.modified),
            "publisher": publisher,
            "about": [{"@type": "Thing", "name": name} for name in topics],
        }
    return said | _own(resource, publisher)


def _own(resource: Resource, publisher: Said) -> Said:
    """What only this kind has."""
    if resource.event:
        return _event(resource.event, resource, publisher)
    if resource.episode:
        return {
            "episodeNumber": resource.episode.number,
            "duration": _duration(resource.episode.duration),
            "associatedMedia": _sound(resource.episode.audio),
        }
    if resource.project:
        amount = resource.project.amount
        return {
            "parentOrganization": _organisation(title_case(resource.project.applicant)),
            "funding": {"@type": "MonetaryGrant", "amount": _kroner(amount), "funder": publisher}
            if amount is not None
            else None,
        }
    return {"funder": publisher} if resource.grant else {}


def _event(event: Event, resource: Resource, publisher: Said) -> Said:
    is_online = any(word in event.place.lower() for word in ONLINE) or not event.place
    place = {"@type": "Place", "name": event.place, "address": event.place}
    online = {"@type": "VirtualLocation", "url": event.signup or resource.address}
    periods = event.periods
    return {
        "startDate": _moment(periods[0], begin=True) if periods else None,
        "endDate": _moment(periods[-1], begin=False) if periods else None,
        "eventAttendanceMode": ONLINE_MODE if is_online else OFFLINE_MODE,
        "location": online if is_online else place,
        "organizer": _organisation(event.organiser) or publisher,
        "performer": [{"@type": "Person", "name": speaker.name} for speaker in event.speakers],
        "recordedIn": {
            "@type": "VideoObject",
            "name": resource.title,
            "url": event.recording,
            "uploadDate": _day(periods[-1].last) if periods else None,
        }
        if host_of(event.recording)
        else None,
    }


def _organisation(name: str) -> Said | None:
    return {"@type": "Organization", "name": name} if name else None


def _sound(address: str) -> Said | None:
    return {"@type": "AudioObject", "contentUrl": address} if host_of(address) else None


def _kroner(amount: int) -> Said:
    return {"@type": "MonetaryAmount", "currency": "NOK", "value": amount}


def _duration(seconds: int | None) -> str | None:
    return f"PT{seconds}S" if seconds else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(period: Period, begin: bool) -> str:
    """A moment with its zone; a day where no clock time is known."""
    day, clock = (period.first, period.starts) if begin else (period.last, period.ends)
    return datetime.combine(day, clock, OSLO).isoformat() if clock else day.isoformat()


def _known(said: Mapping[str, Any]) -> Said:
    """Without what says nothing, at every depth."""
    kept = {}
    for name, value in said.items():
        held = _known(value) if isinstance(value, Mapping) else value
        if held not in (None, "", [], {}):
            kept[name] = held
    return kept
