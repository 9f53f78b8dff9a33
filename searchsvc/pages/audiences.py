"""For those in a role: what is written for them, topic by topic and kind by kind."""

from flask import abort, render_template

from index.query import Facet
from searchsvc.asking import find, listing, taxonomy
from searchsvc.pages.blueprint import pages
from searchsvc.pages.topics import Filters, sections_of
from searchsvc.wording import search_address, topic_groups


@pages.get("/rolle")
def audiences() -> str:
    """All roles, and how much there is for each."""
    counts = {value.value: value.count for value in find(listing(size=0)).facets[Facet.AUDIENCE]}
    return render_template(
        "audiences.html",
        audiences=[(each, counts[each.id]) for each in taxonomy().audiences if each.id in counts],
    )


@pages.get("/rolle/<audience_id>")
def audience(audience_id: str) -> str:
    """What is for those in a role."""
    found = taxonomy().audience(audience_id)
    if found is None:
        abort(404)
    filters: Filters = {Facet.AUDIENCE: (audience_id,)}
    everything = find(listing(filters=filters, size=0))
    return render_template(
        "audience.html",
        audience=found,
        others=[other for other in taxonomy().audiences if other != found],
        topics=topic_groups(everything),
        sections=[section for section in sections_of(filters) if section.total],
        total=everything.total,
        all_address=search_address(listing(filters=filters)),
    )
