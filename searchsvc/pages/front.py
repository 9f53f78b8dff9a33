"""The front page: the search, the doors, what is coming, what is open, what is new."""

from flask import render_template

from index.query import Facet, Sort
from index.record import State
from index.resource import Kind
from searchsvc.asking import find, listing
from searchsvc.pages.blueprint import pages
from searchsvc.wording import search_address, topic_groups

# Events are left out: their days lie ahead.
NEWS = {Facet.KIND: (Kind.GUIDANCE, Kind.EPISODE, Kind.NEWS, Kind.EXAMPLE)}
EXAMPLES = ("krav til utslippsfri byggeplass", "kommunedirektørens ansvar", "rettleiar overvatn")


@pages.get("/")
def front() -> str:
    """The front page."""
    everything = find(listing(size=0))
    coming = listing(Kind.EVENT, states=(State.COMING,), sort=Sort.SOONEST, size=3)
    grants = listing(Kind.GRANT, states=(State.OPEN,), sort=Sort.SOONEST, size=3)
    return render_template(
        "front.html",
        counts={value.value: value.count for value in everything.facets[Facet.KIND]},
        coming=find(coming),
        grants=find(grants),
        coming_address=search_address(coming),
        grants_address=search_address(grants),
        topics=topic_groups(everything),
        news=find(listing(filters=NEWS, sort=Sort.NEWEST, size=5)),
        examples=EXAMPLES,
    )
