"""The pages of one host as a tree: each with a title, its parents, its children, its neighbours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from scrapers.sample.content import Text

NEIGHBOURS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page of a host; its layout is the name of its template."""

    path: str
    title: str
    layout: str
    changed: date
    lead: str = ""
    text: Text | None = None
    listed: bool = True


Tree = Mapping[str, Entry]


def with_hubs(entries: Iterable[Entry], titles: Mapping[str, str]) -> Tree:
    """The tree of the entries, with a hub for each folder that has pages but no page.

    A hub's title is that of its path or of its last segment, or else the segment itself.
    """
    tree = {entry.path: entry for entry in entries}
    for entry in sorted(tree.values(), key=lambda entry: entry.path):
        path = parent(entry.path)
        while path and entry.listed:
            known = tree.get(path)
            if known is None or (known.layout == "hub" and known.changed < entry.changed):
                tree[path] = _hub(path, titles, entry.changed)
            path = parent(path)
    return dict(sorted(tree.items()))


def parent(path: str) -> str:
    """The folder that holds a path; empty for the front page."""
    folder, _, last = path.rstrip("/").rpartition("/")
    return f"{folder}/" if last else ""


def parents(tree: Tree, path: str) -> list[Entry]:
    """The pages above, from the front page down."""
    above: list[Entry] = []
    while path := parent(path):
        if path in tree:
            above.insert(0, tree[path])
    return above


def children(tree: Tree, path: str) -> list[Entry]:
    """The listed pages right below: numbered steps first, then by title."""
    below = [entry for entry in tree.values() if entry.listed and parent(entry.path) == path]
    return sorted(below, key=lambda entry: (step(entry) or 99, entry.title))


def neighbours(tree: Tree, entry: Entry) -> list[Entry]:
    """The next few pages of the same layout and area, going round."""
    if entry.text is None:
        return []
    area = entry.text.area
    kin = [e for e in tree.values() if e.text and e.text.area == area and e.layout == entry.layout]
    at = kin.index(entry)
    return (kin[at + 1 :] + kin[:at])[:NEIGHBOURS]


def step(entry: Entry) -> int | None:
    """The number of a page that is a step of a procedure."""
    return entry.text.fields.get("step") if entry.text else None


def _hub(path: str, titles: Mapping[str, str], changed: date) -> Entry:
    segment = path.rstrip("/").rpartition("/")[2]
    title = titles.get(path) or titles.get(segment) or segment.replace("-", " ").capitalize()
    return Entry(path=path, title=title, layout="hub", changed=changed)
