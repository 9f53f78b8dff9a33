"""Read an episode: on the podcast's own site, or as another site shows it again."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from index.resource import Episode
from scrapers.pages.agreement import Agreement
from scrapers.pages.dates import find_duration
from scrapers.pages.labels import Labelled, Labels, read_labels
from scrapers.pages.lines import Line
from scrapers.pages.page import HtmlPage
from scrapers.pages.structured import Item, is_of, text_of

LABELS: Labels = {
    "Episode": ("Episodenummer", "Episode nr.", "Episode nr", "Nummer"),
    "Varighet": ("Varigheit", "Lengde", "Lengd", "Spilletid", "Speletid", "Duration"),
}
AUDIO = re.compile(r"\.(mp3|m4a|ogg)(\?|$)", re.IGNORECASE)
NUMBER = re.compile(r"/(?:klimapodcast|podkast|podcast|episode|ep)-?(\d{1,6})(?:[-/]|$)")
NUMBERED = re.compile(r"^(?:Episode|Ep\.?|#)\s*#?(\d{1,6})\b", re.IGNORECASE)
LISTEN = re.compile(
    r"^(Hør|Høyr|Lytt til) episoden\b|^(Last ned|Direct download)\b.*\bmp3|^Direct download",
    re.IGNORECASE,
)
SOUNDS = ("associatedMedia", "audio", "encoding", "partOfSeries")


def read_episode(
    page: HtmlPage, lines: Sequence[Line], agreement: Agreement
) -> tuple[dict[str, Any], Labelled]:
    """The episode's own part of a Resource, and what its labels left."""
    found = read_labels(page, [x for x in lines if not LISTEN.match(x.text)], LABELS)
    stated = [item for item in page.items if is_of(item, "Episode")]
    numbers = [*(text_of(item, "episodeNumber") for item in stated), found.text("Episode")]
    durations = [t for i in stated for t in _durations(i)]
    episode = Episode(
        audio=agreement.settle("audio", _sounds(page, stated), ""),
        number=agreement.settle("number", [*map(_number, numbers), _told_number(page)], None),
        duration=agreement.settle(
            "duration", map(find_duration, [*durations, found.text("Varighet")]), None
        ),
    )
    keys = (audio_key(episode.audio),) if episode.audio else ()
    return {"episode": episode, "keys": keys}, found


def audio_key(address: str) -> str:
    """The name that an audio file gives to its episode, whatever counts its downloads."""
    return f"audio:{address.partition('?')[0].partition('://')[2]}"


def _durations(item: Item) -> Iterator[str]:
    names = ("duration", "timeRequired")
    yield from (text_of(item, name) for name in names)
    yield from (text_of(item, sound, "duration") for sound in SOUNDS)


def _sounds(page: HtmlPage, stated: list[Item]) -> Iterator[str]:
    """The sound as it is stated, and the first that the page links to or plays."""
    addresses = (text_of(i, sound, "contentUrl") for i in stated for sound in SOUNDS)
    yield next(filter(AUDIO.search, addresses), "")
    yield next(filter(AUDIO.search, (*page.links, *page.frames, page.meta.get("og:audio", ""))), "")


def _number(text: str) -> int | None:
    digits = re.fullmatch(r"\D{0,12}(\d{1,6})\D{0,3}", text)
    return int(digits.group(1)) if digits else None


def _told_number(page: HtmlPage) -> int | None:
    """The number in the address, or before the title."""
    match = NUMBER.search(page.canonical) or NUMBERED.search(page.title)
    return int(match.group(1)) if match else None
