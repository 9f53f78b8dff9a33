"""Where a page says what was read: shown to whoever tries a source on a page."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, time
from typing import Any

from index.resource import Resource, fields_of
from scrapers.pages.agreement import agree
from scrapers.pages.dates import find_days
from scrapers.pages.page import HtmlPage
from scrapers.pages.structured import Item, moment_of
from scrapers.source import Rule

MOST_PLACES = 4  # of one field
LONGEST = 80  # characters of a line that are shown
LONGEST_LABEL = 40  # of the line before it, which may be its label
NOT_STATED = ("address", "kind", "source", "publisher", "passages", "links", "keys", "doubtful")
SELECTED = ("title", "lead", "published", "body")
Statement = tuple[str, str]  # where it stands, and its words


def origins_of(page: HtmlPage, rule: Rule, resource: Resource) -> dict[str, tuple[str, ...]]:
    """Of each field that says something: the places of the page that say the same."""
    statements = list(_statements(page))
    origins = {}
    for name in fields_of(resource.kind):
        value = getattr(resource, name, None) or getattr(resource.facts, name, None)
        if value and name not in NOT_STATED:
            atoms = list(_atoms(value))
            places = (at for at, words in statements if any(_says(words, atom) for atom in atoms))
            found = tuple(dict.fromkeys([*_by_rule(rule, name), *places]))[:MOST_PLACES]
            origins[name] = found or ("worked out from the text",)
    if resource.passages:
        origins["passages"] = tuple(_by_rule(rule, "body")) or ("the main part of the page",)
    return origins


def _by_rule(rule: Rule, name: str) -> Iterator[str]:
    selector = getattr(rule, name) if name in SELECTED else ""
    if selector:
        yield f"selector {selector}"


def _statements(page: HtmlPage) -> Iterator[Statement]:
    """All that the page says, in the order in which it is believed."""
    yield "heading", page.title
    for markup, items in (("JSON-LD", page.data), ("microdata", page.micro)):
        for item in items:
            yield from _said(item, f"{markup} {_type(item)}")
    for name, content in page.meta.items():
        yield f"meta {name}", content
    label = ""
    for line in (*page.lines, *page.beside):
        yield f"text {label}«{_shown(line.text)}»", line.text
        label = f"«{line.text}» " if len(line.text) < LONGEST_LABEL else ""
        for target, text in line.links:
            yield f"link «{_shown(text)}»", target
    yield from (("frame", frame) for frame in page.frames)
    yield from (("link rel=alternate", version) for version in page.versions)
    yield from (("link", link) for link in page.links)


def _shown(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."


def _type(item: Item) -> str:
    return str(item.get("@type", "")).rpartition("/")[2]


def _said(value: Any, place: str, depth: int = 0) -> Iterator[Statement]:
    """The texts of an item and of the items in it, with the path that leads there."""
    if isinstance(value, dict) and depth < 5:
        for name, inner in value.items():
            if not name.startswith("@"):
                yield from _said(inner, f"{place}.{name}", depth + 1)
    elif isinstance(value, list):
        for inner in value[:50]:
            yield from _said(inner, place, depth + 1)
    elif isinstance(value, str | int | float):
        yield place, str(value)


def _atoms(value: Any) -> Iterator[str | int | date]:
    """The texts, numbers and days that a value is made of."""
    if is_dataclass(value):
        for item in fields(value):
            yield from _atoms(getattr(value, item.name))
    elif isinstance(value, Iterable) and not isinstance(value, str):
        for inner in value:
            yield from _atoms(inner)
    elif value and not isinstance(value, bool | time):
        yield value


def _says(words: str, atom: str | int | date) -> bool:
    if isinstance(atom, date):
        return moment_of(words)[0] == atom or atom in find_days(words)
    if "://" in words or (isinstance(atom, str) and "://" in atom):
        return words == atom
    if isinstance(atom, int):
        return str(atom) in "".join(c if c.isalnum() else " " * (not c.isspace()) for c in words)
    return agree(words, atom) and len(words) >= len(atom)
