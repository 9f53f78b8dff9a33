"""Cues: who says what, from which second. Told apart by what stands in the file, not its name.

Errors:
    TranscriptError   the file holds no cues that can be read; the message says why
"""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml import etree

from index.expected import ExpectedError
from scrapers.pages.charset import decode

LARGEST = 3_000_000  # bytes: some twenty hours
MOST = 100_000  # cues
LONGEST_PAGE = 1_000_000  # letters
LONGEST = 20_000  # letters of a line, and of a cue
DAY = 86_400
CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d\d)(?:[.,]\d{1,6})?")
VOICE = re.compile(r"<v(?:\.[^\s<>]{1,50})? ([^<>]{1,100})>")
LABEL = re.compile(r"([^\W\d_a-zæøå][^\s:]{0,30}(?: [^\W\d_a-zæøå][^\s:]{0,30}){0,3}): +(.+)")
TAG = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,50}\}")


class TranscriptError(ExpectedError, ValueError):
    """The file holds no cues that can be read; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Some words, the second from which they are said, and who says them."""

    text: str
    second: int | None = None
    speaker: str = ""


def read_cues(body: bytes) -> list[Cue]:
    """The cues of a file in their order, at most so many; raises TranscriptError."""
    if len(body) > LARGEST:
        raise TranscriptError(f"the transcript is larger than {LARGEST} bytes")
    text = decode(body).lstrip("\ufeff \t\r\n")
    cues = list(islice(_cues(text), MOST))
    if not cues:
        raise TranscriptError("the transcript has no words: WebVTT, SubRip, JSON or HTML is read")
    return cues


def _cues(text: str) -> Iterator[Cue]:
    if text.startswith(("{", "[")):
        return _json_cues(text)
    if text.startswith("<"):
        return _html_cues(text)
    return _subtitle_cues(text.splitlines())


def _subtitle_cues(lines: Iterable[str]) -> Iterator[Cue]:
    """Blocks of lines under a line of times; what stands under no time is not said."""
    second: int | None = None
    said: list[str] = []
    inside = False
    for line in (line[:LONGEST].strip() for line in lines):
        if "-->" in line:
            if inside and said and said[-1].isdigit():
                said.pop()  # the number of this cue, with no blank line before it
            yield from _cue(said, second)
            second, said, inside = _second(line, second), [], True
        elif not line:
            yield from _cue(said, second)
            said, inside = [], False
        elif inside:
            said.append(line)
    yield from _cue(said, second)


def _second(line: str, before: int | None) -> int | None:
    """When a cue begins; where that makes no sense, when the one before did."""
    found = CLOCK.match(line)
    second = _clock(found) if found else DAY
    return second if second < DAY else before


def _clock(found: re.Match[str]) -> int:
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return (hours * 60 + minutes) * 60 + seconds


def _cue(said: list[str], second: int | None) -> Iterator[Cue]:
    text = " ".join(said)[:LONGEST]
    voice = VOICE.search(text)
    words, speaker = _words(TAG.sub("", text)), _words(voice.group(1)) if voice else ""
    label = LABEL.fullmatch(words)
    if label and not speaker:
        speaker, words = label.groups()
    if words:
        yield Cue(text=words, second=second, speaker=speaker)


def _words(text: str) -> str:
    return " ".join(html.unescape(text).split())


def _json_cues(text: str) -> Iterator[Cue]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TranscriptError("the transcript is broken JSON") from error
    segments = read.get("segments") if isinstance(read, dict) else read
    for segment in segments if isinstance(segments, list) else ():
        if isinstance(segment, dict):
            words = _words(str(segment.get("body") or segment.get("text") or "")[:LONGEST])
            speaker = _words(str(segment.get("speaker") or "")[:100])
            if words:
                yield Cue(text=words, second=_number(segment.get("startTime")), speaker=speaker)


def _number(stated: Any) -> int | None:
    try:
        second = float(stated)
    except (TypeError, ValueError, OverflowError):
        return None
    return int(second) if 0 <= second < DAY else None


def _html_cues(text: str) -> Iterator[Cue]:
    """Podcasts' HTML: <cite> says who, <time> when, <p> what; without these it is another page."""
    second: int | None = None
    speaker = ""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True)
    markup = text[:LONGEST_PAGE].replace("\0", "").encode("utf-8", "replace")
    try:
        root = etree.fromstring(markup, parser)
    except etree.XMLSyntaxError:
        return
    if root is None or next(root.iter("cite", "time"), None) is None:
        return
    for tag in root.iter("cite", "time", "p"):
        words = _words(" ".join(tag.itertext())[:LONGEST])
        if tag.tag == "cite":
            speaker = words[:100].rstrip(": ")
        elif tag.tag == "time":
            second = _second(words, second)
        elif words:
            yield Cue(text=words, second=second, speaker=speaker)
