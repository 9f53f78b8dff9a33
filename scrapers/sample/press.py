"""Prints the tree of a host: every entry through its template, and robots.txt and sitemap.xml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scrapers.sample.answers import HTML, PLAIN, XML, Answer, found
from scrapers.sample.content import Text
from scrapers.sample.edition import Edition, address_of, dated, frame_language, href_from
from scrapers.sample.frames import FRAMES
from scrapers.sample.markup import to_html
from scrapers.sample.rendering import render
from scrapers.sample.tree import Entry, Tree, children, neighbours, parent, parents, step
from scrapers.sample.views import VIEWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One host's pages: its tree, the folder of its templates, what its special pages show."""

    edition: Edition
    host: str
    folder: str
    tree: Tree
    shown: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def print_pages(publication: Publication) -> dict[str, Answer]:
    """The answer at every path of the tree, and robots.txt and sitemap.xml."""
    entries = publication.tree.values()
    pages = {entry.path: found(_page(publication, entry), HTML, entry.changed) for entry in entries}
    newest = max(entry.changed for entry in entries)
    pages["/sitemap.xml"] = found(_sitemap(publication), XML, newest)
    pages["/robots.txt"] = found(_robots(publication), PLAIN, min(e.changed for e in entries))
    return pages


def print_missing(publication: Publication) -> str:
    """The page at addresses where there is none."""
    front = publication.tree["/"]
    entry = Entry(path="/404", title="Fant ikke siden", layout="missing", changed=front.changed)
    return _page(publication, entry)


def _page(publication: Publication, entry: Entry) -> str:
    context = {
        **_frame(publication, entry),
        **_surroundings(publication, entry),
        **publication.shown.get(entry.path, {}),
    }
    if entry.text is not None:
        context |= _prose(publication, entry.text)
    return render(f"{publication.folder}/{entry.layout}.html", **context)


def _frame(publication: Publication, entry: Entry) -> dict[str, Any]:
    edition = publication.edition
    language = "nn" if entry.path.startswith("/nn/") else frame_language(entry.text)
    return {
        "entry": entry,
        "lead": entry.lead,
        "names": edition.names,
        "language": language,
        "frame": FRAMES[language],
        "canonical": edition.names.address(publication.host, entry.path),
        "alternates": _alternates(edition, entry.text),
        "json": None,
    }


def _surroundings(publication: Publication, entry: Entry) -> dict[str, Any]:
    tree = publication.tree
    steps = [step(sibling) or 0 for sibling in children(tree, parent(entry.path))]
    return {
        "crumbs": parents(tree, entry.path),
        "below": children(tree, entry.path),
        "also": neighbours(tree, entry),
        "step": step(entry),
        "steps": max(steps, default=0),
    }


def _prose(publication: Publication, text: Text) -> Mapping[str, Any]:
    edition, host = publication.edition, publication.host
    body = to_html(dated(edition, text, text.body), lambda page: href_from(edition, host, page))
    return {"text": text, "fields": text.fields, "body": body, **VIEWS[text.kind](edition, text)}


def _alternates(edition: Edition, text: Text | None) -> list[tuple[str, str]]:
    if text is None:
        return []
    original = text.fields.get("version_of", text.id)
    versions = [t for t in edition.texts.values() if t.fields.get("version_of") == original]
    if not versions:
        return []
    kin = [edition.texts[original], *versions]
    return [(t.language, address_of(edition, t.id)) for t in kin]


def _sitemap(publication: Publication) -> str:
    names, host = publication.edition.names, publication.host
    listed = [entry for entry in publication.tree.values() if entry.listed]
    pages = [(names.address(host, entry.path), entry.changed) for entry in listed]
    return render("sitemap.xml", pages=pages)


def _robots(publication: Publication) -> str:
    sitemap = publication.edition.names.address(publication.host, "/sitemap.xml")
    return render(f"{publication.folder}/robots.txt", sitemap=sitemap)
