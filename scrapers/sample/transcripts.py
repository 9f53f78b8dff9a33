"""What is said in a webinar and in an episode: subtitles, where the file is there."""

from collections.abc import Mapping
from pathlib import Path

from scrapers.sample.answers import SRT, VTT, Answer, found
from scrapers.sample.content import Text
from scrapers.sample.edition import Edition, texts_of
from scrapers.sample.schedule import changed_on

FOLDER = Path(__file__).parent / "transcripts"
KINDS = {"event": (".vtt", VTT, "/globalassets/opptak/"), "episode": (".srt", SRT, "/teksting/")}


def transcript_path(text: Text) -> str | None:
    """Where the subtitles of a text lie; None where it has none."""
    ending, _, folder = KINDS[text.kind]
    return f"{folder}{text.id}{ending}" if _file(text).exists() else None


def print_transcripts(edition: Edition, kind: str) -> Mapping[str, Answer]:
    """The answer at the path of the subtitles of every text of a kind."""
    _, media, _ = KINDS[kind]
    return {
        path: found(_file(text).read_bytes(), media, changed_on(text, edition.today))
        for text in texts_of(edition, kind)
        if (path := transcript_path(text))
    }


def _file(text: Text) -> Path:
    return FOLDER / f"{text.id}{KINDS[text.kind][0]}"
