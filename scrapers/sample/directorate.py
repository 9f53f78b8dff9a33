"""The directorate: guidance, webinars, projects, grants, news, and copies of the episodes."""

from collections.abc import Iterator, Mapping
from datetime import date
from operator import attrgetter
from typing import Any

from scrapers.sample.addresses import (
    MUNICIPAL,
    MUNICIPAL_BEFORE,
    PODCAST_COPIES,
    REDIRECTED_AREA,
    WEBINARS,
    copy_path,
    path_before,
)
from scrapers.sample.answers import Answer, moved
from scrapers.sample.attachments import print_attachments
from scrapers.sample.content import Text
from scrapers.sample.copies import copied, copy_entry, show_copy
from scrapers.sample.documents import print_documents
from scrapers.sample.edition import Edition, dated, texts_at, texts_of
from scrapers.sample.press import Publication, print_missing, print_pages
from scrapers.sample.schedule import changed_on, days_of, is_held
from scrapers.sample.transcripts import print_transcripts
from scrapers.sample.tree import Entry, Tree, with_hubs

SOFT_MISSING = f"{MUNICIPAL_BEFORE}kutte-utslipp-av-klimagasser/klimaveiviseren/"
UNLISTED = {
    "/utkast---klimarisiko-i-okonomiplanen/": ("Klimarisiko i økonomiplanen", "draft-risk"),
    f"{MUNICIPAL}ny---naturavtalen-i-kommunen/": ("Naturavtalen i kommunen", "draft-nature"),
    "/intern/arbeidsrom/": ("Arbeidsrom for redaksjonen", "internal"),
    "/sok": ("Søk på nettstedet", "search"),
}
LISTS = {
    WEBINARS: ("Webinarer", "webinars"),
    "/klimasats/": ("Klimasats", "projects"),
    "/aktuelt/nyheter/": ("Nyheter", "notices"),
    "/aktuelt/fagmeldinger/": ("Fagmeldinger", "notices"),
    PODCAST_COPIES: ("Kommunevær: podkast om lokalt klimaarbeid", "copies"),
}
HUBS = {
    "/nn/": "Nynorsk",
    "ansvarsomrader": "Ansvarsområder",
    "klima": "Klima",
    "for-myndigheter": "Klimaarbeid for kommuner og fylkeskommuner",
    "klimatilpasning": "Klimatilpasning",
    "klimaplanlegging": "Klima- og energiplanlegging",
    "kutte-utslipp": "Kutte utslipp sektor for sektor",
    "bygg-og-anlegg": "Bygg og anlegg",
    "sirkular-okonomi": "Sirkulær økonomi",
    "tilskudd": "Tilskudd til klimatiltak",
    "overvaking-arealplanlegging": "Overvåking og arealplanlegging",
    "sjofart": "Sjøfart",
}


def print_directorate(edition: Edition) -> tuple[dict[str, Answer], str]:
    """The answer at every path of the directorate, and the page where there is none."""
    publication = _publication(edition)
    redirects = {before: moved(path) for before, path in _moves(edition)}
    pages = print_pages(publication)
    files = {
        **print_documents(edition),
        **print_attachments(edition),
        **print_transcripts(edition, "event"),
    }
    missing = print_missing(publication)
    return {**redirects, **_dead_end(), **files, **pages}, missing


def _publication(edition: Edition) -> Publication:
    tree = with_hubs(_entries(edition), HUBS)
    copies = {copy_path(text): show_copy(edition, text) for text in copied(edition)}
    return Publication(
        edition=edition,
        host=edition.names.directorate,
        folder="directorate",
        tree=tree,
        shown={**_lists(edition, tree), **copies},
    )


def _entries(edition: Edition) -> Iterator[Entry]:
    own = [_entry(edition, text) for text in texts_at(edition, edition.names.directorate)]
    yield from own
    yield from (copy_entry(edition, text) for text in copied(edition))
    newest = max((entry.changed for entry in own), default=edition.today)
    oldest = min((entry.changed for entry in own), default=edition.today)
    yield Entry(path="/", title="Klimadirektoratet", layout="front", changed=newest)
    for path, (title, layout) in LISTS.items():
        yield Entry(path=path, title=title, layout=layout, changed=newest)
    for path, (title, layout) in UNLISTED.items():
        yield Entry(path=path, title=title, layout=layout, changed=oldest, listed=False)


def _entry(edition: Edition, text: Text) -> Entry:
    layout = f"project_{text.fields['template']}" if text.kind == "project" else text.kind
    return Entry(
        path=edition.places[text.id].path,
        title=text.title,
        layout=layout,
        changed=changed_on(text, edition.today),
        lead=dated(edition, text, text.lead),
        text=text,
    )


def _lists(edition: Edition, tree: Tree) -> Mapping[str, Mapping[str, Any]]:
    events = sorted(texts_of(edition, "event"), key=lambda t: days_of(t, edition.today))
    coming = [_dated_row(edition, t) for t in events if not is_held(t, edition.today)]
    held = [_dated_row(edition, t) for t in reversed(events) if is_held(t, edition.today)]
    nyheter, fagmeldinger = (_notices(edition, s) for s in ("nyheter", "fagmeldinger"))
    return {
        "/": {"coming": coming[:3], "notices": nyheter[:4]},
        WEBINARS: {"coming": coming, "held": held},
        "/klimasats/": {"projects": _projects(edition, tree)},
        "/aktuelt/nyheter/": {"notices": nyheter},
        "/aktuelt/fagmeldinger/": {"notices": fagmeldinger},
        PODCAST_COPIES: {"copies": [copy_entry(edition, t) for t in copied(edition)]},
        MUNICIPAL: {"unlisted": [(p, t) for p, (t, _) in UNLISTED.items()], "dead": SOFT_MISSING},
    }


def _dated_row(edition: Edition, text: Text) -> tuple[Entry, date, date]:
    days = days_of(text, edition.today)
    return _entry(edition, text), days[0], days[-1]


def _notices(edition: Edition, section: str) -> list[tuple[Entry, date, date]]:
    news = [text for text in texts_of(edition, "news") if text.fields["section"] == section]
    rows = [_dated_row(edition, text) for text in news]
    return sorted(rows, key=lambda row: row[1], reverse=True)


def _projects(edition: Edition, tree: Tree) -> list[Entry]:
    projects = [tree[edition.places[text.id].path] for text in texts_of(edition, "project")]
    return sorted(projects, key=attrgetter("path"), reverse=True)


def _moves(edition: Edition) -> Iterator[tuple[str, str]]:
    yield MUNICIPAL_BEFORE, MUNICIPAL
    for text in texts_of(edition, "guidance"):
        place = edition.places[text.id]
        before = path_before(place.path)
        if before and text.area == REDIRECTED_AREA:
            yield before, place.path


def _dead_end() -> Mapping[str, Answer]:
    return {SOFT_MISSING: moved("/", status=302)}
