"""The addresses of lists and things as data: by an ending, or as `Accept` wants."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

from flask import Blueprint, Flask, abort, g, redirect, request
from werkzeug.wrappers import Response

from index.query import Query, Sort
from index.results import Page
from searchsvc.asking import engine, query_string, search
from searchsvc.formats.atom import to_atom
from searchsvc.formats.calendar import entries_of, to_calendar, with_dates
from searchsvc.formats.data import thing_data, to_data
from searchsvc.formats.listing import LISTS, Listing
from searchsvc.formats.media import ATOM, CALENDAR, DATA, FORMATS, TABLE, Format, preferred_format
from searchsvc.formats.openapi import openapi
from searchsvc.formats.sharing import shared
from searchsvc.formats.suggestions import suggestions
from searchsvc.formats.table import to_table
from searchsvc.site import absolute, canonical
from searchsvc.wording import LANGUAGES, as_format, followed_by, page_address

# What of the parameters makes no difference to a format.
UNHEEDED = {
    ATOM.ending: ("side", "sorter"),
    CALENDAR.ending: ("side", "sorter"),
    TABLE.ending: ("side",),
    DATA.ending: (),
}
ENDINGS = f"<any({','.join(FORMATS)}):ending>"
formats = Blueprint("formats", __name__)


def serve_formats(app: Flask) -> None:
    """Give every list in every format, in every language."""
    for code, prefix in LANGUAGES.items():
        for parts in (formats, suggestions, openapi):
            app.register_blueprint(parts, name=f"{code}-{parts.name}", url_prefix=prefix or None)

    app.jinja_env.globals.update(absolute=absolute, alternates=alternates, canonical=canonical)

    @app.before_request
    def as_accepted() -> Response | None:
        kind = preferred_format()
        rule = list_rule()
        return _listed(rule, kind, **(request.view_args or {})) if rule and kind else None

    @app.after_request
    def vary(response: Response) -> Response:
        if list_rule():
            response.vary.add("Accept")
        return response


def list_rule() -> str:
    """The rule of the list whose page this request names; empty where it names another page."""
    rule = request.url_rule.rule if request.url_rule else ""
    bare = rule.removeprefix(LANGUAGES[g.language.code])
    return bare if bare in LISTS else ""


def alternates() -> list[tuple[str, str, str]]:
    """Media type, name and address of this page as data, where it is a list."""
    _ = g.language.gettext
    names = {
        ATOM: _("Nye treff (Atom)"),
        CALENDAR: _("Datoer og frister (kalender)"),
        TABLE: _("Regneark (CSV)"),
        DATA: _("Data (JSON)"),
    }
    shown = names.items() if list_rule() else ()
    return [(kind.type, name, _address(kind)) for kind, name in shown]


def _add_list(rule: str) -> None:
    @formats.get(f"{rule}.{ENDINGS}", endpoint=f"list-{rule.split('/')[1]}")
    def listed(ending: str, **values: str) -> Response:
        return _listed(rule, FORMATS[ending], **values)


for _rule in LISTS:
    _add_list(_rule)


@formats.get("/ressurs/<thing_id>.<any(ics,json):ending>")
def thing(thing_id: str, ending: str) -> Response:
    """One thing as data, or its dates as a calendar."""
    found = engine().get(thing_id)
    record = next((r for r in found.records if r.id == thing_id), None) if found else None
    if found and record is None:
        moved = page_address("resource", thing_id=found.id)
        return shared(redirect(as_format(moved, ending), 301))
    if (
        found is None
        or record is None
        or (ending == CALENDAR.ending and not entries_of(found, record))
    ):
        abort(404)
    if ending == DATA.ending:
        return _answer(thing_data(record), DATA)
    return _answer(to_calendar(record.resource.title, [(found, record)], _own(CALENDAR)), CALENDAR)


def _listed(rule: str, kind: Format, **values: str) -> Response:
    wanted = LISTS[rule](**values)
    query, page = _found(wanted.query, kind)
    listing = Listing(
        title=wanted.title,
        query=query,
        page=page,
        address=absolute(_page(kind)),
        own=_own(kind),
        unknown=wanted.unknown,
    )
    return _answer(WRITE[kind.ending](listing), kind)


def _found(query: Query, kind: Format) -> tuple[Query, Page]:
    """What is given of a query in a format; only of data there are pages after the first."""
    query = replace(query, size=_size(kind), page=query.page if kind is DATA else 1)
    if kind is ATOM:
        query = replace(query, sort=Sort.NEWEST)
    if kind is CALENDAR:
        dated = with_dates(query)
        return search(dated) if dated else (query, Page(total=0))
    return search(query)


def _size(kind: Format) -> int:
    wanted = request.args.get("antall", "")[:9]
    is_number = wanted.isascii() and wanted.isdecimal() and int(wanted) > 0
    return min(int(wanted), kind.most) if is_number else kind.size


def _calendar_of(listing: Listing) -> bytes:
    shown = ((hit.thing, hit.record) for hit in listing.page.hits)
    return to_calendar(listing.title, shown, listing.own)


WRITE: dict[str, Callable[[Listing], bytes]] = {
    ATOM.ending: to_atom,
    CALENDAR.ending: _calendar_of,
    TABLE.ending: to_table,
    DATA.ending: to_data,
}


def _bare_path() -> str:
    """The path of the page, without the ending of a format."""
    path, _, ending = quote(request.path).rpartition(".")
    return path if ending in FORMATS else quote(request.path)


def _own(kind: Format) -> str:
    return absolute(_address(kind))


def _address(kind: Format) -> str:
    return as_format(_page(kind), kind.ending)


def _page(kind: Format) -> str:
    """The path of the page, with the parameters that a format heeds."""
    unheeded = UNHEEDED[kind.ending]
    pairs = [pair for pair in query_string().split("&") if pair.partition("=")[0] not in unheeded]
    return followed_by(_bare_path(), "&".join(pairs))


def _answer(body: bytes, kind: Format) -> Response:
    charset = "" if kind is DATA else "; charset=utf-8"
    answer = Response(body, content_type=f"{kind.type}{charset}")
    answer.headers["X-Robots-Tag"] = "noindex"
    if kind is TABLE:
        answer.headers["Content-Disposition"] = 'attachment; filename="klimasok.csv"'
    return shared(answer)
