"""The parameters of a list, with what they mean: for the API page and the API document alike."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import g

from searchsvc.asking import taxonomy
from searchsvc.formats.media import FORMATS
from searchsvc.params import DAYS, FACETS, KINDS, MOST_PAGES, SORTS, STATES, SUMS
from searchsvc.reading import LANGUAGE_SPELLINGS

EXAMPLES = {
    "q": "overvann",
    "tema": "overvann",
    "kilde": "klimapodcast",
    "ar": "2024",
    "fylke": "Vestland",
    "kommune": "Bergen",
    "status": "Gjennomført",
    "tiltak": "Elbil",
    "fra": "2023-05-01",
    "til": "2024",
    "minst": "500000",
    "mest": "2000000",
    "side": "2",
    "antall": "100",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter; `words` are its values where these are few, `schema` is JSON Schema."""

    name: str
    about: str
    words: tuple[str, ...] = ()
    repeatable: bool = False
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})

    @property
    def values(self) -> str:
        """The words that it takes, or an example of one."""
        return ", ".join(self.words) or EXAMPLES[self.name]


def parameters() -> Iterator[Parameter]:
    """All that a list may be asked for, in the reader's language."""
    _ = g.language.gettext
    yield Parameter(name="q", about=_("Ord det søkes etter"))
    about = _abouts()
    roles = tuple(audience.id for audience in taxonomy().audiences)
    words = {"type": tuple(KINDS), "sprak": tuple(LANGUAGE_SPELLINGS), "rolle": roles}
    for name in FACETS:
        yield _repeatable(name, about[name], words.get(name, ()))
    yield _repeatable("tilstand", _("Tilstanden akkurat nå"), tuple(STATES))
    for name in DAYS:
        yield Parameter(name=name, about=about[name])
    for name in SUMS:
        yield Parameter(name=name, about=about[name], schema={"type": "integer", "minimum": 0})
    yield Parameter(
        name="sorter",
        about=_("Rekkefølgen"),
        words=tuple(SORTS),
        schema={"type": "string", "enum": list(SORTS)},
    )
    yield Parameter(name="side", about=_("Side, fra 1"), schema=_number(MOST_PAGES))
    most = max(kind.most for kind in FORMATS.values())
    yield Parameter(name="antall", about=_("Så mange ting i ett svar"), schema=_number(most))


def _abouts() -> dict[str, str]:
    _ = g.language.gettext
    return {
        "type": _("Hva slags ting"),
        "tema": _("Tema, med navnet det har i adressen sin"),
        "kilde": _("Kilden, med navn eller kortnavn"),
        "sprak": _("Språket det er skrevet på"),
        "ar": _("År, med fire siffer"),
        "fylke": _("Fylke, med navn"),
        "kommune": _("Kommune, med nummer eller navn"),
        "rolle": _("Hvem det er for"),
        "status": _("Status for et prosjekt"),
        "tiltak": _("Tiltaket et prosjekt gjør"),
        "fra": _("Første dag, måned eller år"),
        "til": _("Siste dag, måned eller år"),
        "minst": _("Minste støtte, i hele kroner"),
        "mest": _("Største støtte, i hele kroner"),
    }


def _repeatable(name: str, about: str, words: tuple[str, ...]) -> Parameter:
    value: dict[str, Any] = {"type": "string"} | ({"enum": list(words)} if words else {})
    schema = {"type": "array", "items": value}
    return Parameter(name=name, about=about, words=words, repeatable=True, schema=schema)


def _number(most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": most}
