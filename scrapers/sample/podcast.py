"""The podcast host: episode pages, lists that cut the notes, and the feed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import groupby
from typing import Any

from markupsafe import Markup

from scrapers.sample.addresses import WEBINARS
from scrapers.sample.answers import FEED, HTML, PLAIN, Answer, found, moved
from scrapers.sample.content import Text
from scrapers.sample.dates import ENGLISH
from scrapers.sample.edition import Edition, address_before, address_of, dated, texts_of
from scrapers.sample.markup import Links, cut, notes_to_html, to_text
from scrapers.sample.rendering import render
from scrapers.sample.schedule import days_of
from scrapers.sample.transcripts import print_transcripts, transcript_path

PAGE_SIZE = 10
CUT_AT = 320
BYTES_PER_SECOND = 16_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """An episode as the host shows it; notes include the closing block, link is the feed's."""

    text: Text
    number: int
    day: date
    address: str
    link: str
    path: str
    notes: Markup
    feed_notes: Markup
    excerpt: str
    audio: str
    player: str
    guid: str
    length: int
    subtitles: str | None


def print_podcast(edition: Edition) -> tuple[dict[str, Answer], str]:
    """The answer at every path of the podcast host, and the page where there is none."""
    episodes = [_episode(edition, text) for text in _newest_first(edition)]
    newest = episodes[0].day if episodes else edition.today
    frame = _frame(edition, episodes)
    pages = {
        "/rss": found(_feed(edition, episodes, newest), FEED, newest),
        "/robots.txt": found("User-agent: *\nDisallow: /admin\n", PLAIN, newest),
        **_lists(episodes, newest, frame),
        **_months(episodes, frame),
        **print_transcripts(edition, "episode"),
    }
    for episode in episodes:
        shown = {**frame, "path": episode.path, "title": episode.text.title}
        page = render("podcast/episode.html", **shown, episode=episode)
        pages[episode.path] = found(page, HTML, episode.day)
    return pages, render("podcast/missing.html", **frame, path="/404", title="Page not found")


def print_alias(edition: Edition) -> dict[str, Answer]:
    """The alias host: the front page and each episode lead to the show's address."""
    paths = ["/", *(edition.places[text.id].path for text in texts_of(edition, "episode"))]
    names = edition.names
    return {path: moved(names.address(names.podcast, path)) for path in paths}


def is_early(edition: Edition, text: Text) -> bool:
    """Whether an episode is of the older half, which writes its links as the host once did."""
    newest = max(int(other.fields["number"]) for other in texts_of(edition, "episode"))
    return int(text.fields["number"]) * 2 <= newest


def audio_address(edition: Edition, text: Text) -> str:
    """Where the sound of an episode would be; nothing answers there."""
    names = edition.names
    return names.address(f"traffic.{names.podcast}", f"/episode-{text.fields['number']}.mp3")


def player_address(edition: Edition, text: Text) -> str:
    """Where the player of an episode would be; nothing answers there."""
    names = edition.names
    return names.address(
        f"html5-player.{names.podcast}", f"/embed/episode/id/{text.fields['number']}/"
    )


def _newest_first(edition: Edition) -> list[Text]:
    episodes = texts_of(edition, "episode")
    return sorted(episodes, key=lambda text: days_of(text, edition.today), reverse=True)


def _episode(edition: Edition, text: Text) -> Episode:
    names, number = edition.names, int(text.fields["number"])
    path = edition.places[text.id].path
    notes = _notes(edition, text)
    subtitles = transcript_path(text)
    host = names.podcast_alias if number % 5 == 0 else names.podcast
    return Episode(
        text=text,
        number=number,
        day=days_of(text, edition.today)[0],
        address=names.address(names.podcast, path),
        link=names.address(host, path) if number % 7 else audio_address(edition, text),
        path=path,
        notes=notes,
        feed_notes=_wrapped(notes, number),
        excerpt=cut(to_text(notes), CUT_AT),
        audio=audio_address(edition, text),
        player=player_address(edition, text),
        guid=sha256(text.id.encode()).hexdigest()[:32],
        length=_seconds(text.fields["duration"]) * BYTES_PER_SECOND,
        subtitles=names.address(names.podcast, subtitles) if subtitles else None,
    )


def _notes(edition: Edition, text: Text) -> Markup:
    early = is_early(edition, text)
    address = address_before if early else address_of
    body = dated(edition, text, text.body)
    notes = notes_to_html(body, lambda page: address(edition, page), _links(text, early))
    closing = render(
        f"podcast/closing_{text.fields['closing']}.html", names=edition.names, webinars=WEBINARS
    )
    return notes + Markup(closing)  # noqa: S704 -- our own template


def _links(text: Text, early: bool) -> Links:
    if not early:
        return Links.ANCHORED
    return Links.BESIDE if text.fields["number"] % 3 == 1 else Links.BARE


def _wrapped(notes: Markup, number: int) -> Markup:
    opening = {0: 'href=\n"', 2: 'href= "'}.get(number % 4, 'href="')
    return Markup(re.sub(r'href="', opening, notes))  # noqa: S704 -- markup as it came in


def _seconds(duration: str) -> int:
    total = 0
    for part in duration.split(":"):
        total = total * 60 + int(part)
    return total


def _frame(edition: Edition, episodes: Sequence[Episode]) -> Mapping[str, Any]:
    months = [(month, len(list(group))) for month, group in groupby(episodes, _month)]
    return {"names": edition.names, "months": months, "month_names": ENGLISH}


def _month(episode: Episode) -> tuple[int, int]:
    return episode.day.year, episode.day.month


def _lists(
    episodes: Sequence[Episode], newest: date, frame: Mapping[str, Any]
) -> dict[str, Answer]:
    pages = {}
    last = max(1, -(-len(episodes) // PAGE_SIZE))
    for number in range(1, last + 1):
        shown = episodes[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        path = f"/page/{number}/size/{PAGE_SIZE}"
        older = number + 1 if number < last else None
        context = {**frame, "episodes": shown, "number": number, "older": older}
        page = render("podcast/list.html", **context, path=path, title="Kommunevær")
        pages[path] = found(page, HTML, newest)
    front = {**frame, "episodes": episodes[:PAGE_SIZE], "number": 1}
    older = 2 if last > 1 else None
    page = render("podcast/list.html", **front, older=older, path="/", title="Kommunevær")
    return {"/": found(page, HTML, newest), **pages}


def _months(episodes: Sequence[Episode], frame: Mapping[str, Any]) -> dict[str, Answer]:
    pages = {}
    for (year, month), group in groupby(episodes, _month):
        shown = list(group)
        path = f"/{year}/{month:02d}"
        title = f"Kommunevær: {ENGLISH[month - 1]} {year}"
        context = {**frame, "episodes": shown, "number": 1, "older": None}
        page = render("podcast/list.html", **context, path=path, title=title)
        pages[path] = found(page, HTML, shown[0].day)
    return pages


def _feed(edition: Edition, episodes: Sequence[Episode], newest: date) -> str:
    names = edition.names
    context = {"names": names, "episodes": episodes, "built": newest}
    return render("podcast/feed.xml", **context)
