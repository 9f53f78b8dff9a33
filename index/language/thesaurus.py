"""Thesaurus of the field: words that mean the same, abbreviations, and narrower words.

Errors:
    ThesaurusError      the file is wrong; the message names file, line and what to mend
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path

import msgspec

from index.entries import Problem, numbered, parse_entries, read_entries
from index.expected import ExpectedError
from index.language.stopwords import STOP_WORDS
from index.language.words import fold, words

Related = dict[tuple[str, ...], dict[tuple[str, ...], float]]


class ThesaurusError(ExpectedError, ValueError):
    """The file is wrong; the message names file, line and what to mend."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry: `eq` mean each other, `abbr` is short for `means`, `up` also finds `down`."""

    eq: tuple[str, ...] = ()
    abbr: str = ""
    means: str = ""
    up: str = ""
    down: tuple[str, ...] = ()
    weight: float = 0.9

    def pairs(self) -> Iterable[tuple[str, str]]:
        """What is searched, and what it also finds."""
        yield from ((one, other) for one in self.eq for other in self.eq if one != other)
        if self.abbr and self.means:
            yield from ((self.abbr, self.means), (self.means, self.abbr))
        yield from ((self.up, narrower) for narrower in self.down)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    entry: list[Entry] = []


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """For each word or phrase, as folded words: what it also finds, and with what weight.

    `abbreviations` gives what each folded abbreviation is short for, the likeliest first.
    """

    related: Related
    abbreviations: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def longest(self) -> int:
        """Words of the longest phrase."""
        return max(map(len, self.related), default=1)


def load_thesaurus(*paths: Path) -> Thesaurus:
    """The thesaurus that comes with the service, with an operator's own files added."""
    shipped = resources.files("index.language").joinpath("thesaurus.toml")
    text = shipped.read_text(encoding="utf-8")
    entries = [*parse_entries(text, "thesaurus.toml", _File, ThesaurusError, _problems).entry]
    for path in paths:
        entries += read_entries(path, _File, ThesaurusError, _problems).entry
    related: Related = {}
    for entry in entries:
        for searched, found in entry.pairs():
            weights = related.setdefault(phrase(searched), {})
            weights[phrase(found)] = max(entry.weight, weights.get(phrase(found), 0.0))
    abbreviations: dict[str, tuple[str, ...]] = {}
    for entry in sorted((e for e in entries if e.abbr), key=lambda e: -e.weight):
        _find_as_in_full(related, entry)
        abbreviations[fold(entry.abbr)] = (*abbreviations.get(fold(entry.abbr), ()), entry.means)
    return Thesaurus(related, abbreviations)


def _find_as_in_full(related: Related, entry: Entry) -> None:
    """An abbreviation also finds what its words find."""
    own = phrase(entry.abbr)
    for other, weight in related[phrase(entry.means)].items():
        if other != own:
            related[own][other] = max(weight * entry.weight, related[own].get(other, 0.0))


@cache
def default_thesaurus() -> Thesaurus:
    """The thesaurus that comes with the service, read once."""
    return load_thesaurus()


def phrase(text: str) -> tuple[str, ...]:
    """The folded words of an entry, stop words left out unless there are no others."""
    folded = tuple(fold(word) for word in words(text))
    return tuple(word for word in folded if word not in STOP_WORDS) or folded


def _problems(file: _File) -> Iterable[Problem]:
    return numbered("entry", file.entry, _problem)


def _problem(entry: Entry) -> str:
    if not 0 < entry.weight <= 1:
        return f"weight is {entry.weight}, not over 0 and at most 1"
    if not list(entry.pairs()):
        return "an entry has eq with two words or more, abbr and means, or up and down"
    sides = [side for pair in entry.pairs() for side in pair]
    empty = next((side for side in sides if not phrase(side)), None)
    return "" if empty is None else f"{empty!r} holds no word"
