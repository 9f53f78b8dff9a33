"""What a page says of itself for machines: JSON-LD and microdata of schema.org, as the same items.

An item is a dictionary: "@type" and properties, whose values are texts, items or lists of these.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from bs4 import Tag
from bs4.element import PageElement

from index.resource import OSLO
from scrapers.pages.dates import parse_date
from scrapers.pages.lines import words_of
from scrapers.pages.text import clean

Item = dict[str, Any]
MOST_ITEMS = 500  # of one list
DEEPEST = 20
LONGEST = 1_000_000
VALUE = {"meta": "content", "time": "datetime", "data": "value", "meter": "value"}
VALUE |= {"a": "href", "area": "href", "link": "href", "object": "data"}
VALUE |= dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src")


def json_items(scripts: Iterable[Tag]) -> Iterator[Item]:
    """The items of JSON-LD, graphs and lists opened; what is no JSON is passed over."""
    for tag in scripts:
        written = tag.get_text()
        if str(tag.get("type", "")).strip().lower() != "application/ld+json":
            continue
        text = written.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
        try:
            found = json.loads(text[:LONGEST], strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _opened(found)


def _opened(found: Any, depth: int = 0) -> Iterator[Item]:
    if isinstance(found, list) and depth < DEEPEST:
        for part in found[:MOST_ITEMS]:
            yield from _opened(part, depth + 1)
    elif isinstance(found, dict):
        yield found
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "subEvent"):
            if isinstance(found.get(name), (dict, list)) and depth < DEEPEST:
                yield from _opened(found[name], depth + 1)


def micro_items(root: Tag) -> list[Item]:
    """The items of microdata, in the shape of JSON-LD; one walk, without recursion."""
    found: list[Item] = []
    stack: list[tuple[Iterator[PageElement], Item | None]] = [(iter(root.contents), None)]
    while stack:
        children, scope = stack[-1]
        for node in children:
            if isinstance(node, Tag):
                stack.append((iter(node.contents), _entered(node, scope, found)))
                break
        else:
            stack.pop()
    return found


def _entered(tag: Tag, scope: Item | None, found: list[Item]) -> Item | None:
    """The item that an element's inside belongs to; what the element says goes to its own."""
    attributes = tag.attrs
    opens = "itemscope" in attributes
    inner = {"@type": str(attributes.get("itemtype") or "")} if opens else scope
    if "itemprop" in attributes and scope is not None:
        for name in str(attributes["itemprop"]).split():
            _add(scope, name, inner if opens else _value(tag))
    elif opens and inner is not None:
        found.append(inner)
    return inner


def _add(item: Item, name: str, value: Any) -> None:
    if name not in item:
        item[name] = value
    elif isinstance(item[name], list):
        item[name].append(value)
    else:
        item[name] = [item[name], value]


def _value(tag: Tag) -> str:
    written = tag.get("content") or tag.get(VALUE.get(tag.name, "content"))
    return clean(str(written)) if written else words_of(tag, nodes=500)


def is_of(item: Item, *types: str) -> bool:
    """Whether an item is of a type that ends so, as "EducationEvent" is an "Event"."""
    named = item.get("@type")
    names = named if isinstance(named, list) else [named]
    return any(isinstance(name, str) and name.strip("/ ").endswith(types) for name in names)


def values_of(item: Item, *path: str) -> list[Any]:
    """The values at the end of a path of properties, lists opened."""
    found: list[Any] = [item]
    for name in path:
        under = [value.get(name) for value in found if isinstance(value, dict)]
        found = [
            part for value in under for part in (value if isinstance(value, list) else [value])
        ]
    return [value for value in found if value is not None]


def texts_of(item: Item, *path: str) -> list[str]:
    """The same as texts: of an item its name, or its value, or its address."""
    return [text for value in values_of(item, *path) if (text := _text(value))]


def _text(value: Any) -> str:
    if isinstance(value, dict):
        named = (value.get(key) for key in ("name", "@value", "value", "contentUrl", "url", "@id"))
        value = next((text for text in named if text), "")
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return clean(str(value))
    return ""


def text_of(item: Item, *path: str) -> str:
    """The first of the texts; empty if there is none."""
    return next(iter(texts_of(item, *path)), "")


def moment_of(text: str) -> tuple[date | None, time | None]:
    """Day and clock time in Oslo of "2026-03-01T09:00:00Z"; None for what is not said."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return parse_date(text.replace("T", " ")), None
    if moment.tzinfo:
        moment = moment.astimezone(OSLO)
    has_clock = ":" in text or "T" in text
    return moment.date(), moment.time().replace(tzinfo=None) if has_clock else None
