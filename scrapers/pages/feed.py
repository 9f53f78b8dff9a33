"""Read a podcast's feed: one episode for each item. Malformed feeds are the rule."""

import re
import sys
from calendar import timegm
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import feedparser
from bs4 import BeautifulSoup

from index.resource import OSLO, Episode, Kind, Resource, clean_address
from scrapers.pages.episode import AUDIO, audio_key
from scrapers.pages.page import Refused, lines_of
from scrapers.pages.reading import passages_of
from scrapers.pages.text import clean
from scrapers.pages.transcripts import in_feed
from scrapers.source import Source

NUMBERED = re.compile(rb"&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));?")


def read_feed(body: bytes, source: Source) -> list[Resource]:
    """The episodes of a feed; Refused where it is none."""
    body = NUMBERED.sub(_letter, body)
    parsed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.entries and not parsed.feed.get("title"):
        raise Refused("not a feed")
    transcripts = in_feed(body, source)
    return [
        replace(episode, transcripts=transcripts.get(name, ()))
        for name, episode in _episodes(parsed.entries, source)
    ]


def _letter(match: re.Match[bytes]) -> bytes:
    """A numbered letter as it stands; none where there is no such letter: feedparser would fail."""
    hexadecimal, decimal = match.groups()
    digits = hexadecimal or decimal
    number = int(digits, 16 if hexadecimal else 10) if len(digits) < 8 else sys.maxunicode + 1
    return b"" if number > sys.maxunicode or 0xD800 <= number <= 0xDFFF else match.group()


def _episodes(entries: list[Any], source: Source) -> Iterator[tuple[str, Resource]]:
    """The episodes, and what each item is called: its guid, or its link."""
    seen = set()
    for entry in entries:
        address = _address(entry, source)
        guid = clean(entry.get("id", ""))
        if address is None or (guid or address) in seen:
            continue
        seen.add(guid or address)
        yield guid or clean(entry.get("link", "")), _episode(entry, address, guid, source)


def _address(entry: Any, source: Source) -> str | None:
    """Where an item's page is; of one that names none, where its sound is.

    None for one whose page the source never reads.
    """
    link, sound = clean(entry.get("link", "")), _sound(entry)
    page = source.address(link)
    if page and not AUDIO.search(page):
        return None if source.refuses(page) else page
    page = source.address(clean(entry.get("id", "")))  # a guid may be an address
    if page and source.follows(page):
        return page
    return clean_address(sound or link) if AUDIO.search(sound or link) else None


def _sound(entry: Any) -> str:
    return clean(next((e.get("href", "") for e in entry.get("enclosures", [])), ""))


def _episode(entry: Any, address: str, guid: str, source: Source) -> Resource:
    audio = address if AUDIO.search(address) else _sound(entry)
    body = BeautifulSoup(_notes(entry), "lxml")
    passages, links = passages_of(lines_of(body, address, source))
    names = [f"guid:{guid}"] if guid else []
    names += [audio_key(audio)] if AUDIO.search(audio) else []
    return Resource(
        address=address,
        kind=Kind.EPISODE,
        source=source.name,
        publisher=source.owner,
        title=clean(entry.get("title", ""), 300),
        published=_day(entry),
        passages=passages,
        links=links,
        keys=tuple(names),
        episode=Episode(
            audio=audio,
            number=_integer(entry.get("itunes_episode")),
            duration=_seconds(entry.get("itunes_duration", "")),
        ),
    )


def _notes(entry: Any) -> str:
    contents = [str(content.get("value", "")) for content in entry.get("content", [])]
    return max([*contents, str(entry.get("summary", ""))], key=len)


def _day(entry: Any) -> date | None:
    parsed = entry.get("published_parsed")
    try:
        return datetime.fromtimestamp(timegm(parsed), OSLO).date() if parsed else None
    except (OverflowError, ValueError):  # a day that no calendar has
        return None


def _integer(text: object) -> int | None:
    return int(str(text)) if re.fullmatch(r"\d{1,6}", str(text)) else None


def _seconds(text: str) -> int | None:
    """Seconds of "1234", "MM:SS" or "H:MM:SS"."""
    if not re.fullmatch(r"\d{1,6}(:\d{1,2}){0,2}", text.strip()):
        return None
    total = 0
    for part in text.strip().split(":"):
        total = total * 60 + int(part)
    return total
