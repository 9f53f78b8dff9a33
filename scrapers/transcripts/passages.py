"""Passages of a recording: cues joined to about a minute each, ended where a sentence ends."""

from collections.abc import Iterable, Iterator, Sequence

from index.resource import Passage
from scrapers.pages.text import clean
from scrapers.transcripts.cues import Cue

SHORTEST, LONGEST = 30, 90  # seconds
LETTERS = 1_600  # of a passage where the times do not part it
SENTENCE_ENDS = (".", "!", "?", "…", ".»", '."')


def passages_of(cues: Iterable[Cue]) -> tuple[Passage, ...]:
    """The passages, each with the second at which it begins; a speaker's words on a line."""
    return tuple(_passage(group) for group in _groups(cues))


def _groups(cues: Iterable[Cue]) -> Iterator[list[Cue]]:
    group: list[Cue] = []
    letters = 0
    for cue in cues:
        if group and _is_full(group, letters, cue):
            yield group
            group, letters = [], 0
        group.append(cue)
        letters += len(cue.text)
    if group:
        yield group


def _is_full(group: Sequence[Cue], letters: int, coming: Cue) -> bool:
    """Whether a passage of so many letters ends before the cue that is coming."""
    ended = group[-1].text.endswith(SENTENCE_ENDS)
    begun, now = group[0].second, coming.second
    if begun is None or now is None:
        return begun is not now or letters >= LETTERS / (2 if ended else 1)
    lasted = now - begun
    backwards = lasted < 0
    return backwards or lasted > LONGEST or letters >= LETTERS or (ended and lasted >= SHORTEST)


def _passage(group: Sequence[Cue]) -> Passage:
    lines: list[str] = []
    speaker, last = "", ""
    for cue in group:
        changed = bool(cue.speaker) and cue.speaker != speaker
        if changed or not lines:
            lines.append(f"{cue.speaker}: {cue.text}" if cue.speaker else cue.text)
        elif cue.text != last:  # captions that roll say a line twice
            lines[-1] = f"{lines[-1]} {cue.text}"
        speaker, last = cue.speaker or speaker, cue.text
    return Passage(text="\n".join(map(clean, lines)), second=group[0].second)
