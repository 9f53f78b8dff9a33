"""A list for a case file: in the reader's order and words, printed, shared and exported."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from index.record import Record
from searchsvc.asking import asked, case_list, engine, find, showing
from searchsvc.caselist import MOST_LETTERS, MOST_THINGS, CaseList, of_things
from searchsvc.citing import Citation, bibtex, cite, ris, table, text
from searchsvc.pages.blueprint import pages
from searchsvc.spreadsheet import spreadsheet
from searchsvc.wording import list_address

NOTE = "n"  # parameter of the note of the whole; "n-" and an id that of a thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A place in the list: what stands there today, or nothing any more."""

    id: str
    note: str
    record: Record | None
    citation: Citation | None


@pages.get("/liste", endpoint="list")
def shown_list() -> str | Response:
    """The list, to be put in order, noted in, printed and shared."""
    notes = _noted(request.args)
    held = case_list().with_notes(notes)
    if held.is_too_long:
        return make_response(_page(held, too_long=True), 400)
    return redirect(list_address(held), 303) if notes else _page(held)


def _page(held: CaseList, too_long: bool = False) -> str:
    return render_template(
        "list.html",
        held=held,
        entries=() if too_long else _entries(held),
        too_long=too_long,
        shortened=of_things(held.ids),
        most_things=MOST_THINGS,
        most_letters=MOST_LETTERS,
        on_list=True,
    )


@pages.get("/liste.<any(txt, html, csv, ris, bib):ending>")
def list_as(ending: str) -> Response:
    """The list as a file."""
    held = case_list()
    if held.is_too_long:
        return make_response(_page(held, too_long=True), 400)
    citations = [entry.citation for entry in _entries(held) if entry.citation]
    write, media_type = EXPORTS[ending]
    answer = make_response(write(citations, held.notes.get("", "")))
    answer.headers["Content-Type"] = media_type
    answer.headers["Content-Disposition"] = f'attachment; filename="kildeliste.{ending}"'
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@pages.get("/kildeliste")
def source_list() -> Response:
    """The first hits of a search as a list; takes the parameters of /sok."""
    hits = find(replace(asked().query, page=1, size=MOST_THINGS)).hits
    return redirect(list_address(of_things(hit.record.id for hit in hits)), 303)


def _noted(args: Mapping[str, str]) -> dict[str, str]:
    """The notes that a reader has written into the form, by id; "" for that of the whole."""
    names = (name for name in args if name == NOTE or name.startswith(f"{NOTE}-"))
    return {name.removeprefix(NOTE).removeprefix("-"): args[name] for name in names}


def _entries(held: CaseList) -> list[Entry]:
    return [_entry(n, thing, held.notes.get(thing, "")) for n, thing in enumerate(held.ids, 1)]


def _entry(number: int, thing_id: str, note: str) -> Entry:
    thing = engine().get(thing_id)
    if thing is None:
        return Entry(id=thing_id, note=note, record=None, citation=None)
    record = next((r for r in thing.records if r.id == thing_id), thing.record)
    citation = cite(record, showing(), number, note)
    return Entry(id=thing_id, note=note, record=record, citation=citation)


def _document(citations: Sequence[Citation], note: str) -> str:
    return render_template("list_export.html", citations=citations, note=note)


EXPORTS: Mapping[str, tuple[Callable[[Sequence[Citation], str], str | bytes], str]] = {
    "txt": (lambda cited, note: text(cited, g.language, note), "text/plain; charset=utf-8"),
    "html": (_document, "text/html; charset=utf-8"),
    "csv": (lambda cited, _: spreadsheet(table(cited)), "text/csv; charset=utf-8"),
    "ris": (lambda cited, _: ris(cited), "application/x-research-info-systems; charset=utf-8"),
    "bib": (lambda cited, _: bibtex(cited), "application/x-bibtex; charset=utf-8"),
}
