"""The texts as of one day, under one set of names: what every page is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zlib import crc32

from scrapers.sample.addresses import Place, path_before, places_of
from scrapers.sample.content import Text
from scrapers.sample.names import Names
from scrapers.sample.schedule import with_dates

REPORTS = Path(__file__).parent / "reports"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """All that a page can know of; places are by the id of a text, reports a folder of PDFs."""

    today: date
    names: Names
    texts: Mapping[str, Text]
    places: Mapping[str, Place]
    reports: Path = REPORTS


def edition_of(texts: Mapping[str, Text], today: date, names: Names) -> Edition:
    """The edition of a day."""
    places = places_of(texts.values(), today, names)
    return Edition(today=today, names=names, texts=texts, places=places)


def texts_of(edition: Edition, *kinds: str) -> list[Text]:
    """The texts of some kinds, in the order of their ids."""
    return [text for text in edition.texts.values() if text.kind in kinds]


def texts_at(edition: Edition, host: str) -> list[Text]:
    """The texts that a host publishes under their own place."""
    return [text for text in edition.texts.values() if edition.places[text.id].host == host]


def dated(edition: Edition, text: Text, prose: str) -> str:
    """The prose of a text with its days written out."""
    return with_dates(prose, text, edition.today)


def address_of(edition: Edition, page: str) -> str:
    """The absolute address of a text by its id."""
    place = edition.places[page]
    return edition.names.address(place.host, place.path)


def address_before(edition: Edition, page: str) -> str:
    """The absolute address that a text had in 2019-21, or has today when it never moved."""
    place = edition.places[page]
    before = path_before(place.path) if place.host == edition.names.directorate else None
    return edition.names.address(place.host, before or place.path)


def href_from(edition: Edition, host: str, page: str) -> str:
    """A link to a text as a page of the host writes it: a path at home, an address elsewhere."""
    place = edition.places[page]
    return place.path if place.host == host else address_of(edition, page)


def heads(text: Text) -> bool:
    """A coin that falls the same way every time, for what holds of about half of the pages."""
    return crc32(text.id.encode()) % 2 == 0


def frame_language(text: Text | None) -> str:
    """What ``<html lang>`` says: often, but not always, the language of the text."""
    if text is None:
        return "nb"
    wrong = text.language == "nn" and "version_of" not in text.fields and heads(text)
    return "nb" if wrong else text.language
