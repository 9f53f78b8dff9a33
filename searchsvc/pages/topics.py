"""Topics: all of them, and what is known of one, kind by kind."""

from dataclasses import dataclass

from flask import abort, g, render_template

from index.query import Facet, Sort
from index.record import State
from index.resource import Kind
from index.results import Hit
from searchsvc.asking import find, listing, taxonomy
from searchsvc.pages.blueprint import pages
from searchsvc.wording import search_address, topic_groups

Filters = dict[Facet, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a topic page: its newest things, and the search that gives them all."""

    id: str
    title: str
    hits: tuple[Hit, ...]
    total: int
    all: str


@pages.get("/tema")
def topics() -> str:
    """All topics, in their groups."""
    everything = find(listing(size=0))
    return render_template("topics.html", topics=topic_groups(everything))


@pages.get("/tema/<topic_id>")
def topic(topic_id: str) -> str:
    """All that is known of a topic, kind by kind."""
    found = taxonomy().topic(topic_id)
    if found is None:
        abort(404)
    filters: Filters = {Facet.TOPIC: (topic_id,)}
    sections = [section for section in _sections(filters) if section.total]
    return render_template(
        "topic.html",
        topic=found,
        group=next(group for group in taxonomy().groups if group.id == found.group),
        sections=sections,
        total=find(listing(filters=filters, size=0)).total,
        all_address=search_address(listing(filters=filters)),
        near=[other for other in taxonomy().in_group(found.group) if other.id != topic_id],
    )


def _sections(filters: Filters) -> list[Section]:
    _ = g.language.gettext
    soonest, newest = Sort.SOONEST, Sort.NEWEST
    wanted = [
        ("webinarer", _("Kommende webinarer"), Kind.EVENT, (State.COMING,), soonest),
        ("opptak", _("Holdte webinarer"), Kind.EVENT, (State.HELD,), newest),
        ("veiledning", _("Veiledning"), Kind.GUIDANCE, (), newest),
        ("podkast", _("Podkast"), Kind.EPISODE, (), newest),
        ("prosjekter", _("Prosjekter"), Kind.PROJECT, (), newest),
        ("eksempler", _("Eksempler"), Kind.EXAMPLE, (), newest),
        ("tilskudd", _("Tilskudd"), Kind.GRANT, (), soonest),
        ("nyheter", _("Nyheter"), Kind.NEWS, (), newest),
    ]
    sections = []
    for name, title, kind, states, sort in wanted:
        query = listing(kind, filters=filters, states=states, sort=sort, size=5)
        page = find(query)
        address = search_address(query)
        sections.append(
            Section(id=name, title=title, hits=page.hits, total=page.total, all=address)
        )
    return sections
