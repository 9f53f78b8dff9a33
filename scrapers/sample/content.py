"""Reads the texts of the site, strictly: TOML between two lines ``+++``, then Markdown."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrapers.sample.kinds import CHOICES, LEADLESS, REQUIRED, complaint

PAGES = Path(__file__).parent / "pages"
PAGE_LINK = re.compile(r"\]\(page:([^)#\s]*)")
COMMON = ("kind", "title", "lead", "language")


class ContentError(Exception):
    """A text is broken; says which file, and why. The only error of this room."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text as its writer left it: nothing is computed from the day yet."""

    id: str
    area: str
    kind: str
    title: str
    lead: str
    language: str
    fields: Mapping[str, Any]
    body: str

    @property
    def links(self) -> tuple[str, ...]:
        """The ids of the pages that the body links to."""
        return tuple(PAGE_LINK.findall(self.body))


def read_texts(folder: Path = PAGES) -> dict[str, Text]:
    """Every text below the folder by its id, in the order of the ids.

    Raises ContentError for a broken file, an id used twice, and a link to no text.
    """
    texts: dict[str, Text] = {}
    for file in sorted(folder.glob("*/*.md"), key=lambda file: file.stem):
        if file.stem in texts:
            raise ContentError(file, f"the id is taken in {texts[file.stem].area}/")
        texts[file.stem] = read_text(file)
    for text in texts.values():
        for reason in _loose_ends(text, texts):
            raise ContentError(folder / text.area / f"{text.id}.md", reason)
    return texts


def read_text(file: Path) -> Text:
    """One text; raises ContentError when it is broken. Its links are not followed."""
    front, body = _split(file)
    kind, title, lead, language = (front.pop(name, "") for name in COMMON)
    if reason := _bad_common(kind, title, lead) or complaint(kind, front):
        raise ContentError(file, reason)
    if language not in CHOICES["language"]:
        raise ContentError(file, f"field 'language' cannot be {language!r}")
    return Text(
        id=file.stem,
        area=file.parent.name,
        kind=kind,
        title=title,
        lead=lead,
        language=language,
        fields=front,
        body=body.strip() + "\n",
    )


def _split(file: Path) -> tuple[dict[str, Any], str]:
    before, fence, rest = file.read_text(encoding="utf-8").partition("+++\n")
    front, closing, body = rest.partition("\n+++\n")
    if before.strip() or not fence or not closing:
        raise ContentError(file, "no front matter between two lines '+++'")
    try:
        return tomllib.loads(front), body
    except tomllib.TOMLDecodeError as error:
        raise ContentError(file, f"broken front matter: {error}") from error


def _bad_common(kind: object, title: object, lead: object) -> str | None:
    if kind not in REQUIRED:
        return f"unknown kind {kind!r}"
    if not isinstance(title, str) or not title:
        return "missing field 'title'"
    if not isinstance(lead, str) or not (lead or kind in LEADLESS):
        return "missing field 'lead'"
    return None


def _loose_ends(text: Text, texts: Mapping[str, Text]) -> Iterator[str]:
    original = text.fields.get("version_of")
    if original is not None and original not in texts:
        yield f"version of an unknown page {original!r}"
    for link in text.links:
        if link not in texts:
            yield f"link to an unknown page {link!r}"
