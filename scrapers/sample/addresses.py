"""Which address each text has, and which it had before the directorate moved its pages."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from scrapers.sample.content import Text
from scrapers.sample.dates import month_segment
from scrapers.sample.names import Names
from scrapers.sample.schedule import days_of

MUNICIPAL = "/ansvarsomrader/klima/for-myndigheter/"
MUNICIPAL_BEFORE = "/myndigheter/klimaarbeid/"
REDIRECTED_AREA = "guidance-adaptation"
ORGANISATION_AREA = "kommunelaget"
PODCAST_COPIES = "/tjenester/klimapodcast/"
WEBINARS = "/aktuelt/arrangementer/webinar"

_LETTERS = str.maketrans({"æ": "a", "ø": "o", "å": "a", "é": "e", "ô": "o", "ü": "u"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is: a host and a path."""

    host: str
    path: str


def places_of(texts: Iterable[Text], today: date, names: Names) -> Mapping[str, Place]:
    """The place of every text by its id."""
    return {text.id: Place(_host(text, names), _path(text, today)) for text in texts}


def slug(title: str) -> str:
    """The directorate's way: ``Hva nå, Åsgrend?`` becomes ``hva-na-asgrend``."""
    return _hyphenated(title.lower().translate(_LETTERS))


def podcast_slug(title: str) -> str:
    """The podcast host's way: letters outside a-z are dropped, ``klimavennlige-fiskebter``."""
    return _hyphenated(re.sub(r"[^a-z0-9\s-]", "", title.lower()))


def copy_path(text: Text) -> str:
    """The address of an episode at the directorate."""
    return f"{PODCAST_COPIES}klimapodcast-{text.fields['number']}-{slug(text.title)}/"


def path_before(path: str) -> str | None:
    """The address of 2019-21 of a page for municipalities; None for any other page."""
    if path.startswith(MUNICIPAL):
        return MUNICIPAL_BEFORE + path.removeprefix(MUNICIPAL)
    return None


def _hyphenated(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")


def _host(text: Text, names: Names) -> str:
    if text.kind == "episode":
        return names.podcast
    at_organisation = text.kind == "example" or text.area == ORGANISATION_AREA
    return names.organisation if at_organisation else names.directorate


def _path(text: Text, today: date) -> str:
    fields = text.fields
    match text.kind:
        case "event":
            return _event_path(text, days_of(text, today)[0])
        case "episode":
            return f"/{podcast_slug(text.title)}"
        case "project":
            return f"/klimasats/{fields['year']}/{text.id.removeprefix('p-')}/"
        case "news":
            year = days_of(text, today)[0].year
            return f"/aktuelt/{fields['section']}/{year}/{slug(text.title)}/"
    if text.kind == "guidance" and "version_of" in fields:
        return "/nn/" + str(fields["path"]).removeprefix("/nn/").removeprefix("/")
    return str(fields["path"])


def _event_path(text: Text, day: date) -> str:
    name = text.fields.get("name") or slug(text.title)
    return f"/aktuelt/arrangementer/{day.year}/{month_segment(day)}/{name}/"
