"""The results of a search: hits with facets, what was repaired, and ways on."""

from flask import g, redirect, render_template, request
from werkzeug.wrappers import Response

from index.query import Facet, Query, Sort
from index.results import Page, SourceCoverage
from searchsvc.asking import asked, engine, last_page, search, traced
from searchsvc.pages.blueprint import pages
from searchsvc.querylog.question import question_of
from searchsvc.tracing import is_today, sentence_of
from searchsvc.ways import FEW, found_there, instead, near_topics, near_words, read_as, ways_on
from searchsvc.wording import page_address

MOST_ASKED = 3  # sources whose address is given where nothing was found


@pages.get("/sok")
def results() -> str | Response:
    """The hits for a query, with facets; an address leads to its thing, or what is known of it."""
    traced_to = traced(request.args.get("q", "").strip())
    if traced_to and traced_to.found and is_today(traced_to.address, traced_to.found):
        return redirect(page_address("resource", thing_id=traced_to.found.id), 303)
    wanted = asked()
    query, page = search(wanted.query)
    g.question = None if traced_to else question_of(wanted, page)
    is_few = page.total <= FEW and not traced_to
    near = near_topics(query) if is_few else []
    return render_template(
        "results.html",
        query=query,
        page=page,
        unknown=wanted.unknown,
        trace=traced_to,
        traced=sentence_of(traced_to) if traced_to else None,
        last=last_page(query, page.total),
        ways=ways_on(query, page.total) if is_few else [],
        words=near_words(query) if not page.total and query.has_words else [],
        read_as=read_as(query),
        near=near,
        asked_of=[] if page.total else _asked_of(query),
        there=found_there(near[0][1]) if near and not page.total else None,
        instead=[instead(query, unit) for unit in query.units if unit.instead],
        lacking=query.sort is Sort.BEST and _all_lack_a_word(page),
    )


def _asked_of(query: Query) -> list[SourceCoverage]:
    """The sources that were searched alone, or all of a kind, and can be written to."""
    names, kinds = query.filters.get(Facet.SOURCE, ()), query.filters.get(Facet.KIND, ())
    return [
        source
        for source in engine().coverage().sources
        if "@" in source.contact and (source.source in names or set(kinds) & set(source.kinds))
    ][:MOST_ASKED]


def _all_lack_a_word(page: Page) -> bool:
    return bool(page.hits) and all(hit.missing for hit in page.hits)
