"""One thing: everything that is known of it."""

from collections.abc import Iterable
from dataclasses import replace

from flask import abort, g, redirect, render_template
from werkzeug.wrappers import Response

from index.query import Facet
from index.record import Record, Thing
from index.results import Connection
from index.snippet import NOTHING, snippet
from searchsvc.asking import engine, find, reader, showing
from searchsvc.caselist import of_things
from searchsvc.citing import cite
from searchsvc.jsonld import data_block
from searchsvc.pages.blueprint import pages
from searchsvc.wording import page_address, value_name

ALIKE = 4  # things that are shown as related


@pages.get("/ressurs/<thing_id>")
def resource(thing_id: str) -> str | Response:
    """All that is known of one thing."""
    thing = engine().get(thing_id)
    if thing is None:
        abort(404)
    if thing_id not in {record.id for record in thing.records}:
        return redirect(page_address("resource", thing_id=thing.id), 301)
    record = next(record for record in thing.records if record.id == thing_id)
    links_out = engine().links_out(thing.id)
    links_in = _one_each(engine().links_in(thing.id))
    linked = {link.other.id for link in (*links_out, *links_in) if link.other}
    return render_template(
        "resource.html",
        thing=thing,
        record=record,
        links_out=links_out,
        links_in=links_in,
        alike=[other for other in _alike(record) if other.id not in linked | {thing.id}][:ALIKE],
        excerpt=snippet(record.resource.passages, NOTHING),
        citation=cite(record, showing()),
        own_list=of_things([record.id]),
        data=data_block(record, tuple(value_name(Facet.TOPIC, name) for name in record.topics)),
    )


def _alike(record: Record) -> list[Thing]:
    """Things of the same topics that share words with the title."""
    query = reader().analyser().query(record.resource.title, g.now)
    if not query.units:
        return []
    filters: dict[Facet, tuple[str, ...]] = (
        {Facet.TOPIC: record.topics[:2]} if record.topics else {}
    )
    page = find(replace(query, filters=filters, size=2 * ALIKE + 1, language=g.language.code))
    return [hit.thing for hit in page.hits]


def _one_each(connections: Iterable[Connection]) -> list[Connection]:
    """Of several links from one thing the first."""
    return list({c.other.id: c for c in reversed(tuple(connections)) if c.other}.values())[::-1]
