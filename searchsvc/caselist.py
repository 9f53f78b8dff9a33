"""A list for a case file: things and notes, kept in nothing but an address.

The parameter `liste` holds the ids in their order, parted by full stops; after an id may stand `~`
and its note, and a first part that begins with `~` is the note of the whole. What is not understood
is left out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, unquote

PARAMETER = "liste"
MOST_THINGS = 50
MOST_LETTERS = 500  # of all notes together
ID = re.compile(r"[0-9a-z]{1,32}")
LEFT_OVER = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseList:
    """Ids in the reader's order, with what the reader notes of each and of the whole.

    `lost` is how many parts of the address were not understood.
    """

    ids: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)  # of an id; of "" the whole
    lost: int = 0

    @property
    def letters(self) -> int:
        """The length of all notes together."""
        return sum(map(len, self.notes.values()))

    @property
    def is_too_long(self) -> bool:
        """Whether it holds more than a list may."""
        return len(self.ids) > MOST_THINGS or self.letters > MOST_LETTERS

    @property
    def is_full(self) -> bool:
        """Whether there is no room for another thing."""
        return len(self.ids) >= MOST_THINGS

    def with_thing(self, thing: str) -> "CaseList":
        """The list with a thing at its end."""
        return self if thing in self.ids else replace(self, ids=(*self.ids, thing))

    def without(self, thing: str) -> "CaseList":
        """The list without a thing and its note."""
        notes = {name: note for name, note in self.notes.items() if name != thing}
        return replace(self, ids=tuple(i for i in self.ids if i != thing), notes=notes)

    def moved(self, thing: str, by: int) -> "CaseList":
        """The list with a thing so many places further on, or before."""
        place = self.ids.index(thing)
        ids = [other for other in self.ids if other != thing]
        ids.insert(max(0, min(place + by, len(ids))), thing)
        return replace(self, ids=tuple(ids))

    def with_notes(self, notes: Mapping[str, str]) -> "CaseList":
        """The list with other notes for some of its things, "" for the whole."""
        cleaned = {name: _clean(note) for name, note in notes.items()}
        known = {**self.notes, **cleaned}
        return replace(
            self, notes={n: v for n, v in known.items() if v and (not n or n in self.ids)}
        )

    def write(self) -> str:
        """The value of the parameter; empty for an empty list."""
        parts = [f"~{_quoted(self.notes[''])}"] if "" in self.notes else []
        for thing in self.ids:
            note = self.notes.get(thing, "")
            parts.append(f"{thing}~{_quoted(note)}" if note else thing)
        return ".".join(parts)


def read_list(text: str) -> CaseList:
    """The list of a parameter; damage costs no more than the part it is in."""
    notes: dict[str, str] = {}
    ids: dict[str, None] = {}
    lost = 0
    for part in filter(None, text.split(".")):
        thing, _, note = part.partition("~")
        if (thing and not ID.fullmatch(thing)) or (not thing and not note):
            lost += 1
            continue
        if thing:
            ids[thing] = None
        if said := _clean(unquote(note)):
            notes[thing] = said
    return CaseList(ids=tuple(ids), notes=notes, lost=lost)


def of_things(ids: Iterable[str]) -> CaseList:
    """A list of the first things that it has room for."""
    return CaseList(ids=tuple(dict.fromkeys(ids))[:MOST_THINGS])


def _clean(note: str) -> str:
    return " ".join(LEFT_OVER.sub(" ", note).split())


def _quoted(note: str) -> str:
    return quote(note, safe="").replace(".", "%2E").replace("~", "%7E")
