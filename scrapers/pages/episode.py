"""Read an episode: on the podcast's own site, or as another site shows it again."""

import re
from collections.abc import Sequence
from typing import Any

from index.resource import Episode
from scrapers.pages.page import HtmlPage, Line

AUDIO = re.compile(r"\.(mp3|m4a|ogg)(\?|$)", re.IGNORECASE)
NUMBER = re.compile(r"/klimapodcast-(\d{1,6})-")
LISTEN = re.compile(
    r"^(Hør|Høyr|Lytt til) episoden\b|^(Last ned|Direct download)\b.*\bmp3|^Direct download",
    re.IGNORECASE,
)


def read_episode(page: HtmlPage, lines: Sequence[Line]) -> tuple[dict[str, Any], list[Line]]:
    """The episode's own part of a Resource, and the lines that are left."""
    targets = [target for target, _ in page.links] + list(page.frames)
    audio = next((target for target in targets if AUDIO.search(target)), "")
    number = NUMBER.search(page.canonical)
    episode = Episode(audio=audio, number=int(number.group(1)) if number else None)
    keys = (audio_key(audio),) if audio else ()
    return {"episode": episode, "keys": keys}, [x for x in lines if not LISTEN.match(x.text)]


def audio_key(address: str) -> str:
    """The name that an audio file gives to its episode, whatever counts its downloads."""
    return f"audio:{address.partition('?')[0].partition('://')[2]}"
