"""What the page of each kind of text shows beside its title, lead and body."""

from collections.abc import Callable, Mapping
from typing import Any

from scrapers.sample.addresses import WEBINARS
from scrapers.sample.attachments import attachments_of
from scrapers.sample.content import Text
from scrapers.sample.documents import documents_of
from scrapers.sample.edition import Edition, address_of, dated, heads
from scrapers.sample.schedule import changed_on, days_from, days_of, is_held, is_old
from scrapers.sample.transcripts import transcript_path

View = Callable[[Edition, Text], Mapping[str, Any]]
PUBLISHER = "Klimadirektoratet"


def event_view(edition: Edition, text: Text) -> Mapping[str, Any]:
    """The days, the sign-up and the recording of an event."""
    names, fields = edition.names, text.fields
    signup = days_from(edition.today, fields["signup"]) if "signup" in fields else None
    recording = f"{names.scheme}://player.video.example/video/{fields.get('recording')}"
    return {
        "days": days_of(text, edition.today),
        "held": is_held(text, edition.today),
        "signup": signup,
        "signup_open": signup is None or signup >= edition.today,
        "signup_address": f"{names.scheme}://pamelding.example/arrangement/{text.id}",
        "recording": recording if "recording" in fields else None,
        "subtitles": transcript_path(text),
        "webinars": WEBINARS,
        "json": _event_json(edition, text) if heads(text) else None,
    }


def project_view(edition: Edition, text: Text) -> Mapping[str, Any]:
    """The documents of a project that there are."""
    return {"documents": documents_of(edition, text)}


def grant_view(edition: Edition, text: Text) -> Mapping[str, Any]:
    """The deadline of a grant, and whether it is past."""
    fields, today = text.fields, edition.today
    deadline = days_from(today, fields["deadline"]) if "deadline" in fields else None
    return {
        "deadline": deadline,
        "closed": deadline is not None and deadline < today,
        "opened": days_from(today, fields["opened"]),
    }


def news_view(edition: Edition, text: Text) -> Mapping[str, Any]:
    """The day of a notice, and whether it is old."""
    day = days_of(text, edition.today)[0]
    old = is_old(day, edition.today)
    return {
        "day": day,
        "old": old,
        "json": _news_json(edition, text) if heads(text) else None,
    }


def example_view(edition: Edition, text: Text) -> Mapping[str, Any]:
    """The day of an example."""
    return {"day": days_of(text, edition.today)[0]}


def guidance_view(_: Edition, text: Text) -> Mapping[str, Any]:
    """The files beside the page; steps and sections are those of the tree."""
    return {"attachments": attachments_of(text.id)}


VIEWS: Mapping[str, View] = {
    "guidance": guidance_view,
    "event": event_view,
    "project": project_view,
    "grant": grant_view,
    "news": news_view,
    "example": example_view,
}


def _event_json(edition: Edition, text: Text) -> Mapping[str, Any]:
    days = days_of(text, edition.today)
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": text.title,
        "description": dated(edition, text, text.lead),
        "startDate": days[0].isoformat(),
        "endDate": days[-1].isoformat(),
        "inLanguage": text.language,
        "location": {"@type": "Place", "name": text.fields["place"]},
        "organizer": {"@type": "Organization", "name": text.fields["organiser"]},
        "url": address_of(edition, text.id),
    }


def _news_json(edition: Edition, text: Text) -> Mapping[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": text.title,
        "description": dated(edition, text, text.lead),
        "datePublished": days_of(text, edition.today)[0].isoformat(),
        "dateModified": changed_on(text, edition.today).isoformat(),
        "inLanguage": text.language,
        "publisher": {"@type": "Organization", "name": PUBLISHER},
        "mainEntityOfPage": address_of(edition, text.id),
    }
