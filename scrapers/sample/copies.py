"""The directorate's copies of the episodes: same notes and sound, no date."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from scrapers.sample.addresses import copy_path
from scrapers.sample.content import Text
from scrapers.sample.edition import Edition, address_before, address_of, dated, texts_of
from scrapers.sample.markup import Links, cut, notes_to_html, to_text
from scrapers.sample.podcast import audio_address, is_early, player_address
from scrapers.sample.schedule import changed_on
from scrapers.sample.tree import Entry


def copied(edition: Edition) -> list[Text]:
    """The episodes that the directorate shows too, newest number first."""
    episodes = [text for text in texts_of(edition, "episode") if text.fields.get("copy")]
    return sorted(episodes, key=lambda text: -int(text.fields["number"]))


def copy_entry(edition: Edition, text: Text) -> Entry:
    """The page of a copy: its number stands in the address and the heading alone."""
    notes = to_text(_notes(edition, text))
    return Entry(
        path=copy_path(text),
        title=f"Kommunevær {text.fields['number']}: {text.title}",
        layout="copy",
        changed=changed_on(text, edition.today),
        lead=cut(dated(edition, text, text.lead) or notes, 160),
    )


def show_copy(edition: Edition, text: Text) -> Mapping[str, Any]:
    """What the page of a copy shows: the notes, and the audio file that the feed names."""
    return {
        "text": text,
        "notes": _notes(edition, text),
        "audio": audio_address(edition, text),
        "player": player_address(edition, text),
    }


def _notes(edition: Edition, text: Text) -> Markup:
    address = address_before if is_early(edition, text) else address_of
    body = dated(edition, text, text.body)
    return notes_to_html(body, lambda page: address(edition, page), Links.ANCHORED)
